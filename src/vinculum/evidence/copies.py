"""Exact copies within a delivery, and keys that come back with other content.

A row that repeats an earlier one in every column says nothing new, so it is set aside as a copy of it. A row that repeats a key
and differs is another claim about the same thing: both are accepted and counted, and the picture keeps the conflict.
Found by 64-bit hashes of the rows (20 bytes a row in memory) and confirmed by comparing the rows themselves.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.contract import Contract

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]


class Seen:
    """Hashes of the rows accepted so far, in file order, with their row numbers."""

    def __init__(self) -> None:
        self._rows: list[npt.NDArray[np.uint32]] = []
        self._same: list[Hashes] = []
        self._key: list[Hashes] = []

    def add(self, typed: pa.Table) -> None:
        """Take note of typed rows (columns ``_row``, ``_same``, ``_key``)."""
        # Copied: a view would keep the whole batch that it is a column of in memory.
        self._rows.append(typed["_row"].to_numpy().astype(np.uint32))
        self._same.append(typed["_same"].to_numpy().copy())
        self._key.append(typed["_key"].to_numpy().copy())

    def suspects(self) -> Rows:
        """Return the numbers of the rows whose hash occurs more than once."""
        ordered = _joined(self._same)
        ordered.sort()
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        if not len(repeated):
            return np.empty(0, np.int64)
        found = [rows[np.isin(same, repeated)] for rows, same in zip(self._rows, self._same, strict=True)]
        return np.concatenate(found).astype(np.int64)

    def repeated_keys(self, left_out: Rows) -> int:
        """Return how many rows carry a key that an earlier row has, not counting the row numbers ``left_out``."""
        if len(left_out):
            kept = [key[~np.isin(rows, left_out)] for rows, key in zip(self._rows, self._key, strict=True)]
        else:
            kept = self._key
        keys = _joined(kept)
        keys.sort()
        return int(np.count_nonzero(keys[1:] == keys[:-1]))


def _joined(parts: list[Hashes]) -> Hashes:
    return np.concatenate(parts) if parts else np.empty(0, np.uint64)


def exact_copies(door: Door, accepted: Path, contract: Contract, suspects: Rows) -> pa.Table:
    """Return ``row`` and ``first`` for every accepted row that equals an earlier one in every column of the contract."""
    if not len(suspects):
        return pa.table({"row": pa.array([], pa.int64()), "first": pa.array([], pa.int64())})
    door.offer("suspects", pa.table({"row": suspects}))
    columns = ", ".join(f'"{column.name}"' for column in contract.columns)
    query = f"""
        SELECT row, first
        FROM (
            SELECT row, min(row) OVER (PARTITION BY {columns}) AS first
            FROM read_parquet($file)
            WHERE row IN (SELECT row FROM suspects)
        )
        WHERE row <> first
        ORDER BY row"""
    found = door.ask(query, {"file": str(accepted)})
    door.withdraw("suspects")
    return found
