"""How far a quantity is from what was usual for its kind: value per kilogram of its heading and country, weight of one unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.risk.features import Flags, Numbers, Rows
from vinculum.picture.risk.moments import in_line

LEAST_SEEN = 8  # earlier quantities of a kind, below which a wider kind is asked
MOST_KEPT = 2_000  # the latest of a kind say what is usual; a market moves, and a sorted list of them stays short
QUARTILES_APART = 1.349  # in standard deviations of a normal distribution
LEAST_SPREAD = 0.05  # on the logarithm: a kind that never varied does not make a penny extraordinary


def log_ratio(amount: Numbers, over: Numbers) -> Numbers:
    """Return the logarithm of ``amount`` over ``over``, as value per kilogram or weight per unit; NaN unless both are above 0."""
    known = (amount > 0) & (over > 0)
    told: Numbers = np.log(np.where(known, amount, np.nan)) - np.log(np.where(known, over, np.nan))
    return told


def how_unusual(quantity: Numbers, kinds: Sequence[Rows], asked: Numbers) -> Numbers:
    """Return how many robust standard deviations each quantity lies from the median of earlier ones of its kind; NaN if unknown.

    ``kinds`` are from the narrowest to the widest, as heading with country, heading, chapter: the first with enough earlier rows
    is asked. Pass logarithms. Spread is from the quartiles, so that one absurd value does not hide the next.
    """
    told = np.full(len(quantity), np.nan)
    for kind in reversed(kinds):
        line = in_line(np.where(np.isnan(quantity), -1, kind), asked, asked)
        _place(line.row, line.asks, line.key, quantity, np.empty(MOST_KEPT + 1), np.empty(MOST_KEPT), told)
    return told


@kernel
def _place(row: Rows, asks: Flags, key: Rows, quantity: Numbers, ranked: Numbers, latest: Numbers, told: Numbers) -> None:
    """Walk the line with the latest quantities of one kind in ``ranked`` order; ``latest`` is the ring of them by time."""
    kept, total = 0, 0
    for place in range(row.size):
        if place == 0 or key[place] != key[place - 1]:
            kept, total = 0, 0
        value = quantity[row[place]]
        if asks[place]:
            if kept >= LEAST_SEEN:
                spread = max((ranked[(3 * kept) // 4] - ranked[kept // 4]) / QUARTILES_APART, LEAST_SPREAD)
                told[row[place]] = (value - ranked[kept // 2]) / spread
            continue
        if kept == MOST_KEPT:
            kept -= 1
            for slot in range(_first_from(ranked, kept + 1, latest[total % MOST_KEPT]), kept):
                ranked[slot] = ranked[slot + 1]
        here = _first_from(ranked, kept, value)
        for slot in range(kept, here, -1):
            ranked[slot] = ranked[slot - 1]
        ranked[here] = value
        latest[total % MOST_KEPT] = value
        kept, total = kept + 1, total + 1


@kernel
def _first_from(ranked: Numbers, kept: int, value: float) -> int:
    """Return the place of the first of the ranked that is not below the value."""
    low, high = 0, kept
    while low < high:
        middle = (low + high) // 2
        if ranked[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low
