"""What work is worth, and what a choice is worth."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.operations.plan.weeks import NOW, REGIONS, box, noon, port, team, work
from vinculum.desk.operations.plan.problem import Problem, units_in
from vinculum.desk.operations.plan.rules import Fading, quarters, rules
from vinculum.desk.operations.plan.worth import fits_of, share_left, value_of

SURE = replace(rules(), unsure=1e-9)


def test_hard_work_is_whole_until_it_is_cold() -> None:
    """A ship that surely sails at its time is worth all of it before and nothing after."""
    ship = work("ship", cold_at=noon(2))
    assert [share_left(ship, NOW, noon(day), SURE) for day in (0, 1, 2, 3)] == [1.0, 1.0, 0.0, 0.0]


def test_soft_work_fades_evenly_to_its_share() -> None:
    """Half way to its time a quarter is gone, where half is left just before it."""
    fading = work("fading", fades=Fading.SOFT, cold_at=NOW + (noon(1) - NOW) * 2)
    assert share_left(fading, NOW, noon(1), SURE) == pytest.approx(0.75)


def test_what_never_goes_cold_stays_whole() -> None:
    """No time, no fading."""
    assert share_left(work("steady", fades=Fading.SOFT), NOW, noon(6), rules()) == 1.0


@given(st.floats(0.01, 20), st.floats(0.01, 20), st.floats(0.02, 20), st.sampled_from(Fading))
def test_waiting_never_brings_more(early: float, wait: float, cold: float, fades: Fading) -> None:
    """The share that is left only falls with time, and is a share."""
    fading = work("fading", fades=fades, cold_at=NOW + (noon(1) - NOW) * cold)
    first = share_left(fading, NOW, NOW + (noon(1) - NOW) * early, rules())
    later = share_left(fading, NOW, NOW + (noon(1) - NOW) * (early + wait), rules())
    assert 0.0 <= later <= first <= 1.0


def test_where_work_fits() -> None:
    """A team needs the skill, the time and the place; one that crosses goes to its region only, and the way costs time."""
    problem = Problem(NOW, (), (), REGIONS)
    near = work("near")
    over = team("over", owner="CLEVELAND", place="CLEVELAND", size=12, crosses=True)
    assert {
        "own": units_in(near, team("own"), problem, rules()),
        "no skill": units_in(near, team("unskilled", skills=frozenset({"enquire"})), problem, rules()),
        "too long": units_in(work("long", units=9), team("short"), problem, rules()),
        "crosses": units_in(near, over, problem, rules()),
        "stays": units_in(near, replace(over, crosses=False), problem, rules()),
        "other region": units_in(work("far", place="ESSEX"), over, problem, rules()),
        "declined": units_in(replace(near, barred=frozenset({"DURHAM"})), team("own"), problem, rules()),
        "too early": units_in(replace(near, not_before=noon(1).date()), team("own"), problem, rules()),
        "box": units_in(box("box"), port("port", 2), problem, rules()),
        "box for a team": units_in(box("box"), team("own"), problem, rules()),
    } == {
        "own": 4, "no skill": None, "too long": None, "crosses": 4 + rules().across, "stays": None, "other region": None,
        "declined": None, "too early": None, "box": 1, "box for a team": None,
    }  # fmt: skip


def test_a_lift_must_bring_more_than_its_fee() -> None:
    """A box whose expected value is under the fee is not offered to the port at all."""
    problem = Problem(NOW, (box("poor", value_gbp=150.0), box("rich")), (port("port", 2),), REGIONS)
    assert {name: sorted(fits) for name, fits in fits_of(problem, rules()).items()} == {"poor": [], "rich": ["port"]}


def test_of_a_network_the_best_counts_whole() -> None:
    """1,000 whole, 800 and 600 by half: 1,700, and the fee of a lift comes off."""
    same = [work(str(value), value_gbp=float(value), network="one") for value in (800, 1000, 600)]
    problem = Problem(NOW, (*same, box("box", value_gbp=500.0)), (team("team", size=40), port("port", 1)), REGIONS)
    choice = {"800": "team", "1000": "team", "600": "team", "box": "port"}
    assert value_of(choice, problem, fits_of(problem, rules()), rules()) == pytest.approx(1700 + 300)


def test_hours_are_rounded_up_to_quarters() -> None:
    """A team cannot do with less time than the work needs."""
    assert [quarters(hours) for hours in (0.25, 1.0, 1.1, 1.5, 6.0)] == [1, 4, 5, 6, 24]
