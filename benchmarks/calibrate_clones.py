"""Fit the calibration of clone probabilities on invented counties, and print it as ``calibration.toml``.

    python benchmarks/calibrate_clones.py FOLDER SEED...      # seeds 1 to 9 only: others are kept for evaluation

Each seed is simulated, taken in and built in FOLDER (kept, so that a second run is quick). A case counts as a second vehicle when
the truth says that another vehicle bore the plate. Weights are those of a logistic regression with a mild ridge; the
cross-validated log-loss and average precision, each county left out in turn, are printed as comments.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from vinculum.evidence.intake import take_in_folder
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import build
from vinculum.picture.clones.step import STEP as CLONES
from vinculum.picture.reads import STEP as READS
from vinculum.simulate import Scale, simulate

TRAINING_SEEDS = range(1, 10)
FEATURES = ("log_odds", "strays", "driven", "jumped")
MOST_LOG_ODDS = 12.0
RIDGE = 0.1


def cases_of(folder: Path, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the features of a county's suspects and whether each is truly two vehicles."""
    sample, workspace = folder / f"county{seed}", Workspace(folder / f"home{seed}")
    if not sample.is_dir():
        simulate(sample, Scale.COUNTY, seed)
        list(take_in_folder(workspace, sample, "SAMPLE"))
    document = build(workspace, (READS, CLONES))
    clones = pq.read_table(workspace.pictures_folder / document["build"] / "clones.parquet").to_pylist()
    true = {row["vrm"] for row in pq.read_table(sample / "truth" / "clones.parquet").to_pylist()}
    features = [
        [
            float(
                np.clip(
                    np.log(max(row["uncalibrated"], 1e-12) / max(1 - row["uncalibrated"], 1e-12)), -MOST_LOG_ODDS, MOST_LOG_ODDS
                )
            ),
            np.log(row["n_strays"]),
            np.log1p(row["n_driven"]),
            np.log1p(row["n_jumped"]),
        ]
        for row in clones
    ]
    return np.array(features), np.array([row["plate"] in true for row in clones])


def main(folder: Path, seeds: list[int]) -> None:
    """Fit and print."""
    if not set(seeds) <= set(TRAINING_SEEDS):
        raise SystemExit("Only seeds 1 to 9 are for fitting.")
    told = [cases_of(folder, seed) for seed in seeds]
    x, y = np.concatenate([features for features, _ in told]), np.concatenate([true for _, true in told])
    county = np.repeat(np.arange(len(seeds)), [true.size for _, true in told])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=RIDGE, max_iter=5_000))
    if len(seeds) > 1:
        apart = cross_val_predict(model, x, y, groups=county, cv=LeaveOneGroupOut(), method="predict_proba")[:, 1]
        print(f"# left out in turn: log-loss {log_loss(y, apart):.4f}, average precision {average_precision_score(y, apart):.4f}")
    model.fit(x, y)
    weights = model[1].coef_[0] / model[0].scale_
    intercept = float(model[1].intercept_[0] - (weights * model[0].mean_).sum())
    print("# Logistic calibration of the probability of a second vehicle (see calibration.py for the features).")
    print("# Fitted by benchmarks/calibrate_clones.py.")
    print(f'fitted_on = "county, seeds {", ".join(map(str, seeds))}: {y.size} suspects, {int(y.sum())} of them two vehicles"')
    print(f"intercept = {intercept:.4f}\n\n[weights]")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{name} = {weight:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(seed) for seed in sys.argv[2:]])
