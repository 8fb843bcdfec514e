"""The past of a declaration, as known when it was judged: by hand, against a slow oracle, and with nothing peeked at."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.picture.risk.appearances import appearances_of, rarity_of
from vinculum.picture.risk.features import Flags, Numbers, Rows
from vinculum.picture.risk.keys import combined, numbered
from vinculum.picture.risk.moments import Outcomes
from vinculum.picture.risk.past import past_of
from vinculum.picture.risk.two_steps import two_steps_of
from vinculum.picture.risk.unusual import how_unusual, log_ratio

NEVER = np.inf
Feature = Callable[[Rows, Rows, Numbers, Outcomes, Numbers], Numbers]

FEATURES: dict[str, Feature] = {
    "past": lambda one, _, asked, outcomes, __: past_of(one, asked, outcomes, 30.0).rate(0.1, 2.0),
    "two steps": lambda one, two, asked, outcomes, _: two_steps_of(one, two, asked, outcomes, 5).rate(0.1, 2.0),
    "earlier": lambda one, _, asked, __, ___: appearances_of(one, asked).earlier,
    "idle": lambda one, _, asked, __, ___: appearances_of(one, asked).idle,
    "rarity": lambda one, two, asked, _, __: rarity_of(one, two, combined(one, two), asked),
    "unusual": lambda one, two, asked, _, amount: how_unusual(amount, [combined(one, two), one], asked),
}


def declarations(seed: int, rows: int = 300) -> tuple[Rows, Rows, Numbers, Outcomes, Numbers]:
    """Return two parties (some unknown), days in order (some the same), outcomes (some never known) and an amount."""
    chance = np.random.default_rng(seed)
    asked = np.sort(chance.integers(0, 60, rows)).astype(np.float64)
    known = np.where(chance.random(rows) < 0.5, asked + chance.integers(0, 10, rows), NEVER)
    outcomes = Outcomes(known, chance.random(rows) < 0.3)
    return chance.integers(-1, 12, rows), chance.integers(-1, 8, rows), asked, outcomes, chance.normal(size=rows)


@pytest.mark.parametrize("name", FEATURES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 59))
def test_nothing_is_peeked_at(name: str, seed: int, cut: int) -> None:
    """Whatever is declared or becomes known on a day or later changes nothing of what rows up to that day were told."""
    one, two, asked, outcomes, amount = declarations(seed)
    told = FEATURES[name](one, two, asked, outcomes, amount)
    chance = np.random.default_rng(seed + 1)
    later, unknown = asked >= cut, outcomes.known >= cut
    mixed = chance.permutation(np.flatnonzero(later))
    changed_one, changed_two, changed_amount = one.copy(), two.copy(), amount.copy()
    changed_one[later], changed_two[later], changed_amount[later] = one[mixed], two[mixed], -amount[mixed]
    positive = np.where(unknown, chance.random(len(one)) < 0.5, outcomes.positive)
    known = np.where(unknown, np.maximum(cut, asked) + chance.integers(0, 20, len(one)), outcomes.known)
    again = FEATURES[name](changed_one, changed_two, asked, Outcomes(known, positive), changed_amount)
    assert np.array_equal(told[~later], again[~later], equal_nan=True)
    at_the_cut = np.flatnonzero(asked == cut)
    kept = at_the_cut[(changed_one[at_the_cut] == one[at_the_cut]) & (changed_two[at_the_cut] == two[at_the_cut])]
    kept = kept[changed_amount[kept] == amount[kept]] if name == "unusual" else kept
    assert np.array_equal(told[kept], again[kept], equal_nan=True)


@pytest.mark.parametrize("name", FEATURES)
def test_the_order_of_the_rows_does_not_matter(name: str) -> None:
    """Rows may come in any order: time alone says what is earlier."""
    one, two, asked, outcomes, amount = declarations(3)
    told = FEATURES[name](one, two, asked, outcomes, amount)
    mixed = np.random.default_rng(3).permutation(len(one))
    shuffled = Outcomes(outcomes.known[mixed], outcomes.positive[mixed])
    again = FEATURES[name](one[mixed], two[mixed], asked[mixed], shuffled, amount[mixed])
    assert np.allclose(told[mixed], again, rtol=0, atol=1e-12, equal_nan=True)


def slow_past(key: Rows, asked: Numbers, outcomes: Outcomes, half_life: float) -> tuple[list[float], list[float]]:
    positive, opened = [], []
    for row in range(len(key)):
        age = [
            (asked[row] - outcomes.known[other], outcomes.positive[other]) for other in range(len(key)) if key[other] == key[row]
        ]
        kept = [(0.5 ** (days / half_life), found) for days, found in age if days > 0 and key[row] >= 0]
        positive.append(sum(weight for weight, found in kept if found))
        opened.append(sum(weight for weight, _ in kept))
    return positive, opened


def test_the_past_agrees_with_a_slow_count() -> None:
    """Row by row: outcomes of the same key that were known before, each halved as often as it is old."""
    one, _, asked, outcomes, _ = declarations(4, 120)
    told = past_of(one, asked, outcomes, 14.0)
    positive, opened = slow_past(one, asked, outcomes, 14.0)
    assert np.allclose(told.positive, positive)
    assert np.allclose(told.opened, opened)


def slow_two_steps(party: Rows, shared: Rows, asked: Numbers, outcomes: Outcomes, most: int) -> list[tuple[int, int]]:
    told = []
    everyone = range(len(party))
    named = [row for row in everyone if party[row] >= 0 and shared[row] >= 0]
    for row in everyone:
        if row not in named:
            told.append((0, 0))
            continue
        before = [other for other in named if asked[other] < asked[row]]
        dealt = {int(shared[other]) for other in before if party[other] == party[row]} | {int(shared[row])}
        ties = {hub for hub in dealt if len({int(party[other]) for other in before if shared[other] == hub}) <= most}
        heard = [o for o in named if shared[o] in ties and party[o] != party[row] and outcomes.known[o] < asked[row]]
        told.append((len(heard), int(outcomes.positive[heard].sum())))
    return told


@pytest.mark.parametrize("most", [3, 100])
def test_two_steps_agree_with_a_slow_count(most: int) -> None:
    """Row by row: outcomes of other parties that deal with whom this one deals with, switchboards left out."""
    one, two, asked, outcomes, _ = declarations(5, 150)
    told = two_steps_of(one, two, asked, outcomes, most)
    expected = slow_two_steps(one, two, asked, outcomes, most)
    assert [(int(opened), int(found)) for opened, found in zip(told.opened, told.positive, strict=True)] == expected


def test_few_outcomes_do_not_make_a_share_extreme() -> None:
    """One find of one is told as a little more than the base; nine of ten nearly as it is; none known as the base."""
    key = np.array([0] + [1] * 10 + [0, 1, 2])
    asked = np.array([0.0] * 11 + [1.0] * 3)
    positive = np.array([True] + [True] * 9 + [False] + [False] * 3)
    rate = past_of(key, asked, Outcomes(np.where(asked == 0, 0.5, NEVER), positive)).rate(0.1, 10.0)
    assert rate[-3:].round(6).tolist() == [round(2 / 11, 6), 0.5, 0.1]


def test_first_time_and_dormant() -> None:
    """A first declaration has no earlier one; the next tells how long ago; two of one instant do not see each other."""
    told = appearances_of(np.array([5, 5, 5, 5, -1]), np.array([1.0, 4.0, 4.0, 100.0, 3.0]))
    assert np.array_equal(told.earlier, [0, 1, 1, 3, np.nan], equal_nan=True)
    assert np.array_equal(told.idle, [np.nan, 3, 3, 96, np.nan], equal_nan=True)


def test_two_common_things_that_never_met_are_rare() -> None:
    """Cement goes to Ghana and sugar to Cyprus every day: cement to Cyprus stands out, cement to Ghana does not."""
    goods = np.array([0, 1] * 50 + [0, 0])
    country = np.array([0, 1] * 50 + [1, 0])
    asked = np.append(np.arange(100.0), [200.0, 200.0])
    told = rarity_of(goods, country, combined(goods, country), asked)
    assert told[-2] > 3.0
    assert told[-1] < 0.0


def test_value_per_kilogram_against_its_heading_and_country_or_else_its_heading() -> None:
    """A car declared at a tenth of what its kind fetches lies far below; with too few of its kind, the wider kind is asked."""
    chance = np.random.default_rng(7)
    value, mass = np.exp(chance.normal(9, 0.2, 60)), np.full(60, 1_500.0)
    value[-2:] = np.exp(9) / 10
    heading = np.zeros(60, np.int64)
    country = np.where(np.arange(60) == 59, 1, 0)
    ratio = log_ratio(value, mass)
    told = how_unusual(ratio, [combined(heading, country), heading], np.arange(60.0))
    narrow = how_unusual(ratio, [combined(heading, country)], np.arange(60.0))
    assert told[-2] < -6
    assert told[-1] < -6
    assert np.isnan(narrow[-1])
    assert np.isnan(told[:8]).all()
    assert abs(np.median(told[20:-2])) < 0.5
    assert np.isnan(log_ratio(np.array([0.0, 5.0]), np.array([1.0, 0.0]))).all()


def test_the_latest_two_thousand_say_what_is_usual() -> None:
    """A market that moved is judged by where it is: 2,000 later prices push the older ones out."""
    quantity = np.concatenate([np.zeros(3_000), np.full(2_000, 5.0), [5.0]])
    told = how_unusual(quantity, [np.zeros(5_001, np.int64)], np.arange(5_001.0))
    assert told[3_000] == 100.0
    assert told[-1] == 0.0


def test_keys_are_numbers_of_combinations() -> None:
    """Equal combinations have equal numbers, others others, and an unknown part makes the whole unknown."""
    assert numbered(pa.chunked_array([["b", None], ["a", "b"]])).tolist() == [0, -1, 1, 0]
    first, second = np.array([0, 0, 1, 1, -1, 0]), np.array([0, 1, 0, 1, 0, 0])
    told = combined(first, second)
    assert told[4] == -1
    assert told[0] == told[5]
    assert len(set(told.tolist())) == 5
    flags: Flags = told >= 0
    assert int(flags.sum()) == 5
