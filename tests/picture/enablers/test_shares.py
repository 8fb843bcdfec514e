"""Shares of opened boxes: drawn to the base rate where little was opened, with honest intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from vinculum.picture.enablers.shares import shrink

OPENINGS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda told: (max(told), min(told))), min_size=1, max_size=8
)


@given(OPENINGS, st.floats(0.001, 0.9))
def test_a_share_lies_between_the_base_rate_and_what_was_found(told: list[tuple[int, int]], base: float) -> None:
    """Shrinking never goes past either, and the interval holds the share's neighbourhood in order."""
    shrunk = shrink([opened for opened, _ in told], [positive for _, positive in told], base, 10.0)
    for (opened, positive), share, low, high in zip(told, shrunk.share, shrunk.low, shrunk.high, strict=True):
        found = positive / opened if opened else base
        assert min(base, found) - 1e-6 <= share <= max(base, found) + 1e-6
        assert 0 <= low <= high <= 1


def test_nothing_opened_is_the_base_rate_and_its_doubt() -> None:
    """Without an opened box the share is the base rate, with the interval of the beta distribution that was assumed."""
    shrunk = shrink([0], [0], 0.1, 10.0)
    assert shrunk.share[0] == pytest.approx(0.1)
    assert shrunk.boxes == pytest.approx(10.0, rel=0.1)
    assert shrunk.high[0] == pytest.approx(beta.ppf(0.975, 0.1 * shrunk.boxes, 0.9 * shrunk.boxes), abs=1e-5)


def test_the_more_was_opened_the_more_it_counts() -> None:
    """One find in one box moves a share about half the way; thirty in thirty nearly all of it."""
    shares = shrink([1, 30], [1, 30], 0.05, 10.0).share
    assert shares[0] < 0.6
    assert shares[1] > 0.95


def test_alike_enablers_are_drawn_closer_than_unlike_ones() -> None:
    """Where all find at the base rate it counts for many boxes; where some find always and others never, for few."""
    alike = shrink([20] * 30, [2] * 30, 0.1, 10.0)
    unlike = shrink([20] * 30, [0] * 27 + [20] * 3, 0.1, 10.0)
    assert alike.boxes > 10 * unlike.boxes


def test_many_with_the_same_numbers_may_be_told_once() -> None:
    """Counted by how often they occur, they give what they give one by one."""
    once = shrink([0, 4], [0, 1], 0.1, 10.0, times=[5, 3])
    each = shrink([0] * 5 + [4] * 3, [0] * 5 + [1] * 3, 0.1, 10.0)
    assert once.boxes == each.boxes
    assert np.array_equal(once.share, each.share[[0, 5]])


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Over invented enablers whose true shares follow a beta distribution, 95 % intervals hold the truth in 92 to 98 of 100."""
    chance = np.random.default_rng(7)
    true = chance.beta(0.1 * 15, 0.9 * 15, 3_000)
    opened = chance.integers(0, 25, 3_000)
    positive = chance.binomial(opened, true)
    shrunk = shrink(opened.tolist(), positive.tolist(), 0.1, 10.0)
    held = np.mean((shrunk.low <= true) & (true <= shrunk.high))
    assert 0.92 <= held <= 0.98
