"""The best set of boxes for the lifts there are, and a bound that no set can pass.

Where nothing binds but the lifts at each port, the dearest boxes are the best: taking them in order is exact. Where several would
be of one suspect, or days or fairness bind, OR-Tools CP-SAT chooses and proves its bound.
Invariant: the same boxes, lifts, rules and version of the solver give the same set: one worker, a seed, a limit in the solver's
own steps.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from vinculum.picture.screening.box import Box, Rules
from vinculum.picture.screening.days import Window, fits
from vinculum.picture.screening.fairness import Balance
from vinculum.picture.screening.worth import Tally, groups_of, worth_of

PENCE = 100
WEIGHED = 10**6  # weights of the balance as whole numbers
IN_ORDER, PROGRAM = "in order of value", "CP-SAT"


@dataclass(frozen=True, slots=True)
class Task:
    """Boxes to choose from beside those already ``taken``; ``lifts`` left in all, ``room`` left at each port.

    ``weighed`` are the boxes taken on leads, which count in the balance; a draw is fair by itself.
    """

    boxes: Sequence[Box]
    taken: Sequence[Box]
    lifts: int
    room: Mapping[str, int]
    windows: Sequence[Window] = ()
    balance: Balance | None = None
    weighed: Sequence[Box] = ()


@dataclass(frozen=True, slots=True)
class Best:
    """The boxes chosen; what they and those taken are worth together, and what no choice beside those taken can pass, in GBP."""

    boxes: tuple[Box, ...]
    value: float
    bound: float
    way: str

    @property
    def gap(self) -> float:
        """How far the choice can be from the best there is, as a share of the bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


def best_of(task: Task, rules: Rules) -> Best:
    """Return the best set of boxes of a task."""
    dearest = _in_order(task)
    whole = sum(box.expected_value_gbp for box in (*task.taken, *dearest))
    value = worth_of([*task.taken, *dearest], rules)
    # No set beats the dearest boxes counted whole: where they count whole and break no rule there is nothing to search for.
    if value >= (1 - rules.gap) * whole and allowed(dearest, task, rules):
        return Best(tuple(dearest), value, whole, IN_ORDER)
    found = _solved(task, rules)
    return replace(found, bound=max(min(found.bound, whole), found.value))


def allowed(chosen: Sequence[Box], task: Task, rules: Rules) -> bool:
    """Return whether a set keeps the days and the balance."""
    if not fits([box.name for box in (*task.taken, *chosen)], task.windows):
        return False
    if task.balance is None:
        return True
    weight = sum(task.balance.weight(box, rules) for box in (*task.weighed, *chosen))
    return weight <= task.balance.room + 1 / WEIGHED or not any(task.balance.weight(box, rules) > 0 for box in chosen)


def _in_order(task: Task) -> list[Box]:
    left, room, chosen = task.lifts, dict(task.room), []
    for box in sorted(task.boxes, key=lambda one: (-one.expected_value_gbp, one.name)):
        if left == 0:
            break
        if room.get(box.port, 0) > 0:
            chosen.append(box)
            room[box.port] -= 1
            left -= 1
    return chosen


def in_turn(task: Task, rules: Rules, boxes: Sequence[Box] | None = None) -> list[Box]:
    """Return a good set of ``boxes`` (the task's own): again and again the box that adds most and breaks no rule."""
    boxes = task.boxes if boxes is None else boxes
    tally = Tally(rules, task.taken)
    left, room, chosen = task.lifts, dict(task.room), list[Box]()
    inside = _windows_by_box(task)
    taken = {box.name for box in task.taken}
    free = [window.room - len(taken.intersection(window.names)) for window in task.windows]
    spare = 0.0 if task.balance is None else task.balance.room - sum(task.balance.weight(box, rules) for box in task.weighed)
    queue = [(-box.expected_value_gbp, box.name, place) for place, box in enumerate(boxes)]
    heapq.heapify(queue)
    while queue and left:
        _, name, place = heapq.heappop(queue)
        box = boxes[place]
        adds = tally.adds(box)
        if queue and -adds > queue[0][0]:  # what a box adds only falls: the first that is still first is the best
            heapq.heappush(queue, (-adds, name, place))
            continue
        weight = 0.0 if task.balance is None else task.balance.weight(box, rules)
        if room.get(box.port, 0) > 0 and all(free[window] > 0 for window in inside[name]) and (weight <= 0 or weight <= spare):
            chosen.append(box)
            tally.add(box)
            room[box.port] -= 1
            left -= 1
            spare -= weight
            for window in inside[name]:
                free[window] -= 1
    return chosen


def _windows_by_box(task: Task) -> defaultdict[str, list[int]]:
    """Return by name the numbers of the windows that each box lies in."""
    inside: defaultdict[str, list[int]] = defaultdict(list)
    for number, window in enumerate(task.windows):
        for name in window.names:
            inside[name].append(number)
    return inside


def _candidates(task: Task, rules: Rules) -> list[Box]:
    """Return the boxes that can be in a best set: those that too few others beat even when these count at their least.

    A box in a set can be changed for one outside it of the same port and windows that weighs no more in the balance and is worth
    more even if it counts least; where there are as many such boxes as lifts, one of them is always outside.
    """
    inside = _windows_by_box(task)
    alike: defaultdict[tuple[object, ...], list[Box]] = defaultdict(list)
    for box in sorted(task.boxes, key=lambda one: (-one.expected_value_gbp, one.name)):
        alike[box.port, tuple(inside[box.name])].append(box)
    kept: list[Box] = []
    for (port, _), held in alike.items():
        most = min(task.lifts, task.room.get(str(port), 0))
        weights = [0.0 if task.balance is None else task.balance.weight(box, rules) for box in held]
        better: list[float] = []  # weights of the boxes that beat the one at hand even at their least, in order
        ahead = 0
        for place, box in enumerate(held):
            while ahead < place and rules.least_counted * held[ahead].expected_value_gbp >= box.expected_value_gbp:
                insort(better, weights[ahead])
                ahead += 1
            if bisect_right(better, weights[place]) < most:
                kept.append(box)
    return sorted(kept, key=lambda one: (-one.expected_value_gbp, one.name))


def _solved(task: Task, rules: Rules) -> Best:
    boxes = _candidates(task, rules)
    model = cp_model.CpModel()
    put = {box.name: model.new_bool_var(box.name) for box in boxes}
    model.add(sum(put.values()) <= task.lifts)
    at_port: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
    for box in boxes:
        at_port[box.port].append(put[box.name])
    for port, choices in at_port.items():
        model.add(sum(choices) <= task.room.get(port, 0))
    _keep_windows(model, task, put)
    _keep_balance(model, task, rules, boxes, put)
    terms = [(put[box.name], box.expected_value_gbp * _alone(box, rules)) for box in boxes]
    more, taken = _shared_terms(model, task, rules, boxes, put)
    terms += more
    model.maximize(sum(round(PENCE * pounds) * one for one, pounds in terms))
    turned = in_turn(task, rules, boxes)
    start = {box.name for box in turned}
    for name, one in put.items():
        model.add_hint(one, name in start)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = rules.seed
    solver.parameters.max_deterministic_time = rules.steps
    solver.parameters.relative_gap_limit = rules.gap
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    names = {name for name, one in put.items() if solver.boolean_value(one)} if solved else start
    chosen = [box for box in boxes if box.name in names]
    value = worth_of([*task.taken, *chosen], rules)
    if (turns := worth_of([*task.taken, *turned], rules)) > value:  # the search may end before it is as good as its start
        chosen, value = turned, turns
    # Every coefficient was rounded by half a penny at most.
    bound = solver.best_objective_bound / PENCE + taken + 0.5 * len(terms) / PENCE
    return Best(tuple(chosen), value, max(bound, value), PROGRAM)


def _alone(box: Box, rules: Rules) -> float:
    """Return the share of its value that a box counts when every group it is in is full."""
    return 1.0 - sum(rules.shares.get(kind, 0.0) * (1.0 - rules.levels[-1]) for kind in box.shared)


def _shared_terms(
    model: cp_model.CpModel, task: Task, rules: Rules, boxes: Sequence[Box], put: Mapping[str, cp_model.IntVar]
) -> tuple[list[tuple[cp_model.IntVar, float]], float]:
    """Return what boxes add for their place in each group, and what those taken count at the least.

    In each group every place but the last holds one box, the dearest first: that is how a sum is largest whose levels fall.
    """
    terms: list[tuple[cp_model.IntVar, float]] = []
    taken = {box.name for box in task.taken}
    fixed = sum(box.expected_value_gbp * _alone(box, rules) for box in task.taken)
    for (kind, what), held in groups_of([*task.taken, *boxes], rules).items():
        places: list[list[cp_model.IntVar]] = [[] for _ in rules.levels[:-1]]
        for box in held:
            own = []
            for place, level in enumerate(rules.levels[:-1]):
                here = model.new_bool_var(f"{kind} {what} {place} {box.name}")
                own.append(here)
                places[place].append(here)
                terms.append((here, rules.shares[kind] * (level - rules.levels[-1]) * box.expected_value_gbp))
            model.add(sum(own) <= (1 if box.name in taken else put[box.name]))
        for choices in places:
            model.add_at_most_one(choices)
    return terms, fixed


def _keep_windows(model: cp_model.CpModel, task: Task, put: Mapping[str, cp_model.IntVar]) -> None:
    taken = {box.name for box in task.taken}
    for window in task.windows:
        left = window.room - len(taken.intersection(window.names))
        model.add(sum(put[name] for name in window.names if name in put) <= max(left, 0))


def _keep_balance(
    model: cp_model.CpModel, task: Task, rules: Rules, boxes: Sequence[Box], put: Mapping[str, cp_model.IntVar]
) -> None:
    if task.balance is None:
        return
    balance = task.balance
    room = balance.room - sum(balance.weight(box, rules) for box in task.weighed)
    weights = [(put[box.name], round(WEIGHED * balance.weight(box, rules))) for box in boxes]
    if any(weight > 0 for _, weight in weights):
        # The days before may stand above the limit already; then small traders wait for large ones, and that is all.
        model.add(sum(weight * one for one, weight in weights) <= max(round(WEIGHED * room), 0))
