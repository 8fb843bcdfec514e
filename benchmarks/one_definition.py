"""One definition of a picture step for both engines: an Ibis expression against SQL text carried over by SQLGlot.

The step is the prefilter of the clone part: for each plate, pairs of consecutive reads that no vehicle can have driven. Both
definitions are run on DuckDB, and on Spark (local[2]) when PySpark is importable, over the same made-up reads; the answers are
compared row by row. Run: ``python benchmarks/one_definition.py [--reads 3000000] [--repeats 5]``. Figures land in
``benchmarks/results/one_definition.json``.

In an environment without the project (PySpark and Ibis in one of their own), set ``PYTHONPATH=src``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import inspect
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot

from vinculum.engine.dialect import for_engine

RESULTS = Path(__file__).parent / "results" / "one_definition.json"
CAMERAS = 2_000
SEED = 20_260_101
FIRST_READ_US = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
TOP_KMH = 180.0
CLOCK_SECONDS = 120.0
EARTH_KM = 6_371.0088

IMPOSSIBLE_PAIRS_SQL = """
WITH placed AS (
    SELECT r.vrm, r.camera_id, epoch_ms(r.read_at) AS at_ms, radians(c.lat) AS lat, radians(c.lon) AS lon
    FROM reads AS r JOIN cameras AS c ON c.camera_id = r.camera_id
), paired AS (
    SELECT vrm, camera_id AS to_camera, at_ms AS to_ms, lat, lon,
           lag(camera_id) OVER track AS from_camera, lag(at_ms) OVER track AS from_ms,
           lag(lat) OVER track AS from_lat, lag(lon) OVER track AS from_lon
    FROM placed WINDOW track AS (PARTITION BY vrm ORDER BY at_ms, camera_id)
), measured AS (
    SELECT vrm, from_camera, to_camera, from_ms, to_ms,
           2 * 6371.0088 * asin(sqrt(least(1.0, pow(sin((lat - from_lat) / 2), 2)
               + cos(lat) * cos(from_lat) * pow(sin((lon - from_lon) / 2), 2)))) AS km
    FROM paired WHERE from_camera <> to_camera
)
SELECT vrm, from_camera, to_camera, from_ms, to_ms, round(km, 3) AS km
FROM measured WHERE km > 180.0 * ((to_ms - from_ms) / 1000.0 + 120.0) / 3600.0
ORDER BY vrm, to_ms, to_camera, from_camera
"""


def impossible_pairs_expression(reads: Any, cameras: Any) -> Any:
    """Return the same step as an Ibis expression."""
    # Ibis subtracts times portably as whole units only: delta() is exact in milliseconds on both engines.
    placed = reads.join(cameras, "camera_id").select(
        "vrm",
        "camera_id",
        "read_at",
        at_ms=reads.read_at.delta(ibis.timestamp("1970-01-01T00:00:00+00:00"), unit="millisecond"),
        lat=cameras.lat.radians(),
        lon=cameras.lon.radians(),
    )
    track = ibis.window(group_by=placed.vrm, order_by=[placed.at_ms, placed.camera_id])
    paired = placed.select(
        "vrm",
        "lat",
        "lon",
        to_camera=placed.camera_id,
        to_ms=placed.at_ms,
        from_camera=placed.camera_id.lag().over(track),
        from_ms=placed.at_ms.lag().over(track),
        from_lat=placed.lat.lag().over(track),
        from_lon=placed.lon.lag().over(track),
    )
    paired = paired.filter(paired.from_camera != paired.to_camera)
    half_lat = ((paired.lat - paired.from_lat) / 2).sin().pow(2)
    half_lon = ((paired.lon - paired.from_lon) / 2).sin().pow(2)
    chord = ibis.least(1.0, half_lat + paired.lat.cos() * paired.from_lat.cos() * half_lon)
    measured = paired.mutate(km=2 * EARTH_KM * chord.sqrt().asin())
    hours = ((measured.to_ms - measured.from_ms) / 1000.0 + CLOCK_SECONDS) / 3600.0
    return (
        measured.filter(measured.km > TOP_KMH * hours)
        .select("vrm", "from_camera", "to_camera", "from_ms", "to_ms", km=measured.km.round(3))
        .order_by("vrm", "to_ms", "to_camera", "from_camera")
    )


def make_reads(folder: Path, count: int) -> tuple[Path, Path]:
    """Write made-up reads: plates that move between neighbouring cameras for a week, one in 2,000 seen elsewhere as well."""
    chance = np.random.default_rng(SEED)
    latitude, longitude = chance.uniform(50.5, 55.0, CAMERAS), chance.uniform(-3.5, 1.2, CAMERAS)
    along = np.argsort(np.round(latitude, 1) * 100 + longitude)  # neighbours in this order are mostly neighbours on the ground
    cameras = pa.table(
        {"camera_id": [f"C{number:05d}" for number in range(CAMERAS)], "lat": latitude[along], "lon": longitude[along]}
    )
    plates = max(count // 12, 1)
    plate = np.sort(chance.integers(0, plates, count))
    at = FIRST_READ_US + chance.integers(0, 7 * 86_400, count) * 1_000_000 + chance.integers(0, 1_000, count) * 1_000
    home = chance.integers(0, CAMERAS, plates)
    camera = np.clip(home[plate] + chance.integers(-1, 2, count), 0, CAMERAS - 1)
    elsewhere = chance.random(count) < 1 / 2_000
    camera = np.where(elsewhere, chance.integers(0, CAMERAS, count), camera)
    order = np.lexsort((plate, at))
    letters = np.array([f"{chr(65 + n % 8)}{chr(65 + n // 8 % 26)}{n // 208 % 100:02d}{n:06d}" for n in range(plates)])
    reads = pa.table(
        {
            "camera_id": cameras["camera_id"].combine_chunks().take(pa.array(camera[order])),
            "read_at": pa.array(at[order], pa.timestamp("us", tz="UTC")),
            "vrm": pa.array(letters[plate[order]]),
        }
    )
    read_file, camera_file = folder / "reads.parquet", folder / "cameras.parquet"
    pq.write_table(reads, read_file, row_group_size=250_000)
    pq.write_table(cameras, camera_file)
    return read_file, camera_file


def timed(act: Callable[[], pa.Table], repeats: int) -> tuple[dict[str, float], pa.Table]:
    """Return the best and middle of ``repeats`` runs in seconds, and the answer."""
    seconds = []
    answer = act()  # once to warm caches and compile
    for _ in range(repeats):
        started = time.perf_counter()
        answer = act()
        seconds.append(time.perf_counter() - started)
    return {"best_s": round(min(seconds), 3), "median_s": round(statistics.median(seconds), 3)}, answer


def digest(answer: pa.Table) -> str:
    """Return one hash of the rows of an answer, in order, whatever types the engine gave them."""
    told = hashlib.sha256()
    columns = ["vrm", "from_camera", "to_camera", "from_ms", "to_ms", "km"]
    for row in zip(*(answer[name].to_pylist() for name in columns), strict=True):
        vrm, from_camera, to_camera, from_ms, to_ms, km = row
        told.update(f"{vrm}|{from_camera}|{to_camera}|{int(from_ms)}|{int(to_ms)}|{float(km):.3f}\n".encode())
    return told.hexdigest()[:16]


def on_duckdb(reads: Path, cameras: Path, repeats: int) -> dict[str, Any]:
    """Run both definitions on DuckDB with two threads."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET TimeZone = 'UTC'")
    connection.execute(f"CREATE VIEW reads AS FROM '{reads}'; CREATE VIEW cameras AS FROM '{cameras}'")
    through_ibis = ibis.duckdb.from_connection(connection)
    expression = impossible_pairs_expression(through_ibis.table("reads"), through_ibis.table("cameras"))
    acts: dict[str, Callable[[], pa.Table]] = {
        "sql": lambda: connection.sql(IMPOSSIBLE_PAIRS_SQL).to_arrow_table(),
        "ibis": lambda: through_ibis.to_pyarrow(expression),
    }
    return _measure(acts, repeats)


def on_spark(reads: Path, cameras: Path, repeats: int) -> dict[str, Any]:
    """Run both definitions on Spark, local[2]."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra that need not be installed

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(str(reads)).createOrReplaceTempView("reads")
    session.read.parquet(str(cameras)).createOrReplaceTempView("cameras")
    through_ibis = ibis.pyspark.connect(session)
    expression = impossible_pairs_expression(through_ibis.table("reads"), through_ibis.table("cameras"))
    acts: dict[str, Callable[[], pa.Table]] = {
        "sql": lambda: session.sql(for_engine(IMPOSSIBLE_PAIRS_SQL, "spark")).toArrow(),
        "ibis": lambda: through_ibis.to_pyarrow(expression),
    }
    try:
        return {**_measure(acts, repeats), "sqlglot_unaided": _unaided(session)}
    finally:
        session.stop()


def _unaided(session: Any) -> str:
    """Return what Spark says of the SQL as SQLGlot alone gives it, without the rewrites of ``engine.dialect``."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  an extra that need not be installed

    try:
        session.sql(sqlglot.transpile(IMPOSSIBLE_PAIRS_SQL, read="duckdb", write="spark")[0]).toArrow()
    except PySparkException as refusal:
        return str(refusal.getCondition())
    return "accepted"


def _measure(acts: dict[str, Callable[[], pa.Table]], repeats: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, act in acts.items():
        seconds, answer = timed(act, repeats)
        figures[name] = {**seconds, "rows": answer.num_rows, "digest": digest(answer)}
        print(f"  {name}: best {seconds['best_s']} s, middle {seconds['median_s']} s, {answer.num_rows} rows")
    return figures


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def main() -> None:
    """Measure, compare and write the figures down."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reads", type=int, default=3_000_000)
    asked.add_argument("--repeats", type=int, default=5)
    told = asked.parse_args()
    figures: dict[str, Any] = {
        "reads": told.reads,
        "repeats": told.repeats,
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in ("duckdb", "ibis-framework", "sqlglot", "pyspark", "pyarrow")},
        "lines": {
            "sql": len(IMPOSSIBLE_PAIRS_SQL.strip().splitlines()),
            "ibis": len(inspect.getsource(impossible_pairs_expression).splitlines()),
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        reads, cameras = make_reads(Path(folder), told.reads)
        print("DuckDB")
        figures["duckdb"] = on_duckdb(reads, cameras, told.repeats)
        if importlib.util.find_spec("pyspark") is not None:
            print("Spark local[2]")
            figures["spark"] = on_spark(reads, cameras, told.repeats)
    digests = {figures[engine][way]["digest"] for engine in ("duckdb", "spark") if engine in figures for way in ("sql", "ibis")}
    figures["equal_rows"] = len(digests) == 1
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(f"equal rows: {figures['equal_rows']}; written to {RESULTS}")


if __name__ == "__main__":
    main()
