"""The thresholds by which a study speaks or is silent: read from rules.toml, each with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds: numbers of areas, months and thefts; probabilities; a share for the widest effect worth telling."""

    least_compared: int
    least_before: int
    least_after: int
    least_expected: int
    alike_p: float
    placebo_p: float
    second_p: float
    widest: float
    beside_p: float
    draws: int


@cache
def rules() -> Rules:
    """Return the thresholds."""
    told = tomllib.loads((files(__package__) / "rules.toml").read_text("utf-8"))
    return Rules(**{name: one["value"] for name, one in told.items()})
