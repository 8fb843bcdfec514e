"""How likely each box was to be opened at all, so that what was opened can stand for what was not.

Officers open what looks bad. A box of a kind that is hardly ever opened stands, when it is opened, for all those of its kind that
were not, and counts for as many: the inverse of the probability of being opened (Horvitz and Thompson 1952).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from vinculum.picture.risk.features import Flags, Numbers

PULL = 1.0  # standard deviation, in log-odds a standard deviation, to which each coefficient is drawn to 0
DECIMALS = 6


def probability_opened(told: Numbers, opened: Flags, *, least: float, one_in: int = 1) -> Numbers:
    """Return for each box the probability of having been opened, by a logistic regression on what is told of it.

    ``told`` has one row a box and one column a number, none of them unknown; of the boxes that were not opened it may hold
    ``one_in`` so many only. Nothing is held to be less likely than ``least``, so that no box counts for more than ``1 / least``.
    """
    spread = told.std(axis=0)
    scaled = (told - told.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    rows = np.column_stack([scaled, np.ones(len(opened))])
    sign = np.where(opened, 1.0, -1.0)

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin, pull = sign * (rows @ point), np.append(point[:-1] / PULL, 0.0)
        slope: Numbers = pull / PULL - rows.T @ (sign * expit(-margin))
        return float(np.logaddexp(0.0, -margin).sum() + 0.5 * (pull**2).sum()), slope

    start = np.append(np.zeros(told.shape[1]), logit(np.clip(opened.mean(), 1e-6, 1 - 1e-6)))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-12})
    chance: Numbers = np.clip(expit(rows @ found.x - np.log(one_in)), least, 1.0).round(DECIMALS)
    return chance
