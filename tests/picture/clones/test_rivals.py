"""The rival explanations share a probability of 1, and each is moved by what speaks for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.clones.rivals import Explanation, Signs, Stray, shares, weigh, with_second_vehicle
from vinculum.picture.clones.rules import Rules
from vinculum.picture.settings import read_settings

RULES = Rules.from_settings(read_settings(Path("none.toml")))
STRAY = Stray((), None, 0.0, ())
ONE = Signs(
    reads=50, vehicles=2, strays=(STRAY,), slips=(0.0,), haste=(3.0,), splits=True, paper_near=None, on_register=True,
    company=0, driven=0, jumped=2,
)  # fmt: skip


def told(signs: Signs) -> dict[Explanation, float]:
    return shares(weigh(signs, RULES, 0.02))


@st.composite
def any_signs(draw: st.DrawFn) -> Signs:
    """Return signs of any kind."""
    stray = replace(STRAY, namesakes=draw(st.floats(0, 5)), looks_agree=(draw(st.booleans()),))
    strays = draw(st.integers(1, 12))
    haste = (draw(st.floats(1.01, 50)),) * strays
    return replace(ONE, strays=(stray,) * strays, slips=(draw(st.floats(0, 1)),), haste=haste, splits=draw(st.booleans()))


@given(any_signs(), st.floats(0.001, 0.999))
def test_probabilities_sum_to_one(signs: Signs, calibrated: float) -> None:
    """Whatever the signs, before the calibration and after it."""
    for one in (told(signs), with_second_vehicle(told(signs), calibrated)):
        assert sum(one.values()) == pytest.approx(1.0)
        assert all(0 <= share <= 1 for share in one.values())


@pytest.mark.parametrize(
    ("signs", "speaks_for"),
    [
        (replace(ONE, strays=(STRAY,) * 5, haste=(3.0,) * 5, splits=False), Explanation.TWO_VEHICLES),
        (replace(ONE, strays=(replace(STRAY, namesakes=2.0),)), Explanation.MISREAD),
        (replace(ONE, strays=(replace(STRAY, confidence=40.0),)), Explanation.MISREAD),
        (replace(ONE, slips=(0.5,)), Explanation.CLOCK),
        (replace(ONE, paper_near=True), Explanation.TRANSFER),
        (replace(ONE, haste=(1.02,)), Explanation.SPEED),
    ],
)
def test_each_sign_speaks_for_its_explanation(signs: Signs, speaks_for: Explanation) -> None:
    """The sign raises the explanation's share above what one plain stray read gives it."""
    assert told(signs)[speaks_for] > told(ONE)[speaks_for]


def test_a_fast_driver_with_many_pairs_is_not_two_vehicles() -> None:
    """Ten steps that each needed a little more time than there was are haste; ten that needed far more are not."""
    many = replace(ONE, strays=(STRAY,) * 10, splits=False)
    assert told(replace(many, haste=(1.04,) * 10))[Explanation.SPEED] > 0.9
    assert told(replace(many, haste=(4.0,) * 10))[Explanation.TWO_VEHICLES] > 0.9


def test_no_lawful_move_without_one_change_in_time() -> None:
    """Vehicles that appear in turns did not swap a plate once."""
    assert told(replace(ONE, splits=False))[Explanation.TRANSFER] == 0.0
