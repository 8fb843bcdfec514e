r"""Shapes of registration marks: a small pattern language, and its expansion into fixed-length templates.

A pattern is made of letters, digits, ``[sets]``, ``\d`` and repeats ``{n}`` or ``{m,n}``. It is at once a regular expression
(read by the scalar rules) and a list of templates, one set of characters a position (read by the compiled rules and by coercion).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.fold import DIGITS, UNKNOWN
from vinculum.marks.pack import ALPHABET
from vinculum.marks.reference import rows_of

Template = tuple[str, ...]


class VrmClass(StrEnum):
    """The eleven British classes of registration mark (DOMAIN 3.2), then what is not British and what is not known."""

    CURRENT = "current"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    Q = "q"
    DATELESS_1932 = "dateless_1932"
    DATELESS_1903 = "dateless_1903"
    NI = "ni"
    DIPLOMATIC = "diplomatic"
    MILITARY = "military"
    TRADE = "trade"
    CROWN = "crown"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Format:
    """One shape: its class, the series within the class, the country (ISO 3166) and the pattern."""

    vrm_class: VrmClass
    series: str
    country: str
    pattern: str
    expression: re.Pattern[str]
    templates: tuple[Template, ...]


_PIECE = re.compile(r"(\[[^\]]+\]|\\d|[A-Z0-9])(?:\{(\d)(?:,(\d))?\})?")


def _characters(piece: str) -> str:
    """Return the characters that one piece of a pattern allows, in order."""
    if piece == r"\d":
        return DIGITS
    one = re.compile(piece)
    return "".join(character for character in ALPHABET if one.fullmatch(character))


def expand_pattern(pattern: str) -> tuple[Template, ...]:
    """Return the fixed-length templates of ``pattern``, shortest first; ValueError if it says more than the language can."""
    expanded: list[Template] = [()]
    at = 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise ValueError(f"cannot read {pattern!r} from position {at}")
        least = int(piece[2] or 1)
        most = int(piece[3] or least)
        allowed = _characters(piece[1])
        expanded = [left + (allowed,) * times for left in expanded for times in range(least, most + 1)]
        at = piece.end()
    return tuple(sorted(expanded, key=len))


@cache
def formats() -> tuple[Format, ...]:
    """Return every known shape; the first that fits a mark is the class it is given."""
    return tuple(
        Format(
            vrm_class=VrmClass(row["class"]),
            series=row["series"],
            country=row["country"],
            pattern=row["pattern"],
            expression=re.compile(row["pattern"]),
            templates=expand_pattern(row["pattern"]),
        )
        for row in rows_of("vrm_formats")
    )


def fits(template: Template, folded: str) -> bool:
    """Return whether ``folded`` has the shape of ``template``; ``?`` fits every position."""
    return len(template) == len(folded) and all(
        character == UNKNOWN or character in allowed for character, allowed in zip(folded, template, strict=True)
    )


def formats_of(folded: str) -> Iterator[Format]:
    """Yield the shapes that a folded mark fits, in order of the table."""
    if UNKNOWN in folded:
        yield from (shape for shape in formats() if any(fits(template, folded) for template in shape.templates))
    else:
        yield from (shape for shape in formats() if shape.expression.fullmatch(folded))
