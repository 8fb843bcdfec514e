"""Plate reads packed into integers: plates as keys, cameras as numbers, times as milliseconds, in order of time.

Invariant: ``picture.plate_reads`` is in order of (time, key, camera), no two rows are equal in these three, and every read of the
evidence is either there or counted in ``picture.reads_set_aside``. The work goes slice of time by slice of time, so memory is
bounded by one slice however long the window of reads is. ``picture.reads_by_plate`` holds the same reads in order of (key, time,
camera), for whoever asks for one plate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.engine.door import LOOKUP_GROUP, Door
from vinculum.marks.columns import key_column
from vinculum.marks.kernel import kernel
from vinculum.picture.step import Room, Step

SLICE_ROWS = 4_000_000
HOUR_US = 3_600_000_000
FEW = 32  # so many rows of one time are put in order without sorting them first

Integers = npt.NDArray[np.int64]

READS = pa.schema(
    [
        ("key", pa.int64()),  # marks.columns.key_column of the plate as read
        ("camera", pa.int32()),  # number in picture.read_cameras
        ("time", pa.int64()),  # milliseconds since 1970-01-01 UTC
        ("delivery", pa.dictionary(pa.int32(), pa.string())),
        ("row", pa.int64()),
    ]
)

SET_ASIDE = pa.schema([("reason", pa.string()), ("camera_id", pa.string()), ("reads", pa.int64())])

CAMERAS_SQL = """
WITH places AS (
    SELECT camera_id, lat, lon, min(force) AS force, min(road) AS road, min(direction) AS direction, count(*) AS told
    FROM evidence.cameras
    GROUP BY camera_id, lat, lon
), ranked AS (
    SELECT *,
        row_number() OVER (PARTITION BY camera_id ORDER BY told DESC, lat, lon) AS place,
        count(*) OVER (PARTITION BY camera_id) AS places
    FROM places
)
SELECT
    CAST(row_number() OVER (ORDER BY camera_id) - 1 AS INTEGER) AS camera,
    camera_id, lat, lon, force, road, direction, places
FROM ranked
WHERE place = 1
ORDER BY camera_id
"""

SLICE_SQL = """
SELECT vrm, camera_id, epoch_ms(read_at) AS time, delivery, row
FROM evidence.reads
WHERE read_at >= $start AND read_at < $until
"""


BY_PLATE_SQL = "SELECT key, time, camera, delivery, row FROM picture.plate_reads ORDER BY key, time, camera"


class Reason(StrEnum):
    """Why a read is not reasoned with."""

    UNKNOWN_CAMERA = "its camera is not in the feed of cameras"
    NO_PLATE = "its plate holds no letter or digit"
    DUPLICATE = "the same plate, camera and time is already there"


@dataclass(frozen=True, slots=True)
class Slice:
    """A span of time (UTC, ``until`` not included) with few enough reads to hold at once."""

    start: datetime
    until: datetime


def slices_of_time(door: Door, most_rows: int) -> list[Slice]:
    """Return spans of whole hours that cover all reads, each with at most ``most_rows`` reads unless one hour has more."""
    hours = door.ask_rows(
        f"SELECT epoch_us(read_at) // {HOUR_US} AS hour, count(*) AS n FROM evidence.reads GROUP BY 1 ORDER BY 1"
    )
    spans: list[tuple[int, int, int]] = []
    for hour in hours:
        if spans and spans[-1][2] + hour["n"] <= most_rows:
            start, _, rows = spans.pop()
            spans.append((start, hour["hour"], rows + hour["n"]))
        else:
            spans.append((hour["hour"], hour["hour"], hour["n"]))
    return [
        Slice(datetime.fromtimestamp(first * 3600, UTC), datetime.fromtimestamp(last * 3600, UTC) + timedelta(hours=1))
        for first, last, _ in spans
    ]


def pack_reads(
    door: Door, span: Slice, cameras: pa.Array, deliveries: pa.Array, aside: Counter[tuple[Reason, str]]
) -> pa.RecordBatch:
    """Return the reads of ``span`` packed (schema ``READS``), in order and without repeats; ``aside`` counts the rest."""
    raw = door.ask(SLICE_SQL, {"start": span.start, "until": span.until})
    key = key_column(raw.column("vrm"))
    camera = pc.index_in(raw.column("camera_id"), cameras).combine_chunks()
    for reason, left_out in (
        (Reason.UNKNOWN_CAMERA, pc.is_null(camera)),
        (Reason.NO_PLATE, pc.and_(pc.is_valid(camera), pa.array(key == 0))),
    ):
        for counted in raw.column("camera_id").filter(left_out).value_counts().to_pylist():
            aside[reason, counted["values"]] += counted["counts"]
    kept = np.flatnonzero((key != 0) & pc.is_valid(camera).to_numpy(zero_copy_only=False))
    columns = {
        "key": key[kept],
        "camera": camera.fill_null(-1).to_numpy()[kept].astype(np.int64),
        "time": raw.column("time").to_numpy()[kept],
        "delivery": pc.index_in(raw.column("delivery"), deliveries).to_numpy()[kept].astype(np.int64),
        "row": raw.column("row").to_numpy()[kept],
    }
    order = np.argsort(columns["time"], kind="stable")
    _order_within_times(order, *columns.values())
    columns = {name: values[order] for name, values in columns.items()}
    repeated = _repeated(columns["key"], columns["camera"], columns["time"])
    for number, reads in zip(*np.unique(columns["camera"][repeated], return_counts=True), strict=True):
        aside[Reason.DUPLICATE, cameras[int(number)].as_py()] += int(reads)
    columns = {name: values[~repeated] for name, values in columns.items()}
    return pa.RecordBatch.from_arrays(
        [
            pa.array(columns["key"]),
            pa.array(columns["camera"].astype(np.int32)),
            pa.array(columns["time"]),
            pa.DictionaryArray.from_arrays(pa.array(columns["delivery"].astype(np.int32)), deliveries),
            pa.array(columns["row"]),
        ],
        schema=READS,
    )


@kernel
def _order_within_times(
    order: Integers, key: Integers, camera: Integers, time: Integers, delivery: Integers, row: Integers
) -> None:
    """Put rows of equal time, which ``order`` holds side by side, in order of key, camera, delivery and row."""
    start = 0
    while start < order.size:
        end = start + 1
        while end < order.size and time[order[end]] == time[order[start]]:
            end += 1
        if end - start > FEW:
            order[start:end] = order[start:end][np.argsort(key[order[start:end]], kind="mergesort")]
        for at in range(start + 1, end):
            moved = order[at]
            place = at
            while place > start:
                before = order[place - 1]
                if key[before] != key[moved]:
                    later = key[before] > key[moved]
                elif camera[before] != camera[moved]:
                    later = camera[before] > camera[moved]
                elif delivery[before] != delivery[moved]:
                    later = delivery[before] > delivery[moved]
                else:
                    later = row[before] > row[moved]
                if not later:
                    break
                order[place] = before
                place -= 1
            order[place] = moved
        start = end


def _repeated(*columns: Integers) -> npt.NDArray[np.bool_]:
    """Return which rows equal the row before them in every column."""
    same = np.zeros(columns[0].size, dtype=np.bool_)
    if same.size:
        same[1:] = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    return same


def write_plate_reads(room: Room) -> None:
    """Write the cameras numbered, the reads packed, and what was set aside with its reason."""
    room.write("read_cameras", CAMERAS_SQL)
    cameras = room.door.ask("SELECT camera_id FROM picture.read_cameras ORDER BY camera").column(0).combine_chunks()
    deliveries = room.door.ask("SELECT DISTINCT delivery FROM evidence.reads ORDER BY delivery").column(0).combine_chunks()
    aside: Counter[tuple[Reason, str]] = Counter()

    def packed() -> Iterator[pa.RecordBatch]:
        for span in slices_of_time(room.door, SLICE_ROWS):
            yield pack_reads(room.door, span, cameras, deliveries, aside)

    room.write("plate_reads", pa.RecordBatchReader.from_batches(READS, packed()))
    room.write("reads_by_plate", BY_PLATE_SQL, rows_a_group=LOOKUP_GROUP)
    rows = [
        {"reason": reason.value, "camera_id": camera, "reads": reads}
        for (reason, camera), reads in sorted(aside.items(), key=lambda item: (item[0][0].value, item[0][1]))
    ]
    room.write("reads_set_aside", pa.Table.from_pylist(rows, schema=SET_ASIDE))


STEP = Step("reads", ("read_cameras", "plate_reads", "reads_by_plate", "reads_set_aside"), write_plate_reads)
