"""From passes to plate reads: the plate borne, the camera's clock, misreads, make and colour as seen, repeats and outages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.clock import DAY, HOUR, SECOND
from vinculum.simulate.drive import Passes, join_passes
from vinculum.simulate.fleet import Fleet
from vinculum.simulate.misreads import misreader
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happen, stream

# A faulty clock may show a time this far from the truth, so a day's reads are let go only when nothing earlier can come.
LONGEST_FAULT = 4 * HOUR
DAWN, DUSK = 6, 19  # hours
REPEATS = 0.004  # a read sent twice, a moment apart


@dataclass(frozen=True, slots=True)
class PlateTimes:
    """Which other plate a vehicle bore, from when until when; at all other times it bears the one issued to it.

    Rows are in order of vehicle and time and do not overlap.
    """

    vehicle: NDArray[np.int32]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    plate: NDArray[np.bytes_]

    def borne(self, fleet: Fleet, vehicle: NDArray[np.int32], at: NDArray[np.int64]) -> NDArray[np.bytes_]:
        """Return the plate that each vehicle bore at each true time."""
        plate = fleet.plate[vehicle]
        first = np.searchsorted(self.vehicle, vehicle, side="left")
        last = np.searchsorted(self.vehicle, vehicle, side="right")
        for i in np.flatnonzero(last > first):
            for row in range(first[i], last[i]):
                if self.since[row] <= at[i] < self.until[row]:
                    plate[i] = self.plate[row]
        return plate


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Reads in order of the time shown: what is handed over, and beside it what was true."""

    camera: NDArray[np.int32]
    shown_at: NDArray[np.int64]
    vrm: NDArray[np.bytes_]
    confidence: NDArray[np.int16]
    make: NDArray[np.int16]
    colour: NDArray[np.int8]
    vehicle: NDArray[np.int32]
    true_at: NDArray[np.int64]
    borne: NDArray[np.bytes_]

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> ReadRows:
        """Return the rows that ``chosen`` keeps, or in the order it gives."""
        return ReadRows(*(getattr(self, name)[chosen] for name in self.__slots__))


def join_reads(parts: list[ReadRows]) -> ReadRows:
    """Return all rows of ``parts``, in their order."""
    if not parts:
        number, time, text = np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, "S8")
        short, code = np.empty(0, np.int16), np.empty(0, np.int8)
        return ReadRows(number, time, text, short, short, code, number, time, text)
    return ReadRows(*(np.concatenate([getattr(part, name) for part in parts]) for name in ReadRows.__slots__))


class Reader:
    """Turns passes into reads, camera by camera as they are; one instance a sample."""

    def __init__(self, cameras: Cameras, fleet: Fleet, plates: PlateTimes, seed: int) -> None:
        self._cameras, self._fleet, self._plates, self._seed = cameras, fleet, plates, seed
        self._misreader = misreader(seed)
        self._makes = sorted(set(fleet.models.make))
        self._make_of_model = np.array([self._makes.index(make) for make in fleet.models.make], dtype=np.int16)
        names = list(fleet.colours)
        likeness = [[names.index(c) for c in row["taken_for"].split(";")] for row in rows_of("colours")]
        self._likeness = np.array([(like * 6)[:6] for like in likeness], dtype=np.int8)

    def read(self, passes: Passes, day_start: int) -> ReadRows:
        """Return the reads of ``passes`` in order of the time shown; ``day_start`` names the stream of chance."""
        chance = stream(self._seed, "reads", day_start // DAY)
        cameras = self._cameras
        order = np.lexsort((passes.vehicle, passes.camera, passes.at))
        passes = passes.where(order)
        up = (passes.at < cameras.down_from[passes.camera]) | (passes.at >= cameras.down_to[passes.camera])
        passes = passes.where(up)
        repeat = np.flatnonzero(chance.random(len(passes.at)) < REPEATS)
        lag = (chance.uniform(0.3, 4.0, len(repeat)) * SECOND).astype(np.int64)
        twice = Passes(passes.vehicle[repeat], passes.camera[repeat], passes.at[repeat] + lag)
        passes = join_passes([passes, twice])
        n = len(passes.at)
        jitter = (chance.normal(0, 0.25, n) * SECOND).astype(np.int64)
        shown = (cameras.shown_time(passes.camera, passes.at) + jitter) // 10_000 * 10_000
        borne = self._plates.borne(self._fleet, passes.vehicle, passes.at)
        vrm, wrong = borne.astype("S8"), chance.random(n) < cameras.misreads[passes.camera]
        vrm[wrong] = self._misreader.misread(chance, borne[wrong])
        wrong = vrm != borne.astype("S8")
        sure = 99 - 12 * chance.beta(1.2, 5.0, n)
        unsure = 88 - 45 * chance.beta(1.5, 2.5, n)
        confidence = np.where(wrong & happen(chance, 0.6, n), unsure, sure).astype(np.int16)
        make, colour = self._seen(chance, passes)
        rows = ReadRows(passes.camera, shown, vrm, confidence, make, colour, passes.vehicle, passes.at, borne)
        return rows.where(np.lexsort((rows.vrm, rows.camera, rows.shown_at)))

    def _seen(self, chance: np.random.Generator, passes: Passes) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
        """Return make and colour as the camera told them, -1 where it told none."""
        n = len(passes.at)
        tells = self._cameras.tells_make[passes.camera] & happen(chance, 0.9, n)
        make = self._make_of_model[self._fleet.model[passes.vehicle]].copy()
        other = happen(chance, 0.05, n)
        make[other] = chance.integers(len(self._makes), size=int(other.sum()))
        colour = self._fleet.colour[passes.vehicle].copy()
        hour = passes.at // HOUR % 24
        dark = (hour < DAWN) | (hour >= DUSK)
        mistaken = chance.random(n) < np.where(dark, 0.22, 0.08)
        colour[mistaken] = self._likeness[colour[mistaken], chance.integers(6, size=int(mistaken.sum()))]
        return np.where(tells, make, -1).astype(np.int16), np.where(tells, colour, -1).astype(np.int8)

    def table(self, rows: ReadRows) -> pa.Table:
        """Return ``rows`` as the feed is handed over (columns of the contract ``reads``, in order)."""
        return pa.table(
            {
                "camera_id": pa.array(self._cameras.camera_id).take(pa.array(rows.camera)),
                "read_at": pa.array(rows.shown_at, pa.timestamp("us", tz="UTC")),
                "vrm": pa.array(rows.vrm).cast(pa.string()),
                "confidence": pa.array(rows.confidence.astype(np.float64)),
                "make": pa.array(self._makes).take(_codes(rows.make)),
                "colour": pa.array(self._fleet.colours).take(_codes(rows.colour)),
            }
        )


def _codes(codes: NDArray[np.int16] | NDArray[np.int8]) -> pa.Array:
    return pa.array(codes.astype(np.int32), mask=codes < 0)


def in_order(days: Iterator[tuple[int, ReadRows]], end: int) -> Iterator[ReadRows]:
    """Yield reads in order of the time shown, holding back only what a later day may still precede; none at or after ``end``."""
    held: ReadRows | None = None
    for day_start, rows in days:
        held = rows if held is None else _merged(held, rows)
        ready = held.shown_at < day_start + DAY - LONGEST_FAULT
        yield held.where(ready)
        held = held.where(~ready)
    if held is not None:
        yield held.where(held.shown_at < end)


def _merged(first: ReadRows, second: ReadRows) -> ReadRows:
    both = join_reads([first, second])
    return both.where(np.lexsort((both.vrm, both.camera, both.shown_at)))
