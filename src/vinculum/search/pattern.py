"""The language for a mark that is known in part: ``?`` is one unknown character, ``*`` any run of them, ``[8B]`` either.

Case, blanks and punctuation do not matter, as in every mark. A pattern fits whole marks: ``WVW*`` begins so, ``*4711`` ends so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vinculum.errors import WrongUse
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.pack import ALPHABET

SIGNS = frozenset("?*[]")
LEAST_NAMED = 2
RUN = ""  # stands for `*` among the sets of characters

SYMBOLS = ALPHABET + UNKNOWN
"""What a stored mark holds; a stored ``?`` is a character that nobody could read, and may be any."""

Masks = npt.NDArray[np.uint64]


class BadPattern(WrongUse):
    """The typed pattern cannot be read; the message names the place."""


@dataclass(frozen=True)
class Pattern:
    """A pattern: for each place the characters it may be, sorted, or ``RUN``."""

    places: tuple[str, ...]

    @cached_property
    def masks(self) -> Masks:
        """One bit a symbol and place; 0 is a run."""
        return np.array([_mask(place) for place in self.places], dtype=np.uint64)

    @cached_property
    def beginning(self) -> str:
        """The known characters that every fitting mark begins with."""
        known = []
        for place in self.places:
            if len(place) != 1:
                break
            known.append(place)
        return "".join(known)

    @property
    def known(self) -> int:
        """How many places have one known character."""
        return sum(len(place) == 1 for place in self.places)

    @property
    def length(self) -> int | None:
        """How many characters a fitting mark has; None if it has a run."""
        return None if RUN in self.places else len(self.places)


def _mask(place: str) -> int:
    # A character that nobody could read on the vehicle may be the one typed.
    return sum(1 << SYMBOLS.index(character) for character in {*place, UNKNOWN}) if place else 0


def is_pattern(text: str) -> bool:
    """Return whether a typed text uses the language at all."""
    return not SIGNS.isdisjoint(unicodedata.normalize("NFKC", text))


def parse_pattern(text: str) -> Pattern:
    """Return what was typed as a pattern; BadPattern names what cannot be read and where (counted from 1)."""
    places: list[str] = []
    for place in _places(unicodedata.normalize("NFKC", text)):
        if place != RUN or places[-1:] != [RUN]:
            places.append(place)
    if sum(0 < len(place) < len(ALPHABET) for place in places) < LEAST_NAMED:
        raise BadPattern(f"{text!r} names fewer than {LEAST_NAMED} letters or digits, so nearly every mark fits. Give more.")
    return Pattern(tuple(places))


def of_mark(folded: str) -> Pattern:
    """Return the pattern of a folded text as it is: each ``?`` in it any character."""
    return Pattern(tuple(ALPHABET if character == UNKNOWN else character for character in folded))


def _places(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match text[at]:
            case "?":
                yield ALPHABET
            case "*":
                yield RUN
            case "[":
                end = text.find("]", at)
                if end < 0:
                    raise BadPattern(f"The bracket at {at + 1} of {text!r} is not closed. Write [8B] for 8 or B.")
                yield _either(text, at, end)
                at = end
            case "]":
                raise BadPattern(f"The bracket at {at + 1} of {text!r} closes nothing. Write [8B] for 8 or B.")
            case character:
                yield from fold(character)
        at += 1


def _either(text: str, start: int, end: int) -> str:
    inside = text[start + 1 : end]
    if not SIGNS.isdisjoint(inside):
        raise BadPattern(f"The bracket at {start + 1} of {text!r} holds one of ? * [ ]. List the letters and digits it may be.")
    either = "".join(sorted(set(fold(inside))))
    if not either:
        raise BadPattern(f"The bracket at {start + 1} of {text!r} is empty. List the letters and digits it may be.")
    return either
