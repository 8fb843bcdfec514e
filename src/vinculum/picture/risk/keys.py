"""Names, codes and combinations of them as numbers, so that a million rows are grouped as one column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.picture.risk.features import Rows

UNKNOWN = -1


def numbered(column: pa.Array | pa.ChunkedArray) -> Rows:
    """Return a number for each value, in order of first appearance; -1 for null."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = whole.dictionary_encode().indices
    told: Rows = pc.fill_null(codes, UNKNOWN).to_numpy(zero_copy_only=False).astype(np.int64)
    return told


def combined(*keys: Rows) -> Rows:
    """Return a number for each combination of numbers, close together; -1 where any part is unknown."""
    whole = keys[0]
    for key in keys[1:]:
        unknown = (whole == UNKNOWN) | (key == UNKNOWN)
        wide = whole * (int(key.max(initial=0)) + 1) + key
        whole = np.where(unknown, UNKNOWN, np.unique(wide, return_inverse=True)[1])
    return whole
