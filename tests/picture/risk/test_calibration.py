"""Calibration to boxes opened at random: nothing without them, a little from few, the truth from many."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.picture.risk.calibration import Calibration, Share, calibrate, calibration_error, shares_of
from vinculum.picture.risk.features import Flags, Numbers


def drawn(rows: int, seed: int = 1) -> tuple[Numbers, Flags]:
    """Return log-odds that are told two too high and twice too steep, and what was found."""
    chance = np.random.default_rng(seed)
    true = chance.normal(-3.0, 1.0, rows)
    return 2 * (true + 3) - 1, chance.random(rows) < 1 / (1 + np.exp(-true))


def test_without_a_random_sample_nothing_changes() -> None:
    """No random box, no correction."""
    told = np.array([-4.0, 0.0, 2.0])
    assert np.array_equal(calibrate(np.zeros(0), np.zeros(0, bool)).of(told), told)


def test_many_random_boxes_say_the_truth() -> None:
    """Level and slope come out as they were made wrong, and told shares meet those found."""
    log_odds, positive = drawn(60_000)
    calibration = calibrate(log_odds, positive)
    assert abs(calibration.slope - 0.5) < 0.03
    probability = 1 / (1 + np.exp(-calibration.of(log_odds)))
    assert abs(probability.mean() - positive.mean()) < 0.001
    assert calibration_error(shares_of(probability, positive)) < 0.006
    assert calibration_error(shares_of(1 / (1 + np.exp(-log_odds)), positive)) > 0.1


def test_few_boxes_are_believed_a_little() -> None:
    """Ten clean boxes lower the level, by less than a thousand do."""
    told = np.full(1_000, -2.0)
    none = calibrate(told[:0], np.zeros(0, bool)).of(told)[0]
    few = calibrate(told[:10], np.zeros(10, bool)).of(told)[0]
    many = calibrate(told, np.zeros(1_000, bool)).of(told)[0]
    assert many < few < none
    assert none - few < 1.0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-8, 8), st.booleans()), min_size=1, max_size=60))
def test_the_order_of_boxes_is_kept(rows: list[tuple[float, bool]]) -> None:
    """Calibration never puts a box before one that was told to be more likely."""
    told = np.array([value for value, _ in rows])
    calibration = calibrate(told, np.array([flag for _, flag in rows]))
    assert calibration.slope >= 0
    assert (np.diff(calibration.of(np.sort(told))) >= 0).all()


def test_uneven_draws_are_weighed() -> None:
    """Boxes of a stratum drawn ten times as often count a tenth each."""
    positive = np.array([True] * 100 + [False] * 100 + [False] * 90 + [True] * 10)
    weights = np.array([1.0] * 200 + [10.0] * 100)
    level = calibrate(np.full(300, -1.0), positive, weights).of(np.array([-1.0]))[0]
    assert abs(1 / (1 + np.exp(-level)) - 200 / 1_200) < 0.02


def test_shares_told_and_found() -> None:
    """Rows are grouped by what was told; the error is the mean distance."""
    shares = shares_of(np.array([0.9, 0.1, 0.7, 0.3]), np.array([True, False, True, False]), 2)
    assert shares == (Share(2, 0.2, 0.0), Share(2, 0.8, 1.0))
    assert round(calibration_error(shares), 9) == 0.2
    assert calibration_error(()) == 0.0
    assert Calibration(1.0, 0.5, -2.0, 9, 3).of(np.array([-2.0, 0.0])).tolist() == [-1.0, 0.0]
