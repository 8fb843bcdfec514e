"""Everything on record about the plates that one vehicle cannot explain: their reads, register entry, tests, and near namesakes.

Shapes: one ``Suspect`` a plate; its reads in order of time by clocks set right. Makes and colours are folded texts, None where
none was told. Reads whose camera is left out are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.columns import key_column
from vinculum.marks.fold import fold
from vinculum.picture.clones.clocks import Clocks, Integers
from vinculum.picture.journeys import Journeys

Floats = npt.NDArray[np.float64]

READS_SQL = """
SELECT p.key, p.camera, p.time, p.delivery, p.row, r.vrm, r.confidence, r.make, r.colour
FROM picture.plate_reads AS p
JOIN _suspects AS s ON s.key = p.key
JOIN evidence.reads AS r ON r.delivery = p.delivery AND r.row = p.row
ORDER BY p.key, p.time, p.camera, p.delivery, p.row
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a plate; None where it says nothing."""

    make: str | None
    colour: str | None
    keeper_area: str | None
    v5c_issued_on: date | None


@dataclass(frozen=True, slots=True)
class SeenRead:
    """One read of a suspect plate as handed over."""

    delivery: str
    row: int
    confidence: float | None
    make: str | None
    colour: str | None


@dataclass(frozen=True, slots=True)
class PastTest:
    """Where and when a plate passed an inspection of roadworthiness."""

    tested_at: datetime
    lat: float
    lon: float
    delivery: str
    row: int


@dataclass(frozen=True, slots=True)
class Suspect:
    """A plate and its reads: ``camera`` numbers and ``time`` in milliseconds are parallel to ``reads``."""

    key: int
    plate: str
    camera: Integers
    time: Integers
    reads: tuple[SeenRead, ...]


def suspects_of(door: Door, keys: Integers, clocks: Clocks) -> Iterator[Suspect]:
    """Yield the suspects in order of key, each with the reads that the clocks let stand."""
    door.offer("_suspects", pa.table({"key": keys}))
    rows = door.ask(READS_SQL)
    door.withdraw("_suspects")
    key, camera, time = (rows.column(name).to_numpy().astype(np.int64) for name in ("key", "camera", "time"))
    righted, kept = clocks.right(camera, time)
    order = np.lexsort((np.arange(key.size), camera, righted, key))
    order = order[kept[order]]
    told = rows.select(["delivery", "row", "vrm", "confidence", "make", "colour"]).take(pa.array(order)).to_pylist()
    key, camera, righted = key[order], camera[order], righted[order]
    bounds = [*np.flatnonzero(np.r_[True, key[1:] != key[:-1]]), key.size] if key.size else [0]
    for start, end in pairwise(bounds):
        yield Suspect(
            int(key[start]),
            fold(told[start]["vrm"]),
            camera[start:end],
            righted[start:end],
            tuple(
                SeenRead(row["delivery"], row["row"], row["confidence"], _word(row["make"]), _word(row["colour"]))
                for row in told[start:end]
            ),
        )


def _word(text: str | None) -> str | None:
    return fold(text) or None if text is not None else None


def register_entries(door: Door, keys: Integers) -> dict[int, Entry]:
    """Return the register's entry of every key it knows among ``keys`` (sorted); of several the one with the latest document."""
    found: dict[int, Entry] = {}
    for batch in door.stream(
        "SELECT vrm, make, colour, keeper_area, v5c_issued_on FROM evidence.register ORDER BY delivery, row", rows_a_batch=500_000
    ):
        known = key_column(batch.column("vrm"))
        at = _among(known, keys)
        for key, row in zip(known[at].tolist(), batch.take(pa.array(at)).to_pylist(), strict=True):
            entry = Entry(_word(row["make"]), _word(row["colour"]), _word(row["keeper_area"]), row["v5c_issued_on"])
            before = found.get(key)
            if before is None or (entry.v5c_issued_on or date.min) > (before.v5c_issued_on or date.min):
                found[key] = entry
    return found


def past_tests_of(door: Door, keys: Integers) -> dict[int, tuple[PastTest, ...]]:
    """Return the tests that have a position, by key, for ``keys`` (sorted), in order of time."""
    found: dict[int, list[PastTest]] = {}
    for batch in door.stream(
        """SELECT vrm, tested_at, lat, lon, delivery, row FROM evidence.tests
        WHERE lat IS NOT NULL AND lon IS NOT NULL ORDER BY tested_at, delivery, row""",
        rows_a_batch=500_000,
    ):
        known = key_column(batch.column("vrm"))
        at = _among(known, keys)
        for key, row in zip(known[at].tolist(), batch.take(pa.array(at)).to_pylist(), strict=True):
            place = PastTest(row["tested_at"], row["lat"], row["lon"], row["delivery"], row["row"])
            found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}


def keeper_areas(door: Door, journeys: Journeys, lat: Floats, lon: Floats) -> dict[str, tuple[float, float]]:
    """Return where the vehicles kept in each area of the register are mostly read: the middle of their reads' positions.

    The area's vehicles tell where it lies, so no list of places is needed; one with fewer than three vehicles read is left out.
    """
    areas: dict[str, list[int]] = {}
    for batch in door.stream(
        "SELECT vrm, keeper_area FROM evidence.register WHERE keeper_area IS NOT NULL ORDER BY delivery, row",
        rows_a_batch=500_000,
    ):
        known = key_column(batch.column("vrm"))
        at = _among(known, journeys.keys)
        numbers = np.searchsorted(journeys.keys, known[at]).tolist()
        for plate, area in zip(numbers, batch.column("keeper_area").take(pa.array(at)).to_pylist(), strict=True):
            areas.setdefault(fold(area), []).append(plate)
    found = {}
    for area, plates in sorted(areas.items()):
        if len(set(plates)) < 3:  # noqa: PLR2004 - said above
            continue
        cameras = np.concatenate([journeys.camera[journeys.rows_of(plate)] for plate in sorted(set(plates))])
        found[area] = (float(np.median(lat[cameras])), float(np.median(lon[cameras])))
    return found


def _among(known: Integers, keys: Integers) -> Integers:
    """Return the rows of ``known`` that are among ``keys`` (sorted)."""
    if keys.size == 0:
        return np.zeros(0, np.int64)
    return np.flatnonzero(keys[np.minimum(np.searchsorted(keys, known), keys.size - 1)] == known)
