"""Trees that start from what the rules say and correct it by what was found.

Boosted trees (XGBoost) whose starting point, row by row, is the log-odds that the rules give. Where nothing was found yet, or
too little, or where trees do not foretell later outcomes better than the rules did, there are no trees and the rules stand. A
feature that is declared to be *rising* can only raise the risk: no accident of a small sample turns a theft cluster into
something reassuring. Trees are kept as JSON text, which can be read, compared and diffed, and runs nothing when opened.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import nan

import numpy as np
import xgboost

from vinculum.picture.risk.features import Features, Flags, Numbers
from vinculum.picture.risk.folds import folds_in_time
from vinculum.picture.risk.foretelling import foretell
from vinculum.picture.risk.lesson import THREADS, Lesson, Shape, lesson_of, shift_of

LEAST_OF_EACH = 20  # fewer positives or negatives than this teach no trees
SHAPES = (Shape(2, 5.0, 10.0), Shape(3, 5.0, 10.0), Shape(3, 10.0, 50.0))
MOST_ROUNDS = 150


@dataclass(frozen=True, slots=True)
class Learned:
    """Trees and what they rest on; every field is plain data.

    ``trees`` is XGBoost's JSON, empty where the rules stand alone; then ``shift`` is 0 and ``shape`` None. ``shift`` (log-odds)
    is how much more, or less, was found than the rules said. ``rules_loss`` and ``loss`` are the mean log-losses of rules and
    trees on outcomes later than those that taught them (time-ordered folds); NaN where there were too few to tell.
    """

    names: tuple[str, ...]
    trees: str
    shift: float
    shape: Shape | None
    rounds: int
    rows: int
    positive: int
    rules_loss: float
    loss: float


def learn(
    features: Features,
    positive: Flags,
    base_log_odds: Numbers,
    weights: Numbers | None = None,
    rising: Collection[str] = (),
    *,
    shapes: tuple[Shape, ...] = SHAPES,
    most_rounds: int = MOST_ROUNDS,
) -> Learned:
    """Return what the outcomes teach beyond the rules; the same input gives the same bytes.

    Rows are outcomes in order of time: ``positive`` says what was found, ``base_log_odds`` what the rules said. ``weights`` are
    the inverse of the probability with which each was opened (all alike where none are given); uneven weights count as the fewer
    rows that they amount to. ``rising`` names features that can only raise the risk. Shape and number of trees are those that
    foretold later rows best. ValueError if names or lengths do not agree.
    """
    lesson = lesson_of(features, positive, base_log_odds, weights, rising)
    found = int(positive.sum())
    folds = folds_in_time(positive) if min(found, len(positive) - found) >= LEAST_OF_EACH else ()
    if not folds:
        return _rules_stand(lesson, nan, nan)
    tried = [foretell(lesson, folds, shape, most_rounds) for shape in shapes]
    best = min(range(len(shapes)), key=lambda number: tried[number].loss)
    told = tried[best]
    if not told.beats_rules:
        return _rules_stand(lesson, told.rules_loss, told.loss)
    shift = shift_of(lesson)
    booster = xgboost.train(lesson.parameters(shapes[best]), lesson.matrix(shift), num_boost_round=told.rounds)
    trees = booster.save_raw("json").decode("utf-8")
    return Learned(
        features.names, trees, shift, shapes[best], told.rounds, len(positive), found, rules_loss=told.rules_loss, loss=told.loss
    )


def log_odds(learned: Learned, features: Features, base_log_odds: Numbers) -> Numbers:
    """Return the log-odds of each row: what the rules say, where there are no trees; ValueError if the features are others."""
    matrix = _matrix(learned, features)
    if not learned.trees:
        return base_log_odds.astype(np.float64)
    told: Numbers = _booster(learned).predict(matrix, output_margin=True).astype(np.float64)
    return base_log_odds + learned.shift + told


def contributions(learned: Learned, features: Features, base_log_odds: Numbers) -> Numbers:
    """Return what each feature adds to the log-odds of each row: one column a feature, and a last one for where it started.

    A row's columns add up to its ``log_odds``. The last column holds the rules' log-odds, the shift and the mean of the trees;
    the others are Shapley values of the trees (Lundberg, Erion and Lee 2018).
    """
    total = log_odds(learned, features, base_log_odds)
    shares = np.zeros((len(total), len(learned.names)))
    if learned.trees:
        shares = _booster(learned).predict(_matrix(learned, features), pred_contribs=True)[:, :-1].astype(np.float64)
    return np.column_stack([shares, total - shares.sum(axis=1)])


def _rules_stand(lesson: Lesson, rules_loss: float, loss: float) -> Learned:
    rows, found = len(lesson.positive), int(lesson.positive.sum())
    return Learned(lesson.features.names, "", 0.0, None, 0, rows, found, rules_loss=rules_loss, loss=loss)


def _matrix(learned: Learned, features: Features) -> xgboost.DMatrix:
    if features.names != learned.names:
        raise ValueError(f"The trees were taught on {', '.join(learned.names)}; these rows have {', '.join(features.names)}.")
    return xgboost.DMatrix(features.values, base_margin=np.zeros(len(features.values)), nthread=THREADS)


def _booster(learned: Learned) -> xgboost.Booster:
    booster = xgboost.Booster({"nthread": THREADS})
    booster.load_model(bytearray(learned.trees, "utf-8"))
    return booster
