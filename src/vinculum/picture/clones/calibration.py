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


def features_of(case: Case, probabilities: Mapping[Explanation, float]) -> dict[str, float]:
    """Return what the calibration is told of a case: the log-odds of a second vehicle by the rival models, and the case's shape.

    The shape is the number of strays, and how often the plate changed between where they were made and elsewhere by a drive that
    was seen, or without one (all logarithms).
    """
    two = probabilities[Explanation.TWO_VEHICLES]
    log_odds = math.log(max(two, 1e-12) / max(1 - two, 1e-12))
    return {
        "log_odds": max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, log_odds)),
        "strays": math.log(len(case.signs.strays)),
        "driven": math.log1p(case.signs.driven),
        "jumped": math.log1p(case.signs.jumped),
    }
