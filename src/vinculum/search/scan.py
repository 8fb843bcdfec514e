"""Compiled passes over all texts of a kind: which fit a pattern, and which are near to a reading.

Texts are as Arrow holds them: offsets and ASCII bytes of folded text. A million texts take a few milliseconds, so no index of
parts of marks has to be kept, and any pattern costs the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel
from vinculum.marks.text_columns import Bytes, Offsets
from vinculum.search.pattern import SYMBOLS, Masks

Ids = npt.NDArray[np.int64]

MOST_EDITS = 2


def _symbol_codes() -> Bytes:
    table = np.zeros(256, dtype=np.uint8)
    for code, symbol in enumerate(SYMBOLS):
        table[ord(symbol)] = code
    return table


CODES = _symbol_codes()


@kernel
def _fits(offsets: Offsets, data: Bytes, codes: Bytes, masks: Masks, rows: Ids) -> Ids:
    found = np.empty(rows.size, dtype=np.int64)
    count = 0
    places = masks.size
    least = 0
    for place in range(places):
        least += masks[place] != 0
    one, run = np.uint64(1), np.uint64(0)
    for row in rows:
        start, end = offsets[row], offsets[row + 1]
        if end - start < least or (least == places and end - start != least):
            continue
        at, place = start, 0
        after_run, resumed = -1, start
        fits = True
        while at < end:
            if place < places and masks[place] != run and (masks[place] >> np.uint64(codes[data[at]])) & one:
                at += 1
                place += 1
            elif place < places and masks[place] == run:
                place += 1
                after_run, resumed = place, at
            elif after_run >= 0:
                # The run takes one character more and what follows it is tried again.
                resumed += 1
                at, place = resumed, after_run
            else:
                fits = False
                break
        while fits and place < places and masks[place] == run:
            place += 1
        if fits and place == places:
            found[count] = row
            count += 1
    return found[:count]


@kernel
def _near(offsets: Offsets, data: Bytes, read: Bytes, rows: Ids) -> Ids:
    """Return rows of equal length with at most two places different, or of one character more or less and else the same."""
    found = np.empty(rows.size, dtype=np.int64)
    count = 0
    length = read.size
    for row in rows:
        start, end = offsets[row], offsets[row + 1]
        size = end - start
        if size > length + 1 or size < length - 1:
            continue
        same = 0
        while same < min(size, length) and data[start + same] == read[same]:
            same += 1
        if size == length:
            edits = 0
            for at in range(same, length):
                edits += data[start + at] != read[at]
                if edits > MOST_EDITS:
                    break
            near = edits <= MOST_EDITS
        else:
            # Past the first difference, the longer one is a character ahead.
            ahead, behind = (1, 0) if size > length else (0, 1)
            near = True
            for at in range(same, min(size, length)):
                if data[start + at + ahead] != read[at + behind]:
                    near = False
                    break
        if near:
            found[count] = row
            count += 1
    return found[:count]


def rows_that_fit(offsets: Offsets, data: Bytes, masks: Masks, rows: Ids) -> Ids:
    """Return those of ``rows`` (indexes of texts) that fit a pattern whole, in their order."""
    return _fits(offsets, data, CODES, masks, rows)


def rows_near(offsets: Offsets, data: Bytes, read: str, rows: Ids) -> Ids:
    """Return those of ``rows`` that differ from a folded reading in at most two places, or by one character lost or added."""
    return _near(offsets, data, np.frombuffer(read.encode("ascii"), dtype=np.uint8), rows)
