"""Delimited text (CSV and its kin) as batches of records, in bounded memory.

Invariant: every record of the file is either a row of a batch or set aside with its reason, and is numbered in file order.

Records are told apart first (RFC 4180: a delimiter or line end inside quotes is content), so a ragged, endless or
undecodable record costs itself only; what is left is parsed by Arrow.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
from numba import njit

from vinculum.evidence.opening import Source
from vinculum.evidence.reasons import Reason
from vinculum.evidence.records import CLIP, RecordBatch, SetAside, clipped
from vinculum.evidence.refusal import RefusedDelivery

_LF, _CR = 10, 13
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written. ``names`` stand in for a header where the file has none."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    names: tuple[str, ...] | None = None


@njit(cache=True, nogil=True)
def _tell_apart(
    data: npt.NDArray[np.uint8], begin: int, delimiter: int, quote: int, room: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    """Return start, end and number of fields of every whole record from ``begin``, and where the unfinished rest starts."""
    starts = np.empty(room, np.int64)
    ends = np.empty(room, np.int64)
    counts = np.empty(room, np.int64)
    found = 0
    at = begin
    size = len(data)
    while at < size:
        if data[at] in (_LF, _CR):
            at += 1
            continue
        start = at
        fields = 1
        quoted = False
        at_field_start = True
        whole = False
        while at < size:
            byte = data[at]
            if quoted:
                if byte == quote:
                    if at + 1 < size and data[at + 1] == quote:
                        at += 1
                    else:
                        quoted = False
            elif byte in (_LF, _CR):
                whole = True
                break
            elif byte == delimiter:
                fields += 1
                at_field_start = True
                at += 1
                continue
            elif byte == quote and at_field_start:
                quoted = True
            at_field_start = False
            at += 1
        if not whole:
            return starts[:found], ends[:found], counts[:found], start
        starts[found] = start
        ends[found] = at
        counts[found] = fields
        found += 1
    return starts[:found], ends[:found], counts[:found], size


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Whole records of one block, or one broken record (``broken`` says why)."""

    data: bytes
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    broken: Reason | None = None

    def text(self, index: int) -> str:
        cut = self.data[self.starts[index] : min(self.ends[index], self.starts[index] + 8 * CLIP)]
        text = cut.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        left_out = int(self.ends[index] - self.starts[index]) - len(cut)
        return f"{text[:CLIP]}… ({left_out + len(text):,} bytes)" if left_out else clipped(text)


def _broken(data: bytes, start: int, end: int, reason: Reason) -> _Stretch:
    return _Stretch(data, np.array([start]), np.array([end]), np.array([0]), reason)


def _line_end(data: bytes, begin: int) -> int:
    ends = [at for at in (data.find(b"\n", begin), data.find(b"\r", begin)) if at >= 0]
    return min(ends, default=-1)


def _stretches(blocks: Iterable[bytes], dialect: Dialect, limit: int) -> Iterator[_Stretch]:
    delimiter, quote = ord(dialect.delimiter), ord(dialect.quote)
    waiting = iter(blocks)
    data, last, skipping = b"", False, False
    while not last:
        block = next(waiting, None)
        last = block is None
        if skipping:
            # The rest of a record that is longer than any record may be; it was set aside when that was seen.
            end = _line_end(block or b"", 0)
            if end < 0:
                continue
            block, skipping = (block or b"")[end:], False
        data += block or b""
        if last and data[-1:] not in {b"\n", b"\r"}:
            data += b"\n"
        array = np.frombuffer(data, np.uint8)
        room = 1 + data.count(b"\n") + data.count(b"\r")
        at = 0
        while True:
            starts, ends, counts, at = _tell_apart(array, at, delimiter, quote, room)
            if len(starts):
                yield _Stretch(data, starts, ends, counts)
            rest = len(data) - at
            if not rest or (not last and rest <= limit):
                break
            # A quote that nothing closes, or a record past the limit: it ends where its first line ends.
            end = _line_end(data, at)
            skipping = end < 0
            end = len(data) if skipping else end
            yield _broken(data, at, end, Reason.TOO_LONG if end - at > limit else Reason.OPEN_QUOTE)
            at = end
        data = data[at:]


@dataclass(slots=True)
class DelimitedRecords:
    """The records of one delimited file. ``names`` are its columns as it calls them."""

    source: Source
    dialect: Dialect
    names: list[str] = field(init=False)
    rows: int = field(init=False, default=0)
    _waiting: Iterator[_Stretch] = field(init=False)
    _first: _Stretch | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._waiting = _stretches(self._blocks(), self.dialect, self.source.limits.record_bytes)
        if self.dialect.names is not None:
            self.names = list(self.dialect.names)
            return
        first = next(self._waiting, None)
        if first is None:
            raise RefusedDelivery(self.source.name, "The file is empty.")
        self.names = self._header(first)
        self._first = _Stretch(first.data, first.starts[1:], first.ends[1:], first.counts[1:])

    def _blocks(self) -> Iterator[bytes]:
        """Yield the file's bytes as UTF-8, without a byte order mark."""
        start = True
        for block in self.source.blocks():
            if self.dialect.encoding == "utf-8":
                yield block.removeprefix(_BOM) if start else block
            else:
                yield block.decode(self.dialect.encoding).encode()
            start = False

    def _header(self, first: _Stretch) -> list[str]:
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

    def _batch(self, stretch: _Stretch, wanted: Sequence[str]) -> RecordBatch:
        reasons = self._faults(stretch)
        numbers = self.rows + 1 + np.arange(len(stretch.starts))
        self.rows += len(stretch.starts)
        good = np.array([index not in reasons for index in range(len(numbers))]) if reasons else np.ones(len(numbers), np.bool_)
        set_aside = [self._set_aside(stretch, index, int(numbers[index]), reason) for index, reason in reasons.items()]
        at = np.flatnonzero(good)
        columns = self._parsed(stretch, at, wanted)
        return RecordBatch(columns, numbers[good], lambda positions: [stretch.text(at[i]) for i in positions], set_aside)

    def _faults(self, stretch: _Stretch) -> dict[int, Reason]:
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

    def _set_aside(self, stretch: _Stretch, index: int, row: int, reason: Reason) -> SetAside:
        sentence = {
            Reason.NOT_UTF8: "The row is not UTF-8; it looks like Windows-1252 or Latin-1. Save the file as UTF-8.",
            Reason.NUL_BYTE: "The row holds NUL bytes.",
            Reason.RAGGED: f"The row has {int(stretch.counts[index])} fields; the header has {len(self.names)}.",
            Reason.OPEN_QUOTE: f"The row opens a quote ({self.dialect.quote}) that is never closed.",
            Reason.TOO_LONG: f"The row is longer than {self.source.limits.record_bytes:,} bytes.",
        }[reason]
        return SetAside(row, None, None, reason, sentence, stretch.text(index))

    def _parsed(self, stretch: _Stretch, at: npt.NDArray[np.int64], wanted: Sequence[str]) -> pa.Table:
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
