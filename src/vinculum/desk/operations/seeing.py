"""Which operations a viewer may see: those their organisation leads or takes part in; national bodies see all."""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Participant

NOBODY = Q(pk__in=())


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that an operation may be seen by a viewer; nothing without the right to read operations."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    taking_part = Participant.objects.filter(organisation=viewer.organisation).values("operation")
    return Q(lead=viewer.organisation) | Q(pk__in=taking_part)
