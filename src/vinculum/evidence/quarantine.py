"""Rows that did not enter the evidence, kept with their number, field, value, reason, a plain sentence and the raw record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.reasons import Reason, sentence_parts
from vinculum.evidence.records import RecordBatch, SetAside, clipped
from vinculum.evidence.row_groups import RowGroups
from vinculum.evidence.typed import Fault

QUARANTINE_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("sentence", pa.string()),
        ("raw", pa.string()),
    ]
)

SHOWN = 60


class Quarantine:
    """The quarantine of one delivery while it is written. Counts by reason; keeps one example sentence a reason."""

    def __init__(self, file: Path) -> None:
        self.counts: Counter[Reason] = Counter()
        self.examples: dict[Reason, SetAside] = {}
        self._groups = RowGroups(file, QUARANTINE_SCHEMA)

    def __enter__(self) -> Self:
        self._groups.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._groups.__exit__(kind, error, trace)

    @property
    def rows(self) -> int:
        """How many rows have been set aside."""
        return self._groups.rows

    def add(self, entries: Iterable[SetAside]) -> None:
        """Append rows in the order of their numbers."""
        ordered = sorted(entries, key=lambda entry: entry.row)
        if not ordered:
            return
        self.counts.update(entry.reason for entry in ordered)
        for entry in ordered:
            self.examples.setdefault(entry.reason, entry)
        columns = {name: [getattr(entry, name) for entry in ordered] for name in QUARANTINE_SCHEMA.names}
        columns["reason"] = [str(entry.reason) for entry in ordered]
        self._groups.add(pa.table(columns, QUARANTINE_SCHEMA))


def faulty_rows(
    door: Door,
    batch: RecordBatch,
    cells: pa.Table,
    faults: Sequence[Fault],
    found: npt.NDArray[np.int64],
    at: npt.NDArray[np.int64],
) -> list[SetAside]:
    """Return the rows at positions ``at`` of a batch, whose faults are ``found`` (numbers into ``faults``), as set aside.

    ``cells`` are the cells that were typed, under the contract's names.
    """
    bad = cells.take(pa.array(at))
    values: dict[str, list[str | None]] = {}
    for number in np.unique(found):
        column = faults[number].column
        if column is not None and column.name not in cells.column_names:
            values[column.name] = [None] * len(found)
        elif column is not None and column.name not in values:
            door.offer("bad", bad.select([column.name]))
            values[column.name] = door.ask(f'SELECT CAST("{column.name}" AS VARCHAR) AS value FROM bad')["value"].to_pylist()
            door.withdraw("bad")
    raw = batch.raw_of(at.tolist())
    entries = []
    for index, number in enumerate(found):
        fault = faults[number]
        row = int(batch.rows[at[index]])
        if fault.column is None:
            sentence = "The layout leaves such records out: they are not what the feed is about."
            entries.append(SetAside(row, None, None, fault.reason, sentence, raw[index]))
            continue
        value = values[fault.column.name][index]
        before, after = sentence_parts(fault.reason, fault.column)
        shown = "" if fault.reason is Reason.MISSING else f"'{clipped(value or '', SHOWN)}'"
        entries.append(
            SetAside(
                row,
                fault.column.name,
                None if value is None else clipped(value, 400),
                fault.reason,
                before + shown + after,
                raw[index],
            )
        )
    return entries
