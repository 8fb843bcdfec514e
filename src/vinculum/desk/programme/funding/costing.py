"""Cost per outcome, and forces beside each other without a league table. Pure.

A count is one draw of what could have come about: its exact Poisson interval (Garwood 1936) is carried into the cost. Forces are
set against what their share of the thefts would lead one to expect, inside funnel limits widened by the spread that all forces
show (Spiegelhalter 2005); a rate is drawn towards the middle the more, the less was seen (empirical Bayes, gamma prior).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean

from scipy.stats import chi2, poisson

# Fewer than this and an interval is so wide that the middle of it tells nothing.
FEW = 5
# Below this many places a spread among them cannot be learned.
LEAST_PLACES = 3
# The share of z-scores pulled in at each end before the spread is learned, so that what stands out does not hide itself.
WINSORISED = 0.1


@dataclass(frozen=True, slots=True)
class CostPer:
    """The cost of one outcome in GBP with its 95 % interval (None where it cannot be said), and the sentence."""

    cost: Decimal | None
    low: Decimal | None
    high: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A place beside what was expected of it.

    ``ratio`` is observed over expected, ``low`` and ``high`` its limits if it were like the rest (99.8 %), ``drawn`` the ratio
    drawn towards 1. All are None where what was expected is not known.
    """

    place: str
    observed: int
    expected: float | None
    ratio: float | None
    low: float | None
    high: float | None
    drawn: float | None
    words: str


def poisson_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson count."""
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count) / 2) if count else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * count + 2) / 2)


def cost_per(spent: Decimal | None, count: int | None, what: str) -> CostPer:
    """Return what one outcome cost; ``what`` names it in the singular ("arrest")."""
    if spent is None or spent <= 0:
        return CostPer(None, None, None, "It cannot be said: nothing is known to have been paid for it.")
    if count is None:
        return CostPer(None, None, None, f"It cannot be said: no count of {what}s is known to you. Not known is not none.")
    low, high = poisson_interval(count)
    least = (spent / Decimal(high)).quantize(Decimal(1))
    if count == 0:
        return CostPer(
            None, least, None, f"None was counted for £{spent:,.0f}. One {what} costs at least £{least:,}, if any can be had."
        )
    most, middle = (spent / Decimal(low)).quantize(Decimal(1)), (spent / count).quantize(Decimal(1))
    told = f"£{middle:,} for each {what}, between £{least:,} and £{most:,} (95 %), from {count:,} counted and £{spent:,.0f} paid."
    return CostPer(middle, least, most, f"{told} So few that it says little." if count < FEW else told)


def beside_each_other(observed: Mapping[str, int], base: Mapping[str, int | None]) -> list[Beside]:
    """Return places in the order of their names, each beside its share of all that was observed by its share of the base."""
    known = {place: size for place in observed if (size := base.get(place))}
    total, whole = sum(observed[place] for place in known), sum(known.values())
    expected = {place: total * size / whole for place, size in known.items()} if whole and total else {}
    spread = _spread([(observed[place], mean) for place, mean in expected.items()])
    prior = _prior([(observed[place], mean) for place, mean in expected.items()])
    return [_beside(place, seen, expected.get(place), spread, prior) for place, seen in sorted(observed.items())]


def _beside(place: str, seen: int, mean: float | None, spread: float, prior: float) -> Beside:
    if mean is None:
        words = "It cannot be said: no count of thefts in this area is open to you, so nothing can be expected of it."
        return Beside(place, seen, None, None, None, None, None, words)
    low, high = _limits(mean, spread)
    ratio = seen / mean
    drawn = 1.0 if math.isinf(prior) else (prior + seen) / (prior + mean)
    if low <= ratio <= high:
        words = f"{seen:,} where {mean:.1f} would be expected: within what chance explains."
    else:
        words = (
            f"{seen:,} where {mean:.1f} would be expected: {'more' if ratio > high else 'fewer'} than chance explains. Ask why."
        )
    return Beside(place, seen, mean, ratio, low, high, drawn, words)


def _limits(mean: float, spread: float) -> tuple[float, float]:
    """Return the limits of observed over expected (99.8 %): exact for Poisson, widened by the square root of the spread."""
    low, high = float(poisson.ppf(0.001, mean)) / mean, float(poisson.ppf(0.999, mean)) / mean
    wider = math.sqrt(spread)
    return max(0.0, 1 - (1 - low) * wider), 1 + (high - 1) * wider


def _spread(pairs: Sequence[tuple[int, float]]) -> float:
    """Return how many times more places vary than chance alone, at least 1: the mean square of winsorised z-scores."""
    if len(pairs) < LEAST_PLACES:
        return 1.0
    scores = sorted((seen - mean) / math.sqrt(mean) for seen, mean in pairs)
    cut = int(len(scores) * WINSORISED)
    low, high = scores[cut], scores[-1 - cut]
    return max(1.0, fmean(min(max(score, low), high) ** 2 for score in scores))


def _prior(pairs: Sequence[tuple[int, float]]) -> float:
    """Return the weight of the middle, in expected outcomes: infinite where the places show no spread of their own."""
    if len(pairs) < LEAST_PLACES:
        return math.inf
    total = sum(mean for _, mean in pairs)
    excess = sum((seen - mean) ** 2 - mean for seen, mean in pairs) / sum(mean**2 for _, mean in pairs)
    return 1 / excess if excess > 1 / total / 100 else math.inf
