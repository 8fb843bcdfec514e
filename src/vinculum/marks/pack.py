"""Marks as integers: tens of millions of them are compared, sorted and joined as 64-bit columns.

Invariant: a positive key is the folded text itself (base 37, twelve characters, left aligned), so keys sort as the text does and
turn back into it. A negative key is a hash of a folded text that is longer, or that holds an unknown character. Zero is no mark.
"""

from __future__ import annotations

from vinculum.marks.fold import DIGITS, LETTERS, fold

ALPHABET = DIGITS + LETTERS
BASE = len(ALPHABET) + 1  # 0 ends a text
LONGEST = 12  # 37**12 < 2**63 < 37**13

FNV_OFFSET = 0xCBF29CE484222325
FNV_PRIME = 0x100000001B3
MIX = 0xFF51AFD7ED558CCD
WORD = 0xFFFFFFFFFFFFFFFF

_CODES = {character: code for code, character in enumerate(ALPHABET, start=1)}


def hash_text(folded: str) -> int:
    """Return the negative 63-bit key of a folded text that does not pack: FNV-1a, then one mixing step (MurmurHash3)."""
    value = FNV_OFFSET
    for byte in folded.encode("ascii"):
        value = ((value ^ byte) * FNV_PRIME) & WORD
    value = ((value ^ (value >> 33)) * MIX) & WORD
    value ^= value >> 33
    return -(value >> 1) - 1


def pack(text: str) -> int:
    """Return the key of ``text`` after folding: positive up to 12 known characters, negative beyond, 0 for nothing."""
    folded = fold(text)
    if len(folded) > LONGEST or any(character not in _CODES for character in folded):
        return hash_text(folded)
    key = 0
    for character in folded:
        key = key * BASE + _CODES[character]
    return key * int(BASE ** (LONGEST - len(folded)))


def unpack(key: int) -> str | None:
    """Return the folded text of ``key``; an empty text for 0; None for a hash, which does not turn back.

    ValueError if no text has this key.
    """
    if key < 0:
        return None
    codes: list[int] = []
    for _ in range(LONGEST):
        key, code = divmod(key, BASE)
        codes.append(code)
    while codes and codes[0] == 0:
        codes.pop(0)
    if key or 0 in codes:
        raise ValueError("no text has this key")
    return "".join(ALPHABET[code - 1] for code in reversed(codes))
