"""Shifts of destination markets: which countries' shares changed, when, from what to what, in a sentence that claims no more.

For each measure every country with enough records is scanned (``change``), and false discoveries are controlled over the
countries. Where a change stands, both sides of it are scanned again, controlled among themselves, so that several changes of one
country are found one after the other.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from vinculum.picture.markets.change import Counts, Split, adjust, find_split

DEEPEST = 3  # a country's series is divided at most so many times over


class Measure(StrEnum):
    """What a country's share is a share of."""

    USED_CARS = "used_cars"
    FINDS = "finds"
    RECOVERIES = "recoveries_abroad"

    @property
    def words(self) -> str:
        """What is counted, as a sentence has it."""
        return {
            Measure.USED_CARS: "used-car consignments that sailed",
            Measure.FINDS: "opened boxes in which stolen vehicles were found",
            Measure.RECOVERIES: "stolen vehicles found abroad",
        }[self]

    @property
    def verb(self) -> str:
        """How a country has a part in it."""
        return {Measure.USED_CARS: "went", Measure.FINDS: "were bound", Measure.RECOVERIES: "were found"}[self]

    @property
    def caution(self) -> str:
        """What else could have moved the share."""
        return {
            Measure.USED_CARS: "Lawful trade shifts too: it says that the share changed, not why.",
            Measure.FINDS: "Finds follow where officers look: see how many boxes to it were opened before and after.",
            Measure.RECOVERIES: "It depends on which countries look and tell: a new partner abroad moves it as well.",
        }[self]


@dataclass(frozen=True, slots=True)
class Rules:
    """When a shift is told: the share of false ones accepted, and the least that a country must have been counted."""

    false_share: float
    least_counted: int
    least_periods: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One change: counts on either side up to the next change, and how likely it is to be one. Days open their period."""

    country: str
    measure: Measure
    since: date
    earliest: date
    latest: date
    before: tuple[int, int]
    after: tuple[int, int]
    p: float
    probability: float

    @property
    def rate_before(self) -> float:
        """The share before."""
        return self.before[0] / self.before[1] if self.before[1] else 0.0

    @property
    def rate_after(self) -> float:
        """The share since."""
        return self.after[0] / self.after[1] if self.after[1] else 0.0


@dataclass(frozen=True, slots=True)
class _Stretch:
    country: str
    begin: int
    end: int


def find_shifts(measure: Measure, periods: Sequence[date], series: Mapping[str, Counts], of: Counts, rules: Rules) -> list[Shift]:
    """Return the shifts of every country of ``series`` (found a period), out of ``of`` a period; by country, then time.

    Nothing is said of fewer than ``least_periods`` periods in which anything was counted.
    """
    if int((of > 0).sum()) < rules.least_periods:
        return []
    now = [_Stretch(name, 0, len(periods)) for name in sorted(series) if series[name].sum() >= rules.least_counted]
    found: dict[str, dict[int, tuple[Split, float, int]]] = {}
    for _ in range(DEEPEST):
        tried = [(stretch, _scan(measure, stretch, series[stretch.country], of)) for stretch in now]
        splits = [(stretch, split) for stretch, split in tried if split is not None]
        adjusted = adjust(np.array([split.p for _, split in splits]))
        now = []
        for (stretch, split), q in zip(splits, adjusted, strict=True):
            if q <= rules.false_share:
                place = stretch.begin + split.place
                found.setdefault(stretch.country, {})[place] = (split, float(q), stretch.begin)
                now += [_Stretch(stretch.country, stretch.begin, place), _Stretch(stretch.country, place, stretch.end)]
        if not now:
            break
    return [shift for name in sorted(found) for shift in _told(measure, periods, name, series[name], of, found[name])]


def in_words(shift: Shift, name: str, grain: str) -> str:
    """Return what an officer can read out: since when, from what share to what, how sure, and what it does not say."""
    measure = shift.measure
    place = f"in {name}" if measure is Measure.RECOVERIES else f"to {name}" if measure is Measure.USED_CARS else f"for {name}"
    when = _period(shift.since, grain)
    if shift.earliest != shift.latest:
        when += f" (somewhere between {_period(shift.earliest, grain)} and {_period(shift.latest, grain)})"
    return (
        f"Since about {when}, {shift.rate_after:.1%} of {measure.words} {measure.verb} {place} "
        f"({shift.after[0]:,} of {shift.after[1]:,}), against {shift.rate_before:.1%} before "
        f"({shift.before[0]:,} of {shift.before[1]:,}). Of shifts told this surely, about {shift.probability:.1%} are expected "
        f"to be real. {measure.caution}"
    )


def _scan(measure: Measure, stretch: _Stretch, found: Counts, of: Counts) -> Split | None:
    seed = zlib.crc32(f"{measure}/{stretch.country}/{stretch.begin}/{stretch.end}".encode())
    return find_split(found[stretch.begin : stretch.end], of[stretch.begin : stretch.end], seed)


def _told(
    measure: Measure,
    periods: Sequence[date],
    name: str,
    found: Counts,
    of: Counts,
    splits: Mapping[int, tuple[Split, float, int]],
) -> list[Shift]:
    edges = [0, *sorted(splits), len(periods)]
    told = []
    for before, place, after in zip(edges, edges[1:], edges[2:], strict=False):
        split, q, begin = splits[place]
        told.append(
            Shift(
                name,
                measure,
                periods[place],
                periods[begin + split.earliest],
                periods[begin + split.latest],
                (int(found[before:place].sum()), int(of[before:place].sum())),
                (int(found[place:after].sum()), int(of[place:after].sum())),
                split.p,
                1.0 - q,
            )
        )
    return told


def _period(day: date, grain: str) -> str:
    return f"{day:%B %Y}" if grain == "month" else f"the week from {day.day} {day:%B %Y}"
