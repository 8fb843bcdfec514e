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
def _ends_so(end: int, data: Bytes, codes: Bytes, masks: Masks, tail: int) -> bool:
    """Say whether a text ends as the last places of a pattern do: most texts differ there and need no trying."""
    for back in range(1, tail + 1):  # noqa: SIM110 - a compiled loop has no generators
        if not (masks[masks.size - back] >> np.uint64(codes[data[end - back]])) & np.uint64(1):
            return False
    return True


@kernel
def _fits_one(start: int, end: int, data: Bytes, codes: Bytes, masks: Masks) -> bool:
    one, run = np.uint64(1), np.uint64(0)
    at, place, places = start, 0, masks.size
    after_run, resumed = -1, start
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
            return False
    while place < places and masks[place] == run:
        place += 1
    return place == places


@kernel
def _fits(offsets: Offsets, data: Bytes, codes: Bytes, masks: Masks, rows: Ids) -> Ids:
    found = np.empty(rows.size, dtype=np.int64)
    count = 0
    places = masks.size
    least, tail = 0, 0
    for place in range(places):
        least += masks[place] != 0
        tail = tail + 1 if masks[place] != 0 else 0
    for row in rows:
        start, end = offsets[row], offsets[row + 1]
        if end - start < least or (least == places and end - start != least):
            continue
        if _ends_so(end, data, codes, masks, tail) and _fits_one(start, end, data, codes, masks):
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


@kernel
def _holding(offsets: Offsets, data: Bytes, part: Bytes) -> Ids:
    rows = offsets.size - 1
    found = np.empty(rows, dtype=np.int64)
    count = 0
    size = part.size
    for row in range(rows):
        for at in range(offsets[row], offsets[row + 1] - size + 1):
            if data[at] == part[0]:
                same = 1
                while same < size and data[at + same] == part[same]:
                    same += 1
                if same == size:
                    found[count] = row
                    count += 1
                    break
    return found[:count]


def rows_holding(offsets: Offsets, data: Bytes, part: str) -> Ids:
    """Return the texts, counted from the first, that hold a folded part of at least one character."""
    return _holding(offsets, data, np.frombuffer(part.encode("ascii"), dtype=np.uint8))


def rows_that_fit(offsets: Offsets, data: Bytes, masks: Masks, rows: Ids) -> Ids:
    """Return those of ``rows`` (indexes of texts) that fit a pattern whole, in their order."""
    return _fits(offsets, data, CODES, masks, rows)


def rows_near(offsets: Offsets, data: Bytes, read: str, rows: Ids) -> Ids:
    """Return those of ``rows`` that differ from a folded reading in at most two places, or by one character lost or added."""
    return _near(offsets, data, np.frombuffer(read.encode("ascii"), dtype=np.uint8), rows)
