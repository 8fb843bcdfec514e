"""The folded form of a mark: what is left when spelling, case, script and punctuation no longer matter.

A folded text holds A-Z, 0-9 and ``?`` (one unknown character) and nothing else; so folding twice changes nothing.
"""

from __future__ import annotations

import unicodedata

UNKNOWN = "?"

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
KEPT = frozenset(DIGITS + LETTERS + UNKNOWN)

# Capitals of other scripts that are drawn like a Latin capital or a digit. Compatibility forms (full width, superscript,
# circled, Roman numerals) need no entry: normalisation turns them into what they stand for.
CYRILLIC = dict(zip("АВЕЗКМНОРСТУХІЇЈЅԚԜҺӀҮ", "ABE3KMHOPCTYXIIJSQWHIY", strict=True))
GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϜͿ", "ABEZHIKMNOPTYXCFJ", strict=True))  # noqa: RUF001  look-alikes are the point
STRUCK = dict(zip("ØĐŁĦŦƗɆƵ", "ODLHTIEZ", strict=True))
LOOKALIKES = str.maketrans({**CYRILLIC, **GREEK, **STRUCK})

_ASCII_DROPPED = {code: None for code in range(128) if chr(code) not in KEPT}


def _latin(character: str) -> str:
    """Return the A-Z, 0-9 or ``?`` that one upper-case character stands for, or nothing."""
    if character in KEPT:
        return character
    number = unicodedata.decimal(character, None)
    return "" if number is None else str(number)


def fold(text: str) -> str:
    """Return the folded form of ``text``: compatibility forms and look-alikes to Latin, upper case, only A-Z, 0-9 and ``?`` kept.

    Accents are dropped and their letter is kept (``Ü`` becomes ``U``); digits of every script become 0-9.
    """
    if text.isascii():
        return text.upper().translate(_ASCII_DROPPED)
    # Upper case can bring back a compatibility form or an accent (İ, ŉ, ῼ), so decompose on both sides of it.
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
    return "".join(_latin(character) for character in spelled.translate(LOOKALIKES))
