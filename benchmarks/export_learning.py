"""Does learning from opened boxes help, when they were chosen? Rules alone beside trees, on boxes that nobody opened.

    python benchmarks/export_learning.py [--seeds 111 112] [--crews 40] [--raised 12]

A county of 28,000 consignments is invented, taken in and judged by the rules alone. Then boxes are opened by three chances that a
person could have: at random (2 %), on leads (the likelier by the rules, the more often) and on tips that only the truth explains
(a fifth of the boxes with stolen vehicles: a source told). The picture is built again from these inspections: by rules
whose weights inspections teach, by trees for which each opened box counts for those that it stands for, and by trees for which every
opened box counts as one. Ranking and calibration are measured on boxes not opened.
Results: ``benchmarks/results/export_learning.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
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

from vinculum.evidence.intake import take_in_folder
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import build
from vinculum.picture.current import open_picture
from vinculum.picture.steps import STEPS
from vinculum.simulate import Scale, prevalence_of, simulate, size_of

RESULTS = Path(__file__).resolve().parent / "results" / "export_learning.json"
NEEDED = ("vin_reuse", "parties", "exports")
RANDOM_SHARE, TIP_SHARE, LEAD_TOP, LEAD_MIDDLE = 0.02, 0.2, 0.5, 0.03
MOST = 10**9
ARMS = {
    "rules": f"least_to_learn = {MOST}",
    "trees": "",
    "trees, every opened box counted once": "least_propensity = 1.0",
}
Numbers = npt.NDArray[np.float64]


def built(sample: Path, folder: Path, settings: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return every judged box and the model of a sample under these settings."""
    workspace = Workspace(folder)
    for _ in take_in_folder(workspace, sample, "SAMPLE"):
        pass
    workspace.settings_file.write_text(f"[exports]\n{settings}\n", "utf-8")
    build(workspace, [step for step in STEPS if step.name in NEEDED])
    with open_picture(workspace) as door:
        boxes = door.ask_rows("SELECT * FROM picture.export_risk ORDER BY consignment_ref")
        return boxes, door.ask_rows("SELECT * EXCLUDE (trees) FROM picture.export_model")[0]


def opened_boxes(boxes: list[dict[str, Any]], stolen: dict[str, float], seed: int) -> list[dict[str, Any]]:
    """Return the inspections that chance, leads and tips make of these boxes: rows of the feed."""
    chance = np.random.default_rng(seed)
    rows = []
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


def measure(seed: int, folder: Path, crews: int, raised: float) -> dict[str, Any]:
    """Invent a county, open boxes, and compare."""
    sample = folder / f"sample-{seed}"
    size = replace(size_of(Scale.COUNTY), read_days=1, consignments=28_000, crews=crews)
    simulate(sample, Scale.COUNTY, seed, size=size, prevalence=replace(prevalence_of(Scale.COUNTY), raised=raised))
    truth = pq.read_table(sample / "truth" / "exports.parquet").to_pylist()
    stolen = {row["consignment_ref"]: row["value_gbp"] for row in truth}
    feed = sample / "inspections.parquet"
    schema = pq.read_schema(feed)
    pq.write_table(schema.empty_table(), feed)
    first, _ = built_without_inspections(sample, folder / f"first-{seed}")
    sailed = [box for box in first if box["judged_at"] == box["sails_at"]]
    rows = opened_boxes(sailed, stolen, seed)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), feed)
    opened = {row["consignment_ref"] for row in rows}
    told: dict[str, Any] = {"seed": seed, "opened": len(rows), "found": sum(row["result"] == "positive" for row in rows)}
    for arm, settings in ARMS.items():
        boxes, model = built(sample, folder / f"{seed}-{len(told)}", settings)
        told[arm] = figures(boxes, stolen, opened) | {"learned": model["learned_why"], "prevalence": model["prevalence"]}
    return told


def built_without_inspections(sample: Path, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return boxes judged by the rules alone: an empty feed would be refused, so it is set aside."""
    feed, aside = sample / "inspections.parquet", sample / "inspections.aside"
    feed.rename(aside)
    try:
        return built(sample, folder, ARMS["rules"])
    finally:
        aside.rename(feed)


def main() -> None:
    """Measure each seed and write the results after each."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--seeds", type=int, nargs="+", default=[111, 112])
    words.add_argument("--crews", type=int, default=40)
    words.add_argument("--raised", type=float, default=12.0)
    asked = words.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in asked.seeds:
            results.append(measure(seed, Path(folder), asked.crews, asked.raised))
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
            print(json.dumps(results[-1], indent=1))


if __name__ == "__main__":
    main()
