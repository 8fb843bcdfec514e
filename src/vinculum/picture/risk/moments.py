"""When each row was judged and when its outcome became known, so that nothing is told before its time.

Every feature of this room keeps one promise: a row sees only declarations made and outcomes known strictly before it was judged.
So two rows of the same instant do not see each other, and nothing later changes what a row was told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.picture.risk.features import Flags, Numbers, Rows


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was found, and when that became known: ``known`` in days on any calendar (UTC), infinite where it never did."""

    known: Numbers
    positive: Flags


@dataclass(frozen=True, slots=True)
class Line:
    """Rows told and rows asked in one order, by key and then time: at the same instant, who asks comes before who tells.

    ``row`` is the number of the row; ``asks`` whether it asks or tells; ``key`` and ``moment`` are its key and time.
    """

    row: Rows
    asks: Flags
    key: Rows
    moment: Numbers


def in_line(key: Rows, asked: Numbers, told: Numbers) -> Line:
    """Return the line of those that ask at ``asked`` and tell at ``told`` (infinite: never); unknown keys are left out."""
    asking, telling = np.flatnonzero(key >= 0), np.flatnonzero((key >= 0) & np.isfinite(told))
    row = np.concatenate([asking, telling])
    asks = np.concatenate([np.ones(len(asking), bool), np.zeros(len(telling), bool)])
    moment = np.concatenate([asked[asking], told[telling]])
    order = np.lexsort((row, ~asks, moment, key[row]))
    row = row[order]
    return Line(row, asks[order], key[row], moment[order])
