"""Which studies, series and runs a viewer may see: their organisation's, and those they were named a reader of.

A run that counted theft reports is seen only by who may see exactly the reports it counted: its figures would tell the rest.
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide, grants_of
from vinculum.desk.access.seen import signature_of
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.impact.models import Reader, Study

NOBODY = Q(pk__in=())


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a study may be seen by a viewer."""
    if not decide(viewer, Action.READ_IMPACT).allowed:
        return NOBODY
    named = Reader.objects.filter(organisation=viewer.organisation).values("study")
    return Q(organisation=viewer.organisation) | Q(pk__in=named)


def series_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a series may be seen: their organisation's, or that of a study they may see."""
    if not decide(viewer, Action.READ_IMPACT).allowed:
        return NOBODY
    rests_on = Study.objects.filter(visible_to(viewer), series__isnull=False).values("series")
    return Q(organisation=viewer.organisation) | Q(pk__in=rests_on)


def runs_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a run may be seen."""
    studies = Study.objects.filter(visible_to(viewer)).values("pk")
    return Q(study__in=studies) & (Q(sees="") | Q(sees=sight_of_thefts(viewer)))


def sight_of_thefts(viewer: Viewer) -> str:
    """Return a short name of which theft reports a viewer may see; the same for all who may see the same."""
    return signature_of(tuple(grant for grant in grants_of(viewer) if grant.feed == "thefts"))
