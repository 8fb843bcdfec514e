"""A million declared chassis numbers: how long until those declared twice are found, altered ones included.

    python benchmarks/vin_reuse.py [NUMBERS]

Numbers come in production runs, as cars do; one declaration in eighteen repeats another's number (Port of Montreal, DOMAIN
4.6 R02), a third of those with a digit changed. The bound in the same run is DuckDB's own group-by of the exact numbers,
which finds no altered one. Results: ``benchmarks/results/vin_reuse.json``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contracts
from vinculum.picture.settings import read_settings
from vinculum.picture.step import Room
from vinculum.picture.vin_reuse import find_vin_reuse

RESULTS = Path(__file__).resolve().parent / "results" / "vin_reuse.json"
AS_AT = datetime(2026, 3, 31, tzinfo=UTC)
HEADS = 4_000
REPEATED, ALTERED = 1 / 18, 1 / 3


def invent(numbers: int) -> tuple[pa.Table, pa.Table, dict[str, str]]:
    """Return consignments of two cars each, a register that knows every true number, and which altered number is whose."""
    chance = np.random.default_rng(18)
    letters = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"))
    heads = ["".join(letters[chance.integers(0, 33, 11)]) for _ in range(HEADS)]
    runs, serials = chance.integers(0, HEADS, numbers), chance.integers(0, 10**6, numbers)
    true = [f"{heads[run]}{serial:06d}" for run, serial in zip(runs, serials, strict=True)]
    shown, whose = list(true), {}
    for place in np.flatnonzero(chance.random(numbers) < REPEATED):
        source = true[int(chance.integers(0, numbers))]
        if chance.random() < ALTERED:
            at = int(chance.integers(11, 17))
            altered = source[:at] + str((int(source[at]) + int(chance.integers(1, 10))) % 10) + source[at + 1 :]
            whose[altered] = source
            source = altered
        shown[place] = source
    boxes = numbers // 2
    booked = [AS_AT - timedelta(minutes=int(minutes)) for minutes in chance.integers(10_000, 2_500_000, boxes)]
    firms = chance.integers(0, 20_000, (boxes, 2))
    consignments = {
        "consignment_ref": [f"C{n:08d}" for n in range(boxes)],
        "load_port": ["GBFXT"] * boxes,
        "destination_country": ["GH"] * boxes,
        "commodity_code": ["87032390"] * boxes,
        "shipper_name": [f"SHIPPER {n} LTD" for n in firms[:, 0]],
        "consignee_name": [f"CONSIGNEE {n}" for n in firms[:, 1]],
        "declared_vins": [shown[2 * n : 2 * n + 2] for n in range(boxes)],
        "booked_at": booked,
        "gate_in_at": booked,
        "sails_at": [at + timedelta(days=3) for at in booked],
        "delivery": ["consignments-000000000001"] * boxes,
        "row": list(range(1, boxes + 1)),
    }
    return pa.table(consignments), pa.table({"vrm": [None] * len(true), "vin": true}), whose


def main() -> None:
    """Measure once and write the figures."""
    numbers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    consignments, register, whose = invent(numbers)
    with tempfile.TemporaryDirectory() as folder, Door(Limits(threads=2, memory="6GB", spill=Path(folder))) as door:
        for feed, contract in contracts().items():
            door.view(f"evidence.{feed}", [], contract.schema)
        for feed, table in (("consignments", consignments), ("register", register)):
            door.offer("_rows", table)
            door.run(f"INSERT INTO evidence.{feed} BY NAME SELECT * FROM _rows")
            door.withdraw("_rows")
        door.run("CREATE SCHEMA picture")
        started = time.perf_counter()
        exact = door.ask(
            "SELECT vin FROM (SELECT unnest(declared_vins) AS vin FROM evidence.consignments) GROUP BY vin HAVING count(*) > 1"
        )
        bound = time.perf_counter() - started
        room = Room(door, AS_AT, read_settings(Path(folder) / "none"), Path(folder))
        started, worked = time.perf_counter(), time.process_time()
        find_vin_reuse(room)
        seconds, worked = time.perf_counter() - started, time.process_time() - worked
        spelt = {row["shown"]: row["vin"] for row in door.ask_rows("SELECT vin, shown FROM picture.vin_spellings")}
    found = sum(spelt.get(altered) == source for altered, source in whose.items())
    told = {
        "numbers": numbers,
        "seconds": round(seconds, 1),
        "processor_seconds": round(worked, 1),  # of both cores; what a machine with other work to do cannot stretch
        "load_of_the_machine": round(os.getloadavg()[0], 1),
        "exact_group_by_seconds": round(bound, 2),
        "ratio": round(seconds / bound, 1),
        "exact_repeats": exact.num_rows,
        "altered": len(whose),
        "altered_tied_to_their_original": found,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
