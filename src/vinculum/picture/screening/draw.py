"""The random arm: a draw in which every box has a known chance, so that what it finds speaks for all boxes.

Systematic sampling with fixed chances (Madow 1949): boxes are laid end to end, port by port and shuffled within each, every box
as long as its chance; a comb with teeth 1 apart is laid on them at a random place, and the boxes that a tooth touches are drawn.
A box's chance is exactly its length. The number drawn is the sum of the chances, rounded up or down, in all and at each port, so
that half a lift a day is a lift every other day and not none. Shuffle and place come from the boxes themselves: the same boxes
give the same draw.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from vinculum.picture.screening.box import Box, Budget

PARTS = 10**6  # the random share is taken to a millionth


def arm_size(boxes: Sequence[Box], budget: Budget) -> Fraction:
    """Return how many lifts the random arm has: its share of them, and those for which no box is worth its lift."""
    ports = Counter(box.port for box in boxes)
    worth = Counter(box.port for box in boxes if box.expected_value_gbp >= budget.lift_gbp)
    reach = min(budget.total, sum(min(count, budget.room_at(port)) for port, count in ports.items()))
    on_leads = min(reach, sum(min(worth[port], budget.room_at(port)) for port in ports))
    return max(Fraction(round(budget.random_share * PARTS), PARTS) * reach, Fraction(reach - on_leads))


def chances(boxes: Sequence[Box], budget: Budget, size: Fraction | None = None) -> dict[str, Fraction]:
    """Return the chance of a box at each port, so that they add up to the size of the arm.

    All boxes have the same chance, except where a port has too few lifts for its share: there it is lower, elsewhere higher.
    """
    left = arm_size(boxes, budget) if size is None else size
    ports = Counter(box.port for box in boxes)
    open_ports, told = dict(ports), dict.fromkeys(ports, Fraction(0))
    while open_ports:
        even = left / sum(open_ports.values())
        full = {port: n for port, n in open_ports.items() if even * n > min(budget.room_at(port), n)}
        if not full:
            return told | dict.fromkeys(open_ports, even)
        for port, count in full.items():
            told[port] = Fraction(min(budget.room_at(port), count), count)
            left -= told[port] * count
            del open_ports[port]
    return told


def draw(boxes: Iterable[Box], chance: Mapping[str, Fraction]) -> set[str]:
    """Return the names of the boxes drawn; ``chance`` is that of a box at each port."""
    by_port: dict[str, list[str]] = {}
    for box in boxes:
        by_port.setdefault(box.port, []).append(box.name)
    names = sorted(name for held in by_port.values() for name in held)
    seed = hashlib.sha256("\n".join(names).encode()).hexdigest()
    ports = sorted(by_port, key=lambda port: (_digest(seed, "port", port), port))
    laid = [
        (sorted(by_port[port], key=lambda name: (_digest(seed, name), name)), chance.get(port, Fraction(0))) for port in ports
    ]
    return touched(laid, Fraction(int(_digest(seed, "comb"), 16), 16**64))


def touched(laid: Sequence[tuple[Sequence[str], Fraction]], tooth: Fraction) -> set[str]:
    """Return the names that a comb touches whose first tooth lies at ``tooth``; each lies in order, as long as given."""
    drawn: set[str] = set()
    start = Fraction(0)
    for names, length in laid:
        end = start + length * len(names)
        while tooth < end:
            drawn.add(names[math.floor((tooth - start) / length)])
            tooth += 1
        start = end
    return drawn


def most_drawn(boxes: Iterable[Box], chance: Mapping[str, Fraction]) -> tuple[int, dict[str, int]]:
    """Return how many boxes can be drawn at most, in all and at each port."""
    sizes = {port: chance.get(port, Fraction(0)) * count for port, count in Counter(box.port for box in boxes).items()}
    return math.ceil(sum(sizes.values(), Fraction(0))), {port: math.ceil(size) for port, size in sizes.items()}


def _digest(seed: str, *words: str) -> str:
    return hashlib.sha256("|".join([seed, *words]).encode()).hexdigest()
