"""The planner's rules as their data file tells them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

LIFT = "lift"
QUARTERS = 4  # of an hour: the unit in which a team's time is counted


class Fading(StrEnum):
    """How the chance of work fades before it goes cold."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What one kind of work needs. ``hours`` is 0 for work at a port."""

    code: str
    title: str
    skill: str
    hours: float
    fades: Fading


@dataclass(frozen=True, slots=True)
class Search:
    """How long the solver looks. ``steps`` is its own count of work, the same on every machine; ``gap`` is near enough."""

    seed: int
    steps: float
    seconds: float
    gap: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them. Money is GBP; ``across`` and hours are quarter-hours of a team's time."""

    kinds: dict[str, KindRule]
    skills: dict[str, str]
    left_when_cold: float
    unsure: float
    further: float
    across: int
    values: dict[str, float]
    worth_moving: float
    search: Search


@cache
def rules() -> Rules:
    """Return the rules of ``work.toml``."""
    told: dict[str, Any] = tomllib.loads((resources.files("vinculum.desk.operations.plan") / "work.toml").read_text("utf-8"))
    kinds = {
        code: KindRule(code, one["title"], one["skill"], one["hours"], Fading(one["fades"]))
        for code, one in told["kinds"].items()
    }
    return Rules(
        kinds=kinds,
        skills=told["skills"],
        left_when_cold=told["fading"]["left_when_cold"],
        unsure=told["fading"]["unsure"],
        further=told["networks"]["further"],
        across=quarters(told["travel"]["hours_across"]),
        values={kind: float(value) for kind, value in told["values"].items()},
        worth_moving=float(told["stability"]["worth_moving_gbp"]),
        search=Search(**told["search"]),
    )


def quarters(hours: float) -> int:
    """Return hours as whole quarters, rounded up: a team cannot do with less time than the work needs."""
    return -int(-hours * QUARTERS // 1)
