"""The choice is the best there is, within its bound, the same every time, and changes little when planned again."""

import itertools
import random
from dataclasses import replace

import pytest

from desk.operations.plan.weeks import NOW, REGIONS, box, noon, port, team, work
from vinculum.desk.operations.plan.choosing import choose
from vinculum.desk.operations.plan.in_turn import assign_in_turn, by_density
from vinculum.desk.operations.plan.problem import Choice, Problem
from vinculum.desk.operations.plan.rules import Fading, rules
from vinculum.desk.operations.plan.worth import fits_of, value_of

RULES = replace(rules(), search=replace(rules().search, gap=0.0))


def small_week(seed: int) -> Problem:
    """Return a week so small that every choice can be tried: six pieces of work, three teams, a port."""
    chance = random.Random(seed)  # noqa: S311 - an invented week
    pieces = [
        work(
            f"w{number}",
            place=chance.choice(["DURHAM", "CLEVELAND"]),
            probability=chance.uniform(0.1, 1.0),
            value_gbp=chance.uniform(100, 5000),
            units=chance.choice([2, 4, 6]),
            fades=chance.choice(list(Fading)),
            cold_at=chance.choice([None, noon(1), noon(3)]),
            network=chance.choice(["", "one", "two"]),
        )
        for number in range(5)
    ]
    pieces.append(box("box", value_gbp=chance.uniform(100, 900), network=chance.choice(["", "one"])))
    slots = (
        team("a", 0),
        team("b", 2, size=6),
        team("c", 1, owner="CLEVELAND", place="CLEVELAND", size=chance.choice([6, 12]), crosses=True),
        port("p", 1, days=chance.choice([0, 2])),
    )
    return Problem(NOW, tuple(pieces), slots, REGIONS)


def best_by_trying(problem: Problem, worth_of_staying: float = 0.0) -> float:
    """Return the most that any choice brings, by trying all of them."""
    fits = fits_of(problem, RULES)
    sizes = {slot.id: slot.size for slot in problem.slots}
    names = [one.id for one in problem.work]
    best = 0.0
    for slots in itertools.product(*[[None, *fits[name]] for name in names]):
        choice: Choice = {name: slot for name, slot in zip(names, slots, strict=True) if slot is not None}
        used = dict.fromkeys(sizes, 0)
        for name, slot in choice.items():
            used[slot] += fits[name][slot].units
        if all(used[slot] <= sizes[slot] for slot in sizes):
            stays = sum(choice.get(name) == slot for name, slot in problem.held.items() if slot in fits[name])
            best = max(best, value_of(choice, problem, fits, RULES) + worth_of_staying * stays)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_is_the_best_of_all(seed: int) -> None:
    """On weeks that can be tried out whole, no choice brings more, and the bound is not below it."""
    problem = small_week(seed)
    found = choose(problem, RULES)
    best = best_by_trying(problem)
    assert found.value == pytest.approx(best, abs=0.2)
    assert found.bound >= best - 0.01
    assert found.bound == pytest.approx(best, abs=0.3)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_held_is_moved_only_for_its_worth(seed: int) -> None:
    """With an earlier plan the value and the worth of staying are maximised together, as trying all choices finds."""
    problem = small_week(seed)
    held = assign_in_turn(problem, fits_of(problem, RULES), [one.id for one in problem.work])
    again = replace(problem, held=held)
    found = choose(again, RULES)
    stays = sum(found.choice.get(name) == slot for name, slot in held.items())
    assert found.value + RULES.worth_moving * stays == pytest.approx(best_by_trying(again, RULES.worth_moving), abs=0.3)


def test_the_same_week_gives_the_same_plan() -> None:
    """Same in, same out."""
    problem = small_week(3)
    assert choose(problem, RULES).choice == choose(problem, RULES).choice


def test_tasked_work_stays() -> None:
    """What a force was asked for stays in its slot though better work has come, as long as it can be done there."""
    old, new = work("old", value_gbp=500.0), work("new", value_gbp=5000.0)
    small = Problem(NOW, (old, new), (team("a", size=4),), REGIONS, held={"old": "a"})
    assert choose(small, RULES).choice == {"new": "a"}
    assert choose(replace(small, tasked=frozenset({"old"})), RULES).choice == {"old": "a"}
    lost = replace(small, tasked=frozenset({"old"}), slots=(team("b", size=4),))
    assert choose(lost, RULES).choice == {"new": "b"}


def test_no_slot_is_fuller_than_it_is() -> None:
    """Of three tasks of an hour two find room in two hours."""
    problem = Problem(NOW, tuple(work(name) for name in "abc"), (team("t"),), REGIONS)
    assert len(choose(problem, RULES).choice) == 2


def test_every_force_gets_its_least() -> None:
    """Without a floor the team that crosses works where it brings more; with one, its own force gets its piece first."""
    own, other = work("own", place="CLEVELAND", value_gbp=100.0), work("other", value_gbp=5000.0)
    crossing = team("c", owner="CLEVELAND", place="CLEVELAND", size=10, crosses=True)
    problem = Problem(NOW, (own, other), (crossing,), REGIONS)
    assert choose(problem, RULES).choice == {"other": "c"}
    assert choose(replace(problem, floor=1), RULES).choice == {"own": "c"}


def test_nothing_to_do_is_an_empty_plan() -> None:
    """No work and no slots: nothing chosen, nothing promised."""
    found = choose(Problem(NOW, (), (), {}), RULES)
    assert (found.choice, found.value, found.bound, found.gap) == ({}, 0.0, 0.0, 0.0)


def test_giving_out_in_turn_takes_the_earliest_that_has_room() -> None:
    """The first to come takes the first slot, whatever waits behind it."""
    problem = Problem(NOW, (work("late", value_gbp=9000.0), work("early")), (team("b", 1, size=4), team("a", 0, size=4)), REGIONS)
    fits = fits_of(problem, RULES)
    assert assign_in_turn(problem, fits, ["early", "late"]) == {"early": "a", "late": "b"}
    assert by_density(fits) == ["late", "early"]
