"""Cost per outcome is told with its interval, and forces are never put in an order of merit."""

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import poisson

from vinculum.desk.programme.funding.costing import beside_each_other, cost_per, poisson_interval


@pytest.mark.parametrize("count", [0, 1, 4, 154, 365])
def test_the_interval_is_the_exact_one(count: int) -> None:
    """At its ends a count as far away, or further, has a chance of 2.5 %: the definition, worked out from the distribution."""
    low, high = poisson_interval(count)
    assert float(poisson.cdf(count, high)) == pytest.approx(0.025)
    if count:
        assert float(poisson.sf(count - 1, low)) == pytest.approx(0.025)
    else:
        assert low == 0


def test_the_price_of_an_arrest_carries_the_doubt_of_the_count() -> None:
    """£275,000 and 365 arrests: the cost lies within the interval, whose ends come from those of the count."""
    told = cost_per(Decimal(275_000), 365, "arrest")
    low, high = poisson_interval(365)
    assert told.cost == Decimal(753)
    assert told.low == round(Decimal(275_000 / high))
    assert told.high == round(Decimal(275_000 / low))
    assert "between £" in told.words


@pytest.mark.parametrize(
    ("spent", "count", "says"),
    [
        (None, 10, "nothing is known to have been paid"),
        (Decimal(0), 10, "nothing is known"),
        (Decimal(10), None, "Not known is not none"),
    ],
)
def test_what_cannot_be_said_is_not_said(spent: Decimal | None, count: int | None, says: str) -> None:
    """Without money or without a count there is no price."""
    told = cost_per(spent, count, "arrest")
    assert told.cost is None
    assert says in told.words


def test_none_counted_still_has_a_least_price() -> None:
    """None for £3,689 of spending: one costs at least £1,000, since 3.689 could have come about."""
    told = cost_per(Decimal(3_689), 0, "arrest")
    assert (told.cost, told.low, told.high) == (None, Decimal(1_000), None)


def test_few_are_called_few() -> None:
    """Four arrests have a price, with the warning that it says little."""
    assert "So few" in cost_per(Decimal(1000), 4, "arrest").words


def test_forces_stand_by_name_and_an_unknown_base_is_told() -> None:
    """The order is that of the names, whatever was seen; a force without a known number of thefts gets no ratio."""
    told = beside_each_other({"WMP": 90, "KENT": 1, "ESSEX": 30}, {"WMP": 900, "ESSEX": 300, "KENT": None})
    assert [one.place for one in told] == ["ESSEX", "KENT", "WMP"]
    assert told[1].ratio is None
    assert "cannot be said" in told[1].words
    assert told[0].expected == pytest.approx(30)


def test_chance_alone_is_not_called_out() -> None:
    """Of forces that differ by chance only, few fall outside the limits; one with three times its share does."""
    draw = np.random.default_rng(7)
    base = {f"F{number:02}": 200 + 40 * number for number in range(30)}
    flagged = 0
    for _ in range(100):
        seen = {place: int(draw.poisson(size / 20)) for place, size in base.items()}
        flagged += sum("than chance explains. Ask why" in one.words for one in beside_each_other(seen, base))
    assert flagged / 3000 < 0.01
    odd = {place: size // 20 for place, size in base.items()} | {"F10": 3 * base["F10"] // 20}
    assert [one.place for one in beside_each_other(odd, base) if "more than chance" in one.words] == ["F10"]


def test_small_forces_are_drawn_to_the_middle() -> None:
    """With spread among forces, the ratio of a small one is drawn towards 1 further than that of a large one."""
    base: dict[str, int | None] = {"A": 10, "B": 1000, "C": 500, "D": 600}
    told = {one.place: one for one in beside_each_other({"A": 4, "B": 150, "C": 30, "D": 27}, base)}
    moved = {place: abs(one.drawn - one.ratio) / abs(one.ratio - 1) for place, one in told.items() if one.drawn and one.ratio}
    assert moved["A"] > moved["B"]
