"""Areas that other rooms say were acted on: the forces of an operation, from the month in which it began."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.operations.seeing import visible_to
from vinculum.marks.reference import forces


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that was done in some areas: a reference, its name, and when it began."""

    reference: str
    name: str
    began: date


def proposals(viewer: Viewer) -> tuple[Proposal, ...]:
    """Return the operations that a viewer may see, latest first."""
    known = Operation.objects.filter(visible_to(viewer))
    return tuple(Proposal(one.reference, one.name, one.begins_on) for one in known)


def proposed(viewer: Viewer, reference: str, areas: Collection[str]) -> dict[str, date]:
    """Return which of ``areas`` took part in an operation, each with the month it began; none for an unknown operation.

    An area is known by a force's id, code or name.
    """
    found = Operation.objects.filter(visible_to(viewer), reference=reference).first()
    if found is None:
        return {}
    taking_part = set(Participant.objects.filter(operation=found).values_list("organisation__force", flat=True)) - {""}
    names = {name: force.id for force in forces() for name in (force.id, force.code, force.name)}
    return {area: found.begins_on.replace(day=1) for area in areas if names.get(area) in taking_part}
