"""Choosing: the assignment of work to slots with the most expected value, and a bound that none can pass (OR-Tools CP-SAT).

Invariant: the same problem, rules and version of the solver give the same choice. One worker, a fixed seed, and limits counted
in the solver's own steps; the clock stops it only where a machine is far slower than any we know, and the answer then says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version

from ortools.sat.python import cp_model

from vinculum.desk.operations.plan.in_turn import assign_in_turn, by_density
from vinculum.desk.operations.plan.problem import Choice, Problem
from vinculum.desk.operations.plan.rules import Rules
from vinculum.desk.operations.plan.worth import Fit, fits_of, networks_of, value_of

PENCE = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A plan: its choice, what it is expected to bring and what no plan can pass, in GBP.

    ``value`` counts the work alone. ``goal`` and ``bound`` are of what was maximised: the value, less what moving work costs when
    an earlier plan stands. ``stopped`` says that the clock ended the search.
    """

    choice: Choice
    value: float
    goal: float
    bound: float
    seconds: float
    stopped: bool
    search: dict[str, str | int | float]

    @property
    def gap(self) -> float:
        """How far the plan can be from the best there is, as a share of the bound."""
        return (self.bound - self.goal) / self.bound if self.bound > 0 else 0.0


def choose(problem: Problem, rules: Rules, along: Callable[[float, float], None] | None = None) -> Chosen:
    """Return the best plan found for a problem; ``along`` is told the value and the bound (GBP) of each better one."""
    began = time.monotonic()
    fits = fits_of(problem, rules)
    if not any(fits.values()):
        return Chosen({}, 0.0, 0.0, 0.0, 0.0, stopped=False, search=_search_told(rules))
    model = cp_model.CpModel()
    put = {
        (work, slot): model.new_bool_var(f"{work}@{slot}") for work, slots in fits.items() for slot in slots
    }  # fmt: skip
    done = {work: [put[work, slot] for slot in slots] for work, slots in fits.items() if slots}
    for choices in done.values():
        model.add_at_most_one(choices)
    _hold_sizes(model, problem, fits, put)
    kept = kept_in_place(problem, fits)
    for work, slot in kept.items():
        model.add(put[work, slot] == 1)
    _hold_floor(model, problem, fits, kept, done)
    goal = [(put[work, slot], fit.worth - fit.cost) for work, slots in fits.items() for slot, fit in slots.items()]
    goal += _network_terms(model, problem, fits, put, rules)
    staying = [put[work, slot] for work, slot in problem.held.items() if (work, slot) in put]
    goal += [(one, rules.worth_moving) for one in staying]
    model.maximize(sum(round(PENCE * pounds) * one for one, pounds in goal))
    start = _start(problem, fits, kept)
    for (work, slot), one in put.items():
        model.add_hint(one, start.get(work) == slot)
    solver, status = _solve(model, rules, along)
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    choice = {work: slot for (work, slot), one in put.items() if solver.boolean_value(one)} if solved else start
    choice = _fill_up(choice, problem, fits, rules)
    found, bound = value_of(choice, problem, fits, rules), solver.best_objective_bound / PENCE
    stays = sum(1 for work, slot in problem.held.items() if choice.get(work) == slot and (work, slot) in put)
    moved = rules.worth_moving * (len(staying) - stays)
    # Every coefficient was rounded by half a penny at most, and each piece of work has three at most.
    bound = bound - rules.worth_moving * len(staying) + 0.015 * len(done)
    seconds = time.monotonic() - began
    return Chosen(
        choice, found, found - moved, max(bound, found - moved), seconds,
        stopped=seconds >= rules.search.seconds and status != cp_model.OPTIMAL, search=_search_told(rules),
    )  # fmt: skip


def kept_in_place(problem: Problem, fits: Mapping[str, Mapping[str, Fit]]) -> Choice:
    """Return the tasked work that stays where it is: what can still be done there, the most worth first until it is full."""
    room = {slot.id: slot.size for slot in problem.slots}
    asked = [(work, slot) for work, slot in problem.held.items() if work in problem.tasked and slot in fits.get(work, {})]
    kept: Choice = {}
    for work, slot in sorted(asked, key=lambda pair: (-fits[pair[0]][pair[1]].worth, pair[0])):
        if fits[work][slot].units <= room[slot]:
            room[slot] -= fits[work][slot].units
            kept[work] = slot
    return kept


def _hold_sizes(
    model: cp_model.CpModel,
    problem: Problem,
    fits: Mapping[str, Mapping[str, Fit]],
    put: Mapping[tuple[str, str], cp_model.IntVar],
) -> None:
    inside: dict[str, list[tuple[int, cp_model.IntVar]]] = {slot.id: [] for slot in problem.slots}
    for (work, at), one in put.items():
        inside[at].append((fits[work][at].units, one))
    for slot in problem.slots:
        if sum(units for units, _ in inside[slot.id]) > slot.size:
            model.add(sum(units * one for units, one in inside[slot.id]) <= slot.size)


def _network_terms(
    model: cp_model.CpModel,
    problem: Problem,
    fits: Mapping[str, Mapping[str, Fit]],
    put: Mapping[tuple[str, str], cp_model.IntVar],
    rules: Rules,
) -> list[tuple[cp_model.IntVar, float]]:
    """Return the terms that take off what further work of a network does not add: all but the best counts by its share.

    For each network one piece at most is ``whole``; every other that is chosen loses the rest of its share.
    """
    terms: list[tuple[cp_model.IntVar, float]] = []
    for held in networks_of(problem).values():
        wholes = []
        for work in held:
            for slot, fit in fits[work].items():
                whole = model.new_bool_var(f"whole {work}@{slot}")
                model.add_implication(whole, put[work, slot])
                wholes.append(whole)
                terms += [(put[work, slot], -(1.0 - rules.further) * fit.worth), (whole, (1.0 - rules.further) * fit.worth)]
        model.add_at_most_one(wholes)
    return terms


def _hold_floor(
    model: cp_model.CpModel,
    problem: Problem,
    fits: Mapping[str, Mapping[str, Fit]],
    kept: Mapping[str, str],
    done: Mapping[str, list[cp_model.IntVar]],
) -> None:
    """Give each force its least number of pieces of work, as far as its own teams can do them beside what stays in place."""
    if not problem.floor:
        return
    places = {work.id: work.place for work in problem.work}
    owners = {slot.id: slot.place for slot in problem.slots}
    room = {slot.id: slot.size for slot in problem.slots}
    for work, slot in kept.items():
        room[slot] -= fits[work][slot].units
    for force in sorted({slot.place for slot in problem.slots}):
        counted = sum(1 for work in kept if places[work] == force)
        own = sorted((work for work in done if places[work] == force and work not in kept), key=lambda work: _least(fits[work]))
        for work in own:
            if counted >= problem.floor:
                break
            able = [one for one in sorted(fits[work]) if owners[one] == force and fits[work][one].units <= room[one]]
            if able:
                room[able[0]] -= fits[work][able[0]].units
                counted += 1
        if counted:
            model.add(
                sum(one for work, choices in done.items() if places[work] == force for one in choices)
                >= min(counted, problem.floor)
            )


def _least(slots: Mapping[str, Fit]) -> tuple[int, str]:
    return min((fit.units, slot) for slot, fit in slots.items())


def _start(problem: Problem, fits: Mapping[str, Mapping[str, Fit]], kept: Choice) -> Choice:
    """Return where the search starts: what stays in place, and beside it work given out by its worth an hour."""
    room = {slot.id: slot.size for slot in problem.slots}
    for work, slot in kept.items():
        room[slot] -= fits[work][slot].units
    rest = [work for work in by_density(fits) if work not in kept]
    free = replace(problem, slots=tuple(replace(slot, size=room[slot.id]) for slot in problem.slots))
    return {**assign_in_turn(free, fits, rest), **kept}


def _fill_up(choice: Choice, problem: Problem, fits: Mapping[str, Mapping[str, Fit]], rules: Rules) -> Choice:
    """Return the choice with whatever still fits and adds something: the search may stop a hair before its best."""
    room = {slot.id: slot.size for slot in problem.slots}
    for work, slot in choice.items():
        room[slot] -= fits[work][slot].units
    for work in by_density(fits):
        able = [slot for slot, fit in fits[work].items() if fit.units <= room[slot]] if work not in choice else []
        if not able:
            continue
        best = max(able, key=lambda slot: (fits[work][slot].worth - fits[work][slot].cost, slot))
        more = {**choice, work: best}
        if value_of(more, problem, fits, rules) > value_of(choice, problem, fits, rules):
            choice = more
            room[best] -= fits[work][best].units
    return choice


class _Along(cp_model.CpSolverSolutionCallback):
    def __init__(self, tell: Callable[[float, float], None]) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        self._tell(self.objective_value / PENCE, self.best_objective_bound / PENCE)


def _solve(
    model: cp_model.CpModel, rules: Rules, along: Callable[[float, float], None] | None
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = rules.search.seed
    solver.parameters.max_deterministic_time = rules.search.steps
    solver.parameters.max_time_in_seconds = rules.search.seconds
    solver.parameters.relative_gap_limit = rules.search.gap
    solver.parameters.linearization_level = 2
    return solver, solver.solve(model, _Along(along) if along else None)


def _search_told(rules: Rules) -> dict[str, str | int | float]:
    search = rules.search
    return {
        "solver": f"OR-Tools CP-SAT {version('ortools')}",
        "workers": 1,
        "seed": search.seed,
        "steps": search.steps,
        "seconds": search.seconds,
        "gap": search.gap,
    }
