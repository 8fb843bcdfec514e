"""What work is worth at a moment, and what a whole choice is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist

from vinculum.desk.operations.plan.problem import Problem, Slot, Work, units_in
from vinculum.desk.operations.plan.rules import Fading, Rules


@dataclass(frozen=True, slots=True)
class Fit:
    """A piece of work in a slot: the units it takes, its expected worth there and what it costs, both GBP, cost not taken off."""

    units: int
    worth: float
    cost: float


def share_left(work: Work, now: datetime, at: datetime, rules: Rules) -> float:
    """Return the share of a chance that is left at a moment, 0 to 1: the probability that it has not gone cold by then.

    The time at which it goes cold is told, not known: its logarithm is normal around what is told, with the spread ``unsure``.
    What is told to be cold by then is worth nothing.
    """
    if work.cold_at is None:
        return 1.0
    if at >= work.cold_at:
        return 0.0
    if at <= now:
        return 1.0
    gone = (at - now) / (work.cold_at - now)
    in_time = NormalDist().cdf(-math.log(gone) / rules.unsure)
    return in_time if work.fades is Fading.HARD else in_time * (1.0 - gone * (1.0 - rules.left_when_cold))


def fits_of(problem: Problem, rules: Rules) -> dict[str, dict[str, Fit]]:
    """Return, for each piece of work, the slots in which it can be done before it goes cold and brings more than it costs."""
    found: dict[str, dict[str, Fit]] = {}
    for work in problem.work:
        found[work.id] = {}
        for slot in problem.slots:
            units = units_in(work, slot, problem, rules)
            if units is None:
                continue
            fit = Fit(units, worth_in(work, slot, problem.now, rules), units * slot.cost_gbp)
            if fit.worth > fit.cost:
                found[work.id][slot.id] = fit
    return found


def worth_in(work: Work, slot: Slot, now: datetime, rules: Rules) -> float:
    """Return the expected worth of work done in a slot, in GBP: probability times value times the share left."""
    return work.probability * work.value_gbp * share_left(work, now, slot.at, rules)


def networks_of(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return the work of each network that has more than one piece, by its name."""
    found: dict[str, list[str]] = {}
    for work in problem.work:
        if work.network:
            found.setdefault(work.network, []).append(work.id)
    return {network: tuple(held) for network, held in sorted(found.items()) if len(held) > 1}


def value_of(choice: Mapping[str, str], problem: Problem, fits: Mapping[str, Mapping[str, Fit]], rules: Rules) -> float:
    """Return the expected value of a choice in GBP, less its cost: of a network the best counts whole, the rest by a share."""
    worths = {work: fits[work][slot].worth for work, slot in choice.items()}
    total = sum(worths.values()) - sum(fits[work][slot].cost for work, slot in choice.items())
    for held in networks_of(problem).values():
        chosen = [worths[work] for work in held if work in worths]
        if chosen:
            total -= (1.0 - rules.further) * (sum(chosen) - max(chosen))
    return total
