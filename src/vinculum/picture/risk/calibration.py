"""Drawing probabilities to what boxes opened at random held: the one sample that nobody chose.

A line through the log-odds (Platt 1999) whose prior is to change nothing: a handful of random boxes moves it a little, hundreds
move it as far as they say. The slope is never negative, so the order of boxes stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from vinculum.picture.risk.features import Flags, Numbers

# By how much a model that saw no random box may be off: standard deviations in log-odds and as a factor of them.
LEVEL_SPREAD, SLOPE_SPREAD = 1.0, 0.5
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Calibration:
    """``level`` and ``slope`` of calibrated over told log-odds; ``rows`` and ``positive`` are the random sample that says so.

    The line turns about ``centre``, the mean log-odds of that sample. Without a sample nothing is changed.
    """

    level: float
    slope: float
    centre: float
    rows: int
    positive: int

    def of(self, log_odds: Numbers) -> Numbers:
        """Return the calibrated log-odds."""
        told: Numbers = self.centre + self.level + self.slope * (log_odds - self.centre)
        return told


@dataclass(frozen=True, slots=True)
class Share:
    """Of the rows told about the same probability: how many, the mean told, and the share that was positive."""

    rows: int
    told: float
    found: float


def calibrate(log_odds: Numbers, positive: Flags, weights: Numbers | None = None) -> Calibration:
    """Return the line that rows opened at random, and the prior of changing nothing, make most probable together.

    ``weights`` are the inverse of the probability with which each was drawn, where strata were drawn unevenly; they count as the
    fewer even rows that they amount to.
    """
    if not len(positive):
        return Calibration(0.0, 1.0, 0.0, 0, 0)
    weight = np.ones(len(positive)) if weights is None else weights * (weights.sum() / (weights**2).sum())
    centre = round(float(np.average(log_odds, weights=weight)), DECIMALS)
    off, sign = log_odds - centre, np.where(positive, 1.0, -1.0)

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin = sign * (centre + point[0] + point[1] * off)
        pull = np.array([point[0] / LEVEL_SPREAD, (point[1] - 1) / SLOPE_SPREAD])
        push = weight * sign * expit(-margin)
        slope = pull / [LEVEL_SPREAD, SLOPE_SPREAD] - np.array([push.sum(), (push * off).sum()])
        return float((weight * np.logaddexp(0.0, -margin)).sum() + 0.5 * (pull**2).sum()), slope

    bounds = [(None, None), (0.0, None)]
    found = minimize(loss, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12})
    level, slope = (round(float(value), DECIMALS) for value in found.x)
    return Calibration(level, slope, centre, len(positive), int(positive.sum()))


def shares_of(probability: Numbers, positive: Flags, parts: int = 10) -> tuple[Share, ...]:
    """Return told and found of ``parts`` equally large groups of rows, from the least probable to the most."""
    order = np.argsort(probability, kind="stable")
    groups = [group for group in np.array_split(order, parts) if len(group)]
    return tuple(Share(len(group), float(probability[group].mean()), float(positive[group].mean())) for group in groups)


def calibration_error(shares: tuple[Share, ...]) -> float:
    """Return by how much told and found differ on average over the rows; 0 where there are none."""
    rows = sum(share.rows for share in shares)
    return sum(share.rows * abs(share.told - share.found) for share in shares) / rows if rows else 0.0
