"""Pairs of plates that a misread could turn into one another: one character lost or added, or one or two read wrongly.

Works on packed keys (``marks.pack``): blanking two of a key's digits is one subtraction, and two plates that agree everywhere but
in two places have a blanked key in common. The smaller side is indexed and the larger one streamed past it, so that time grows
with the larger side and memory with the smaller. A digit of 0 inside a key stands for an illegible character.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.kernel import kernel
from vinculum.marks.pack import ALPHABET, BASE, LONGEST

Integers = npt.NDArray[np.int64]

SHORTEST = 4  # a shorter plate has too many neighbours for any of them to mean something
PLACES = np.array([BASE ** (LONGEST - 1 - place) for place in range(LONGEST)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class NearPairs:
    """Indexes into the two arrays and the edits between them; every pair once, equal keys left out."""

    few: Integers
    many: Integers
    edits: Integers


def illegible_key(text: str) -> int:
    """Return the key of a folded plate with ``?`` in it: 0 in place of each; 0 if the text is too long."""
    folded = fold(text)
    if len(folded) > LONGEST:
        return 0
    codes = [0 if character == UNKNOWN else ALPHABET.index(character) + 1 for character in folded]
    return sum(code * int(place) for code, place in zip(codes, PLACES, strict=False))


@kernel
def _code(key: int, place: int) -> int:
    """Return the code of the character at a place of a key, counted from 0; 0 past its end."""
    return key // PLACES[place] % BASE  # type: ignore[no-any-return, unused-ignore]  # NumPy scalars stand for int in a kernel


@kernel
def _length(key: int) -> int:
    length = LONGEST
    while length > 0 and _code(key, length - 1) == 0:
        length -= 1
    return length


@kernel
def _blank(key: int, place: int) -> int:
    return key - _code(key, place) * PLACES[place]  # type: ignore[no-any-return, unused-ignore]  # as above


@kernel
def _without(key: int, place: int) -> int:
    """Return the key with the character at one place taken out and the rest moved up."""
    head = (key // PLACES[place]) // BASE * BASE * PLACES[place]
    return head + key % PLACES[place] * BASE  # type: ignore[no-any-return, unused-ignore]  # as above


@kernel
def _blanked(keys: Integers) -> tuple[Integers, Integers]:
    """Return every key with two of its characters blanked, and whose it is."""
    total = 0
    for key in keys:
        length = _length(key)
        if key > 0 and length >= SHORTEST:
            total += length * (length - 1) // 2
    blanked = np.empty(total, dtype=np.int64)
    owner = np.empty(total, dtype=np.int64)
    at = 0
    for row in range(keys.size):
        length = _length(keys[row])
        if keys[row] <= 0 or length < SHORTEST:
            continue
        for i in range(length - 1):
            for j in range(i + 1, length):
                blanked[at] = _blank(_blank(keys[row], i), j)
                owner[at] = row
                at += 1
    return blanked, owner


@kernel
def _shortened(keys: Integers) -> tuple[Integers, Integers]:
    """Return every key with one of its characters taken out (runs of one character once), and whose it is."""
    short = np.empty(keys.size * LONGEST, dtype=np.int64)
    owner = np.empty(keys.size * LONGEST, dtype=np.int64)
    at = 0
    for row in range(keys.size):
        key = keys[row]
        length = _length(key)
        if key <= 0 or length <= SHORTEST:
            continue
        for i in range(length):
            if i == 0 or _code(key, i) != _code(key, i - 1):
                short[at] = _without(key, i)
                owner[at] = row
                at += 1
    return short[:at], owner[:at]


@kernel
def _substituted(many: Integers, few: Integers, blanked: Integers, owner: Integers) -> tuple[Integers, Integers, Integers]:
    """Return pairs of equal length that differ in one place or two; ``blanked`` is the sorted index of ``few``."""
    ones = [np.int64(0) for _ in range(0)]
    others = [np.int64(0) for _ in range(0)]
    edits = [np.int64(0) for _ in range(0)]
    for row in range(many.size):
        key = many[row]
        length = _length(key)
        if key <= 0 or length < SHORTEST:
            continue
        for i in range(length - 1):
            for j in range(i + 1, length):
                seen = _blank(_blank(key, i), j)
                at = np.searchsorted(blanked, seen)
                while at < blanked.size and blanked[at] == seen:
                    own = few[owner[at]]
                    first, second = _code(key, i) != _code(own, i), _code(key, j) != _code(own, j)
                    # A pair that differs in one place is met at every blanking of that place: it is told at one of them.
                    alone = (first and not second and j == i + 1) or (second and not first and i == length - 2)
                    if _length(own) == length and ((first and second) or alone):
                        ones.append(owner[at])
                        others.append(np.int64(row))
                        edits.append(np.int64(2 if first and second else 1))
                    at += 1
    return np.array(ones, dtype=np.int64), np.array(others, dtype=np.int64), np.array(edits, dtype=np.int64)


@kernel
def _lengthened(many: Integers, keys: Integers, owner: Integers, shorten: bool) -> tuple[Integers, Integers]:  # noqa: FBT001 - no keywords in a kernel
    """Return pairs where one has a character more; ``keys`` is the sorted index of ``few``, whole or each with one taken out."""
    ones = [np.int64(0) for _ in range(0)]
    others = [np.int64(0) for _ in range(0)]
    for row in range(many.size):
        key = many[row]
        length = _length(key)
        if key <= 0 or length < SHORTEST or (shorten and length == SHORTEST):
            continue
        for i in range(length if shorten else 1):
            if shorten and i > 0 and _code(key, i) == _code(key, i - 1):
                continue
            wanted = _without(key, i) if shorten else key
            at = np.searchsorted(keys, wanted)
            while at < keys.size and keys[at] == wanted:
                ones.append(owner[at])
                others.append(np.int64(row))
                at += 1
    return np.array(ones, dtype=np.int64), np.array(others, dtype=np.int64)


def near_pairs(few: Integers, many: Integers) -> NearPairs:
    """Return every pair of a key of ``few`` and one of ``many`` that differ by one edit or by two substitutions.

    Keys that are hashes or 0, and plates shorter than ``SHORTEST``, have no pairs. Both arrays may be empty.
    """
    few = np.ascontiguousarray(few, dtype=np.int64)
    many = np.ascontiguousarray(many, dtype=np.int64)
    blanked, blanked_owner = _blanked(few)
    short, short_owner = _shortened(few)
    by_blank, by_short, by_key = (np.argsort(keys, kind="stable") for keys in (blanked, short, few))
    same = _substituted(many, few, blanked[by_blank], blanked_owner[by_blank])
    lost = _lengthened(many, short[by_short], short_owner[by_short], False)
    added = _lengthened(many, few[by_key], by_key, True)
    one = np.ones(lost[0].size + added[0].size, dtype=np.int64)
    return NearPairs(
        np.concatenate([same[0], lost[0], added[0]]),
        np.concatenate([same[1], lost[1], added[1]]),
        np.concatenate([same[2], one]),
    )
