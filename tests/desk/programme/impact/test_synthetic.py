"""Synthetic control: a blend of the others, and what blends say of areas in which nothing was done."""

import numpy as np
import pytest

from vinculum.desk.programme.impact.contrast import Window
from vinculum.desk.programme.impact.synthetic import DONORS, blend, synthetic_control
from vinculum.simulate.impact_worlds import invent_impact_world

WINDOW = Window(tuple(range(18)), tuple(range(18, 24)))


def courses() -> np.ndarray:
    """Return twelve areas of different sizes and courses; the first goes between the second and third, a fifth as large."""
    chance = np.random.default_rng(6)
    index = 1 + 0.25 * np.cumsum(chance.normal(0, 0.3, (12, 24)), axis=1) / np.sqrt(np.arange(1, 25))
    index = np.clip(index, 0.2, None)
    index[0] = (index[1] / index[1, :18].mean() + index[2] / index[2, :18].mean()) / 2
    sizes = np.concatenate([[20_000], np.linspace(80_000, 120_000, 11)])
    counts: np.ndarray = np.round(index * sizes[:, None]).astype(np.int64)
    return counts


def test_weights_are_those_of_a_blend() -> None:
    """At least 0, summing to 1, and none for the area itself or for what is no donor."""
    counts = courses()
    told = blend(counts, 0, WINDOW, np.arange(1, 11))
    assert told.weights.sum() == pytest.approx(1.0)
    assert told.weights.min() >= 0
    assert told.weights[[0, 11]].tolist() == [0.0, 0.0]


def test_the_areas_that_went_the_same_way_weigh_most() -> None:
    """Whatever their size: each series is divided by its own level."""
    told = blend(courses(), 0, WINDOW, np.arange(1, 12))
    assert set(np.argsort(-told.weights)[:2]) == {1, 2}


def test_a_fall_after_shows_in_the_gap_and_in_the_ratio() -> None:
    """A fall by a third is a gap of its log, and the blend fits much worse after than before."""
    counts = courses()
    counts[0, 18:] = counts[0, 18:] * 2 // 3
    told = blend(counts, 0, WINDOW, np.arange(1, 12))
    assert np.exp(told.gap) == pytest.approx(2 / 3, abs=0.06)
    assert told.ratio > 3


def test_of_many_donors_the_nearest_in_size_are_taken() -> None:
    """A hundred areas are too many to blend: the sixty nearest in size are."""
    counts = np.random.default_rng(1).poisson(np.geomspace(10, 4000, 120)[:, None], (120, 24))
    told = blend(counts, 0, WINDOW, np.arange(1, 120))
    assert np.flatnonzero(told.weights).max() <= DONORS


def test_its_interval_covers_the_truth() -> None:
    """In forty worlds with a fall by 15 % all but a few."""
    covering = []
    for seed in range(21_000, 21_040):
        world = invent_impact_world(seed, -0.15)
        others = np.setdiff1d(np.arange(len(world.counts)), world.acted_on)
        months = world.counts.shape[1]
        windows = [Window(tuple(range(start)), tuple(range(start, months))) for start in world.starts]
        found = synthetic_control(world.counts, np.array(world.acted_on), windows, others, 19, np.random.default_rng(seed))
        covering.append(found.contrast.low <= np.log(0.85) <= found.contrast.high)
        assert 1 / 20 <= found.rank_p <= 1
    assert sum(covering) >= 35
