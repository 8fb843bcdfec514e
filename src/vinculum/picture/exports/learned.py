"""What opened boxes teach beyond the rules, and how that is kept honest.

Boosted trees start from the log-odds of the rules (``picture.risk.learner``). Four things keep boxes that were chosen from
fooling them: each counts for as many as it stands for (``propensity``); each reason for opening has a starting point of its own,
so that a source's word is not taken for a trait of the box; trees must have foretold later boxes better than the rules, else the
rules stand; and however they rank, the mean probability of all boxes stays the share that boxes opened at random tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from vinculum.picture.exports.weigh import BASES, BASIS_SPREAD, DECIMALS, LEARNED, RULES_ALONE, Flags, Lesson, Numbers
from vinculum.picture.risk.features import Features
from vinculum.picture.risk.learner import LEAST_OF_EACH, Learned, contributions, learn


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Boxes opened, in order of time: features, what was found, and why each was opened.

    ``base`` is what the rules say in log-odds, ``opened`` the probability with which a box like this is opened.
    """

    features: Features
    positive: Flags
    basis: Sequence[str]
    base: Numbers
    opened: Numbers


def too_few(names: tuple[str, ...], found: int, clean: int, wanted: int) -> Lesson:
    """Return the lesson of so few outcomes that the rules stand alone."""
    held = f"{found} opened boxes held stolen vehicles and {clean} did not"
    return Lesson(names, "", RULES_ALONE, f"Rules alone: {held}; trees are learned from {wanted} of each on.", None, None)


def teach(outcomes: Outcomes, rising: Sequence[str], *, least: int) -> Lesson:
    """Return what the outcomes teach; nothing until there are ``least`` of each result, and where the rules were as good."""
    names = outcomes.features.names
    found = int(outcomes.positive.sum())
    clean = len(outcomes.positive) - found
    wanted = max(least, LEAST_OF_EACH)
    if min(found, clean) < wanted:
        return too_few(names, found, clean, wanted)
    base = outcomes.base + starting_points(outcomes)
    weights = np.asarray(1.0 / outcomes.opened, dtype=np.float64)
    told = learn(outcomes.features, outcomes.positive, base, weights, rising)
    losses = tuple(None if isnan(loss) else round(loss, DECIMALS) for loss in (told.rules_loss, told.loss))
    if not told.trees:
        why = f"Rules alone: on boxes opened later, trees learned from {found} finds and {clean} clean boxes were no better."
        return Lesson(names, "", RULES_ALONE, why, *losses)
    better = 1 - told.loss / told.rules_loss
    why = (
        f"Learned from {found} finds and {clean} clean boxes: on boxes opened later the mean log-loss was {told.loss:.3f},"
        f" that of the rules {told.rules_loss:.3f} ({100 * better:.0f} % less)."
    )
    return Lesson(names, told.trees, LEARNED, why, *losses)


def starting_points(outcomes: Outcomes) -> Numbers:
    """Return for each box what its reason for opening says beyond the rules, in log-odds; drawn to nothing.

    The mean of each group is matched and no more: a lead that came with a source's word starts higher than the rules say.
    """
    groups = np.array([[basis == group for group in BASES] for basis in outcomes.basis], dtype=np.float64).reshape(-1, len(BASES))
    deviation = np.array([1.0, BASIS_SPREAD, BASIS_SPREAD])
    sign = np.where(outcomes.positive, 1.0, -1.0)

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin, pull = sign * (outcomes.base + groups @ point), point / deviation
        slope: Numbers = pull / deviation - groups.T @ (sign * expit(-margin))
        return float(np.logaddexp(0.0, -margin).sum() + 0.5 * (pull**2).sum()), slope

    found = minimize(loss, np.zeros(len(BASES)), jac=True, method="L-BFGS-B", options={"ftol": 1e-12})
    points: Numbers = groups @ np.asarray(found.x, dtype=np.float64).round(DECIMALS)
    return points


def shares_of(lesson: Lesson, features: Features) -> Numbers:
    """Return what each feature of each box adds to its log-odds by the trees: one row a box, one column a feature.

    Shapley values, so they add up to what the trees say of the box less what they say of boxes on average.
    """
    if not lesson.speaks:
        return np.zeros(features.values.shape)
    trees = Learned(lesson.names, lesson.trees, 0.0, None, 0, 0, 0, rules_loss=0.0, loss=0.0)
    shares: Numbers = contributions(trees, features, np.zeros(len(features.values)))[:, :-1].round(DECIMALS)
    return shares
