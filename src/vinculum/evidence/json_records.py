"""JSON as batches of records: JSON Lines in bounded memory, or one document (an object, or lists of them) read whole.

A layout may name a list inside each object (``explode``): then every entry of that list is a record, with the object's own
fields beside it. Cells become text, as in a delimited file; lists are joined with ``;``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from vinculum.evidence.opening import Source
from vinculum.evidence.reasons import Reason
from vinculum.evidence.records import RecordBatch, SetAside, clipped
from vinculum.evidence.refusal import RefusedDelivery

ROWS_A_BATCH = 50_000
LIST_SEPARATOR = ";"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Unread:
    """A line or entry that is not a record, and why."""

    reason: Reason
    sentence: str
    raw: str


@dataclass(slots=True)
class JsonRecords:
    """The records of one JSON file. ``names`` are the fields seen in its first batch; later ones join them as they come."""

    source: Source
    explode: str | None = None
    names: list[str] = field(init=False, default_factory=list)
    rows: int = field(init=False, default=0)
    _known: set[str] = field(init=False, default_factory=set)
    _waiting: Iterator[list[Record | _Unread]] = field(init=False)
    _first: list[Record | _Unread] = field(init=False)

    def __post_init__(self) -> None:
        self._waiting = _in_batches(self._records())
        self._first = next(self._waiting, [])
        self._learn(self._first)

    def _records(self) -> Iterator[Record | _Unread]:
        lines = _lines(self.source)
        first = next(lines, None)
        if first is None:
            raise RefusedDelivery(self.source.name, "The file is empty.")
        if isinstance(first, _Unread) or isinstance(_read(first), dict):
            yield from self._exploded(_record(first))
            for line in lines:
                yield from self._exploded(_record(line))
            return
        # The first line is not an object of its own, so the file is one document.
        yield from self._document()

    def _document(self) -> Iterator[Record | _Unread]:
        limit = self.source.limits.document_bytes
        self.source.consumed = 0
        parts: list[bytes] = []
        for block in self.source.blocks():
            parts.append(block)
            if sum(map(len, parts)) > limit:
                raise RefusedDelivery(self.source.name, f"A JSON document of more than {limit:,} bytes. Send it as JSON Lines.")
        try:
            document = orjson.loads(b"".join(parts).removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError as error:
            raise RefusedDelivery(self.source.name, f"The file is not JSON ({error}).") from error
        for entry in _flat(document):
            yield from self._exploded(entry if isinstance(entry, dict) else _no_record(orjson.dumps(entry)))

    def _exploded(self, record: Record | _Unread) -> Iterator[Record | _Unread]:
        if isinstance(record, _Unread) or self.explode is None or self.explode not in record:
            yield record
            return
        outer = {name: value for name, value in record.items() if name != self.explode}
        entries = record[self.explode] or [{}]
        for entry in entries if isinstance(entries, list) else [entries]:
            yield {**outer, **entry} if isinstance(entry, dict) else _no_record(orjson.dumps(entry))

    def batches(self, wanted: Sequence[str]) -> Iterator[RecordBatch]:
        """Yield the records in file order; of the fields only ``wanted`` are read."""
        batch, self._first = self._first, []
        while batch:
            self._learn(batch)
            yield self._batch(batch, wanted)
            batch = next(self._waiting, [])

    def _learn(self, batch: list[Record | _Unread]) -> None:
        for record in batch:
            if isinstance(record, dict) and not self._known.issuperset(record):
                fresh = [name for name in record if name not in self._known]
                self.names.extend(fresh)
                self._known.update(fresh)

    def _batch(self, batch: list[Record | _Unread], wanted: Sequence[str]) -> RecordBatch:
        numbered = list(enumerate(batch, self.rows + 1))
        self.rows += len(batch)
        set_aside = [
            SetAside(row, None, None, unread.reason, unread.sentence, unread.raw)
            for row, unread in numbered
            if isinstance(unread, _Unread)
        ]
        records = [(row, record) for row, record in numbered if isinstance(record, dict)]
        columns = pa.table({name: pa.array([_text(record.get(name)) for _, record in records], pa.string()) for name in wanted})
        return RecordBatch(
            columns,
            np.array([row for row, _ in records], np.int64),
            lambda positions: [clipped(orjson.dumps(records[i][1]).decode()) for i in positions],
            set_aside,
        )


def _lines(source: Source) -> Iterator[bytes | _Unread]:
    """Yield the lines that are not blank; a line past the limit is given up, so the memory stays bounded."""
    limit = source.limits.record_bytes
    rest, skipping, start = b"", False, True
    for block in source.blocks():
        fresh = block.removeprefix(b"\xef\xbb\xbf") if start else block
        start = False
        *whole, tail = fresh.split(b"\n")
        if whole:
            whole[0] = b"" if skipping else rest + whole[0]
            rest, skipping = b"", False
        rest = b"" if skipping else rest + tail
        for line in whole:
            if line.strip():
                yield line if len(line) <= limit else _too_long(line, limit)
        if len(rest) > limit:
            yield _too_long(rest, limit)
            rest, skipping = b"", True
    if rest.strip():
        yield rest


def _too_long(line: bytes, limit: int) -> _Unread:
    return _Unread(
        Reason.TOO_LONG, f"The line is longer than {limit:,} bytes.", clipped(line[:20_000].decode("utf-8", "replace"))
    )


def _no_record(line: bytes) -> _Unread:
    return _Unread(Reason.NOT_A_RECORD, "The entry is not a JSON object with named fields.", clipped(line.decode()))


def _read(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _record(line: bytes | _Unread) -> Record | _Unread:
    if isinstance(line, _Unread):
        return line
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raw = clipped(line.decode("utf-8", "backslashreplace").replace("\0", "\\x00"))
        if b"\0" in line:
            return _Unread(Reason.NUL_BYTE, "The line holds NUL bytes.", raw)
        if "utf-8" in str(error).lower() or "\\x" in raw:
            return _Unread(Reason.NOT_UTF8, "The line is not UTF-8. Save the file as UTF-8.", raw)
        return _Unread(Reason.NOT_JSON, f"The line is not JSON ({error}).", raw)
    return value if isinstance(value, dict) else _no_record(line)


def _flat(document: object) -> Iterator[object]:
    if isinstance(document, list):
        for entry in document:
            yield from _flat(entry)
    else:
        yield document


def _in_batches(records: Iterator[Record | _Unread]) -> Iterator[list[Record | _Unread]]:
    batch: list[Record | _Unread] = []
    for record in records:
        batch.append(record)
        if len(batch) == ROWS_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return LIST_SEPARATOR.join(_text(item) or "" for item in value)
    return orjson.dumps(value).decode()
