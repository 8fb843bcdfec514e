"""Does learning from opened boxes help, when they were chosen? Rules alone beside trees, on boxes that nobody opened.

    python benchmarks/export_learning.py [--seeds 111 112] [--crews 40] [--raised 12]

A county of 28,000 consignments is invented, taken in and judged by the rules alone. Then boxes are opened by three chances that a
person could have: at random (2 %), on leads (the likelier by the rules, the more often) and on tips that only the truth explains
(a fifth of the boxes with stolen vehicles: a source told). The picture is built again from these inspections: by rules
whose weights inspections teach, by trees for which each opened box counts for those that it stands for, and by trees for which
every opened box counts as one. Ranking and calibration are measured on boxes not opened.
Results: ``benchmarks/results/export_learning.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import expit, logit
from sklearn.metrics import average_precision_score, log_loss

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contract_of
from vinculum.evidence.intake import take_in_folder
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import latest_event
from vinculum.picture.current import view_evidence
from vinculum.picture.exports import STEP as EXPORTS
from vinculum.picture.settings import read_settings
from vinculum.picture.step import Room
from vinculum.picture.steps import STEPS
from vinculum.simulate import Scale, prevalence_of, simulate, size_of

RESULTS = Path(__file__).resolve().parent / "results" / "export_learning.json"
NEEDED = ("vin_reuse", "parties")
RANDOM_SHARE, TIP_SHARE, LEAD_TOP, LEAD_MIDDLE = 0.02, 0.2, 0.5, 0.03
MOST = 10**9
ARMS: dict[str, dict[str, Any]] = {
    "rules": {"least_to_learn": MOST},
    "trees": {},
    "trees, a box counts for at most 50": {"least_propensity": 0.02},
    "trees, every opened box counts once": {"least_propensity": 1.0},
}
# In the sample every empty box weighs alike; in life a 20 ft box weighs 2.2 t, a 40 ft one 3.7 to 4.1 t, a cold one 4.7 t.
# Each container is given a weight of its own, so that trees cannot read hidden cars off the scale to the last hundredweight.
OWN_TARE = """
SELECT * EXCLUDE (draw) REPLACE (vgm_kg - 3900
    + CASE WHEN draw < 30 THEN 2150 + 3 * draw WHEN draw < 92 THEN 3500 + 7 * draw ELSE 4700 END AS vgm_kg)
FROM (SELECT *, ('0x' || left(md5(coalesce(container_no, consignment_ref)), 6))::BIGINT % 100 AS draw FROM told)
"""
Numbers = npt.NDArray[np.float64]


@contextmanager
def laid_out(sample: Path, folder: Path) -> Iterator[Room]:
    """Yield a room over a sample in which all that the export step reads has been built."""
    workspace = Workspace(folder)
    for _ in take_in_folder(workspace, sample, "SAMPLE"):
        pass
    with Door(Limits(memory="3GB")) as door:
        view_evidence(door, workspace)
        door.run("CREATE TABLE told AS SELECT * FROM evidence.consignments")
        door.run("DROP VIEW evidence.consignments")
        door.run(f"CREATE TABLE evidence.consignments AS {OWN_TARE}")
        door.run("CREATE SCHEMA IF NOT EXISTS picture")
        staging = folder / "staging"
        staging.mkdir()
        room = Room(door, latest_event(door), read_settings(folder / "none.toml"), staging)
        for step in STEPS:
            if step.name in NEEDED:
                step.run(room)
        door.run("DROP VIEW evidence.inspections")
        yield room


def judged(room: Room, inspections: pa.Table, settings: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return every judged box and the model that these inspections and settings make."""
    room.door.offer("_rows", inspections)
    room.door.run("CREATE OR REPLACE TABLE evidence.inspections AS SELECT * FROM _rows")
    room.door.withdraw("_rows")
    shipped = dict(room.settings["exports"])
    room.settings["exports"] |= settings
    EXPORTS.run(room)
    room.settings["exports"] = shipped
    boxes = room.door.ask_rows("SELECT * FROM picture.export_risk ORDER BY consignment_ref")
    model = room.door.ask_rows("SELECT * EXCLUDE (trees) FROM picture.export_model")[0]
    said = "SELECT rule, sum(abs(weight)) AS told FROM picture.export_reasons WHERE rule LIKE 'L%' GROUP BY rule ORDER BY rule"
    return boxes, model | {"by": {row["rule"]: round(row["told"]) for row in room.door.ask_rows(said)}}


def opened_boxes(boxes: list[dict[str, Any]], stolen: dict[str, float], seed: int) -> list[dict[str, Any]]:
    """Return the inspections that chance, leads and tips make of these boxes: rows of the feed."""
    chance = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for box in boxes:
        ref = box["consignment_ref"]
        lead = LEAD_TOP * float(expit(logit(min(max(box["probability"], 1e-9), 1 - 1e-9)) - logit(LEAD_MIDDLE)))
        draws = chance.random(3)
        tip = ref in stolen and draws[2] < TIP_SHARE
        if draws[0] >= RANDOM_SHARE and draws[1] >= lead and not tip:
            continue
        rows.append(
            {
                "inspection_ref": f"B{len(rows):06d}",
                "container_no": box["container_no"],
                "consignment_ref": ref,
                "inspected_at": box["sails_at"] - timedelta(hours=6),
                "place": box["load_port"],
                "basis": "random" if draws[0] < RANDOM_SHARE else "lead",
                "result": "positive" if ref in stolen else "negative",
                "vehicles_found": int(ref in stolen),
                "value_gbp": stolen.get(ref, 0.0),
                "cost_gbp": 200.0,
            }
        )
    return rows


def figures(boxes: list[dict[str, Any]], stolen: dict[str, float], opened: set[str]) -> dict[str, float]:
    """Return ranking and calibration on the boxes that were not opened."""
    left = [box for box in boxes if box["consignment_ref"] not in opened]
    truth = np.array([box["consignment_ref"] in stolen for box in left])
    told: Numbers = np.array([box["probability"] for box in left])
    order = np.argsort(-told, kind="stable")
    found = np.cumsum(truth[order])
    return {
        "boxes": len(left),
        "stolen": int(truth.sum()),
        "expected": round(float(told.sum()), 1),
        "average_precision": round(float(average_precision_score(truth, told)), 4),
        "log_loss": round(float(log_loss(truth, np.clip(told, 1e-6, 1 - 1e-6))), 5),
        **{f"found in {lifts} lifts": int(found[lifts - 1]) for lifts in (50, 100, 200)},
    }


def measure(sample: Path, folder: Path) -> dict[str, Any]:
    """Open boxes of a sample, and compare what is made of them."""
    seed = json.loads((sample / "world.json").read_text("utf-8"))["seed"]
    truth = pq.read_table(sample / "truth" / "exports.parquet").to_pylist()
    stolen = {row["consignment_ref"]: row["value_gbp"] for row in truth}
    schema = contract_of("inspections").schema
    with laid_out(sample, folder) as room:
        first, _ = judged(room, schema.empty_table(), ARMS["rules"])
        rows = opened_boxes([box for box in first if box["judged_at"] == box["sails_at"]], stolen, seed)
        inspections = pa.Table.from_pylist(rows, schema=schema)
        opened = {row["consignment_ref"] for row in rows}
        told: dict[str, Any] = {"seed": seed, "opened": len(rows), "found": sum(row["result"] == "positive" for row in rows)}
        told["nothing opened"] = figures(first, stolen, opened)
        for arm, settings in ARMS.items():
            boxes, model = judged(room, inspections, settings)
            told[arm] = figures(boxes, stolen, opened) | {
                "learned": model["learned_why"],
                "log-odds told by points": model["by"],
            }
    return told


def invented(seed: int, folder: Path, crews: int, raised: float) -> Path:
    """Return the folder of a sample with many boxes and enough of them stolen to learn from."""
    size = replace(size_of(Scale.COUNTY), read_days=1, consignments=28_000, crews=crews)
    prevalence = replace(prevalence_of(Scale.COUNTY), raised=raised)
    return simulate(folder / f"sample-{seed}", Scale.COUNTY, seed, size=size, prevalence=prevalence).out


def main() -> None:
    """Measure each sample and write the results after each."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--seeds", type=int, nargs="*", default=[111, 112])
    words.add_argument("--samples", type=Path, nargs="*", default=[], help="samples made before, instead of seeds")
    words.add_argument("--crews", type=int, default=40)
    words.add_argument("--raised", type=float, default=12.0)
    asked = words.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number, told in enumerate(asked.samples or asked.seeds):
            sample = told if isinstance(told, Path) else invented(told, Path(folder), asked.crews, asked.raised)
            results.append(measure(sample, Path(folder) / f"var-{number}"))
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
            print(json.dumps(results[-1], indent=1))


if __name__ == "__main__":
    main()
