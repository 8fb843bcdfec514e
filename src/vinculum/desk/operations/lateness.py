"""When an answer to a tasking is owed, and whether it is late; worked out from its steps and the clock, never stored."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from vinculum.desk.operations.models import Tasking
from vinculum.desk.workflows.stepping import Standing


@dataclass(frozen=True, slots=True)
class Owed:
    """The hours within which each answer is owed."""

    acknowledge: timedelta
    decide: timedelta
    result: timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """What is owed next ("" if nothing), by when (UTC), and whether that has passed."""

    owed: str
    by: datetime | None
    late: bool


@cache
def owed() -> Owed:
    """Return the rule of ``tasking.toml``."""
    told = tomllib.loads((resources.files("vinculum.desk.operations") / "tasking.toml").read_text("utf-8"))["owed"]
    return Owed(*(timedelta(hours=told[name]) for name in ("acknowledge_hours", "decide_hours", "result_hours")))


def clock_of(tasking: Tasking, standing: Standing, now: datetime) -> Clock:
    """Return what is owed on a tasking at a moment: an acknowledgement, a decision, its result, or nothing."""
    match standing.state:
        case "sent":
            what, by = "acknowledgement", min(tasking.made_at + owed().acknowledge, tasking.due_at)
        case "acknowledged":
            what, by = "decision", min(tasking.made_at + owed().decide, tasking.due_at)
        case "accepted":
            what, by = "result", tasking.due_at
        case _:
            return Clock("", None, late=False)
    return Clock(what, by, now > by)
