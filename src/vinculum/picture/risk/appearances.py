"""Whether a party is new, or back after a long silence, and whether two things that now meet have met before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.risk.features import Flags, Numbers, Rows
from vinculum.picture.risk.moments import in_line


@dataclass(frozen=True, slots=True)
class Appearances:
    """Of each row, how often its key was declared before, and how many days ago last.

    ``idle`` is NaN where the key never was, or is unknown; ``earlier`` is NaN where it is unknown.
    """

    earlier: Numbers
    idle: Numbers


def appearances_of(key: Rows, asked: Numbers) -> Appearances:
    """Return the earlier appearances of each row's key, by the time (days) at which each row was declared and is asked about."""
    line = in_line(key, asked, asked)
    earlier, idle = np.full(len(key), np.nan), np.full(len(key), np.nan)
    _count(line.row, line.asks, line.key, line.moment, earlier, idle)
    return Appearances(earlier, idle)


def rarity_of(first: Rows, second: Rows, pair: Rows, asked: Numbers) -> Numbers:
    """Return how much rarer the pair was before than chance would have it: the logarithm of expected over seen; NaN if unknown.

    Two common things that never met stand out; two rare ones do not. One of each is added, so that nothing is infinite.
    """
    one, two, both = (appearances_of(key, asked).earlier for key in (first, second, pair))
    rows = appearances_of(np.zeros(len(first), np.int64), asked).earlier
    told: Numbers = np.log1p(one) + np.log1p(two) - np.log1p(both) - np.log1p(rows)
    return told


@kernel
def _count(row: Rows, asks: Flags, key: Rows, moment: Numbers, earlier: Numbers, idle: Numbers) -> None:
    seen, last = 0, np.nan
    for place in range(row.size):
        if place == 0 or key[place] != key[place - 1]:
            seen, last = 0, np.nan
        if asks[place]:
            earlier[row[place]], idle[row[place]] = seen, moment[place] - last
        else:
            seen, last = seen + 1, moment[place]
