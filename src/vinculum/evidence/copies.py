"""Exact copies within a delivery, and keys that come back with other content.

A row that repeats an earlier one in every column says nothing new, so it is set aside as a copy of it. A row that repeats a key
and differs is another claim about the same thing: both are accepted and counted, and the picture keeps the conflict.
Found by 64-bit hashes of the rows (16 bytes a row in memory) and confirmed by comparing the rows themselves.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.contract import Contract

Hashes = npt.NDArray[np.uint64]


class Seen:
    """Hashes of the rows accepted so far, in file order, with their row numbers."""

    def __init__(self) -> None:
        self._same: list[Hashes] = []
        self._key: list[Hashes] = []
        self._rows: list[npt.NDArray[np.int64]] = []

    def add(self, typed: pa.Table) -> None:
        """Take note of typed rows (columns ``_row``, ``_same``, ``_key``)."""
        self._rows.append(typed["_row"].to_numpy())
        self._same.append(typed["_same"].to_numpy())
        self._key.append(typed["_key"].to_numpy())

    def suspects(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the rows whose hash occurs more than once."""
        same = np.concatenate(self._same) if self._same else np.empty(0, np.uint64)
        repeated = _repeated(same)
        return np.concatenate(self._rows)[np.isin(same, repeated)] if len(repeated) else np.empty(0, np.int64)

    def repeated_keys(self, left_out: npt.NDArray[np.int64]) -> int:
        """Return how many rows carry a key that an earlier row has, not counting the row numbers ``left_out``."""
        keys = np.concatenate(self._key) if self._key else np.empty(0, np.uint64)
        if len(left_out):
            keys = keys[~np.isin(np.concatenate(self._rows), left_out)]
        keys.sort()
        return int(np.count_nonzero(keys[1:] == keys[:-1]))


def _repeated(hashes: Hashes) -> Hashes:
    ordered = np.sort(hashes)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def exact_copies(door: Door, accepted: Path, contract: Contract, suspects: npt.NDArray[np.int64]) -> pa.Table:
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
