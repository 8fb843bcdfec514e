"""The scan for a change of a share, against plain sums and against series whose truth is known."""

import numpy as np
import pytest
from scipy.stats import binom, false_discovery_control

from vinculum.picture.markets.change import LEAST_SIDE, adjust, find_split, gains


def test_gain_is_the_difference_of_binomial_likelihoods() -> None:
    """At every place the gain is what two binomial rates fit better than one; near the ends there is none."""
    chance = np.random.default_rng(5)
    of = chance.integers(5, 40, 12)
    found = chance.binomial(of, 0.3)

    def fit(f: np.ndarray, n: np.ndarray) -> float:
        return float(sum(binom.logpmf(f, n, f.sum() / n.sum())))

    wanted = [
        fit(found[:place], of[:place]) + fit(found[place:], of[place:]) - fit(found, of)
        if LEAST_SIDE <= place <= len(of) - LEAST_SIDE
        else -np.inf
        for place in range(len(of))
    ]
    assert gains(found.astype(float), of.astype(float)) == pytest.approx(np.array(wanted), abs=1e-9)


@pytest.mark.parametrize(("before", "after"), [(0.05, 0.2), (0.3, 0.1)])
def test_a_known_change_is_found_at_its_place(before: float, after: float) -> None:
    """A stark change is found within a period of its place, whichever way it goes, and chance rarely does as well."""
    chance = np.random.default_rng(11)
    of = chance.integers(80, 120, 30)
    found = chance.binomial(of, np.where(np.arange(30) < 17, before, after))
    split = find_split(found, of, 1)
    assert split is not None
    assert abs(split.place - 17) <= 1
    assert split.earliest <= 17 <= split.latest
    assert split.p < 0.001


def test_steady_shares_are_rarely_called_changed() -> None:
    """Of 120 steady series, about one in twenty has p at or below 0.05: no more than chance allows (binomial, 1 in 1,000)."""
    chance = np.random.default_rng(17)
    called = 0
    for seed in range(120):
        of = chance.integers(20, 60, 24)
        split = find_split(chance.binomial(of, 0.15), of, seed)
        called += split is not None and split.p <= 0.05
    assert called <= binom.ppf(0.999, 120, 0.05)


def test_months_that_vary_beyond_counting_are_not_called_changed() -> None:
    """Contracts of twenty at a time make months differ by more than a binomial allows; shuffled months know that."""
    chance = np.random.default_rng(23)
    called = 0
    for seed in range(80):
        contracts = chance.binomial(10, 0.2, 24)
        split = find_split(contracts * 20, np.full(24, 200), seed)
        called += split is not None and split.p <= 0.05
    assert called <= binom.ppf(0.999, 80, 0.05)


def test_a_series_without_a_share_has_no_change() -> None:
    """Too short, none found or all found: there is nothing to tell apart."""
    assert find_split(np.array([1, 2, 3]), np.array([9, 9, 9]), 1) is None
    assert find_split(np.zeros(20, dtype=np.int64), np.full(20, 9), 1) is None
    assert find_split(np.full(20, 9), np.full(20, 9), 1) is None


def test_the_same_series_gives_the_same_answer() -> None:
    """A build of the same evidence gives the same bytes."""
    found, of = np.array([1, 4, 2, 6, 3, 9, 8, 12, 9, 11]), np.full(10, 40)
    assert find_split(found, of, 4) == find_split(found, of, 4)


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    """The adjustment is that of SciPy, ties and all."""
    p = np.array([0.01, 0.04, 0.03, 0.04, 0.2, 0.9])
    assert adjust(p) == pytest.approx(false_discovery_control(p))
    assert adjust(np.array([])).size == 0
