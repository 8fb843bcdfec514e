"""The operations of the story, from ``sample.toml``, laid in through the functions that the pages call, in the order of time."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.capacity import Entered, Lifts, Team, enter_work, offer_lifts, offer_teams
from vinculum.desk.operations.disrupting import Judged, assess
from vinculum.desk.operations.logging_decisions import Decided, enter
from vinculum.desk.operations.models import Operation, SpendKind, Tasking, WorkKind
from vinculum.desk.operations.proposing import Proposal, propose, record_past
from vinculum.desk.operations.spending import Spent, tell_spend
from vinculum.desk.operations.tasking import Given, answer, report, send
from vinculum.desk.operations.workflow import DISRUPTION, OPERATION, TASKING, parties_of
from vinculum.desk.workflows.stepping import history, take

Happening = tuple[datetime, Callable[[], object]]


@cache
def sample() -> dict[str, Any]:
    """Return the operations of the story as their data file tells them."""
    return tomllib.loads((resources.files("vinculum.desk.operations") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the operations and what came of them, unless there is an operation already."""
    if Operation.objects.exists():
        return
    for _, happen in sorted(_happenings(), key=lambda one: one[0]):
        happen()


def _happenings() -> Iterator[Happening]:
    """Yield everything that happened, with its moment; nothing is done yet."""
    told = sample()
    for one in told["operations"]:
        yield _utc(one["at"]), partial(_tell_operation, one)
        for step in one.get("steps", ()):
            yield _utc(step["at"]), partial(_step, one["reference"], step)
    yield _utc(told["capacity"]["at"]), partial(_tell_capacity, told["capacity"])
    for one in told["taskings"]:
        references: list[str] = []
        yield _utc(one["at"]), partial(_task, one, references)
        for said in one["answers"]:
            yield _utc(said["at"]), partial(_answer, references, said)
    for one in told["log"]:
        yield _utc(one["at"]), partial(_tell_log, one)
    for one in told["spend"]:
        yield _utc(one["at"]), partial(_tell_spend, one)
    for one in told["disruptions"]:
        disrupted: list[str] = []
        yield _utc(one["at"]), partial(_assess, one, disrupted)
        if moderated := one.get("moderated"):
            yield _utc(moderated["at"]), partial(_moderate, disrupted, moderated)


def _viewer(told: dict[str, Any], why: str) -> Viewer:
    """Return a sample person, by the first part of their address, as they asked at the moment that is told."""
    person = Person.objects.get(email__startswith=f"{told['by']}.")
    at = _utc(told["at"])
    purposes = viewer_of(person, at).purposes
    named = Purpose(told["purpose"]) if "purpose" in told else None
    return viewer_of(person, at, named or (Purpose.INVESTIGATION if Purpose.INVESTIGATION in purposes else min(purposes)), why)


def _tell_operation(told: dict[str, Any]) -> None:
    viewer = _viewer(told, told["name"])
    proposal = Proposal(
        reference=told["reference"],
        name=told["name"],
        aims=told["aims"],
        begins_on=told["begins_on"],
        ends_on=told["ends_on"],
        stages=tuple(told["stages"]),
        pillars=tuple(told["pillars"]),
        budget_gbp=Decimal(told["budget_gbp"]) if "budget_gbp" in told else None,
        coordinated_by=told.get("coordinated_by"),
        forces=tuple(sample()["forces"][told["forces"]]),
        partners=tuple(told["partners"]),
    )
    if "lead" in told:
        record_past(proposal, told["lead"], viewer, told["why"])
    else:
        propose(proposal, viewer)


def _step(reference: str, told: dict[str, Any]) -> None:
    operation = Operation.objects.get(reference=reference)
    take(
        OPERATION, reference, told["act"], _viewer(told, operation.name),
        after=len(history(OPERATION, reference)), parties=parties_of(operation), reason=told.get("reason", ""),
    )  # fmt: skip


def _tell_capacity(told: dict[str, Any]) -> None:
    operation = Operation.objects.get(reference=told["operation"])
    viewer = _viewer(told, operation.name)
    first = operation.begins_on - timedelta(days=1)
    teams = [
        Team(
            organisation=force,
            team="Team A",
            day=first + timedelta(days=number),
            skills=(
                "stop", "enquire", "prevent",
                *(("search",) if force in told["also_search"] else ()),
                *(("examine",) if force in told["also_examine"] else ()),
            ),
            hours=Decimal(told["hours"]),
            crosses=force in told["cross"],
        )
        for force in operation.participants.filter(reports=True).values_list("organisation_id", flat=True)
        for number in told["days"].get(force, told["others"])
    ]  # fmt: skip
    offer_teams(operation, teams, viewer)
    for one in told["lifts"]:
        for number in one["days"]:
            offer_lifts(operation, Lifts(one["by"], one["port"], first + timedelta(days=number), one["lifts"]), viewer)
    for one in told["work"]:
        entered = Entered(
            kind=WorkKind(one["kind"]),
            title=one["title"],
            organisation=one["organisation"],
            probability=one["probability"],
            value_gbp=Decimal(one["value_gbp"]),
            hours=Decimal(one["hours"]),
            not_before=one.get("not_before"),
            until=_utc(one["until"]) if "until" in one else None,
            network=one.get("network", ""),
            stage=one["stage"],
        )
        enter_work(operation, entered, viewer)


def _task(told: dict[str, Any], references: list[str]) -> None:
    operation = Operation.objects.get(reference=told["operation"])
    given = Given(told["to"], told["title"], told["text"], told["kind"], told["day"])
    references.append(send(operation, given, _viewer(told, operation.name)).reference)


def _answer(references: list[str], told: dict[str, Any]) -> None:
    tasking = Tasking.objects.get(reference=references[0])
    viewer, after = _viewer(told, tasking.title), len(history(TASKING, tasking.reference))
    if told["act"] == "report":
        report(tasking, told["outcome"], told["reason"], viewer, after=after)
    else:
        answer(tasking, told["act"], viewer, after=after, reason=told.get("reason", ""))


def _tell_log(told: dict[str, Any]) -> None:
    operation = Operation.objects.get(reference=told["operation"])
    decided = Decided(
        told["decision"], told["rationale"], told.get("options", ""), told.get("risks", ""), told.get("corrects")
    )  # fmt: skip
    enter(operation, decided, _viewer(told, operation.name))


def _tell_spend(told: dict[str, Any]) -> None:
    operation = Operation.objects.get(reference=told["operation"])
    pillar = told["pillar"] if told["pillar"] in set(operation.pillars.values_list("code", flat=True)) else ""
    spent = Spent(
        SpendKind(told["kind"]), told["organisation"], told["what"], Decimal(told["amount_gbp"]), told["on"], pillar
    )  # fmt: skip
    tell_spend(operation, spent, _viewer(told, operation.name))


def _assess(told: dict[str, Any], references: list[str]) -> None:
    operation = Operation.objects.get(reference=told["operation"])
    judged = Judged(told["level"], told["strand"], told["stage"], told["rationale"])
    kept = assess(operation, told["subject"], told["happened_on"], told["what"], judged, _viewer(told, operation.name))
    references.append(kept.reference)


def _moderate(references: list[str], told: dict[str, Any]) -> None:
    viewer = _viewer(told, references[0])
    take(
        DISRUPTION, references[0], "agree", viewer,
        after=len(history(DISRUPTION, references[0])), parties={"originator": viewer.organisation}, reason=told["reason"],
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
