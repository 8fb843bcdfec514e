"""What of the members a viewer may see: who belongs, and of their own organisation and where they keep members, the rest."""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.members.joining import MEMBERSHIP
from vinculum.desk.programme.members.models import Member
from vinculum.desk.workflows.models import Step

NOBODY = Q(pk__in=())


def keeps(viewer: Viewer) -> bool:
    """Say whether a viewer enrols or keeps the members of the partnership: its own people alone, whatever role others hold."""
    allowed = any(decide(viewer, action).allowed for action in (Action.ENROL_MEMBERS, Action.KEEP_MEMBERS))
    return allowed and viewer.organisation in national()


def members_to(viewer: Viewer) -> Q:
    """Return the condition that a member may be seen.

    Who keeps members sees every organisation, enquiries included. Whoever else may read members sees those that were ever
    admitted, and their own organisation.
    """
    if not decide(viewer, Action.READ_MEMBERS).allowed:
        return NOBODY
    if keeps(viewer):
        return Q()
    admitted = Step.objects.filter(workflow=MEMBERSHIP.code, state="member").order_by().values("subject")
    return Q(reference__in=admitted) | Q(organisation=viewer.organisation)


def inside_to(viewer: Viewer) -> Q:
    """Return the condition that what is inside a membership may be seen: contacts, agreements, steps, what was given.

    It is for those who keep members, and for the member's own people.
    """
    if not decide(viewer, Action.READ_MEMBERS).allowed:
        return NOBODY
    return Q() if keeps(viewer) else Q(organisation=viewer.organisation)


def belonging_to(viewer: Viewer) -> Q:
    """Return the condition that what belongs to a member (rows with the key ``member``) may be seen."""
    return Q(member__in=Member.objects.filter(inside_to(viewer)).values("pk"))
