"""Choosing the boxes to open: a random arm that keeps the estimates honest, and leads that bring the most for the lifts.

Three steps, so that every count is right afterwards:
1. The *first line*: the best boxes for the lifts that the random arm cannot need, chosen without looking at the draw.
2. The *draw*: from all boxes, those of the first line among them, each with a known chance.
3. A lift that the draw left over, or that a box of both arms gave back, goes to the next best box.
A box of both arms is lifted once and counts in both: it was drawn, and it would have been opened in any case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from vinculum.picture.screening.box import Box, Budget, Rules, days_of
from vinculum.picture.screening.days import Window, days_given, lifted_in_time, windows_of
from vinculum.picture.screening.draw import chances, draw, most_drawn
from vinculum.picture.screening.fairness import Balance, Past, Rate, balance_of, rates_of
from vinculum.picture.screening.program import PROGRAM, Task, best_of
from vinculum.picture.screening.worth import counted

LEAD, RANDOM = "lead", "random"


@dataclass(frozen=True, slots=True)
class Pick:
    """What is decided of one box.

    ``basis`` is ``lead``, ``random`` or None (stays closed). ``inclusion_probability`` is its chance in the draw. ``first_line``:
    it was chosen before the draw, whatever that would be. ``drawn`` and ``first_line``: a box of both arms, lifted once.
    ``counted_gbp`` is what it adds to the worth of the choice, ``day`` (UTC) when to lift it.
    """

    box: Box
    basis: str | None
    inclusion_probability: float
    drawn: bool
    first_line: bool
    counted_gbp: float | None
    day: date | None

    @property
    def chosen(self) -> bool:
        """Whether the box is to be opened."""
        return self.basis is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """Every box that could be opened, with what is decided of it, in the order given; and what the choice brings.

    ``value_gbp`` is the worth of all boxes chosen, ``bound_gbp`` what no choice beside the draw can pass, ``way`` how it was
    found. ``rates`` tell how often traders of each size are chosen on leads, ``ratio`` compares small with large at equal risk.
    """

    picks: tuple[Pick, ...]
    budget: Budget
    value_gbp: float
    bound_gbp: float
    gap: float
    way: str
    arm_size: float
    rates: tuple[Rate, ...]
    ratio: float | None

    @property
    def chosen(self) -> tuple[Pick, ...]:
        """The boxes to open, by port, day and name."""
        held = (pick for pick in self.picks if pick.chosen)
        return tuple(sorted(held, key=lambda one: (one.box.port, one.day or date.max, one.box.name)))


def eligible(boxes: Sequence[Box], as_at: datetime, hours: float) -> list[Box]:
    """Return the boxes that can still be lifted: ``hours`` and more before they sail. One without a known sailing stays."""
    return [box for box in boxes if box.sails_at is None or days_of(box, as_at, hours)]


def choose(
    boxes: Sequence[Box],
    budget: Budget,
    rules: Rules,
    *,
    as_at: datetime,
    past: Sequence[Past] = (),
    drawn_from_before: Collection[str] = (),
) -> Choice:
    """Choose which of ``boxes`` (unopened, one each) to lift at ``as_at`` (UTC).

    ``past`` are the boxes of the days before, for fairness. ``drawn_from_before`` are names of boxes that stood in an earlier
    draw: each box is put to one draw only, or its chance would not be known; they can still be chosen on a lead.
    """
    open_boxes = eligible(boxes, as_at, budget.hours)
    frame = [box for box in open_boxes if box.name not in drawn_from_before]
    chance = chances(frame, budget)
    windows = windows_of(open_boxes, budget, as_at)
    balance = balance_of(open_boxes, past, rules)
    ports = sorted({box.port for box in open_boxes})
    room = {port: budget.room_at(port) for port in ports}

    reserved, reserved_at = most_drawn(frame, chance)
    spare = {port: room[port] - reserved_at.get(port, 0) if port in budget.at else room[port] for port in ports}
    worth = [box for box in open_boxes if box.expected_value_gbp >= budget.lift_gbp]
    # Where days are short a draw can take any box's day: nothing is then chosen whatever the draw.
    before = 0 if windows else max(budget.total - reserved, 0)
    first = best_of(Task(worth, (), before, spare, (), balance), rules)

    drawn_names = draw(frame, chance)
    drawn = [box for box in frame if box.name in drawn_names]
    in_time = lifted_in_time(drawn, budget, as_at)
    lifted = [box for box in drawn if box.name in in_time]
    taken = list({box.name: box for box in (*lifted, *first.boxes)}.values())
    last = best_of(_rest(open_boxes, taken, first.boxes, budget, room, windows, balance), rules)
    whole = last
    if PROGRAM in {first.way, last.way}:  # the bound is that of all choices beside the draw, whatever the first line
        whole = best_of(_rest(open_boxes, lifted, (), budget, room, windows, balance), rules)

    opened = [*taken, *last.boxes]
    days = days_given(opened, budget, as_at)
    shares = counted(opened, rules)
    first_names = {box.name for box in first.boxes}
    lead_names = first_names | {box.name for box in last.boxes}
    by_lead = [box for box in opened if box.name in lead_names]
    arm_names = {box.name for box in lifted}
    picks = tuple(
        Pick(
            box=box,
            basis=RANDOM if box.name in arm_names else LEAD if box.name in lead_names else None,
            inclusion_probability=_chance_of(box, chance, drawn_from_before),
            drawn=box.name in drawn_names,
            first_line=box.name in first_names,
            counted_gbp=round(box.expected_value_gbp * shares[box.name], 2) if box.name in shares else None,
            day=days.get(box.name),
        )
        for box in open_boxes
    )
    return Choice(
        picks=picks,
        budget=budget,
        value_gbp=round(last.value, 2),
        bound_gbp=round(bound := max(whole.bound, last.value), 2),
        gap=round((bound - last.value) / bound, 6) if bound > 0 else 0.0,
        way=PROGRAM if PROGRAM in {first.way, last.way} else last.way,
        arm_size=float(sum((chance[box.port] for box in frame), Fraction(0))),
        rates=rates_of(open_boxes, by_lead, past),
        ratio=balance.ratio(by_lead, rules),
    )


def _chance_of(box: Box, chance: dict[str, Fraction], before: Collection[str]) -> float:
    return 0.0 if box.name in before else float(chance.get(box.port, Fraction(0)))


def _rest(
    boxes: Sequence[Box],
    taken: Sequence[Box],
    weighed: Sequence[Box],
    budget: Budget,
    room: Mapping[str, int],
    windows: Sequence[Window],
    balance: Balance,
) -> Task:
    """Return the task of spending what lifts are left beside the boxes taken."""
    names = {box.name for box in taken}
    held = Counter(box.port for box in taken)
    return Task(
        boxes=[box for box in boxes if box.name not in names],
        taken=taken,
        lifts=max(budget.total - len(taken), 0),
        room={port: max(room[port] - held[port], 0) for port in room},
        windows=windows,
        balance=balance,
        weighed=weighed,
    )
