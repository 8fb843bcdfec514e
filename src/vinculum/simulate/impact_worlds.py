"""Worlds of recorded theft by area and month in which the effect of acting is known: what the impact method is measured on.

Forty-three areas of very different sizes (the largest has about twenty times the median, the smallest a twentieth), a season
that is stronger in some areas, a common course with a sudden step, a drift of each area's own, noise that carries over to the
next month and is larger in some areas, noise shared by a region, bursts of a few months, and counting on top. Larger areas are
more often acted on, as funders choose them; five to twelve, from month 12 of 24 at the earliest, half the time not all at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

AREAS, REGIONS = 43, 9
MEDIAN_SIZE, SIZE_SPREAD = 130.0, 0.85  # thefts a month; log standard deviation
STAGGERED = 0.5  # how often the areas do not all start together
LARGEST, SMALLEST = (2300.0, 3000.0), (5.0, 12.0)  # the capital and its square mile
PREFER_LARGE = 0.4  # the chance of being acted on grows with size to this power
SEASON, HALF_SEASON = 0.08, 0.03
COMMON_STEP, COMMON_BREAK = 0.03, 0.25
DRIFT_A_YEAR = 0.06
NOISE, NOISE_UNEVEN, NOISE_BY_SIZE = 0.08, 0.25, -0.12
REGION_NOISE, REGION_CARRY = 0.025, 0.7
BURST_CHANCE, BURST = 0.25, 0.3


@dataclass(frozen=True)
class ImpactWorld:
    """Counts by area and month; which areas were acted on, from which month (a column) each; and the effect that is true.

    ``effect`` is a share: -0.15 means that 15 % fewer are recorded from the first month on.
    """

    counts: npt.NDArray[np.int64]
    acted_on: tuple[int, ...]
    starts: tuple[int, ...]
    effect: float


def invent_impact_world(seed: int, effect: float, *, after_a_spell: bool = False) -> ImpactWorld:
    """Invent a world; the same seed gives the same world, but for its effect.

    With ``after_a_spell`` the areas acted on are those in which the three months before the first start were the worst against
    the year before: the course that falls back by itself, which no comparison should take for an effect.
    """
    chance = np.random.default_rng([20260302, seed])
    months = int(chance.integers(24, 37))
    sizes = _sizes(chance)
    starts = _starts(chance, months)
    likely = sizes**PREFER_LARGE
    acted_on = chance.choice(AREAS, len(starts), replace=False, p=likely / likely.sum())
    expected = np.exp(np.log(sizes)[:, None] + _course(chance, months, sizes))
    if after_a_spell:
        acted_on = _worst(expected, int(starts.min()), len(starts))
    for area, start in zip(acted_on, starts, strict=True):
        expected[area, start:] *= 1 + effect
    shape = chance.uniform(150, 400)
    counts = chance.poisson(expected * chance.gamma(shape, 1 / shape, expected.shape)).astype(np.int64)
    return ImpactWorld(counts, tuple(int(area) for area in acted_on), tuple(int(start) for start in starts), effect)


def _sizes(chance: np.random.Generator) -> npt.NDArray[np.float64]:
    sizes = np.exp(chance.normal(np.log(MEDIAN_SIZE), SIZE_SPREAD, AREAS))
    sizes[0], sizes[1] = chance.uniform(*LARGEST), chance.uniform(*SMALLEST)
    chance.shuffle(sizes)
    return sizes


def _worst(expected: npt.NDArray[np.float64], start: int, many: int) -> npt.NDArray[np.intp]:
    """Return the areas whose last three months before ``start`` stood highest against the year before."""
    spell = expected[:, start - 3 : start].mean(axis=1) / expected[:, start - 12 : start].mean(axis=1)
    return np.argsort(-spell, kind="stable")[:many]


def _starts(chance: np.random.Generator, months: int) -> npt.NDArray[np.int64]:
    acted_on = int(chance.integers(5, 13))
    first = int(chance.integers(months // 2, int(months * 0.72) + 1))
    later = chance.integers(0, 5, acted_on) if chance.random() < STAGGERED else np.zeros(acted_on, dtype=np.int64)
    return np.minimum(first + later, months - 4).astype(np.int64)


def _course(chance: np.random.Generator, months: int, sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the log course of each area around its size."""
    when = np.arange(months)
    season = SEASON * np.cos(2 * np.pi * when / 12 + chance.uniform(0, 2 * np.pi))
    season += HALF_SEASON * np.cos(4 * np.pi * when / 12 + chance.uniform(0, 2 * np.pi))
    common = np.cumsum(chance.normal(0, COMMON_STEP, months)) + COMMON_BREAK * chance.normal() * (when >= chance.integers(months))
    course = (1 + 0.3 * chance.normal(size=AREAS))[:, None] * season + common
    course += chance.normal(0, DRIFT_A_YEAR, AREAS)[:, None] * when / 12
    uneven = NOISE * (sizes / MEDIAN_SIZE) ** NOISE_BY_SIZE * np.exp(chance.normal(0, NOISE_UNEVEN, AREAS))
    course += uneven[:, None] * _carried(chance, AREAS, months, chance.uniform(0.3, 0.7))
    region = chance.permutation(np.arange(AREAS) % REGIONS)
    course += REGION_NOISE * _carried(chance, REGIONS, months, REGION_CARRY)[region]
    for area in np.flatnonzero(chance.random(AREAS) < BURST_CHANCE):
        start = int(chance.integers(0, months - 2))
        course[area, start : start + int(chance.integers(2, 5))] += BURST
    return course


def _carried(chance: np.random.Generator, rows: int, months: int, carry: float) -> npt.NDArray[np.float64]:
    """Return noise of variance 1, of which the share ``carry`` goes on into the next month."""
    noise = chance.normal(size=(rows, months))
    for month in range(1, months):
        noise[:, month] = carry * noise[:, month - 1] + np.sqrt(1 - carry**2) * noise[:, month]
    return noise
