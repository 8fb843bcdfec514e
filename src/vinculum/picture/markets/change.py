"""Where a share changed: a likelihood-ratio scan over a series of counts with exposure, judged by shuffling.

A series is ``found[t]`` of ``of[t]`` in equal periods in order. The scan asks, for every place between two periods, how much
better two rates explain the counts than one does (binomial log-likelihood), and keeps the best place. How often chance alone
does as well is answered twice, and the worse answer stands:

- the found ones are shuffled among all that were counted, which keeps every period's exposure (the exact conditional null of a
  constant share: multivariate hypergeometric);
- whole periods are shuffled among each other, which keeps how much they vary beyond counting (consignments come in contracts of
  several, so months differ by more than a binomial allows).

Scan: Kulldorff (1997), in one dimension; conditional shuffles: Good (2005). Tested against series with known shifts in
``benchmarks/market_shifts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

LEAST_SIDE = 3  # periods on either side of a change: one odd month is no new level
FEW_DRAWS, MANY_DRAWS = 199, 2_999
LOOK_AGAIN = 0.1  # only what few draws cannot rule out is worth many
# A place within this of the best one's log-likelihood may be the true one: half the 95 % point of chi-squared with one degree.
WITHIN = 1.92


@dataclass(frozen=True, slots=True)
class Split:
    """The best place for a change: the first period of the new level, the range it may lie in, and how rare chance makes it."""

    place: int
    earliest: int
    latest: int
    gain: float
    p: float


def gains(found: Numbers, of: Numbers) -> Numbers:
    """Return the log-likelihood gained by a change before each period (along the last axis; -inf where none may lie)."""
    before_found, before_of = np.cumsum(found, axis=-1)[..., :-1], np.cumsum(of, axis=-1)[..., :-1]
    all_found, all_of = found.sum(axis=-1, keepdims=True), of.sum(axis=-1, keepdims=True)
    told = _fit(before_found, before_of) + _fit(all_found - before_found, all_of - before_of) - _fit(all_found, all_of)
    periods = found.shape[-1]
    gained = np.full(found.shape, -np.inf)
    gained[..., LEAST_SIDE : periods - LEAST_SIDE + 1] = told[..., LEAST_SIDE - 1 : periods - LEAST_SIDE]
    return gained


def find_split(found: Counts, of: Counts, seed: int) -> Split | None:
    """Return the best place for a change with its p-value; None where the series is too short or all or none were found."""
    if len(found) < 2 * LEAST_SIDE or not 0 < found.sum() < of.sum():
        return None
    gained = gains(found.astype(float), of.astype(float))
    place = int(np.argmax(gained))
    best = float(gained[place])
    near = np.flatnonzero(gained >= best - WITHIN)
    return Split(place, int(near[0]), int(near[-1]), best, _rarity(found, of, best, seed))


def _fit(found: Numbers, of: Numbers) -> Numbers:
    """Return the log-likelihood of counts at their own rate; 0 where nothing was counted."""
    whole = np.maximum(of, 1.0)
    fitted: Numbers = xlogy(found, found / whole) + xlogy(of - found, (of - found) / whole)
    return fitted


def _rarity(found: Counts, of: Counts, best: float, seed: int) -> float:
    """Return the larger of the two p-values, from few draws, and from many where few say that it may be rare."""
    chance = np.random.default_rng(seed)
    few = _worse(found, of, best, FEW_DRAWS, chance)
    return few if few > LOOK_AGAIN else _worse(found, of, best, MANY_DRAWS, chance)


def _worse(found: Counts, of: Counts, best: float, draws: int, chance: np.random.Generator) -> float:
    among = chance.multivariate_hypergeometric(of, int(found.sum()), size=draws, method="marginals").astype(float)
    by_chance = gains(among, np.broadcast_to(of.astype(float), among.shape)).max(axis=-1)
    order = chance.permuted(np.broadcast_to(np.arange(len(found)), among.shape), axis=-1)
    by_order = gains(found.astype(float)[order], of.astype(float)[order]).max(axis=-1)
    # The series itself counts as one of its shuffles, so no p-value is 0. Equal gains differ in their last digits.
    as_good = max(int((told >= best - 1e-9).sum()) for told in (by_chance, by_order))
    return (1 + as_good) / (1 + draws)


def adjust(p: Numbers) -> Numbers:
    """Return p-values adjusted so that, of all below a level, at most that share is expected to be false (Benjamini-Hochberg)."""
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    return adjusted
