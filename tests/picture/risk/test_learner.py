"""Trees that start from the rules: what they may and may not do to what the rules say."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.picture.risk.features import Features, Flags, Numbers
from vinculum.picture.risk.learner import contributions, learn, log_odds
from vinculum.picture.risk.lesson import Shape, lesson_of, shift_of

NAMES = ("cluster", "weight", "month")
ONE_SHAPE = (Shape(3, 2.0, 5.0),)


def world(seed: int, rows: int = 600) -> tuple[Features, Flags, Numbers]:
    """Return features (some unknown), outcomes that rise with the first two, and rules that know of neither."""
    chance = np.random.default_rng(seed)
    values = chance.random((rows, 3))
    base = np.full(rows, -2.0)
    positive = chance.random(rows) < 1 / (1 + np.exp(-(base + 3 * values[:, 0] * values[:, 1])))
    values[chance.random((rows, 3)) < 0.1] = np.nan
    return Features(NAMES, values), positive, base


def test_without_outcomes_it_says_what_the_rules_say() -> None:
    """No outcome, no tree: the log-odds are the rules' own, to the bit."""
    features, _, base = world(1)
    learned = learn(features.only(np.zeros(0, np.int64)), np.zeros(0, bool), np.zeros(0))
    assert (learned.trees, learned.shift, learned.shape) == ("", 0.0, None)
    assert np.array_equal(log_odds(learned, features, base), base)
    assert np.array_equal(contributions(learned, features, base)[:, -1], base)


@pytest.mark.parametrize("found", [0, 19])
def test_too_few_finds_teach_no_trees(found: int) -> None:
    """Fewer than twenty finds leave the rules as they are, however plainly they seem to speak."""
    features, _, base = world(2)
    positive = np.zeros(len(base), bool)
    positive[np.linspace(0, len(base) - 1, found).astype(int)] = True
    assert learn(features, positive, base, shapes=ONE_SHAPE).trees == ""


def test_what_teaches_nothing_leaves_the_rules() -> None:
    """Outcomes that the features do not foretell give no trees: later rows would be judged no better."""
    features, positive, base = world(3)
    mixed = np.random.default_rng(3).permutation(positive)
    assert learn(features, mixed, base, shapes=ONE_SHAPE).trees == ""


def test_trees_foretell_better_than_the_rules_where_there_is_something_to_learn() -> None:
    """The loss on later rows, which chose them, is lower than the rules'."""
    features, positive, base = world(4, 2_000)
    learned = learn(features, positive, base, shapes=ONE_SHAPE)
    assert learned.rounds > 0
    assert learned.loss < learned.rules_loss
    told = log_odds(learned, features, base)
    assert told[positive].mean() - told[~positive].mean() > 0.5


def test_the_same_outcomes_give_the_same_bytes_and_they_are_json() -> None:
    """Learning twice gives one text, which any reader of JSON opens."""
    features, positive, base = world(5)
    once, again = (learn(features, positive, base, rising=("cluster",), shapes=ONE_SHAPE) for _ in range(2))
    assert once == again
    assert "learner" in json.loads(once.trees)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_risk_never_falls_where_it_may_only_rise(seed: int) -> None:
    """Raising a rising feature, all else equal, never lowers the log-odds; even where the outcomes say the reverse."""
    chance = np.random.default_rng(seed)
    values = chance.random((600, 3))
    positive = chance.random(600) < np.where(values[:, 0] > 0.5, 0.4, 0.8) * values[:, 1] ** 2
    features = Features(NAMES, values)
    learned = learn(features, positive, np.full(600, -1.0), rising=("cluster", "weight"), shapes=ONE_SHAPE)
    assert learned.trees
    for column in (0, 1):
        asked = np.repeat(values[:40], 21, axis=0)
        asked[:, column] = np.tile(np.linspace(0, 1, 21), 40)
        told = log_odds(learned, Features(NAMES, asked), np.zeros(len(asked))).reshape(40, 21)
        assert (np.diff(told, axis=1) >= -1e-6).all()


def test_contributions_add_up_to_the_log_odds() -> None:
    """The columns of a row, its start included, add up to what is told of it; unknown values included."""
    features, positive, base = world(6, 1_500)
    learned = learn(features, positive, base, shapes=ONE_SHAPE)
    parts = contributions(learned, features, base)
    assert parts.shape == (1_500, 4)
    assert np.allclose(parts.sum(axis=1), log_odds(learned, features, base), rtol=0, atol=1e-9)
    assert np.abs(parts[:, 0]).mean() > 3 * np.abs(parts[:, 2]).mean()


def test_the_rules_carry_over_one_for_one() -> None:
    """A box for which the rules say one unit more is told one unit more: trees correct the rules and do not replace them."""
    features, positive, base = world(7, 1_500)
    learned = learn(features, positive, base, shapes=ONE_SHAPE)
    assert np.allclose(log_odds(learned, features, base + 1.0) - log_odds(learned, features, base), 1.0)


def test_a_row_opened_with_little_chance_counts_for_those_that_were_not() -> None:
    """With weights of one over the chance of being opened, the shift is that of all boxes, not of those that were picked."""
    chance = np.random.default_rng(8)
    positive = chance.random(40_000) < 0.05
    opened = np.where(positive, 0.5, 0.05)
    seen = chance.random(40_000) < opened
    rows = Features(("none",), np.zeros((int(seen.sum()), 1)))
    base = np.full(int(seen.sum()), np.log(0.05 / 0.95))
    honest = shift_of(lesson_of(rows, positive[seen], base, 1 / opened[seen], ()))
    fooled = shift_of(lesson_of(rows, positive[seen], base, None, ()))
    assert abs(honest) < 0.2
    assert fooled > 1.5


def test_other_features_are_refused() -> None:
    """Trees are asked about the features they were taught on, by name and in order; the error names both."""
    features, positive, base = world(9)
    learned = learn(features, positive, base, shapes=ONE_SHAPE)
    other = Features(("weight", "cluster", "month"), features.values)
    with pytest.raises(ValueError, match="taught on cluster, weight, month"):
        log_odds(learned, other, base)
    with pytest.raises(ValueError, match="No feature is named tides"):
        learn(features, positive, base, rising=("tides",))
    with pytest.raises(ValueError, match="600 outcomes need as many rows"):
        learn(features, positive, base[:-1])
