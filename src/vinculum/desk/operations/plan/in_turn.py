"""Giving work out in turn, as desks do without a planner: the next piece goes to the first slot that still has room for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.desk.operations.plan.problem import Choice, Problem
from vinculum.desk.operations.plan.worth import Fit


def assign_in_turn(problem: Problem, fits: Mapping[str, Mapping[str, Fit]], order: Iterable[str]) -> Choice:
    """Return the choice that comes of taking work in this order, each to the earliest slot that has room for it."""
    room = {slot.id: slot.size for slot in problem.slots}
    slots = sorted(problem.slots, key=lambda slot: (slot.at, slot.id))
    chosen: Choice = {}
    for work in order:
        for slot in slots:
            fit = fits[work].get(slot.id)
            if fit is not None and fit.units <= room[slot.id]:
                room[slot.id] -= fit.units
                chosen[work] = slot.id
                break
    return chosen


def by_density(fits: Mapping[str, Mapping[str, Fit]]) -> list[str]:
    """Return the work that can be done, that with the most worth for its time first."""
    best = {work: max((fit.worth - fit.cost) / fit.units for fit in slots.values()) for work, slots in fits.items() if slots}
    return sorted(best, key=lambda work: (-best[work], work))
