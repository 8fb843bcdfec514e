"""Every piece of work has its sentence: why there, what it keeps out, and what was lacking for the rest."""

from dataclasses import replace

from desk.operations.plan.weeks import NOW, REGIONS, box, noon, port, team, work
from vinculum.desk.operations.plan.changes import Change, changes
from vinculum.desk.operations.plan.choosing import choose
from vinculum.desk.operations.plan.explaining import Lacking, explain
from vinculum.desk.operations.plan.problem import Problem
from vinculum.desk.operations.plan.rules import rules

WEEK = Problem(
    NOW,
    (
        work("good", value_gbp=4000.0, cold_at=noon(5)),
        work("kept out", value_gbp=3000.0),
        work("nobody", skill="search"),
        work("no team", place="ESSEX"),
        work("too late", cold_at=noon(0)),
        box("dear", value_gbp=100.0),
        box("no port", value_gbp=9000.0),
    ),
    (team("Durham on Friday", 2, size=4), port("Tees", 0)),
    REGIONS,
)


def test_all_that_was_left_out_says_what_was_lacking() -> None:
    """Nobody who can, too little time, no worth, no room: each by itself."""
    problem = replace(WEEK, slots=(*WEEK.slots[:1], port("Tees", 1)), work=WEEK.work[:6])
    _, left = explain(choose(problem, rules()).choice, problem, rules())
    assert {one.work: one.lacking for one in left} == {
        "kept out": Lacking.ROOM, "nobody": Lacking.NOBODY, "no team": Lacking.NOBODY, "too late": Lacking.TIME,
        "dear": Lacking.WORTH,
    }  # fmt: skip


def test_the_chosen_says_what_it_keeps_out() -> None:
    """The sentence names worth, likelihood, the day it goes cold, and the work that would have its time."""
    chosen, _ = explain(choose(WEEK, rules()).choice, WEEK, rules())
    told = chosen[0]
    assert (told.work, told.slot, told.instead) == ("good", "Durham on Friday", "kept out")
    assert "100% likely" in told.sentence
    assert "It goes cold on 6 April at 12:00 UTC." in told.sentence
    assert "It keeps out kept out (£3,000)." in told.sentence


def test_every_piece_of_work_is_told_once() -> None:
    """Chosen and left out are all there is."""
    chosen, left = explain(choose(WEEK, rules()).choice, WEEK, rules())
    assert sorted([*(one.work for one in chosen), *(one.work for one in left)]) == sorted(one.id for one in WEEK.work)


def test_changes_between_plans_are_told() -> None:
    """Stayed, moved, came, went, each with its reason."""
    told = changes(
        {"stays": "a", "moves": "a", "lost": "gone", "dropped": "a", "cold": "a", "dismissed": "a"},
        {"stays": "a", "moves": "b", "lost": "a", "new": "b"},
        work={"stays", "moves", "lost", "dropped", "cold", "new"}, slots={"a", "b"}, cold={"cold"},
    )  # fmt: skip
    assert {one.work: one.change for one in told} == {
        "stays": Change.STAYED, "moves": Change.MOVED, "lost": Change.MOVED, "dropped": Change.DROPPED, "cold": Change.DROPPED,
        "dismissed": Change.DROPPED, "new": Change.ADDED,
    }  # fmt: skip
    assert {one.work: one.sentence for one in told if one.change is not Change.STAYED} == {
        "moves": "It moves: more is gained elsewhere.",
        "lost": "It moves: its team or lift is not there any more.",
        "dropped": "Other work brings more.",
        "cold": "Nobody can do it any more before it goes cold.",
        "dismissed": "It is no longer there to be done: dismissed, done, or gone from the picture.",
        "new": "It was not in the plan before.",
    }
