"""Difference in differences: the estimate against an independent oracle, the interval against worlds with a known effect."""

import numpy as np
import pytest
import statsmodels.api as sm

from vinculum.desk.programme.impact.contrast import Contrast, Window, changes_over, contrast, measure
from vinculum.simulate.impact_worlds import ImpactWorld, invent_impact_world

MONTHS = 24


def windows_of(starts: tuple[int, ...], months: int) -> list[Window]:
    return [Window(tuple(range(start)), tuple(range(start, months))) for start in starts]


def contrast_of(world: ImpactWorld) -> Contrast:
    others = np.setdiff1d(np.arange(len(world.counts)), world.acted_on)
    return contrast(world.counts, np.array(world.acted_on), windows_of(world.starts, world.counts.shape[1]), others)


def test_the_effect_is_that_of_a_weighted_regression() -> None:
    """With one start it equals weighted least squares of log changes on having been acted on, by statsmodels."""
    counts = np.random.default_rng(2).poisson(np.linspace(20, 400, 30)[:, None], (30, MONTHS))
    acted_on, others = np.arange(6), np.arange(6, 30)
    window = Window(tuple(range(15)), tuple(range(15, MONTHS)))
    found = contrast(counts, acted_on, [window] * 6, others)
    change, _ = changes_over(counts, window)
    weights = 1 / measure(counts, window, others, acted_on).variance
    told = sm.WLS(change, sm.add_constant((np.arange(30) < 6).astype(float)), weights=weights).fit()
    assert found.effect == pytest.approx(told.params[1], abs=1e-10)


def test_a_common_course_is_no_effect() -> None:
    """Season, trend and a step that all areas share leave nothing."""
    course = np.exp(0.4 * np.sin(np.arange(MONTHS) / 2) + 0.02 * np.arange(MONTHS) + (np.arange(MONTHS) > 14) * 0.5)
    counts = np.round(np.array([[4000.0]] * 20) * course * np.linspace(1, 30, 20)[:, None]).astype(np.int64)
    found = contrast(counts, np.arange(5), windows_of((12,) * 5, MONTHS), np.arange(5, 20))
    assert found.effect == pytest.approx(0, abs=1e-4)


def test_starts_that_differ_are_compared_over_their_own_months() -> None:
    """Without noise, a fall by a fifth is found whenever each area started."""
    counts = np.full((20, MONTHS), 100_000, dtype=np.int64)
    counts[:, 10:] = 140_000
    starts = (8, 12, 18)
    for area, start in enumerate(starts):
        counts[area, start:] = counts[area, start:] * 8 // 10
    found = contrast(counts, np.arange(3), windows_of(starts, MONTHS), np.arange(3, 20))
    assert np.exp(found.effect) == pytest.approx(0.8, abs=1e-3)
    assert np.exp(found.each) == pytest.approx([0.8, 0.8, 0.8], abs=1e-3)


def test_an_area_without_a_theft_has_an_effect_that_is_unsure() -> None:
    """Nought before and after is no error, and weighs little."""
    counts = np.random.default_rng(5).poisson(80, (20, MONTHS))
    counts[0] = 0
    found = contrast(counts, np.arange(3), windows_of((12, 12, 12), MONTHS), np.arange(3, 20))
    assert np.isfinite(found.effect)
    assert found.weights[0] < 0.05


@pytest.mark.parametrize(("effect", "first_seed"), [(0.0, 11_000), (-0.05, 12_000), (-0.15, 13_000)])
def test_the_interval_covers_the_truth(effect: float, first_seed: int) -> None:
    """In 150 worlds at least 90 % and not all: an interval that always covers says nothing, one at 80 % says too much."""
    truth, found = (
        np.log1p(effect),
        [contrast_of(invent_impact_world(seed, effect)) for seed in range(first_seed, first_seed + 150)],
    )
    covering = sum(one.low <= truth <= one.high for one in found)
    assert 135 <= covering < 150
    assert np.mean([one.effect for one in found]) == pytest.approx(truth, abs=0.015)


def test_what_could_be_told_is_told() -> None:
    """An effect of the least detectable size is told from nothing in about four of five worlds."""
    told = []
    for seed in range(14_000, 14_080):
        size = contrast_of(invent_impact_world(seed, 0.0)).least_detectable
        found = contrast_of(invent_impact_world(seed, float(np.expm1(-size))))
        told.append(found.high < 0)
    assert 0.65 <= np.mean(told) <= 0.93
