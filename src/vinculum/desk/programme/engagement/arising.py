"""Actions arising: agreed at a meeting, owned by somebody who was there, due on a day that can be put off with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.engagement.models import Attendance, Meeting, MeetingAction
from vinculum.desk.programme.engagement.refusals import NotWritten
from vinculum.desk.programme.strategy.models import StrategyAction
from vinculum.desk.programme.strategy.refusals import must
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import take
from vinculum.desk.workflows.workflow import StateRule, read_workflow

ARISING = read_workflow("vinculum.desk.programme.engagement", "meeting_action")
OPEN = frozenset({"open", "under_way"})


@dataclass(frozen=True, slots=True)
class ArisingTold:
    """An action as it was agreed."""

    reference: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Arising:
    """An action arising as it stood: its state, the day it was due by then, and whether that day was over."""

    action: MeetingAction
    state: StateRule
    due_on: date
    overdue: bool


@transaction.atomic
def agree(
    viewer: Viewer, meeting: Meeting, told: ArisingTold, owner: Attendance, serves: StrategyAction | None = None
) -> MeetingAction:
    """Write down what a meeting agreed should be done, and who does it."""
    must(viewer, Action.KEEP_ENGAGEMENT)
    if owner.meeting_id != meeting.pk:
        raise NotWritten(f"{owner.name} was not there. Add them first. Nothing was kept.")
    if MeetingAction.objects.filter(reference=told.reference).exists():
        raise NotWritten(f"There is an action {told.reference} already. Choose another reference.")
    made = MeetingAction.objects.create(
        reference=told.reference,
        meeting=meeting,
        title=told.title,
        owner=owner,
        due_on=told.due_on,
        serves=serves,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    take(ARISING, made.reference, "agree", viewer, after=0)
    return made


def step(viewer: Viewer, action: MeetingAction, act: str, *, after: int, reason: str = "", due_on: date | None = None) -> Step:
    """Take a step of an action; putting it off needs the new day, which lies ahead."""
    told = {}
    if act == "put_off":
        if due_on is None or due_on <= viewer.at.date():
            raise NotWritten("Say the new day by which it is to be done; it lies ahead. Nothing was changed.")
        told["due_on"] = due_on.isoformat()
    return take(ARISING, action.reference, act, viewer, after=after, reason=reason, told=told)


def stand(actions: Collection[MeetingAction], at: datetime) -> list[Arising]:
    """Return how actions stood as at a moment (UTC), in the order given; one not yet agreed then is left out."""
    due = {action.reference: action.due_on for action in actions}
    last: dict[str, Step] = {}
    rows = Step.objects.filter(workflow=ARISING.code, subject__in=list(due), at__lte=at).order_by("number")
    for row in rows:
        last[row.subject] = row
        if "due_on" in row.told:
            due[row.subject] = date.fromisoformat(row.told["due_on"])
    found = []
    for action in actions:
        if action.reference in last:
            state = last[action.reference].state
            late = state in OPEN and due[action.reference] < at.date()
            found.append(Arising(action, ARISING.states[state], due[action.reference], late))
    return found
