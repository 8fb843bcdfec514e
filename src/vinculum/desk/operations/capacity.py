"""Telling what an operation has to work with: teams by force and day, lifts by port and day, warrants and prevention events.

The commander tells it for everybody, a force lead for their own force, until the operation is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation, PortDay, TeamDay, WorkItem, WorkKind
from vinculum.desk.operations.plan.rules import LIFT, rules
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.operations.workflow import OPERATION
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import history, standing_of

OVER = frozenset({"closed", "reviewed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a force on a day; told twice, the later replaces the earlier."""

    organisation: str
    team: str
    day: date
    skills: tuple[str, ...]
    hours: Decimal = Decimal(8)
    crosses: bool = False


@dataclass(frozen=True, slots=True)
class Lifts:
    """How many containers a port lifts on a day, by whom; told twice, the later replaces the earlier."""

    organisation: str
    port: str
    day: date
    lifts: int
    cost_gbp: Decimal = Decimal(200)


@dataclass(frozen=True, slots=True)
class Entered:
    """A warrant or an event in a force's area; ``until`` is UTC."""

    kind: WorkKind
    title: str
    organisation: str
    probability: float
    value_gbp: Decimal
    hours: Decimal
    not_before: date | None = None
    until: datetime | None = None
    network: str = ""
    stage: str = ""


@transaction.atomic
def offer_teams(operation: Operation, teams: Iterable[Team], viewer: Viewer) -> int:
    """Keep team-days, all or none, and return how many."""
    told = list(teams)
    taking_part = set(operation.participants.values_list("organisation_id", flat=True))
    for organisation in sorted({one.organisation for one in told}):
        _may_tell(operation, organisation, viewer)
    for one in told:
        _check_day(operation, one.day)
        if one.organisation not in taking_part:
            raise NotKept(f"{one.organisation} does not take part in {operation.name}.")
        strays = sorted(set(one.skills) - set(rules().skills))
        if strays or not one.skills:
            raise NotKept(
                f"{one.team}: {', '.join(strays) or 'no skill'} is told; a skill is one of {', '.join(rules().skills)}."
            )
        if not 0 < one.hours <= 24:  # noqa: PLR2004  hours of a day
            raise NotKept(f"{one.team}: a team works more than 0 and at most 24 hours a day, not {one.hours}.")
        if not one.team.strip():
            raise NotKept("Give every team a name, so that it can be told from the others of its force.")
    found = TeamDay.objects.bulk_create(
        [
            TeamDay(
                operation=operation, organisation_id=one.organisation, team=one.team.strip(), day=one.day,
                skills=sorted(one.skills), hours=one.hours, crosses=one.crosses,
            )
            for one in told
        ],
        update_conflicts=True,
        unique_fields=["operation", "organisation", "team", "day"],
        update_fields=["skills", "hours", "crosses"],
    )  # fmt: skip
    return len(found)


@transaction.atomic
def offer_lifts(operation: Operation, told: Lifts, viewer: Viewer) -> PortDay:
    """Keep how many lifts a port makes on a day."""
    _may_tell(operation, told.organisation, viewer)
    _check_day(operation, told.day)
    if not operation.participants.filter(organisation=told.organisation).exists():
        raise NotKept(f"{told.organisation} does not take part in {operation.name}.")
    found, _ = PortDay.objects.update_or_create(
        operation=operation,
        port=told.port,
        day=told.day,
        defaults={"organisation_id": told.organisation, "lifts": told.lifts, "cost_gbp": told.cost_gbp},
    )
    return found


@transaction.atomic
def enter_work(operation: Operation, told: Entered, viewer: Viewer) -> WorkItem:
    """Keep a warrant or a prevention event."""
    _may_tell(operation, told.organisation, viewer)
    if not operation.participants.filter(organisation=told.organisation).exists():
        raise NotKept(f"{told.organisation} does not take part in {operation.name}.")
    if not 0 <= told.probability <= 1 or told.value_gbp < 0 or told.hours <= 0:
        raise NotKept("A likelihood lies between 0 and 100 %, a value is not negative, and work takes some time.")
    return WorkItem.objects.create(
        operation=operation,
        kind=told.kind,
        title=told.title.strip(),
        organisation_id=told.organisation,
        probability=told.probability,
        value_gbp=told.value_gbp,
        hours=told.hours,
        skill=rules().kinds[told.kind].skill,
        not_before=told.not_before,
        until=told.until,
        network=told.network.strip(),
        stage=told.stage,
    )


def take_away(thing: TeamDay | PortDay | WorkItem, viewer: Viewer) -> None:
    """Take capacity or work back: a team that is lost, a warrant that was executed elsewhere. Plan again afterwards."""
    _may_tell(thing.operation, thing.organisation_id, viewer)
    thing.delete()


def may_tell(operation: Operation, viewer: Viewer) -> tuple[str, ...] | None:
    """Return the organisations whose capacity a viewer may tell; None for all of them, nothing for none."""
    if operation.lead_id == viewer.organisation and decide(viewer, Action.PLAN_OPERATIONS).allowed:
        return None
    return (viewer.organisation,) if decide(viewer, Action.SEND_RETURNS).allowed else ()


def _may_tell(operation: Operation, organisation: str, viewer: Viewer) -> None:
    state = standing_of(history(OPERATION, operation.reference)).state
    if state in OVER:
        raise NotKept(f"{operation.name} is {OPERATION.states[state].title.lower()}: its capacity is no longer changed.")
    mine = may_tell(operation, viewer)
    if mine is not None and organisation not in mine:
        raise NotPermitted(f"What {organisation} has to work with is told by {operation.lead_id} or by {organisation} itself.")


def _check_day(operation: Operation, day: date) -> None:
    if not operation.begins_on <= day <= operation.ends_on:
        raise NotKept(
            f"{day:%-d %B %Y} is no day of {operation.name}: it runs from {operation.begins_on:%-d %B} to "
            f"{operation.ends_on:%-d %B %Y}."
        )


def skill_words() -> dict[str, str]:
    """Return what a team can be able to do, by code; a lift is a port's business."""
    return {code: words for code, words in rules().skills.items() if code != LIFT}
