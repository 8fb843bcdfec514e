"""Giving work to a force, and answering: each act on a tasking that is about a lead is an act on the lead as well.

Both or neither is kept: a lead that was dismissed since cannot be tasked, and a result reported here resolves the lead for the
force that reports it, where that force may see the lead.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.seeing import own_acts
from vinculum.desk.leads.standing import allowed, shown_as, standing_of
from vinculum.desk.leads.workflow import Act, outcomes
from vinculum.desk.operations.lateness import owed
from vinculum.desk.operations.models import Operation, Plan, Tasking
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.operations.workflow import OPERATION, TASKING, parties_of_tasking
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import Overtaken
from vinculum.desk.workflows.stepping import history, take
from vinculum.desk.workflows.stepping import standing_of as stands

# States of an operation in which forces may be asked for something.
AT_WORK = frozenset({"approved", "running"})
ANSWERS = ("acknowledge", "accept", "decline")


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked of whom, on which day; ``work`` and ``slot`` are a plan's, "" for a tasking by hand."""

    organisation: str
    title: str
    text: str
    kind: str
    day: date
    work: str = ""
    slot: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResultWord:
    """A word for what came of a tasking; ``found`` says whether it brought something, None where the word does not tell."""

    code: str
    title: str
    found: bool | None


@cache
def _results() -> dict[str, ResultWord]:
    told = tomllib.loads((resources.files("vinculum.desk.operations") / "tasking.toml").read_text("utf-8"))["results"]
    return {code: ResultWord(code, one["title"], one["found"]) for code, one in told.items()}


def results_of(tasking: Tasking) -> dict[str, ResultWord]:
    """Return what can come of a tasking: the outcomes of a lead where it is about one."""
    if tasking.lead:
        return {code: ResultWord(code, word.title, word.says) for code, word in outcomes().items()}
    return dict(_results())


@transaction.atomic
def send(
    operation: Operation, given: Given, viewer: Viewer, *, lead: LeadSeen | None = None, plan: Plan | None = None
) -> Tasking:
    """Give work to an organisation that takes part; with ``lead``, task the lead to it too. A refusal keeps nothing."""
    state = stands(history(OPERATION, operation.reference)).state
    if state not in AT_WORK:
        title = OPERATION.states[state].title.lower() if state else "not proposed"
        raise NotKept(f"{operation.name} is {title}: forces are tasked once it is approved, until it is closed.")
    if not operation.participants.filter(organisation=given.organisation).exists():
        raise NotKept(f"{given.organisation} does not take part in {operation.name}. Let it join first.")
    tasking = Tasking(
        reference=f"{operation.reference}-T{Tasking.objects.filter(operation=operation).count() + 1:03d}",
        operation=operation,
        organisation_id=given.organisation,
        title=given.title,
        text=given.text,
        kind=given.kind,
        lead=lead.id if lead else "",
        work=given.work,
        slot=given.slot,
        day=given.day,
        due_at=given.due_at or due_of(given.day),
        plan=plan,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    try:
        with transaction.atomic():
            tasking.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken("Somebody tasked a force at the same moment. Nothing of yours was kept; send it again.") from error
    take(TASKING, tasking.reference, "send", viewer, after=0, parties=parties_of_tasking(tasking))
    if lead is not None and given.organisation != viewer.organisation:
        details = Details(
            tasked_to=given.organisation, due=tasking.due_at.date(), text=f"{tasking.reference}: {given.text}"[:4000]
        )
        act_on(lead, Act.TASK, details, viewer, after=_acts(lead, viewer), at=viewer.at)
    return tasking


@transaction.atomic
def answer(tasking: Tasking, act: str, viewer: Viewer, *, after: int, reason: str = "", lead: LeadSeen | None = None) -> Step:
    """Take an act on a tasking (not its result); whoever accepts one adopts its lead, if they may see and work it."""
    if act == "report":
        raise NotKept("A result says what came of it: use the form of the result.")
    step = take(
        TASKING, tasking.reference, act, viewer, after=after, parties=parties_of_tasking(tasking), reason=reason
    )  # fmt: skip
    if act == "accept":
        _act_if_allowed(lead, Act.ADOPT, Details(), viewer)
    return step


@transaction.atomic
def report(tasking: Tasking, outcome: str, text: str, viewer: Viewer, *, after: int, lead: LeadSeen | None = None) -> Step:
    """Tell what came of a tasking; the receiving force resolves its lead by the same act, if it may see it."""
    if outcome not in results_of(tasking):
        raise NotKept(f"{outcome!r} is none of {', '.join(results_of(tasking))}.")
    step = take(
        TASKING, tasking.reference, "report", viewer, after=after, parties=parties_of_tasking(tasking), reason=text,
        told={"outcome": outcome},
    )  # fmt: skip
    details = Details(outcome=outcome, text=f"{tasking.reference}: {text}"[:4000] if text else tasking.reference)
    _act_if_allowed(lead, Act.RESOLVE, details, viewer)
    return step


def due_of(day: date) -> datetime:
    """Return when the result of work on a day is owed (UTC)."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) + owed().result


def _act_if_allowed(lead: LeadSeen | None, act: Act, details: Details, viewer: Viewer) -> None:
    """Act on a lead where its state for the viewer's organisation allows it; a lead that is resolved already stays so."""
    if lead is None:
        return
    happenings = own_acts(viewer, [lead.id]).get(lead.id, [])
    state = shown_as(standing_of(happenings), lead.evidence, viewer.at.date()).state
    if act in allowed(state):
        act_on(lead, act, details, viewer, after=_acts(lead, viewer), at=viewer.at)


def _acts(lead: LeadSeen, viewer: Viewer) -> int:
    return LeadAct.objects.filter(lead=lead.id, organisation=viewer.organisation).count()
