"""Intervals cover the truth as often as they say, reckoned exactly and not by chance."""

import pytest
from scipy.stats import binom, hypergeom, poisson

from vinculum.picture.screening.intervals import count_interval, share_interval, weighted_interval


@pytest.mark.parametrize(("opened", "share"), [(30, 0.01), (100, 0.005), (100, 0.02), (400, 0.01), (50, 0.5)])
def test_a_share_is_covered(opened: int, share: float) -> None:
    """Summed over everything that can be found, the interval holds the true share in 95 % of cases or more."""
    covered = 0.0
    for found in range(opened + 1):
        low, high = share_interval(found, opened)
        covered += binom.pmf(found, opened, share) * (low <= share <= high)
    assert covered >= 0.95


def test_the_usual_interval_would_not_do() -> None:
    """Share plus or minus two standard errors holds a true one percent in 100 boxes in fewer than 65 % of cases."""
    covered = 0.0
    for found in range(101):
        told = found / 100
        half = 1.96 * (told * (1 - told) / 100) ** 0.5
        covered += binom.pmf(found, 100, 0.01) * (told - half <= 0.01 <= told + half)
    assert covered < 0.65


@pytest.mark.parametrize(("boxes", "opened"), [(60, 12), (60, 45), (300, 20)])
def test_a_count_among_boxes_is_covered(boxes: int, opened: int) -> None:
    """For every number of positives there can be, the interval holds it in 95 % of draws or more."""
    intervals = [count_interval(found, opened, boxes) for found in range(opened + 1)]
    for true in range(boxes + 1):
        covered = sum(
            hypergeom.pmf(found, boxes, true, opened) for found, (low, high) in enumerate(intervals) if low <= true <= high
        )
        assert covered >= 0.95, true


def test_a_census_leaves_no_doubt() -> None:
    """Where every box was opened the interval is the count itself; where none was, anything is possible."""
    assert count_interval(3, 40, 40) == (3, 3)
    assert count_interval(0, 0, 40) == (0, 40)
    assert share_interval(0, 0) == (0.0, 1.0)


def test_nothing_found_is_an_upper_bound() -> None:
    """None in 100 boxes: the share may be 3.6 %, and a weighted sum 3.7 times the largest weight."""
    assert list(share_interval(0, 100)) == pytest.approx([0.0, 0.0362], abs=1e-4)
    assert list(weighted_interval([], 50.0)) == pytest.approx([0.0, 184.4], abs=0.1)


@pytest.mark.parametrize("rates", [(0.5, 0.5), (2.0, 0.3), (0.2, 3.0), (6.0, 4.0)])
def test_a_weighted_sum_is_covered(rates: tuple[float, float]) -> None:
    """Finds of two weights, each rare: the interval holds the true sum in 95 % of cases or more, as Poisson does."""
    weights = (10.0, 200.0)
    true = sum(weight * rate for weight, rate in zip(weights, rates, strict=True))
    covered = 0.0
    for first in range(40):
        for second in range(40):
            low, high = weighted_interval([weights[0]] * first + [weights[1]] * second, weights[1])
            covered += poisson.pmf(first, rates[0]) * poisson.pmf(second, rates[1]) * (low <= true <= high)
    assert covered >= 0.95
    low, high = weighted_interval([7.0] * 4, 7.0)
    assert [low / 7, high / 7] == pytest.approx([1.0899, 10.2416], abs=1e-3)


def test_what_cannot_be_is_refused() -> None:
    """More finds than boxes, a sample larger than all boxes, a weight above the largest."""
    with pytest.raises(ValueError, match="3 finds in 2 boxes"):
        share_interval(3, 2)
    with pytest.raises(ValueError, match="is no sample"):
        count_interval(1, 5, 4)
    with pytest.raises(ValueError, match="largest"):
        weighted_interval([2.0], 1.0)
