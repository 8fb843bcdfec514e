"""Journeys: the reads of chosen plates, plate by plate in order of time.

Invariant: reads of one plate stand side by side, in order of (time, camera, row order of the packed reads); a plate's reads run
from ``starts[i]`` to ``starts[i + 1]``. Times are milliseconds since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.fold import fold
from vinculum.marks.pack import unpack

Integers = npt.NDArray[np.int64]
BATCH = 1_000_000
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Journeys:
    """Reads of some plates, one key a plate; ``camera``, ``time`` and ``place`` (row in the packed reads) are parallel."""

    keys: Integers
    starts: Integers
    camera: Integers
    time: Integers
    place: Integers

    @property
    def plate(self) -> Integers:
        """The number of the plate of every read."""
        return np.repeat(np.arange(self.keys.size), np.diff(self.starts))

    def rows_of(self, plate: int) -> slice:
        """Where the reads of one plate stand."""
        return slice(int(self.starts[plate]), int(self.starts[plate + 1]))

    def of_plates(self, chosen: Integers) -> Journeys:
        """Return the journeys of some plates, given by number, in their order here."""
        rows = np.isin(self.plate, chosen)
        chosen = np.sort(chosen)
        starts = np.r_[0, np.cumsum(np.diff(self.starts)[chosen])].astype(np.int64)
        return Journeys(self.keys[chosen], starts, self.camera[rows], self.time[rows], self.place[rows])


def packed_batches(door: Door) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Yield (key, camera, time) of the packed reads in their order, batch by batch."""
    for batch in door.stream("SELECT key, camera, time FROM picture.plate_reads", rows_a_batch=BATCH):
        key, camera, time = (batch.column(place).to_numpy() for place in range(3))
        yield key, camera.astype(np.int64), time


def arrange(key: Integers, camera: Integers, time: Integers, place: Integers) -> Journeys:
    """Return reads, given in the order of the packed reads, as journeys."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    firsts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if key.size else np.zeros(0, np.int64)
    return Journeys(key[firsts], np.r_[firsts, key.size].astype(np.int64), camera[order], time[order], place[order])


def journeys_of(door: Door, wanted: Integers) -> Journeys:
    """Return the journeys of the plates whose key is in ``wanted`` (sorted, no repeats)."""
    return _collect(door, wanted, 1)


def sample_of_journeys(door: Door, most_reads: int) -> Journeys:
    """Return whole journeys of so many plates, chosen by a hash of their key, that they hold about ``most_reads`` reads."""
    reads = int(door.ask_rows("SELECT count(*) AS n FROM picture.plate_reads")[0]["n"])
    return _collect(door, None, max(1, -(-reads // most_reads)))


def _collect(door: Door, wanted: Integers | None, one_in: int) -> Journeys:
    found: list[tuple[Integers, ...]] = []
    seen = 0
    for key, camera, time in packed_batches(door):
        if wanted is not None:
            at = np.minimum(np.searchsorted(wanted, key), max(0, wanted.size - 1))
            rows = np.flatnonzero(wanted[at] == key) if wanted.size else np.zeros(0, np.int64)
        else:
            rows = np.flatnonzero((key.astype(np.uint64) * MIX >> np.uint64(40)) % np.uint64(one_in) == 0)
        found.append((key[rows], camera[rows], time[rows], rows + seen))
        seen += key.size
    if not found:
        return arrange(*(np.zeros(0, np.int64) for _ in range(4)))
    return arrange(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def plate_texts(door: Door, keys: Integers) -> list[str]:
    """Return the folded text of every key: unpacked, or looked up in the reads where the key is a hash."""
    hashed = keys[keys < 0]
    looked_up: dict[int, str] = {}
    if hashed.size:
        door.offer("_hashed", pa.table({"key": hashed}))
        rows = door.ask_rows(
            """SELECT p.key, min(r.vrm) AS vrm FROM picture.plate_reads AS p JOIN _hashed AS h ON h.key = p.key
            JOIN evidence.reads AS r ON r.delivery = p.delivery AND r.row = p.row GROUP BY p.key"""
        )
        door.withdraw("_hashed")
        looked_up = {row["key"]: fold(row["vrm"]) for row in rows}
    return [unpack(key) or looked_up[key] for key in keys.tolist()]
