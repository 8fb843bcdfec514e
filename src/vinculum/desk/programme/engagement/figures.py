"""Figures of engagement: every one opens to the meetings, listeners or actions behind it."""

from __future__ import annotations

from decimal import Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.engagement.arising import OPEN, Arising, stand
from vinculum.desk.programme.engagement.measuring import channels, measured
from vinculum.desk.programme.engagement.models import Attendance, Meeting, MeetingAction
from vinculum.desk.programme.engagement.seeing import actions_to, attendances_to, meetings_to
from vinculum.desk.programme.engagement.vocabulary import MeetingKind


def _meetings(viewer: Viewer, asked: Asked) -> list[Meeting]:
    """Return the meetings that had taken place and were known by then, in the period asked for."""
    found = Meeting.objects.filter(meetings_to(viewer), made_at__lte=asked.as_at, begins_on__lte=asked.as_at.date())
    if asked.since:
        found = found.filter(begins_on__gte=asked.since)
    if asked.until:
        found = found.filter(begins_on__lt=asked.until)
    if "kind" in asked.of:
        found = found.filter(kind=asked.of["kind"])
    return list(found)


def _held(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [
        FigureRow(
            one.reference,
            (one.title, MeetingKind(one.kind).words, one.begins_on, one.place),
            href=f"/engagement/meetings/{one.reference}",
        )
        for one in _meetings(viewer, asked)
    ]


def _briefed(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return each listener once, with how many occasions and the last of them; hosts from the partnership itself are none."""
    meetings = {one.pk: one for one in _meetings(viewer, asked)}
    rows = Attendance.objects.filter(attendances_to(viewer), meeting__in=meetings, at__lte=asked.as_at)
    heard: dict[str, list[Attendance]] = {}
    for row in rows.exclude(organisation="NVCRP").select_related("organisation", "member"):
        heard.setdefault(row.key, []).append(row)
    return [
        FigureRow(
            key,
            (
                found[0].name,
                len({one.meeting_id for one in found}),
                max(meetings[one.meeting_id].begins_on for one in found),
            ),
            href=f"/engagement/listeners/{key}",
        )
        for key, found in sorted(heard.items(), key=lambda pair: pair[1][0].name)
    ]


def _arising(viewer: Viewer, asked: Asked) -> list[Arising]:
    found = MeetingAction.objects.filter(actions_to(viewer), made_at__lte=asked.as_at).select_related(
        "meeting", "owner__organisation", "owner__member"
    )
    return stand(list(found), asked.as_at)


def _row(one: Arising) -> FigureRow:
    cells = (one.action.title, one.action.owner.name, one.due_on, one.state.title, one.action.meeting.title)
    return FigureRow(one.action.reference, cells, href=f"/engagement/actions/{one.action.reference}")


def _open(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [_row(one) for one in _arising(viewer, asked) if one.state.code in OPEN]


def _overdue(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [_row(one) for one in _arising(viewer, asked) if one.overdue]


def _channel(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    code = asked.of.get("channel", "")
    values = measured(viewer, code, asked.as_at) if code in channels() else []
    if not values:
        return None
    newest = values[-1]
    return [FigureRow(code, (channels()[code].title, newest.on, newest.source), Decimal(newest.value), "/engagement/channels")]


ARISING_COLUMNS = ("Action", "Owner", "Due", "State", "Agreed at")

RULES = (
    FigureRule(
        "engagement-meetings",
        "Meetings held",
        "Meetings, briefings, roundtables, conferences and conversations with the media that began in the period, each once; "
        "of one kind if `kind` is asked for.",
        Unit.COUNT, ("Meeting", "Kind", "Began", "Place"), Action.READ_ENGAGEMENT, _held,
    ),
    FigureRule(
        "engagement-organisations",
        "Organisations met",
        "Organisations other than the partnership itself that were at one of those occasions, each counted once.",
        Unit.COUNT, ("Organisation", "Occasions", "Last"), Action.READ_ENGAGEMENT, _briefed,
    ),
    FigureRule(
        "engagement-actions-open",
        "Actions from meetings still open",
        "What meetings agreed should be done and was neither finished nor dropped.",
        Unit.COUNT, ARISING_COLUMNS, Action.READ_ENGAGEMENT, _open,
    ),
    FigureRule(
        "engagement-actions-overdue",
        "Actions from meetings overdue",
        "Open actions from meetings whose day, as it stood then, was over.",
        Unit.COUNT, ARISING_COLUMNS, Action.READ_ENGAGEMENT, _overdue,
    ),
    FigureRule(
        "engagement-channel",
        "Reach of a channel",
        "The newest value that was written down for the channel asked for (`channel`), with its day and source.",
        Unit.COUNT, ("Channel", "On", "Source"), Action.READ_ENGAGEMENT, _channel,
    ),
)  # fmt: skip
