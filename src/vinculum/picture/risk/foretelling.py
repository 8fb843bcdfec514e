"""Asking trees about rows later than those that taught them, so that what is kept is what foretold best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xgboost

from vinculum.picture.risk.features import Flags, Numbers
from vinculum.picture.risk.folds import Fold
from vinculum.picture.risk.lesson import Lesson, Shape, shift_of

PATIENCE = 20  # trees that bring nothing on later rows before a fold is given up


@dataclass(frozen=True, slots=True)
class Foretold:
    """How well later rows were foretold with ``rounds`` trees, and by the rules alone: mean log-losses.

    ``error`` is the standard error of the difference.
    """

    rounds: int
    loss: float
    rules_loss: float
    error: float

    @property
    def beats_rules(self) -> bool:
        """Whether trees were better than the rules by more than the standard error of the difference."""
        return self.rules_loss - self.loss > self.error


def foretell(lesson: Lesson, folds: tuple[Fold, ...], shape: Shape, most_rounds: int) -> Foretold:
    """Return how well trees of this shape foretell the later rows of all folds, at the number of trees that does it best."""
    curves, taught = [], []
    for fold in folds:
        past, later = lesson.only(fold.past), lesson.only(fold.later)
        shift = shift_of(past)
        ahead = later.matrix(shift)
        heard: dict[str, dict[str, list[float]]] = {}
        booster = xgboost.train(
            past.parameters(shape),
            past.matrix(shift),
            num_boost_round=most_rounds,
            evals=[(ahead, "later")],
            evals_result=heard,
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
        )
        curve = heard["later"]["logloss"]
        curves.append(np.array(curve + [curve[-1]] * (most_rounds - len(curve))) * later.weights.sum())
        taught.append((booster, ahead, later, shift))
    rounds = 1 + int(np.sum(curves, axis=0).argmin())
    before, after, weights = [], [], []
    for booster, ahead, later, shift in taught:
        told = booster.predict(ahead, output_margin=True, iteration_range=(0, min(rounds, booster.num_boosted_rounds())))
        before.append(_loss(later.positive, later.base + shift))
        after.append(_loss(later.positive, told.astype(np.float64)))
        weights.append(later.weights)
    return _weighed(rounds, np.concatenate(before), np.concatenate(after), np.concatenate(weights))


def _weighed(rounds: int, before: Numbers, after: Numbers, weights: Numbers) -> Foretold:
    rules_loss, loss = float(np.average(before, weights=weights)), float(np.average(after, weights=weights))
    off = before - after - (rules_loss - loss)
    return Foretold(rounds, loss, rules_loss, float(np.sqrt(np.sum(weights**2 * off**2)) / weights.sum()))


def _loss(positive: Flags, margin: Numbers) -> Numbers:
    loss: Numbers = np.logaddexp(0.0, np.where(positive, -margin, margin))
    return loss
