"""How fast suspects are found: the last-seen pass over packed reads, beside the decoding of the same columns, which bounds it.

    python benchmarks/clones.py [READS]        # 20 million by default

Reads are invented (a week, 3,000 cameras, 15 reads a plate) in order of time, as they arrive. Measured on the cores the machine
gives: packing (the step `reads`, from text), decoding (key, camera and time through the door), the pass alone, and DuckDB's own
window over the same columns. The step `clones` around the pass is measured by `vinculum build`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contract_of
from vinculum.picture.clones.last_seen import screen
from vinculum.picture.journeys import packed_batches
from vinculum.picture.reads import STEP as READS
from vinculum.picture.settings import read_settings
from vinculum.picture.step import Room
from vinculum.picture.travel_times import roads_by_distance

RESULTS = Path(__file__).parent / "results" / "clones.json"
CAMERAS = 3_000
READS_A_PLATE = 15
START_US = 1_772_323_200_000_000
WEEK_US = 7 * 86_400_000_000
BATCH = 1_000_000
WINDOW_SQL = """
SELECT count(*) AS n FROM (
    SELECT camera, time, lag(camera) OVER w AS before, lag(time) OVER w AS earlier FROM picture.plate_reads
    WINDOW w AS (PARTITION BY key ORDER BY time)
) WHERE camera <> before AND time - earlier < 60000
"""


def invent(folder: Path, reads: int) -> None:
    """Write a feed of reads and one of cameras."""
    chance = np.random.default_rng(1)
    at = np.sort(chance.integers(0, WEEK_US // 1000, reads)) * 1000 + START_US
    letters = np.array(list("ABCDEFGHJKLMNOPRSTUVWXY"))
    plates = reads // READS_A_PLATE
    text = pa.array(["".join(letters[chance.integers(0, 23, 5)]) + f"{number % 100:02d}" for number in range(plates)])
    schema = contract_of("reads").schema
    with pq.ParquetWriter(folder / "reads.parquet", schema, compression="zstd") as writer:
        for start in range(0, reads, BATCH):
            size = min(BATCH, reads - start)
            columns = {
                "camera_id": pa.array(np.char.add("C", chance.integers(0, CAMERAS, size).astype(str))),
                "read_at": pa.array(at[start : start + size], pa.timestamp("us", tz="UTC")),
                "vrm": text.take(pa.array(chance.integers(0, plates, size))),
                "delivery": pa.array(["reads-000000000001"] * size),
                "row": pa.array(np.arange(start + 1, start + size + 1)),
            }
            empty = {field.name: pa.nulls(size, field.type) for field in schema}
            writer.write_table(pa.table({**empty, **columns}, schema=schema))
    schema = contract_of("cameras").schema
    rows = [
        {"camera_id": f"C{n}", "lat": lat, "lon": lon, "delivery": "cameras-000000000001", "row": n + 1}
        for n, (lat, lon) in enumerate(zip(chance.uniform(51, 54, CAMERAS), chance.uniform(-2, 0, CAMERAS), strict=True))
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "cameras.parquet")


def seconds(act: Callable[[], object]) -> float:
    """Return the least wall time of three runs."""
    told = []
    for _ in range(3):
        started = time.perf_counter()
        act()
        told.append(time.perf_counter() - started)
    return min(told)


def main(reads: int) -> None:
    """Invent, pack, then measure."""
    with tempfile.TemporaryDirectory() as name, Door(Limits(threads=2)) as door:
        folder = Path(name)
        invent(folder, reads)
        for feed in ("reads", "cameras"):
            door.view(f"evidence.{feed}", [folder / f"{feed}.parquet"], contract_of(feed).schema)
        door.run("CREATE SCHEMA picture")
        room = Room(door, datetime(2026, 3, 8, tzinfo=UTC), read_settings(folder / "none.toml"), folder)
        started = time.perf_counter()
        READS.run(room)
        packing = time.perf_counter() - started
        cameras = door.ask("SELECT lat, lon FROM picture.read_cameras ORDER BY camera")
        nodes = np.array([0.0, 1_000.0, 1_000_000.0])
        roads = roads_by_distance(cameras["lat"].to_numpy(), cameras["lon"].to_numpy(), nodes, nodes * 3_600 / 130, 100.0)
        held = list(packed_batches(door))
        screen(held[:1], roads, 30_000.0)  # compiled before it is measured
        decode = seconds(lambda: sum(key.size for key, _, _ in packed_batches(door)))
        alone = seconds(lambda: screen(held, roads, 30_000.0))
        window = seconds(lambda: door.ask_rows(WINDOW_SQL))
        told = {
            "reads": reads,
            "pack_from_text_s": round(packing, 2),
            "decode_s": round(decode, 2),
            "last_seen_pass_s": round(alone, 2),
            "pass_over_decode": round(alone / decode, 2),
            "duckdb_window_s": round(window, 2),
        }
        RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000)
