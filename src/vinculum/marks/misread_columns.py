"""The likelihood of a misread for many pairs of marks at once; equal to `misread_log_likelihood` on every row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vinculum.marks.fold import UNKNOWN
from vinculum.marks.kernel import kernel
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.pack import ALPHABET
from vinculum.marks.text_columns import Bytes, Column, Offsets, fold_column, text_rows

Floats = npt.NDArray[np.float64]

SYMBOLS = ALPHABET + UNKNOWN


def _symbol_codes() -> Bytes:
    table = np.zeros(256, dtype=np.uint8)
    for code, symbol in enumerate(SYMBOLS):
        table[ord(symbol)] = code
    return table


SYMBOL_CODES = _symbol_codes()


@kernel
def _likelihood_rows(
    true_offsets: Offsets,
    true_data: Bytes,
    read_offsets: Offsets,
    read_data: Bytes,
    codes: Bytes,
    emission: Floats,
    lost: float,
    added: float,
) -> Floats:
    rows = true_offsets.size - 1
    found = np.empty(rows, dtype=np.float64)
    longest = 0
    for row in range(rows):
        longest = max(longest, read_offsets[row + 1] - read_offsets[row])
    line = np.empty(longest + 1, dtype=np.float64)
    each = added / emission.shape[0]
    for row in range(rows):
        read_start = read_offsets[row]
        length = read_offsets[row + 1] - read_start
        line[0] = 1.0
        for at in range(length):
            line[at + 1] = line[at] * each
        for true_at in range(true_offsets[row], true_offsets[row + 1]):
            true = codes[true_data[true_at]]
            before = (1 - added) * line[0]
            line[0] = before * lost
            for at in range(length):
                above = (1 - added) * line[at + 1]
                line[at + 1] = above * lost + before * emission[true, codes[read_data[read_start + at]]] + line[at] * each
                before = above
        found[row] = np.log(line[length] * (1 - added))
    return found


def misread_log_likelihoods(true: Column, read: Column, confusion: Confusion | None = None) -> Floats:
    """Return log P(read | true) for every row of two columns of the same length; a null is an empty mark.

    ValueError if the columns differ in length.
    """
    if len(true) != len(read):
        raise ValueError(f"{len(true)} true marks cannot be paired with {len(read)} readings")
    channel = confusion or default_confusion()
    emission = np.array([[channel.weight(mark, seen) for seen in SYMBOLS] for mark in SYMBOLS])
    true_rows, read_rows = (text_rows(fold_column(column)) for column in (true, read))
    return _likelihood_rows(*true_rows, *read_rows, SYMBOL_CODES, emission, channel.lost, channel.added)
