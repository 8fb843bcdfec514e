"""The probability of a second vehicle, calibrated: a small logistic model over the rivals' log-odds and the case's shape.

Coefficients are data (``calibration.toml``, with what they were fitted on); fitting them is ``benchmarks/calibrate_clones.py``.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vinculum.picture.clones.cases import Case
from vinculum.picture.clones.rivals import Explanation

MOST_LOG_ODDS = 12.0
SURE = 0.999  # nothing is certain
LEAST_NAMESAKES = 1e-3


@dataclass(frozen=True, slots=True)
class Calibration:
    """Intercept and weights by name of feature; ``fitted_on`` says from what."""

    fitted_on: str
    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the calibrated probability of a second vehicle; KeyError if a feature is missing."""
        told = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return min(SURE, max(1 - SURE, 1 / (1 + math.exp(-max(-30.0, min(30.0, told))))))


@cache
def shipped_calibration() -> Calibration:
    """Return the calibration that the package ships."""
    text = (resources.files("vinculum.picture.clones") / "calibration.toml").read_text("utf-8")
    return Calibration(**tomllib.loads(text))


def features_of(case: Case, weights: Mapping[Explanation, float]) -> dict[str, float]:
    """Return what the calibration is told of a case.

    That is the log-odds of a second vehicle against each rival, the number of strays and of namesakes, what was told of looks,
    and how the plate changed between where the strays were made and elsewhere (all logarithms of counts).
    """
    signs = case.signs
    two = weights[Explanation.TWO_VEHICLES]
    against = {
        f"against_{rival.value}": max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, two - weights[rival]))
        for rival in Explanation
        if rival is not Explanation.TWO_VEHICLES
    }
    return against | {
        "strays": math.log(len(signs.strays)),
        "namesakes": math.log(sum(stray.namesakes for stray in signs.strays) + LEAST_NAMESAKES),
        "looks_told": math.log1p(sum(len(stray.looks_agree) for stray in signs.strays)),
        "reads": math.log(signs.reads),
        "driven": math.log1p(signs.driven),
        "jumped": math.log1p(signs.jumped),
    }
