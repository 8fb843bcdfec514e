"""A county's search box: how long until a mark, a part of one, a misreading or a name is found.

    python benchmarks/find.py [VEHICLES]

Four hundred thousand vehicles give two million rows of ``search_marks``: a register, tests, reads with as many misread plates as
half the register, and consignments. Every search goes through a view that shows one person three of four feeds, as the desk's
restricted pictures do. The peer is DuckDB's own scan of the same view: an equality, or the regular expression of the pattern.
Results: ``benchmarks/results/find.json``.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from vinculum.engine.door import Door, Limits
from vinculum.search import find, index_of, stand_in
from vinculum.search.hot_list import Missing, list_readings

RESULTS = Path(__file__).resolve().parent / "results" / "find.json"
CHANCE = np.random.default_rng(31)
LETTERS, DIGITS = np.array(list("ABCDEFGHJKLMNOPRSTUVWXYZ")), np.array(list("0123456789"))
VIN_SIGNS = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"))
HEADS = ["WVWZZZ", "WF0XXG", "SALZZ0", "WBA06K", "W0LGSW", "VF1ABC", "JTDKB2", "KNAPH8", "TMBJJ7", "SB1ZZ4"]
FIRMS = (
    ["ABBEY", "ZENITH", "GOLDEN", "PEAK", "ANCHOR", "HARBOUR", "REGENT", "EMPIRE"],
    ["SMITH", "WATSON", "HARRIS", "MENSAH", "KING", "POPESCU"],
    ["TRADING", "EXPORTS", "RECYCLING", "MOTORS", "SHIPPING"],
    ["LTD", "LIMITED", "LLP"],
)
SEEN = "SELECT * FROM memory.picture.search_marks WHERE feed IN ('register', 'reads', 'consignments')"
SEARCHES = 100


def drawn(count: int, *signs: np.ndarray[Any, Any]) -> list[str]:
    """Return texts with one character drawn from each of ``signs``."""
    return ["".join(row) for row in np.stack([CHANCE.choice(each, count) for each in signs], axis=1)]


def said(kind: str, text: list[str], feed: str, subject_kind: str, subject: list[str]) -> pa.Table:
    """Return rows of ``search_marks`` that one feed says."""
    rows = len(text)
    same = {"kind": kind, "subject_kind": subject_kind, "feed": feed, "column_name": kind, "delivery": f"{feed}-0123456789ab"}
    none = pa.nulls(rows, pa.string())
    told = {name: pa.array([value] * rows) for name, value in same.items()}
    told |= {"text": pa.array(text), "shown": pa.array(text), "subject": pa.array(subject), "row": pa.array(range(1, rows + 1))}
    told |= {"n": pa.array(np.ones(rows, dtype=np.int64)), "make": none, "force": none, "handling": none}
    return pa.table(told).select(sorted(told))


def invent(vehicles: int) -> tuple[pa.Table, list[str], list[str]]:
    """Return the rows, the plates and the VINs."""
    plates = drawn(vehicles, LETTERS, LETTERS, DIGITS, DIGITS, LETTERS, LETTERS, LETTERS)
    ends = drawn(vehicles, *[VIN_SIGNS] * 5, *[DIGITS] * 6)
    vins = [head + end for head, end in zip(CHANCE.choice(HEADS, vehicles), ends, strict=True)]
    ids = [f"v-{number:012x}" for number in CHANCE.integers(0, 2**47, vehicles)]
    stray = drawn(vehicles // 2, LETTERS, LETTERS, DIGITS, DIGITS, LETTERS, LETTERS, LETTERS)
    tested = vehicles * 3 // 4
    boxes = [f"{number:010X}" for number in CHANCE.integers(0, 2**39, vehicles // 10)]
    firms = [" ".join(CHANCE.choice(words) for words in FIRMS) for _ in boxes]
    streets = [f"{CHANCE.integers(1, 200)} {CHANCE.choice(FIRMS[1])} ROAD SHILDON DL{CHANCE.integers(1, 20)} 4AA" for _ in boxes]
    parts = [
        said("vrm", plates, "register", "vehicle", ids), said("vin", vins, "register", "vehicle", ids),
        said("vrm", plates[:tested], "tests", "vehicle", ids[:tested]),
        said("vin", vins[:tested], "tests", "vehicle", ids[:tested]),
        said("vrm", plates, "reads", "vehicle", ids), said("vrm", stray, "reads", "mark", stray),
        said("name", firms, "consignments", "consignment", boxes), said("place", streets, "consignments", "consignment", boxes),
    ]  # fmt: skip
    return pa.concat_tables(parts), plates, vins


def milliseconds(run: Callable[[str], object], asked: list[str]) -> dict[str, float]:
    """Return the median and the 95th percentile over searches, after a few that warm up."""
    for text in asked[:5]:
        run(text)
    spent = []
    for text in asked:
        started = time.perf_counter()
        run(text)
        spent.append((time.perf_counter() - started) * 1000)
    return {"p50_ms": round(float(np.percentile(spent, 50)), 2), "p95_ms": round(float(np.percentile(spent, 95)), 2)}


def regular(pattern: str) -> str:
    """Return a pattern as a regular expression."""
    return re.sub(r"[?*]", lambda sign: "." if sign[0] == "?" else ".*", pattern)


def asked_of(plates: list[str], vins: list[str]) -> dict[str, list[str]]:
    """Return what is typed, by kind of search."""
    some = [(plates[at], vins[at]) for at in CHANCE.integers(0, len(plates), SEARCHES).tolist()]
    return {
        "exact plate": [plate for plate, _ in some],
        "exact VIN": [vin for _, vin in some],
        "plate with two unknown": [f"{plate[0]}?{plate[2:4]}?{plate[5:]}" for plate, _ in some],
        "VIN by its end": [f"*{vin[-7:]}" for _, vin in some],
        "VIN with holes": [f"{vin[:3]}*{vin[8:11]}*{vin[14:]}" for _, vin in some],
        "half a VIN without signs": [vin[8:] for _, vin in some],
        "plate misread": [f"{plate[:4]}{'O' if plate[4] != 'O' else 'Q'}{plate[5:]}" for plate, _ in some],
        "name misspelt": [f"{CHANCE.choice(FIRMS[0])} {CHANCE.choice(FIRMS[1])}E" for _ in some],
    }


def hot_list_speed(plates: list[str]) -> dict[str, float]:
    """Return look-ups a second against a list of two thousand missing vehicles."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    listed = list_readings(
        tuple(Missing(plate, 1.0, "1", "kent", None, None, None, since, ()) for plate in plates[:2000]),
        np.zeros(0, dtype=np.int64),
    )
    reads = pa.array([plates[at] for at in CHANCE.integers(0, len(plates), 1_000_000)])
    listed.look_up(reads[:1000])
    started = time.perf_counter()
    matches = len(listed.look_up(reads))
    batch = 1_000_000 / (time.perf_counter() - started)
    one = [str(plate) for plate in reads[:2000]]
    started = time.perf_counter()
    for plate in one:
        listed.look_up([plate])
    return {
        "readings_listed": int(listed.keys.size),
        "matches": matches,
        "reads_a_second_in_batches": round(batch),
        "reads_a_second_one_by_one": round(len(one) / (time.perf_counter() - started)),
    }


def main() -> None:
    """Measure and write ``results/find.json``."""
    vehicles = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    rows, plates, vins = invent(vehicles)
    with tempfile.TemporaryDirectory() as folder, Door(Limits(threads=2)) as door, Door(Limits(threads=2)) as peer:
        file = Path(folder) / "search_marks.parquet"
        door.offer("rows", rows)
        door.write("SELECT * FROM rows ORDER BY kind, text, feed, column_name, delivery, row, subject", file)
        for one in (door, peer):
            one.view("picture.search_marks", [file], pa.schema([]))
        started = time.perf_counter()
        index = index_of(door)
        seconds = time.perf_counter() - started
        shelves = sum(shelf.offsets.nbytes + shelf.data.nbytes + shelf.everything.nbytes for shelf in index.shelves.values())
        stand_in(door)
        for one in (door, peer):
            one.run(f"CREATE VIEW picture.mine AS {SEEN}")
        told: dict[str, Any] = {
            "vehicles": vehicles, "rows": len(rows), "index_seconds": round(seconds, 1), "index_texts": len(index.texts),
            "index_mb": round((index.rows.nbytes + index.texts.nbytes + shelves) / 1e6),
        }  # fmt: skip
        for name, asked in asked_of(plates, vins).items():
            ours = milliseconds(lambda text: find(door, text, relation="picture.mine", index=index), asked)
            told[name] = ours
            if "misread" in name or "name" in name:
                continue
            where = "text = $text" if "exact" in name else "regexp_full_match(text, $text)"
            query = f"SELECT * FROM picture.mine WHERE {where} LIMIT 20"
            spelled = [regular(f"*{text}*" if "half" in name else text) for text in asked[:15]]
            theirs = milliseconds(lambda text, query=query: peer.ask(query, {"text": text}), spelled)  # type: ignore[misc]  # a default binds the loop's value
            told[name] |= {"duckdb_scan": theirs, "ratio_p95": round(theirs["p95_ms"] / ours["p95_ms"], 1)}
            print(name, told[name], flush=True)
    told["hot list"] = hot_list_speed(plates)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
