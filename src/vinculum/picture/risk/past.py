"""What came of a party's, a pair's or a route's earlier declarations, told as a share that few outcomes cannot make extreme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.risk.features import Flags, Numbers, Rows
from vinculum.picture.risk.moments import Outcomes, in_line


@dataclass(frozen=True, slots=True)
class Past:
    """Of each row, the outcomes of its key known before it was judged: how many, and how many positive.

    Old outcomes count for less, so both are fractions; both are 0 where the key is unknown.
    """

    positive: Numbers
    opened: Numbers

    def without(self, other: Past) -> Past:
        """Return these outcomes less those of the other, which are a part of them."""
        return Past(np.maximum(self.positive - other.positive, 0.0), np.maximum(self.opened - other.opened, 0.0))

    def rate(self, base: Numbers | float, strength: float) -> Numbers:
        """Return the share positive, drawn to ``base`` as by ``strength`` outcomes seen before (beta-binomial)."""
        told: Numbers = (self.positive + strength * np.asarray(base)) / (self.opened + strength)
        return told


def past_of(key: Rows, asked: Numbers, outcomes: Outcomes, half_life: float = np.inf) -> Past:
    """Return the past of each row's key when it was ``asked`` about; an outcome counts half after ``half_life`` days."""
    line = in_line(key, asked, outcomes.known)
    positive, opened = np.zeros(len(key)), np.zeros(len(key))
    _add_up(line.row, line.asks, line.key, line.moment, outcomes.positive, 1.0 / half_life, positive, opened)
    return Past(positive, opened)


@kernel
def _add_up(
    row: Rows,
    asks: Flags,
    key: Rows,
    moment: Numbers,
    found: Flags,
    pace: float,
    positive: Numbers,
    opened: Numbers,
) -> None:
    """Walk the line with the sums of one key; ``pace`` is how often they halve in a day."""
    hits, count, last = 0.0, 0.0, 0.0
    for place in range(row.size):
        if place == 0 or key[place] != key[place - 1]:
            hits, count = 0.0, 0.0
        elif pace > 0.0:
            kept = 2.0 ** (-pace * (moment[place] - last))
            hits, count = hits * kept, count * kept
        last = moment[place]
        if asks[place]:
            positive[row[place]], opened[row[place]] = hits, count
        else:
            count += 1.0
            hits += 1.0 if found[row[place]] else 0.0
