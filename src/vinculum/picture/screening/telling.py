"""Why a box is opened and why another stays closed, in words that an officer could read out."""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.picture.screening.box import KINDS, Box
from vinculum.picture.screening.choosing import LEAD, RANDOM, Choice, Pick
from vinculum.picture.screening.fairness import SMALL

SHARED_WORDS = {"shipper": "of the same shipper", "forwarder": "of the same forwarder", "reason": "for the same first reason"}
TINY = 0.005  # below half a penny two sums are the same


def told_of(choice: Choice) -> dict[str, str]:
    """Return one sentence a box, by its name: why it is to be opened, or why not."""
    opened = [pick for pick in choice.picks if pick.chosen]
    cut_offs = _cut_offs(choice)
    shared: dict[tuple[str, str], int] = {}
    for pick in opened:
        for pair in pick.box.shared.items():
            shared[pair] = shared.get(pair, 0) + 1
    return {
        pick.box.name: _open(pick, choice) if pick.chosen else _closed(pick, choice, cut_offs, shared) for pick in choice.picks
    }


def _cut_offs(choice: Choice) -> dict[str, float]:
    """Return by port what the least of the boxes chosen on leads adds, in GBP."""
    told: dict[str, float] = {}
    for pick in choice.picks:
        if pick.basis == LEAD and pick.counted_gbp is not None:
            told[pick.box.port] = min(told.get(pick.box.port, pick.counted_gbp), pick.counted_gbp)
    return told


def _open(pick: Pick, choice: Choice) -> str:
    box, cost = pick.box, choice.budget.lift_gbp
    when = f" Lift it on {pick.day:%-d %B %Y}." if pick.day else ""
    if pick.basis == RANDOM:
        both = " It would have been opened on a lead as well." if pick.first_line else ""
        return (
            f"Drawn at random: every box at this port had a chance of {_chance(pick.inclusion_probability)}, so that what is"
            f" found speaks for the boxes that stay closed.{both}{when}"
        )
    counts = ""
    if pick.counted_gbp is not None and pick.counted_gbp < box.expected_value_gbp - TINY:
        counts = f", counted at {_pounds(pick.counted_gbp)} beside other boxes like it"
    if box.expected_value_gbp < cost:
        return f"A lift was left: {_pounds(box.expected_value_gbp)} expected is less than the lift costs{counts}.{when}"
    per_pound = f", {box.expected_value_gbp / cost:,.0f} for each pound of the lift" if cost else ""
    return f"Opened on a lead: {_pounds(box.expected_value_gbp)} expected{counts}{per_pound}.{when}"


def _closed(pick: Pick, choice: Choice, cut_offs: Mapping[str, float], shared: Mapping[tuple[str, str], int]) -> str:
    box, budget = pick.box, choice.budget
    if pick.drawn:
        return "Drawn at random, but no day before its sailing has a lift left."
    if budget.total == 0:
        return "No lifts were asked for."
    if budget.room_at(box.port) == 0:
        return f"There are no lifts at {box.port}."
    expected = _pounds(box.expected_value_gbp)
    if box.expected_value_gbp < budget.lift_gbp:
        return f"Not drawn, and not worth a lift: {expected} expected against {_pounds(budget.lift_gbp)}."
    return f"{expected} expected{_cut_off(box, cut_offs, own_lifts=box.port in budget.at) or _beaten(box, shared)}"


def _cut_off(box: Box, cut_offs: Mapping[str, float], *, own_lifts: bool) -> str | None:
    """Return how the lifts ran out before a box; None if it is worth more than one that was opened at its port."""
    least = cut_offs.get(box.port)
    if least is not None:
        return (
            f"; the last box opened on a lead at {box.port} adds {_pounds(least)}."
            if box.expected_value_gbp <= least + TINY
            else None
        )
    others = min(cut_offs.values(), default=None)
    if others is None or own_lifts:
        return f", but the random arm took every lift there was for {box.port}."
    return f"; the lifts go to boxes at other ports that add {_pounds(others)} and more."


def _beaten(box: Box, shared: Mapping[tuple[str, str], int]) -> str:
    """Return why a box stays closed though it is worth more than another opened at its port."""
    like = [(shared.get((kind, box.shared[kind]), 0), kind) for kind in KINDS if kind in box.shared]
    most = max((count for count, _ in like), default=0)
    if most:
        kind = next(kind for count, kind in like if count == most)
        return (
            f", but {most} {'box' if most == 1 else 'boxes'} {SHARED_WORDS[kind]} {'is' if most == 1 else 'are'} opened already."
        )
    if box.size == SMALL:
        return ", but boxes of small traders would be opened more often than their risk explains."
    return ", but no day before its sailing has a lift left, or it does not fit beside the others."


def _pounds(amount: float) -> str:
    return f"£{amount:,.0f}"


def _chance(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.0f} %"  # noqa: PLR2004 - where two digits would be 1e+02
