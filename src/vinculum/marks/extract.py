"""Marks out of free text, with where they stand.

A mark is taken when its shape alone is telling (a VIN, a container with its check digit, a mail address, a current plate), or
when the words before it announce it (``engine no.``, ``reg``, ``company number``). Shapes that ordinary writing shares (dateless
plates, road numbers, dates, postcodes, house numbers) need the announcement. What two rules claim goes to the first.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from vinculum.marks.fold import fold
from vinculum.marks.text_rules import RULES, Found

__all__ = ["Found", "extract_marks", "level"]


@lru_cache(maxsize=4096)
def _level_character(character: str) -> str:
    plain = fold(character)
    if character.isascii() or len(plain) != 1:
        return character
    return plain.lower() if character.islower() else plain


def level(text: str) -> str:
    """Return ``text`` with look-alikes and full-width characters in ASCII, character for character, so that spans stay true."""
    return text if text.isascii() else "".join(map(_level_character, text))


def extract_marks(text: str) -> list[Found]:
    """Return the marks in ``text`` in the order they stand there, none overlapping another."""
    plain = level(text)
    taken = [False] * len(text)
    found: list[Found] = []
    for rule in RULES:
        for mark in rule(plain):
            if not any(taken[mark.start : mark.end]):
                taken[mark.start : mark.end] = [True] * (mark.end - mark.start)
                found.append(replace(mark, text=text[mark.start : mark.end]))
    return sorted(found, key=lambda mark: mark.start)
