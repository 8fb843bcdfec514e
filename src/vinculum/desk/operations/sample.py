"""The operations of the story, from ``sample.toml``, laid in through the functions that the pages call."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.proposing import Proposal, propose, record_past
from vinculum.desk.operations.workflow import OPERATION, parties_of
from vinculum.desk.workflows.stepping import history, take


@cache
def sample() -> dict[str, Any]:
    """Return the operations of the story as their data file tells them."""
    return tomllib.loads((resources.files("vinculum.desk.operations") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the operations, unless there is one already."""
    if Operation.objects.exists():
        return
    for told in sample()["operations"]:
        _tell_operation(told)


def somebody(who: str, at: datetime, purpose: Purpose = Purpose.INTELLIGENCE, why: str = "") -> Viewer:
    """Return a sample person, by the first part of their address, as they asked at a moment of the story."""
    person = Person.objects.get(email__startswith=f"{who}.")
    return viewer_of(person, at, purpose, why)


def _tell_operation(told: dict[str, Any]) -> None:
    viewer = somebody(told["by"], _utc(told["at"]), why=told["name"])
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
        return
    operation = propose(proposal, viewer)
    for step in told["steps"]:
        doer = somebody(step["by"], _utc(step["at"]), why=told["name"])
        held = history(OPERATION, operation.reference)
        take(
            OPERATION, operation.reference, step["act"], doer,
            after=len(held), parties=parties_of(operation), reason=step.get("reason", ""),
        )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _noon(day: Any) -> datetime:
    return datetime.combine(day, time(12), UTC)
