"""Keys one misread away: for every packed mark, the marks that a confusable character may have turned into it.

Works on keys of `pack`: a character is a base-37 digit of the key, so another character in its place is one addition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel
from vinculum.marks.misread import Confusion, confusable, default_confusion
from vinculum.marks.pack import ALPHABET
from vinculum.marks.text_columns import POWERS, Keys

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Neighbours of an array of keys, in order of it and then of position and character.

    ``source`` is the index of the key that was read; ``key`` is the true key it may have been; ``log_odds`` is
    log P(read | neighbour) - log P(read | read itself is true), always of one substitution.
    """

    source: Keys
    key: Keys
    log_odds: Floats


def _tables(channel: Confusion, least: float) -> tuple[Keys, Keys, Floats]:
    """Return for each code read where its true codes start, the codes, and their log odds."""
    starts = np.zeros(len(ALPHABET) + 2, dtype=np.int64)
    codes: list[int] = []
    odds: list[float] = []
    found = confusable(channel, least)
    for code, read in enumerate(ALPHABET, start=1):
        starts[code] = len(codes)
        for true, weight in sorted(found[read].items()):
            codes.append(ALPHABET.index(true) + 1)
            odds.append(float(np.log(weight / channel.weight(read, read))))
    starts[len(ALPHABET) + 1] = len(codes)
    return starts, np.array(codes, dtype=np.int64), np.array(odds, dtype=np.float64)


@kernel
def _neighbour_rows(keys: Keys, powers: Keys, starts: Keys, codes: Keys, odds: Floats) -> tuple[Keys, Keys, Floats]:
    base = np.int64(37)
    total = 0
    for counting in (True, False):
        if not counting:
            sources = np.empty(total, dtype=np.int64)
            others = np.empty(total, dtype=np.int64)
            weights = np.empty(total, dtype=np.float64)
        written = 0
        for row in range(keys.size):
            if keys[row] <= 0:
                continue
            for at in range(1, powers.size):
                code = (keys[row] // powers[at]) % base
                if code == 0:
                    break
                if counting:
                    written += starts[code + 1] - starts[code]
                    continue
                for entry in range(starts[code], starts[code + 1]):
                    sources[written] = row
                    others[written] = keys[row] + (codes[entry] - code) * powers[at]
                    weights[written] = odds[entry]
                    written += 1
        total = written
    return sources, others, weights


def neighbour_keys(keys: Keys, confusion: Confusion | None = None, least: float = 3.0) -> Neighbours:
    """Return every true key one confusable substitution away from each key read.

    A confusion counts when it is at least ``least`` times as frequent as the mean of all pairs of characters. Keys that are
    hashes (VINs, unknown characters) and 0 have no neighbours.
    """
    starts, codes, odds = _tables(confusion or default_confusion(), least)
    return Neighbours(*_neighbour_rows(np.array(keys, dtype=np.int64), POWERS, starts, codes, odds))
