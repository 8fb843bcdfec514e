"""What of training a viewer may see.

Courses, sessions and posts tell of no person: whoever reads training sees them. Who is trained is seen by the person themselves,
by the vehicle crime lead of their own organisation, and by who keeps the register. Where examiners can be called from, without a
name, is seen by police.
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.training.models import Officer

NOBODY = Q(pk__in=())
POLICE = "police"


def open_to(viewer: Viewer) -> Q:
    """Return the condition that a course, a session or a post may be seen."""
    return Q() if decide(viewer, Action.READ_TRAINING).allowed else NOBODY


def officers_to(viewer: Viewer) -> Q:
    """Return the condition that an officer may be seen by name."""
    if decide(viewer, Action.KEEP_OFFICERS).allowed:
        return Q()
    if not decide(viewer, Action.READ_TRAINING).allowed:
        return NOBODY
    own = Q(person=viewer.person)
    return own | Q(organisation=viewer.organisation) if decide(viewer, Action.READ_OFFICERS).allowed else own


def certificates_to(viewer: Viewer) -> Q:
    """Return the condition that a certificate may be seen: with its officer."""
    return Q(officer__in=Officer.objects.filter(officers_to(viewer)))


def calls_out(viewer: Viewer) -> bool:
    """Say whether a viewer may see from where examiners can be called, without names."""
    police = POLICE in viewer.groups and decide(viewer, Action.READ_TRAINING).allowed
    return police or decide(viewer, Action.KEEP_OFFICERS).allowed
