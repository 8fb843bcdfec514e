"""Container numbers: ISO 6346 (DOMAIN 4.1).

The check digit is part of the number: one that fails it is not well-formed, and is offered repairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.candidate import Candidate, ranked
from vinculum.marks.fold import DIGITS, LETTERS, UNKNOWN, fold
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.reference import rows_of

LENGTH = 11
CATEGORIES = "UJZ"
SHAPE = re.compile(r"[A-Z]{3}[UJZ]\d{7}")
TEN = 10  # a remainder of ten is written 0
KNOWN_OWNER_ODDS = 20.0  # a prefix that a line is known to use, against one that it is not
TRANSPOSED = 0.001  # two neighbouring characters written the wrong way round, per mark


class ContainerClass(StrEnum):
    """What the category letter says of the equipment; unknown where there is no such letter."""

    FREIGHT = "freight_container"
    DETACHABLE = "detachable_equipment"
    TRAILER = "trailer_or_chassis"
    UNKNOWN = "unknown"


_CLASSES = {"U": ContainerClass.FREIGHT, "J": ContainerClass.DETACHABLE, "Z": ContainerClass.TRAILER}


@dataclass(frozen=True, slots=True)
class Container:
    """A container number as read; ``operator`` is who is known to use the prefix, ``check_expected`` the digit computed."""

    raw: str
    normal: str
    container_class: ContainerClass
    well_formed: bool
    owner: str | None = None
    operator: str | None = None
    check_ok: bool | None = None
    check_expected: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SizeType:
    """A size-type code: length and height in feet, and the type of container."""

    code: str
    length_ft: int
    height_ft: float
    type: str
    title: str


def _values() -> dict[str, int]:
    """Return the value of each character: letters run from 10 and skip the multiples of 11."""
    numbers = [number for number in range(10, 39) if number % 11]
    return {**{digit: int(digit) for digit in DIGITS}, **dict(zip(LETTERS, numbers, strict=True))}


VALUES = _values()


@cache
def operators() -> dict[str, str]:
    """Return the shipping line or lessor by three-letter owner prefix, where it is known."""
    return {row["prefix"]: row["operator"] for row in rows_of("container_owners")}


@cache
def size_types() -> dict[str, SizeType]:
    """Return the common size-type codes."""
    return {
        row["code"]: SizeType(row["code"], int(row["length_ft"]), float(row["height_ft"]), row["type"], row["title"])
        for row in rows_of("container_types")
    }


def weigh(first_ten: str) -> int:
    """Return the weighted sum of ISO 6346: the value of each character times two to the power of its position."""
    return sum(VALUES[character] << at for at, character in enumerate(first_ten))


def check_digit(first_ten: str) -> str | None:
    """Return the check digit of the first ten characters; None if one has no value. A remainder of 10 is written 0."""
    if len(first_ten) != LENGTH - 1 or any(character not in VALUES for character in first_ten):
        return None
    return str(weigh(first_ten) % 11 % TEN)


def is_valid(number: str) -> bool:
    """Return whether a folded number has the shape of ISO 6346 and its check digit."""
    return SHAPE.fullmatch(number) is not None and check_digit(number[:-1]) == number[-1]


def parse_container(text: str) -> Container:
    """Return what a container number says of itself; ten characters are a number without its check digit."""
    normal = fold(text)
    expected = check_digit(normal[: LENGTH - 1])
    shaped = SHAPE.fullmatch(normal) is not None
    ok = normal[-1] == expected if shaped and expected is not None else None
    notes = []
    if len(normal) == LENGTH - 1 and SHAPE.fullmatch(f"{normal}0"):
        notes.append(f"check digit missing: computed {expected}")
    elif not shaped:
        notes.append("not the shape of ISO 6346: three letters, U, J or Z, six digits and a check digit")
    elif not ok:
        notes.append(f"check digit is {normal[-1]}, computed {expected}")
    if shaped and expected == "0" and weigh(normal[:-1]) % 11 == TEN:
        notes.append("remainder 10: ISO 6346 advises against such serial numbers")
    category = normal[3:4] if len(normal) >= LENGTH - 1 else ""
    return Container(
        raw=text,
        normal=normal,
        container_class=_CLASSES.get(category, ContainerClass.UNKNOWN),
        well_formed=bool(ok),
        owner=normal[:3] if shaped else None,
        operator=operators().get(normal[:3]) if shaped else None,
        check_ok=ok,
        check_expected=expected,
        notes=tuple(notes),
    )


def display_container(number: str) -> str:
    """Return a folded number as it stands on the box: ``CSQU 305438 [3]``."""
    return f"{number[:4]} {number[4:10]} [{number[10:]}]"


ALLOWED = (LETTERS,) * 3 + (CATEGORIES,) + (DIGITS,) * 7  # owner, category, serial number and check digit


def _repairs(normal: str, channel: Confusion) -> Iterator[tuple[str, float, str]]:
    """Yield numbers one change away that pass, how likely the change is, and what it is."""
    wrong = [at for at, character in enumerate(normal) if character not in ALLOWED[at]]
    for at in wrong[:1] if wrong else range(LENGTH):
        for character in ALLOWED[at]:
            number = normal[:at] + character + normal[at + 1 :]
            if character != normal[at] and is_valid(number):
                seen = "unknown" if normal[at] == UNKNOWN else normal[at]
                yield number, channel.weight(character, normal[at]), f"{seen} at position {at + 1} is {character}"
    for at in range(LENGTH - 1):
        number = normal[:at] + normal[at + 1] + normal[at] + normal[at + 2 :]
        if number != normal and is_valid(number):
            yield number, TRANSPOSED / LENGTH, f"{normal[at : at + 2]} at position {at + 1} is {number[at : at + 2]}"


def container_candidates(read: str, limit: int = 10, confusion: Confusion | None = None) -> list[Candidate]:
    """Return the numbers that a container number may really be, most probable first: as read, complete, or one change away."""
    normal = fold(read)
    if len(normal) == LENGTH - 1:
        expected = check_digit(normal)
        number = f"{normal}{expected}"
        return [Candidate(number, 1.0, f"check digit {expected} added")][:limit] if is_valid(number) else []
    if len(normal) != LENGTH:
        return []
    if is_valid(normal):
        return [Candidate(normal, 1.0, "as read")][:limit]
    found = list(_repairs(normal, confusion or default_confusion()))
    weights = [weight * (KNOWN_OWNER_ODDS if number[:3] in operators() else 1.0) for number, weight, _ in found]
    total = sum(weights)
    offered = (Candidate(number, weight / total, why) for (number, _, why), weight in zip(found, weights, strict=True))
    return ranked(offered, limit)
