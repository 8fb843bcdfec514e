"""A lead as the viewer's organisation has worked it."""

from __future__ import annotations

from dataclasses import dataclass

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.seeing import own_acts
from vinculum.desk.leads.standing import Happening, Shown, shown_as, standing_of
from vinculum.site.pages.leads.reading import Lead


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The acts of one organisation on a lead in order, and the state that they lead to on the day of asking."""

    happenings: tuple[Happening, ...]
    shown: Shown


def standpoint(viewer: Viewer, lead: Lead) -> Standpoint:
    """Return how the viewer's organisation has worked a lead."""
    happenings = tuple(own_acts(viewer, [lead.id]).get(lead.id, ()))
    return Standpoint(happenings, shown_as(standing_of(happenings), lead.evidence, viewer.at.date()))
