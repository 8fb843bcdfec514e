"""Moving what would lie on top of each other: numbered markers apart, and letters to where they are free.

Both are deterministic: the order of the input decides, nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from vinculum.site.frame import Point

ROUNDS = 400
# Turned by the golden angle, markers of one place leave it in directions that never line up.
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def spread_apart(places: Sequence[Point], apart: float, width: float, height: float) -> list[Point]:
    """Return positions near ``places`` that are ``apart`` units from each other and inside the frame by half of that.

    Each overlapping pair is pushed apart in equal parts until none is left; a frame too full for that keeps what overlap must be.
    """
    spots = [
        (x + 0.01 * (turn + 1) * math.cos(turn * GOLDEN_ANGLE), y + 0.01 * (turn + 1) * math.sin(turn * GOLDEN_ANGLE))
        for turn, (x, y) in enumerate(places)
    ]
    for _ in range(ROUNDS):
        # Held inside first: only a round that pushes nobody may end it.
        spots = [(min(max(x, apart / 2), width - apart / 2), min(max(y, apart / 2), height - apart / 2)) for x, y in spots]
        if not _push_apart(spots, apart):
            break
    return spots


def _push_apart(spots: list[Point], apart: float) -> bool:
    """Move each pair that is too close by half of what is missing; say whether any was."""
    moved = False
    for first, second in combinations(range(len(spots)), 2):
        (x1, y1), (x2, y2) = spots[first], spots[second]
        gap = math.hypot(x2 - x1, y2 - y1)
        if gap >= apart - 1e-6:
            continue
        push = (apart - gap) / 2 + 1e-4
        along_x, along_y = ((x2 - x1) / gap, (y2 - y1) / gap) if gap > 0 else (1.0, 0.0)
        spots[first] = (x1 - along_x * push, y1 - along_y * push)
        spots[second] = (x2 + along_x * push, y2 + along_y * push)
        moved = True
    return moved


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Say whether two rectangles share any ground."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Wanted:
    """Letters that want a place: the words, their size, and where their middle may stand, best first."""

    words: str
    size: float
    spots: tuple[Point, ...]


def box_of(words: str, size: float, middle: Point) -> Box:
    """Return the ground that letters take: 0.56 of their size a letter is the mean of common sans-serif faces."""
    half = len(words) * size * 0.56 / 2 + 1.5
    return Box(middle[0] - half, middle[1] - size * 0.65, middle[0] + half, middle[1] + size * 0.65)


def place_words(wanted: Sequence[Wanted], taken: Sequence[Box], frame: Box) -> list[Point | None]:
    """Return where the middle of each of ``wanted`` stands, None where all its spots meet what came before or the edge."""
    held = list(taken)
    found: list[Point | None] = []
    for one in wanted:
        choice = None
        for spot in one.spots:
            box = box_of(one.words, one.size, spot)
            inside = frame.left <= box.left and frame.top <= box.top and box.right <= frame.right and box.bottom <= frame.bottom
            if inside and not any(box.meets(other) for other in held):
                choice = spot
                held.append(box)
                break
        found.append(choice)
    return found
