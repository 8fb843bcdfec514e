"""Placebos: nothing is found where nothing was done, in other areas and in the months before."""

import numpy as np

from vinculum.desk.programme.impact.contrast import Window, contrast
from vinculum.desk.programme.impact.placebo import event_study, halves_before, just_before, placebo_areas
from vinculum.simulate.impact_worlds import invent_impact_world

MONTHS, START = 24, 15


def drawn(seed: int, areas: int = 30) -> np.ndarray:
    return np.random.default_rng(seed).poisson(200, (areas, MONTHS)).astype(np.int64)


def test_a_large_effect_is_rare_among_placebos() -> None:
    """A fall by a quarter stands out from draws of areas not acted on; the draws lie around nothing."""
    counts = drawn(3)
    counts[:6, START:] = counts[:6, START:] * 3 // 4
    windows = [Window(tuple(range(START)), tuple(range(START, MONTHS)))] * 6
    others = np.arange(6, 30)
    found = contrast(counts, np.arange(6), windows, others)
    placebos = placebo_areas(counts, np.arange(6), windows, others, found, 199, np.random.default_rng(1))
    assert placebos.p == 1 / 200
    assert abs(placebos.effects.mean()) < 0.02


def test_where_nothing_was_done_the_p_value_is_even() -> None:
    """Over 80 worlds without an effect, about as many lie under one half as over, and few under a twentieth."""
    told = []
    for seed in range(31_000, 31_080):
        world = invent_impact_world(seed, 0.0)
        acted_on = np.array(world.acted_on)
        others = np.setdiff1d(np.arange(len(world.counts)), acted_on)
        windows = [Window(tuple(range(one)), tuple(range(one, world.counts.shape[1]))) for one in world.starts]
        found = contrast(world.counts, acted_on, windows, others)
        told.append(placebo_areas(world.counts, acted_on, windows, others, found, 39, np.random.default_rng(seed)).p)
    assert 0.35 <= np.mean(np.array(told) < 0.5) <= 0.65
    assert np.mean(np.array(told) <= 0.05) <= 0.15


def test_with_few_areas_fewer_are_drawn() -> None:
    """Ten acted on and four others: placebos are drawn two at a time."""
    counts = drawn(4, 14)
    windows = [Window(tuple(range(START)), tuple(range(START, MONTHS)))] * 10
    found = contrast(counts, np.arange(10), windows, np.arange(10, 14))
    placebos = placebo_areas(counts, np.arange(10), windows, np.arange(10, 14), found, 20, np.random.default_rng(1))
    assert placebos.effects.shape == (20,)


def test_a_drift_before_shows_between_the_halves() -> None:
    """Areas that were on another course already are told apart before the start."""
    counts = drawn(5)
    alike = halves_before(counts, np.arange(6), [START] * 6, np.arange(6, 30))
    counts[:6] = np.round(counts[:6] * np.exp(-0.03 * np.arange(MONTHS)))
    apart = halves_before(counts, np.arange(6), [START] * 6, np.arange(6, 30))
    assert alike.p > 0.05
    assert apart.p < 0.001


def test_a_bad_spell_shows_in_the_last_months() -> None:
    """Areas chosen because the last three months were bad are told apart by just those."""
    counts = drawn(6)
    counts[:6, START - 3 : START] = counts[:6, START - 3 : START] * 4 // 3
    assert just_before(counts, np.arange(6), [START] * 6, np.arange(6, 30)).p < 0.001


def test_the_event_study_shows_when_it_began() -> None:
    """Steps before hold nothing, steps after hold the fall; every step lies in the window for every start."""
    counts = drawn(7)
    counts[:6, START:] = counts[:6, START:] * 7 // 10
    steps = event_study(counts, np.arange(6), [START, START, START, START, START, START], np.arange(6, 30))
    assert (steps[0].first, steps[0].last) == (-15, -13)
    assert all(one.found.high < 0 for one in steps if one.first >= 0)
    assert sum(one.found.low <= 0 <= one.found.high for one in steps if one.last < 0) >= 4
