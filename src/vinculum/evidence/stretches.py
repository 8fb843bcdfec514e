"""Telling records apart in delimited text, block by block (RFC 4180): a delimiter or line end inside quotes is content.

Invariant: every byte of the file belongs to one record, to a line end, or to the unread rest of a record that was set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from vinculum.evidence.reasons import Reason
from vinculum.evidence.records import CLIP, clipped

_LF, _CR = 10, 13


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
class Stretch:
    """Whole records of one block, or one broken record (``broken`` says why)."""

    data: bytes
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    broken: Reason | None = None

    def text(self, index: int) -> str:
        """Return one record as it stands in the file, clipped, with what cannot be shown written as an escape."""
        cut = self.data[self.starts[index] : min(self.ends[index], self.starts[index] + 8 * CLIP)]
        text = cut.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        left_out = int(self.ends[index] - self.starts[index]) - len(cut)
        return f"{text[:CLIP]}… ({left_out + len(text):,} bytes)" if left_out else clipped(text)


def _broken(data: bytes, start: int, end: int, reason: Reason) -> Stretch:
    return Stretch(data, np.array([start]), np.array([end]), np.array([0]), reason)


def _line_end(data: bytes, begin: int) -> int:
    ends = [at for at in (data.find(b"\n", begin), data.find(b"\r", begin)) if at >= 0]
    return min(ends, default=-1)


def stretches(blocks: Iterable[bytes], dialect: Dialect, limit: int) -> Iterator[Stretch]:
    """Yield the records of a file in order, from blocks of any size; in memory stands one block and ``limit`` bytes at most."""
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
                yield Stretch(data, starts, ends, counts)
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
