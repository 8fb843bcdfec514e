"""Delimited text (CSV and its kin) as batches of records, in bounded memory.

Invariant: every record of the file is either a row of a batch or set aside with its reason, and is numbered in file order.

Records are told apart first (RFC 4180: a delimiter or line end inside quotes is content), so a ragged, endless or
undecodable record costs itself only; what is left is parsed by Arrow.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from vinculum.evidence.opening import Source
from vinculum.evidence.reasons import Reason
from vinculum.evidence.records import RecordBatch, SetAside
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.stretches import Dialect, Stretch, stretches

_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class DelimitedRecords:
    """The records of one delimited file. ``names`` are its columns as it calls them."""

    source: Source
    dialect: Dialect
    names: list[str] = field(init=False)
    rows: int = field(init=False, default=0)
    _waiting: Iterator[Stretch] = field(init=False)
    _first: Stretch | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._waiting = stretches(self._blocks(), self.dialect, self.source.limits.record_bytes)
        if self.dialect.names is not None:
            self.names = list(self.dialect.names)
            return
        first = next(self._waiting, None)
        if first is None:
            raise RefusedDelivery(self.source.name, "The file is empty.")
        self.names = self._header(first)
        self._first = Stretch(first.data, first.starts[1:], first.ends[1:], first.counts[1:])

    def _blocks(self) -> Iterator[bytes]:
        """Yield the file's bytes as UTF-8, without a byte order mark."""
        start = True
        for block in self.source.blocks():
            if self.dialect.encoding == "utf-8":
                yield block.removeprefix(_BOM) if start else block
            else:
                yield block.decode(self.dialect.encoding).encode()
            start = False

    def _header(self, first: Stretch) -> list[str]:
        record = first.data[first.starts[0] : first.ends[0]]
        if first.broken or b"\0" in record:
            raise RefusedDelivery(self.source.name, f"Its first line is not a header of column names: {first.text(0)[:80]!r}.")
        try:
            text = record.decode()
        except UnicodeDecodeError as error:
            raise RefusedDelivery(self.source.name, "Its header is not UTF-8. Save the file as UTF-8.") from error
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.dialect.delimiter, quotechar=self.dialect.quote)
        names = [name.strip() for name in next(reader)]
        return [name or f"(column {number})" for number, name in enumerate(names, 1)]

    def batches(self, wanted: Sequence[str]) -> Iterator[RecordBatch]:
        """Yield the records in file order; of the columns only ``wanted`` are read."""
        if self._first is not None and len(self._first.starts):
            yield self._batch(self._first, wanted)
        self._first = None
        for stretch in self._waiting:
            yield self._batch(stretch, wanted)

    def _batch(self, stretch: Stretch, wanted: Sequence[str]) -> RecordBatch:
        reasons = self._faults(stretch)
        numbers = self.rows + 1 + np.arange(len(stretch.starts))
        self.rows += len(stretch.starts)
        good = np.array([index not in reasons for index in range(len(numbers))]) if reasons else np.ones(len(numbers), np.bool_)
        set_aside = [self._set_aside(stretch, index, int(numbers[index]), reason) for index, reason in reasons.items()]
        at = np.flatnonzero(good)
        columns = self._parsed(stretch, at, wanted)
        return RecordBatch(columns, numbers[good], lambda positions: [stretch.text(at[i]) for i in positions], set_aside)

    def _faults(self, stretch: Stretch) -> dict[int, Reason]:
        """Say which records cannot be read as a row, by index in file order."""
        if stretch.broken is not None:
            return {0: stretch.broken}
        faults: dict[int, Reason] = {}
        starts, ends = stretch.starts, stretch.ends
        if not stretch.data.isascii():
            try:
                stretch.data[starts[0] : ends[-1]].decode()
            except UnicodeDecodeError:
                faults.update((i, Reason.NOT_UTF8) for i in range(len(starts)) if not _is_utf8(stretch.data[starts[i] : ends[i]]))
        if b"\0" in stretch.data:
            zeros = np.flatnonzero(np.frombuffer(stretch.data, np.uint8) == 0)
            owners = np.searchsorted(starts, zeros, "right") - 1
            faults.update((int(i), Reason.NUL_BYTE) for i in np.unique(owners) if i >= 0 and zeros[owners == i][0] < ends[i])
        faults.update((int(i), Reason.RAGGED) for i in np.flatnonzero(stretch.counts != len(self.names)) if i not in faults)
        faults.update((int(i), Reason.TOO_LONG) for i in np.flatnonzero(ends - starts > self.source.limits.record_bytes))
        return dict(sorted(faults.items()))

    def _set_aside(self, stretch: Stretch, index: int, row: int, reason: Reason) -> SetAside:
        sentence = {
            Reason.NOT_UTF8: "The row is not UTF-8; it looks like Windows-1252 or Latin-1. Save the file as UTF-8.",
            Reason.NUL_BYTE: "The row holds NUL bytes.",
            Reason.RAGGED: f"The row has {int(stretch.counts[index])} fields; the header has {len(self.names)}.",
            Reason.OPEN_QUOTE: f"The row opens a quote ({self.dialect.quote}) that is never closed.",
            Reason.TOO_LONG: f"The row is longer than {self.source.limits.record_bytes:,} bytes.",
        }[reason]
        return SetAside(row, None, None, reason, sentence, stretch.text(index))

    def _parsed(self, stretch: Stretch, at: npt.NDArray[np.int64], wanted: Sequence[str]) -> pa.Table:
        if not len(at):
            return pa.table({name: pa.array([], pa.string()) for name in wanted})
        starts, ends = stretch.starts, stretch.ends
        if len(at) < len(starts):
            buffer = pa.py_buffer(b"\n".join(stretch.data[starts[i] : ends[i]] for i in at))
        else:
            buffer = pa.py_buffer(stretch.data)[int(starts[0]) : int(ends[-1])]
        table = pa_csv.read_csv(
            pa.BufferReader(buffer),
            pa_csv.ReadOptions(column_names=self.names, block_size=len(buffer) + 1),
            pa_csv.ParseOptions(delimiter=self.dialect.delimiter, quote_char=self.dialect.quote, newlines_in_values=True),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()), include_columns=list(wanted), check_utf8=False
            ),
        )
        if table.num_rows != len(at):
            raise RefusedDelivery(self.source.name, f"Rows near {self.rows} cannot be told apart ({len(at)}, {table.num_rows}).")
        return table


def _is_utf8(record: bytes) -> bool:
    try:
        record.decode()
    except UnicodeDecodeError:
        return False
    return True
