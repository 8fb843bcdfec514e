"""Finding the meeting, action or listener that an address names, as the viewer may see them."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.programme.engagement.models import Meeting, MeetingAction
from vinculum.desk.programme.engagement.seeing import actions_to, content_to, meetings_to
from vinculum.site.guard import DeskRequest


def find_meeting(request: DeskRequest, reference: str, *, inside: bool = False) -> Meeting:
    """Return a meeting; where ``inside`` is needed, only one of which the viewer may read what was said."""
    shown = content_to(request.viewer) if inside else meetings_to(request.viewer)
    found = Meeting.objects.filter(shown, reference=reference).select_related("made_by").first()
    if found is None:
        raise Http404
    request.told.about("meeting", reference)
    return found


def find_action(request: DeskRequest, reference: str) -> MeetingAction:
    """Return an action arising."""
    rows = MeetingAction.objects.filter(actions_to(request.viewer), reference=reference)
    found = rows.select_related("meeting", "owner__organisation", "owner__member", "serves").first()
    if found is None:
        raise Http404
    request.told.about("meeting_action", reference)
    return found
