"""Comparing two marks: how much the reading of both speaks for one true mark behind them, and how much against.

The weight is log-odds (base e): the probability of the two readings if one mark lies behind them, over their probability if two
unrelated marks do. Every position that lines up is a part of it; `?` is worth next to nothing. So the weight adds to other
log-odds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.pack import ALPHABET
from vinculum.marks.reference import rows_of
from vinculum.marks.vin import LENGTH as VIN_LENGTH

CLEAR = 2.0  # log-odds beyond which a comparison is said to speak for one or for two marks (about 7 to 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a comparison: position in the left mark (from 1), what each says there (empty if nothing), its weight."""

    position: int
    left: str
    right: str
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two readings speak for one mark: log-odds ``weight``, the parts it is the sum of, and a sentence."""

    left: str
    right: str
    weight: float
    parts: tuple[Part, ...]
    reason: str


def place_weight(left: str, right: str, channel: Confusion, coincidence: float = 1 / len(ALPHABET)) -> float:
    """Return the log-odds of two readings of one place: one true character behind both, against one character each of two marks.

    ``coincidence`` is how often two unrelated marks have the same character there.
    """
    size = len(ALPHABET)
    together = sum(channel.weight(true, left) * channel.weight(true, right) for true in ALPHABET) / size
    independent = math.prod(sum(channel.weight(true, read) for true in ALPHABET) / size for read in (left, right))
    different = (independent - together / size) * size / (size - 1)
    return math.log(together / (coincidence * together + (1 - coincidence) * different))


@cache
def _vin_coincidence() -> tuple[float, ...]:
    return tuple(float(row["share"]) for row in rows_of("vin_coincidence"))


def _line_up(left: str, right: str) -> list[tuple[int, str, str]]:
    """Return (position in the left, left character, right character) with the fewest changes; empty where one has none."""
    if len(left) == len(right):
        return [(at, mine, other) for at, (mine, other) in enumerate(zip(left, right, strict=True), start=1)]
    # Of several line-ups with as few changes, take the same one whichever mark comes first.
    first, second = sorted((left, right), key=lambda text: (len(text), text))
    pairs: list[tuple[str, str]] = []
    for step in Levenshtein.opcodes(first, second):
        one, other = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        pairs.extend((one[at : at + 1], other[at : at + 1]) for at in range(max(len(one), len(other))))
    if first != left:
        pairs = [(other, one) for one, other in pairs]
    positions = accumulate((1 if mine else 0 for mine, _ in pairs), initial=0)
    return [(at + 1 if mine else max(at, 1), mine, other) for at, (mine, other) in zip(positions, pairs, strict=False)]


def _weigh(left: str, right: str, channel: Confusion) -> list[Part]:
    # Makers build on few patterns, so unrelated VINs share much of their first half; plates and serials hardly anything.
    vins = len(left) == len(right) == VIN_LENGTH
    # A character that only one reading has was lost in that or added in this.
    missing = math.log(channel.lost + channel.added)
    parts = []
    for at, mine, other in _line_up(left, right):
        coincidence = _vin_coincidence()[at - 1] if vins else 1 / len(ALPHABET)
        parts.append(Part(at, mine, other, place_weight(mine, other, channel, coincidence) if mine and other else missing))
    return parts


def _describe(weight: float, parts: list[Part]) -> str:
    unknown = [part for part in parts if UNKNOWN in (part.left, part.right)]
    different = [part for part in parts if part.left != part.right and part not in unknown]
    words = [f"{len(parts) - len(unknown) - len(different)} of {len(parts)} characters agree"]
    words.extend(f"{part.left or 'nothing'} against {part.right or 'nothing'} at {part.position}" for part in different)
    if unknown:
        words.append(f"{len(unknown)} unknown")
    verdict = "speaks for one mark" if weight > CLEAR else "speaks for two marks" if weight < -CLEAR else "says little"
    return f"{verdict}: {', '.join(words)}"


def compare_marks(left: str, right: str, confusion: Confusion | None = None) -> Comparison:
    """Return how far two readings of a mark (plate, VIN, serial) speak for one mark behind both; symmetric but for positions."""
    channel = confusion or default_confusion()
    left, right = fold(left), fold(right)
    parts = _weigh(left, right, channel)
    weight = math.fsum(part.weight for part in parts)
    return Comparison(left, right, weight, tuple(parts), _describe(weight, parts))
