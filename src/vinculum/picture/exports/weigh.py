"""From rules that fired to a probability: additive log-odds on a starting point that inspections hold honest.

log-odds of a box = starting point + sum over rules of weight x strength. The starting point is chosen so that the mean
probability
of all boxes equals the prevalence, which only boxes opened at random can tell: whatever was opened on a lead was opened because
something spoke for it, and says how rules compare, not how common stolen vehicles are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logit

from vinculum.picture.exports.catalogue import Fit

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BASES = ("random", "lead", "referral")
BASIS_SPREAD = 4.0
SHARE_STEPS, LEAST_SHARE, MOST_SHARE = 200, 1e-5, 0.5
DECIMALS = 6
ASSUMED = "assumed in settings"
RULES_ALONE, LEARNED = "rules alone", "learned"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What opened boxes teach beyond the rules.

    ``names`` of the features, ``trees`` (empty text where the rules stand alone), ``state`` and ``why`` in plain words.
    ``rules_loss`` and ``loss`` are mean log-losses of rules and trees on boxes opened later than those that taught them; None
    where too few were opened to tell.
    """

    names: tuple[str, ...]
    trees: str
    state: str
    why: str
    rules_loss: float | None
    loss: float | None

    @property
    def speaks(self) -> bool:
        """Whether there are trees."""
        return bool(self.trees)


@dataclass(frozen=True, slots=True)
class Model:
    """What turns firings into a probability and a value.

    ``weights`` by rule id and ``intercept`` are in log-odds (base e). ``opened`` boxes taught the weights (0: the catalogue's
    stand).
    ``box_value_gbp`` is what a box with stolen vehicles holds, and ``box_value_basis`` says how that is known;
    ``register_cover`` is the share of declared chassis numbers that the register knows; ``lesson`` is what outcomes teach beyond
    the rules.
    """

    weights: dict[str, float]
    intercept: float
    prevalence: float
    random_opened: int
    random_positive: int
    opened: int
    box_value_gbp: float
    box_value_basis: str
    register_cover: float
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Opened:
    """Boxes opened, one a row: rule strengths (columns as the rules in force), what was found, and why each was opened."""

    strengths: Numbers
    positive: Flags
    basis: Sequence[str]

    @property
    def teaches(self) -> int:
        """The smaller of the numbers of positive and of negative boxes."""
        return int(min(self.positive.sum(), (~self.positive).sum()))


def implied_share(scores: Numbers, fit: Fit) -> float:
    """Return the share of boxes with stolen vehicles that best explains how rules fire on all of them, opened or not.

    Given how often each rule fires on boxes with and without stolen vehicles (the fit), the share is raised or lowered until the
    mean probability agrees with it (Saerens, Latinne and Decaestecker 2002). Trade that differs from the fit's misleads it.
    """
    share = fit.share
    for _ in range(SHARE_STEPS):
        share = float(np.clip(expit(scores + fit.intercept + logit(share) - logit(fit.share)).mean(), LEAST_SHARE, MOST_SHARE))
    return share


def prevalence_of(opened: Opened, *voices: tuple[float, float]) -> tuple[float, int, int]:
    """Return the share of all boxes that hold stolen vehicles, and how many boxes opened at random (and positive) say so.

    Each voice is a share and the number of boxes opened at random for which it counts, beside those that were.
    """
    random = np.array([basis == "random" for basis in opened.basis], dtype=np.bool_)
    count, found = int(random.sum()), int(opened.positive[random].sum())
    told = sum(share * boxes for share, boxes in voices)
    return (told + found) / (sum(boxes for _, boxes in voices) + count), count, found


def learn_weights(opened: Opened, catalogue: Numbers, *, spread: float, assumed: float) -> Numbers:
    """Return the weights that inspections and the catalogue together make most probable; none below 0.

    A logistic regression in which each weight is drawn to the catalogue's (normal, standard deviation ``spread`` in log-odds).
    Each reason for opening has a starting point of its own. Choosing boxes by what is likely to be inside shifts that starting
    point
    and leaves the weights as they are (Prentice and Pyke 1979), so boxes opened on leads teach the weights and nothing else.
    """
    groups = np.array([[basis == group for group in BASES] for basis in opened.basis], dtype=np.float64).reshape(-1, len(BASES))
    rows = np.hstack([opened.strengths, groups])
    centre = np.concatenate([catalogue, np.full(len(BASES), logit(assumed))])
    deviation = np.concatenate([np.full(len(catalogue), spread), [1.0, BASIS_SPREAD, BASIS_SPREAD]])
    sign = np.where(opened.positive, 1.0, -1.0)

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin = sign * (rows @ point)
        pull = (point - centre) / deviation
        value = float(np.logaddexp(0.0, -margin).sum() + 0.5 * (pull**2).sum())
        slope: Numbers = pull / deviation - rows.T @ (sign * expit(-margin))
        return value, slope

    bounds = [(0.0, None)] * len(catalogue) + [(None, None)] * len(BASES)
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1_000, "ftol": 1e-12})
    weights: Numbers = np.asarray(found.x[: len(catalogue)], dtype=np.float64).round(DECIMALS)
    return weights


def starting_point(scores: Numbers, prevalence: float, *, quiet: float) -> float:
    """Return the intercept at which the mean probability of boxes with these ``scores`` is ``prevalence``.

    ``quiet`` boxes on which no rule fires are counted with them, so that a handful of suspect boxes is not taken for all boxes.
    """
    low, high = -60.0, float(logit(prevalence))
    wanted = prevalence * (len(scores) + quiet)
    for _ in range(80):
        middle = (low + high) / 2
        if float(expit(scores + middle).sum()) + quiet * float(expit(middle)) < wanted:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, DECIMALS)
