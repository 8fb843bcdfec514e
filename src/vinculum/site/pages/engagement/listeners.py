"""Listeners: each with where they were and what they were told, and when."""

from __future__ import annotations

from collections import defaultdict

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.engagement.disclosing import heard_by
from vinculum.desk.programme.engagement.models import Attendance
from vinculum.desk.programme.engagement.seeing import attendances_to
from vinculum.desk.programme.engagement.telling import listener_of
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_ENGAGEMENT)
def listeners(request: DeskRequest) -> HttpResponseBase:
    """List everybody who was at a meeting, by name, with how often and when last."""
    found = _by_key(request)
    rows = sorted(
        ((held[0].name, key, len({one.meeting_id for one in held}), max(one.meeting.begins_on for one in held))
         for key, held in found.items()),
    )  # fmt: skip
    request.told.counted(rows=len(rows))
    return render(request, "engagement/listeners.html", {"rows": rows})


@guarded(Action.READ_ENGAGEMENT)
def listener(request: DeskRequest, listener: str) -> HttpResponseBase:
    """Show what somebody was told, and where they were."""
    held = _by_key(request).get(listener)
    if not held:
        raise Http404
    request.told.about("listener", listener)
    told = {
        "name": held[0].name,
        "listener": listener_of(held[0]),
        "heard": heard_by(request.viewer, listener),
        "attended": sorted(held, key=lambda one: one.meeting.begins_on, reverse=True),
    }
    return render(request, "engagement/listener.html", told)


def _by_key(request: DeskRequest) -> dict[str, list[Attendance]]:
    found: dict[str, list[Attendance]] = defaultdict(list)
    rows = Attendance.objects.filter(attendances_to(request.viewer)).select_related(
        "organisation", "member__organisation", "meeting"
    )
    for row in rows:
        found[row.key].append(row)
    return found
