"""Fit the weights of the export rules on sample counties and write ``picture/exports/weights.toml``.

The samples are folders of ``vinculum simulate OUT --scale county --seed N`` with N from 1 to 9: seeds of 100 and more are kept
for measuring and are refused. Each is taken in and built as any workspace is; only this tool then reads its truth.

    python benchmarks/fit_export_weights.py OUT [OUT ...]

Each weight is drawn to its judged value (normal, standard deviation 1) and held between a half and three times of it: a sample
may correct a judgement and not replace it, for what a sample does not act out it cannot speak against.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from scipy.optimize import minimize
from scipy.special import expit, logit

from vinculum.evidence.intake import take_in_folder
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import build
from vinculum.picture.current import open_picture
from vinculum.picture.exports.catalogue import catalogue
from vinculum.picture.steps import STEPS

RESERVED_SEED = 100
LEAST, MOST, SPREAD, INTERCEPT_SPREAD = 0.5, 3.0, 1.0, 3.0
NEEDED = ("vin_reuse", "parties", "exports")
Numbers = npt.NDArray[np.float64]
RULES = [rule for rule in catalogue() if rule.missing is None]
WEIGHTS = Path(__file__).resolve().parent.parent / "src" / "vinculum" / "picture" / "exports" / "weights.toml"


def boxes_of(sample: Path) -> tuple[Numbers, Numbers]:
    """Return rule strengths and truth (1 for a box with stolen vehicles) of every consignment of a sample."""
    if json.loads((sample / "world.json").read_text("utf-8"))["seed"] >= RESERVED_SEED:
        raise SystemExit(f"{sample} is kept for measuring: fit on seeds below {RESERVED_SEED}.")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        for _ in take_in_folder(workspace, sample, "SAMPLE"):
            pass
        build(workspace, [step for step in STEPS if step.name in NEEDED])
        with open_picture(workspace) as door:
            refs = [row["consignment_ref"] for row in door.ask_rows("SELECT consignment_ref FROM picture.export_risk ORDER BY 1")]
            fired = door.ask_rows("SELECT consignment_ref, rule, strength FROM picture.export_reasons")
    stolen = set(pq.read_table(sample / "truth" / "exports.parquet").column("consignment_ref").to_pylist())
    place = {ref: row for row, ref in enumerate(refs)}
    column = {rule.id: number for number, rule in enumerate(RULES)}
    strengths = np.zeros((len(refs), len(RULES)))
    for row in fired:
        strengths[place[row["consignment_ref"]], column[row["rule"]]] = row["strength"]
    return strengths, np.array([float(ref in stolen) for ref in refs])


def fit_weights(strengths: Numbers, truth: Numbers) -> tuple[Numbers, float]:
    """Return the weights and the intercept that the boxes and the judgement make most probable."""
    judged = np.array([rule.judged for rule in RULES])
    centre = np.append(judged, logit(truth.mean()))
    deviation = np.append(np.full(len(judged), SPREAD), INTERCEPT_SPREAD)
    rows = np.hstack([strengths, np.ones((len(truth), 1))])
    sign = np.where(truth > 0, 1.0, -1.0)

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin, pull = sign * (rows @ point), (point - centre) / deviation
        slope: Numbers = pull / deviation - rows.T @ (sign * expit(-margin))
        return float(np.logaddexp(0.0, -margin).sum() + 0.5 * (pull**2).sum()), slope

    bounds = [(LEAST * weight, MOST * weight) for weight in judged] + [(None, None)]
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2_000})
    return found.x[:-1], float(found.x[-1])


def main() -> None:
    """Fit on the samples named and write the file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("samples", nargs="+", type=Path)
    samples = sorted(asked.parse_args().samples, key=str)
    told = [boxes_of(sample) for sample in samples]
    strengths, truth = np.vstack([one for one, _ in told]), np.concatenate([two for _, two in told])
    weights, intercept = fit_weights(strengths, truth)
    seeds = [str(json.loads((sample / "world.json").read_text("utf-8"))["seed"]) for sample in samples]
    lines = [
        "# Weights of the export rules: log-odds (base e) at full strength, intercept and share of the boxes they rest on.",
        f"# Fitted by benchmarks/fit_export_weights.py on sample counties, seeds {', '.join(seeds)}:",
        f"# {len(truth):,} consignments, {int(truth.sum()):,} with stolen vehicles. Drawn to the judged weights of rules.toml",
        f"# (normal, deviation {SPREAD:g}), held between {LEAST:g} and {MOST:g} times of them. Seeds from {RESERVED_SEED} on",
        "# are kept for measuring.",
        f"share = {truth.mean():.6f}",
        f"intercept = {intercept:.4f}",
        "",
        "[weights]",
        *(f"{rule.id} = {weight:.2f}" for rule, weight in zip(RULES, weights, strict=True)),
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
