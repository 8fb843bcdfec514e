"""Opening a file as handed over: what kind it is, and its bytes, unpacked within bounds.

The kind is decided by what the file holds first, by its name only where that leaves doubt.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vinculum.evidence.limits import IntakeLimits
from vinculum.evidence.refusal import RefusedDelivery

BLOCK = 4 * 1024 * 1024

_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"BZh": "packed with bzip2",
    b"\xfd7zX": "packed with xz",
}


class Kind(StrEnum):
    """How the records of a file are written down."""

    DELIMITED = "delimited"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(slots=True)
class Source:
    """One opened file: where it stands, what the partner called it, and how far it has been read (bytes on disk)."""

    path: Path
    name: str
    kind: Kind
    gzipped: bool
    limits: IntakeLimits
    size: int
    consumed: int = 0

    @property
    def fraction(self) -> float:
        """Share of the file that has been read, 0 to 1."""
        return min(1.0, self.consumed / self.size) if self.size else 1.0

    def blocks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes in blocks; RefusedDelivery if the packing is broken or swells past its bounds."""
        return self._unpacked() if self.gzipped else self._plain()

    def _plain(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                self.consumed += len(block)
                yield block

    def _unpacked(self) -> Iterator[bytes]:
        given = 0
        with self.path.open("rb") as file:
            unpacker = zlib.decompressobj(wbits=31)
            packed = b""
            while True:
                if not packed:
                    packed = file.read(256 * 1024)
                    self.consumed += len(packed)
                if unpacker.eof:
                    if not packed.strip(b"\0"):
                        if packed:
                            packed = b""
                            continue
                        return
                    unpacker = zlib.decompressobj(wbits=31)  # gzip files may be joined end to end
                elif not packed:
                    raise RefusedDelivery(self.name, "The gzip file breaks off before its end. Ask for it again.")
                try:
                    block = unpacker.decompress(packed, BLOCK)
                except zlib.error as error:
                    raise RefusedDelivery(self.name, f"The gzip file is damaged ({error}). Ask for it again.") from error
                packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                given += len(block)
                self._check_swelling(given)
                if block:
                    yield block

    def _check_swelling(self, given: int) -> None:
        limits = self.limits
        swollen = given > limits.gzip_free_bytes and given > limits.gzip_ratio * max(1, self.consumed)
        if swollen or given > limits.unpacked_bytes:
            raise RefusedDelivery(
                self.name,
                f"{self.consumed:,} bytes of gzip swell to more than {given:,}, past what a record file does. "
                "If it is genuine, send it unpacked, or raise gzip_ratio or unpacked_bytes in intake.toml.",
            )


def open_source(path: Path, name: str, limits: IntakeLimits) -> Source:
    """Look into ``path`` and say how its records are written; RefusedDelivery if it is empty or of a kind that is not taken."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedDelivery(name, "The file is empty.")
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    gzipped = head[:2] == b"\x1f\x8b"
    source = Source(path, name, Kind.DELIMITED, gzipped, limits, size)
    if gzipped:
        head = next(source.blocks(), b"")[: 64 * 1024]
        source.consumed = 0
        if not head:
            raise RefusedDelivery(name, "The gzip file holds nothing.")
    source.kind = _kind(head, name)
    return source


def _kind(head: bytes, name: str) -> Kind:
    if head[:4] == b"PAR1":
        return Kind.PARQUET
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise RefusedDelivery(name, f"The file is {what}. Send CSV, JSON Lines or Parquet, plain or gzip.")
    stem = name.lower().removesuffix(".gz")
    if stem.endswith(".parquet"):
        raise RefusedDelivery(name, "The file is called Parquet and does not start like one. It is damaged or misnamed.")
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head.count(0) > len(head) // 5:
        raise RefusedDelivery(name, "The file is UTF-16 or not text at all. Save it as UTF-8 and send it again.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if stem.endswith((".json", ".jsonl", ".ndjson")) or start[:1] == b"{" or start[:2] in {b"[{", b"[\n", b"[]", b"[["}:
        return Kind.JSON
    return Kind.DELIMITED
