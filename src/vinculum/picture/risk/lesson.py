"""Outcomes that teach: what was found in rows that were opened, what the rules had said, and how much each row counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import xgboost
from scipy.special import expit

from vinculum.picture.risk.features import Features, Flags, Numbers, Rows

# One thread: the same bytes everywhere, and two that wait for each other on a busy machine took ten times as long as one.
THREADS, SEED, BINS = 1, 5, 64
SHIFT_SPREAD, SHIFT_STEPS = 2.0, 30


@dataclass(frozen=True, slots=True)
class Shape:
    """How much trees may say: their depth, the least evidence under a leaf (rows, times p(1-p)), and the pull of each leaf to 0.

    ``columns`` and ``rows`` are the shares of features and of rows that one tree looks at; ``rate`` is how far it is believed.
    """

    depth: int
    least_in_leaf: float
    pull: float
    columns: float = 1.0
    rows: float = 1.0
    rate: float = 0.1


@dataclass(frozen=True, slots=True)
class Lesson:
    """Outcomes in order of time. ``base`` is the rules' log-odds; ``weights`` add up to the rows that they amount to."""

    features: Features
    positive: Flags
    base: Numbers
    weights: Numbers
    rising: Collection[str]

    def only(self, rows: Rows) -> Lesson:
        """Return the outcomes of the rows that are named."""
        return Lesson(self.features.only(rows), self.positive[rows], self.base[rows], self.weights[rows], self.rising)

    def matrix(self, shift: float) -> xgboost.DMatrix:
        """Return the outcomes as XGBoost wants them, each starting at its base plus ``shift``."""
        return xgboost.DMatrix(
            self.features.values,
            label=self.positive.astype(np.float64),
            weight=self.weights,
            base_margin=self.base + shift,
            nthread=THREADS,
        )

    def parameters(self, shape: Shape) -> dict[str, Any]:
        """Return XGBoost's parameters for trees of this shape: seeded, one thread, monotone where rising."""
        return {
            "objective": "binary:logistic",
            "eval_metric": "logloss",
            "tree_method": "hist",
            "base_score": 0.5,  # log-odds 0: a row starts at its base margin and nowhere else
            "max_depth": shape.depth,
            "min_child_weight": shape.least_in_leaf,
            "reg_lambda": shape.pull,
            "colsample_bytree": shape.columns,
            "subsample": shape.rows,
            "eta": shape.rate,
            "max_bin": BINS,
            "monotone_constraints": tuple(int(name in self.rising) for name in self.features.names),
            "nthread": THREADS,
            "seed": SEED,
            "verbosity": 0,
        }


def lesson_of(features: Features, positive: Flags, base: Numbers, weights: Numbers | None, rising: Collection[str]) -> Lesson:
    """Return the lesson; ValueError if names or lengths do not agree.

    Uneven weights are scaled to add up to the number of even rows that tell as much (Kish 1965), so that a few heavy rows are not
    believed as if they were many.
    """
    rows = len(positive)
    if (
        features.values.shape != (rows, len(features.names))
        or len(base) != rows
        or (weights is not None and len(weights) != rows)
    ):
        raise ValueError(f"{rows} outcomes need as many rows of features, log-odds and weights, and a column for each name.")
    strange = sorted(set(rising) - set(features.names))
    if strange:
        raise ValueError(f"No feature is named {', '.join(strange)}.")
    if weights is None or not rows:
        return Lesson(features, positive, base, np.ones(rows), rising)
    return Lesson(features, positive, base, weights * (weights.sum() / (weights**2).sum()), rising)


def shift_of(lesson: Lesson) -> float:
    """Return by how much (log-odds) more was found than the rules said, drawn to 0 (normal, deviation ``SHIFT_SPREAD``)."""
    shift = 0.0
    for _ in range(SHIFT_STEPS):
        chance = expit(lesson.base + shift)
        slope = float((lesson.weights * (lesson.positive - chance)).sum()) - shift / SHIFT_SPREAD**2
        bend = float((lesson.weights * chance * (1 - chance)).sum()) + 1 / SHIFT_SPREAD**2
        shift += float(np.clip(slope / bend, -1.0, 1.0))
    return round(shift, 6)
