"""What a study found, as plain values: it can be kept as JSON and read back years later without this code.

Effects are shares: -0.11 is 11 % fewer. ``low`` and ``high`` are the ends of the 95 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from vinculum.desk.programme.impact.contrast import Contrast


class Kind(StrEnum):
    """What can be said."""

    FEWER = "fewer"
    MORE = "more"
    NO_DIFFERENCE = "no difference told"
    NOTHING = "nothing can be said"


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect as a share, its interval, how often chance alone does as much, and the least effect that could be told."""

    share: float
    low: float
    high: float
    p: float
    least_detectable: float

    @property
    def tells(self) -> bool:
        """Whether the interval leaves out no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """One area acted on: its months after from ``start``, what was counted and what would be expected, and its weight."""

    area: str
    start: str
    before: int
    after: int
    expected: float
    share: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of all areas acted on: counted, expected from the areas compared with (95 % between), and from the blends."""

    month: str
    counted: int
    expected: float
    low: float
    high: float
    blended: float


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the event study, months counted from the start."""

    first: int
    last: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: whether it holds, and in words what was looked at and found. ``needed`` ones must hold to say anything."""

    name: str
    holds: bool
    needed: bool
    told: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said: a kind, one sentence, and the sentences that go with it."""

    kind: Kind
    headline: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """All that a run of a study found."""

    verdict: Verdict
    effect: Effect
    blended: Effect
    placebo_effects: tuple[float, ...]
    placebo_p: float
    ratio: float
    ratio_p: float
    blend_weights: tuple[tuple[str, float], ...]
    halves: Effect | None
    just_before: Effect | None
    beside: Effect | None
    steps: tuple[StepLine, ...]
    months: tuple[MonthLine, ...]
    areas: tuple[AreaEffect, ...]
    checks: tuple[Check, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as values that JSON can hold, numbers rounded to what they are worth."""
        told: dict[str, Any] = _rounded(asdict(self))
        return told


def finding_from(told: Mapping[str, Any]) -> Finding:
    """Return a finding from what ``as_json`` made of it."""
    effects = {name: _effect(told[name]) for name in ("halves", "just_before", "beside")}
    return Finding(
        verdict=Verdict(Kind(told["verdict"]["kind"]), told["verdict"]["headline"], tuple(told["verdict"]["words"])),
        effect=Effect(**told["effect"]),
        blended=Effect(**told["blended"]),
        placebo_effects=tuple(told["placebo_effects"]),
        placebo_p=told["placebo_p"],
        ratio=told["ratio"],
        ratio_p=told["ratio_p"],
        blend_weights=tuple((area, weight) for area, weight in told["blend_weights"]),
        steps=tuple(StepLine(one["first"], one["last"], Effect(**one["effect"])) for one in told["steps"]),
        months=tuple(MonthLine(**one) for one in told["months"]),
        areas=tuple(AreaEffect(**one) for one in told["areas"]),
        checks=tuple(Check(**one) for one in told["checks"]),
        **effects,
    )


def _effect(told: Mapping[str, Any] | None) -> Effect | None:
    return None if told is None else Effect(**told)


def effect_of(found: Contrast) -> Effect:
    """Return a contrast of logs as shares."""
    return Effect(
        float(np.expm1(found.effect)),
        float(np.expm1(found.low)),
        float(np.expm1(found.high)),
        found.p,
        float(-np.expm1(-found.least_detectable)),
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
