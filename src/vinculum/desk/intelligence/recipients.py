"""Classes of recipients and what a copy for each may hold, as ``recipients.toml`` tells them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from vinculum.desk.access.models import Organisation

QUARTERS = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True, slots=True)
class RecipientClass:
    """One class: who belongs to it, and what it may have. ``acknowledge`` and ``feedback`` are days."""

    code: str
    title: str
    kinds: frozenset[str]
    codes: frozenset[str]
    markings: tuple[str, ...]
    conditions: bool
    actions: frozenset[str]
    marks: frozenset[str]
    people: bool
    period: str
    acknowledge: int
    feedback: int
    acts: bool

    def holds(self, organisation: Organisation) -> bool:
        """Say whether an organisation belongs to the class: named in it, or of its kind and named in no other."""
        if organisation.code in self.codes:
            return True
        named = any(organisation.code in other.codes for other in classes().values())
        return not named and organisation.kind in self.kinds


@cache
def classes() -> dict[str, RecipientClass]:
    """Return the classes by code, in the order of the file."""
    return {
        code: RecipientClass(
            code=code,
            **{
                **told,
                **{name: frozenset(told[name]) for name in ("kinds", "codes", "actions", "marks")},
                "markings": tuple(told["markings"]),
            },
        )
        for code, told in _read()["class"].items()
    }


def usefulness() -> dict[int, str]:
    """Return the words of each grade of usefulness."""
    return {int(grade): told["title"] for grade, told in _read()["usefulness"].items()}


def class_of(organisation: Organisation) -> RecipientClass | None:
    """Return the class that an organisation belongs to; None for one that none holds, which is sent nothing."""
    return next((one for one in classes().values() if one.holds(organisation)), None)


def period_of(moment: datetime, roughly: str) -> str:
    """Return the time of a moment (UTC) as roughly as a class may know it: its week, its month or its quarter."""
    if roughly == "week":
        year, week, _ = moment.isocalendar()
        monday = datetime.fromisocalendar(year, week, 1)
        return f"the week of {monday.day} {monday:%B %Y}"
    if roughly == "month":
        return f"{moment:%B %Y}"
    return f"{QUARTERS[(moment.month - 1) // 3]} {moment.year}"


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "recipients.toml").read_text("utf-8"))
