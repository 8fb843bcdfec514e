"""Plate reads packed into integers: plates as keys, cameras as numbers, times as milliseconds, in order of time.

Invariant: ``picture.plate_reads`` is in order of (time, key, camera), no two rows are equal in these three, and every read of the
evidence is either there or counted in ``picture.reads_set_aside``. The work goes slice of time by slice of time, so memory is
bounded by one slice however long the window of reads is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.engine.door import Door
from vinculum.marks.columns import key_column
from vinculum.picture.step import Room, Step

SLICE_ROWS = 4_000_000

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
        "SELECT epoch_ms(date_trunc('hour', read_at)) AS hour, count(*) AS n FROM evidence.reads GROUP BY 1 ORDER BY 1"
    )
    spans: list[tuple[int, int, int]] = []
    for hour in hours:
        if spans and spans[-1][2] + hour["n"] <= most_rows:
            start, _, rows = spans.pop()
            spans.append((start, hour["hour"], rows + hour["n"]))
        else:
            spans.append((hour["hour"], hour["hour"], hour["n"]))
    return [
        Slice(datetime.fromtimestamp(first / 1000, UTC), datetime.fromtimestamp(last / 1000, UTC) + timedelta(hours=1))
        for first, last, _ in spans
    ]


def pack_reads(
    door: Door, span: Slice, cameras: pa.Array, deliveries: pa.Array, aside: Counter[tuple[Reason, str]]
) -> pa.RecordBatch:
    """Return the reads of ``span`` packed (schema ``READS``), in order and without repeats; what is left out goes to ``aside``."""
    raw = door.ask(SLICE_SQL, {"start": span.start, "until": span.until})
    key = key_column(raw.column("vrm"))
    camera = pc.index_in(raw.column("camera_id"), cameras).combine_chunks()
    for reason, left_out in (
        (Reason.UNKNOWN_CAMERA, pc.is_null(camera)),
        (Reason.NO_PLATE, pc.and_(pc.is_valid(camera), pa.array(key == 0))),
    ):
        for counted in raw.column("camera_id").filter(left_out).value_counts().to_pylist():
            aside[reason, counted["values"]] += counted["counts"]
    packed = pa.table(
        {
            "key": key,
            "camera": camera,
            "time": raw.column("time"),
            "delivery": pc.index_in(raw.column("delivery"), deliveries),
            "row": raw.column("row"),
        }
    )
    door.offer("_packed", packed)
    ordered = door.ask(
        "SELECT * FROM _packed WHERE key <> 0 AND camera IS NOT NULL ORDER BY time, key, camera, delivery, row"
    ).combine_chunks()
    door.withdraw("_packed")
    repeated = np.zeros(ordered.num_rows, dtype=bool)
    if ordered.num_rows:
        repeated[1:] = True
        for name in ("key", "camera", "time"):
            column = ordered.column(name).to_numpy()
            repeated[1:] &= column[1:] == column[:-1]
    for counted in ordered.column("camera").filter(pa.array(repeated)).value_counts().to_pylist():
        aside[Reason.DUPLICATE, cameras[counted["values"]].as_py()] += counted["counts"]
    kept = ordered.filter(pa.array(~repeated)).combine_chunks()
    columns = [kept.column(name).combine_chunks() for name in READS.names]
    columns[READS.get_field_index("delivery")] = pa.DictionaryArray.from_arrays(
        kept.column("delivery").combine_chunks().cast(pa.int32()), deliveries
    )
    return pa.RecordBatch.from_arrays(columns, schema=READS)


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
    rows = [
        {"reason": reason.value, "camera_id": camera, "reads": reads}
        for (reason, camera), reads in sorted(aside.items(), key=lambda item: (item[0][0].value, item[0][1]))
    ]
    room.write("reads_set_aside", pa.Table.from_pylist(rows, schema=SET_ASIDE))


STEP = Step("reads", ("read_cameras", "plate_reads", "reads_set_aside"), write_plate_reads)
