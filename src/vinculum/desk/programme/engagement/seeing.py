"""What of meetings a viewer may see: the partnership's own people all that took place, others those they were at.

Deny by default. What was said at a closed one is for those who were there and whoever wrote it down.
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.engagement.models import Attendance, Meeting

NOBODY = Q(pk__in=())


def meetings_to(viewer: Viewer) -> Q:
    """Return the condition that a viewer may see that a meeting took place, when, and who was there."""
    if not decide(viewer, Action.READ_ENGAGEMENT).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    own = Q(organisation=viewer.organisation) | Q(member__organisation=viewer.organisation)
    return Q(pk__in=Attendance.objects.filter(own).values("meeting"))


def content_to(viewer: Viewer) -> Q:
    """Return the condition that what was said at a meeting may be read."""
    there = Attendance.objects.filter(person=viewer.person).values("meeting")
    return meetings_to(viewer) & (Q(closed=False) | Q(made_by=viewer.person) | Q(pk__in=there))


def within(viewer: Viewer) -> Q:
    """Return the condition that what belongs to a meeting (rows with the key ``meeting``) may be read."""
    return Q(meeting__in=Meeting.objects.filter(content_to(viewer)).values("pk"))


def attendances_to(viewer: Viewer) -> Q:
    """Return the condition that it may be seen who was at a meeting."""
    return Q(meeting__in=Meeting.objects.filter(meetings_to(viewer)).values("pk"))


def actions_to(viewer: Viewer) -> Q:
    """Return the condition that an action arising may be seen: what was said there may be read, or it is the viewer's to do."""
    if not decide(viewer, Action.READ_ENGAGEMENT).allowed:
        return NOBODY
    own = Q(owner__organisation=viewer.organisation) | Q(owner__member__organisation=viewer.organisation)
    return within(viewer) | (own & Q(meeting__closed=False)) | Q(owner__person=viewer.person)
