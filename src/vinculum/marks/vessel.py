"""Ships: IMO numbers of seven digits, the last of which checks the others (IMO resolution A.1117)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vinculum.marks.candidate import Candidate, ranked
from vinculum.marks.fold import DIGITS, fold
from vinculum.marks.misread import Confusion, default_confusion

SHAPE = re.compile(r"(?:IMO)?(\d{7})")
WEIGHTS = (7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Vessel:
    """An IMO number as read; ``normal`` is its seven digits where it has them. One that fails the check is not well-formed."""

    raw: str
    normal: str
    well_formed: bool
    named: bool = False
    check_expected: str | None = None
    notes: tuple[str, ...] = ()


def check_digit(first_six: str) -> str:
    """Return the check digit of six digits."""
    return str(sum(int(digit) * weight for digit, weight in zip(first_six, WEIGHTS, strict=True)) % 10)


def parse_vessel(text: str) -> Vessel:
    """Return what an IMO number says of itself; ``named`` when it was written with ``IMO`` before it."""
    folded = fold(text)
    found = SHAPE.fullmatch(folded)
    if found is None:
        return Vessel(text, folded, well_formed=False, notes=("an IMO number has seven digits",))
    number = found[1]
    expected = check_digit(number[:6])
    ok = number[6] == expected
    notes = () if ok else (f"check digit is {number[6]}, computed {expected}",)
    return Vessel(text, number, ok, folded.startswith("IMO"), expected, notes)


def vessel_candidates(read: str, limit: int = 10, confusion: Confusion | None = None) -> list[Candidate]:
    """Return the IMO numbers that a number may really be: as read when it passes, else one digit away."""
    vessel = parse_vessel(read)
    if vessel.well_formed:
        return [Candidate(vessel.normal, 1.0, "as read")][:limit]
    if vessel.check_expected is None:
        return []
    channel = confusion or default_confusion()
    found: list[tuple[str, float, str]] = []
    for at, seen in enumerate(vessel.normal):
        for digit in DIGITS:
            number = vessel.normal[:at] + digit + vessel.normal[at + 1 :]
            if digit != seen and check_digit(number[:6]) == number[6]:
                found.append((number, channel.weight(digit, seen), f"{seen} at position {at + 1} is {digit}"))
    total = sum(weight for _, weight, _ in found)
    return ranked((Candidate(number, weight / total, why) for number, weight, why in found), limit)
