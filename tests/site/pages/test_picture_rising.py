"""The early warning: what stands out from the weeks before, and what chance explains."""

from datetime import date, timedelta
from typing import Any

import pytest
from scipy.stats import gamma, poisson

from vinculum.site.pages.picture.rising import RECENT_WEEKS, watch_trends

FIRST = date(2025, 10, 6)
MONDAYS = [FIRST + timedelta(weeks=number) for number in range(26)]


def thefts(model: str, weekly: list[int], method: str = "RELAY") -> list[dict[str, Any]]:
    """Return counts of one model and method, one a week from the first Monday."""
    return [
        {"make": "FORD", "model": model, "method": method, "monday": monday, "vehicles": count}
        for monday, count in zip(MONDAYS, weekly, strict=True)
    ]


def test_a_model_taken_far_more_often_than_before_rises() -> None:
    """Ten a week after one a week; a steady one does not."""
    watch = watch_trends(thefts("FIESTA", [1] * 22 + [10] * 4) + thefts("FOCUS", [2] * 26), MONDAYS)
    assert watch is not None
    assert [trend.model for trend in watch.rising] == ["FIESTA"]
    assert [trend.recent for trend in watch.trends] == [40, 8]


def test_a_new_model_and_method_rises_from_nothing() -> None:
    """Five thefts in four weeks where there were none in 22; one theft is no pattern."""
    watch = watch_trends(thefts("FIESTA", [0] * 22 + [1, 1, 2, 1]) + thefts("FOCUS", [0] * 25 + [1]), MONDAYS)
    assert watch is not None
    assert [trend.model for trend in watch.rising] == ["FIESTA"]


def test_what_is_expected_is_the_poisson_count_with_an_unknown_rate() -> None:
    """Against the mixture written out: a Poisson count over the gamma posterior of the rate."""
    watch = watch_trends(thefts("FIESTA", [1] * 22 + [2] * 4), MONDAYS)
    assert watch is not None
    (trend,) = watch.trends
    rates = gamma.rvs(22.5, scale=RECENT_WEEKS / 22, size=400_000, random_state=7)
    assert trend.expected == pytest.approx(rates.mean(), rel=0.01)
    assert trend.chance == pytest.approx(poisson.sf(trend.recent - 1, rates).mean(), abs=0.005)
    assert trend.low <= trend.expected <= trend.high


def test_among_many_steady_models_hardly_any_rises() -> None:
    """False discoveries are held down: the same chance counts as little among a hundred as it should."""
    counts = [
        row
        for number in range(100)
        for row in thefts(f"M{number}", [int(one) for one in poisson.rvs(0.5, size=26, random_state=number)])
    ]
    watch = watch_trends(counts, MONDAYS)
    assert watch is not None
    assert len(watch.rising) <= 2


def test_too_few_weeks_say_nothing() -> None:
    """Four weeks to look at and eight before them are the least."""
    assert watch_trends(thefts("FIESTA", [1] * 26), MONDAYS[:11]) is None
    assert watch_trends(thefts("FIESTA", [1] * 26), MONDAYS[:12]) is not None
