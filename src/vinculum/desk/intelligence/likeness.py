"""How alike two texts are, and outlines by which alike texts are found among many without comparing each with each. Pure.

An outline is a min-wise sketch of the pairs of neighbouring words (Broder 1997): of two texts that share half of their pairs, 97
in 100 share a band; of two that share a tenth, 11 in 100. What shares a band is then compared word by word.
"""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from vinculum.picture.search_texts import words

BANDS, ROWS_A_BAND = 12, 2
# From here on two texts are called alike, 0 to 100: below it, reports about one yard on two days were called the same.
ALIKE = 80.0
FEWEST_WORDS = 8  # shorter texts are alike by chance


def outline(text: str) -> tuple[str, ...]:
    """Return the bands of a text, twelve texts of sixteen characters; none for a text that is too short to tell."""
    told = words(text).split()
    if len(told) < FEWEST_WORDS:
        return ()
    pairs = {f"{first} {second}" for first, second in pairwise(told)}
    digests = (hashlib.blake2b(pair.encode(), digest_size=8).digest() for pair in sorted(pairs))
    hashes = np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)
    mixed = (hashes[None, :] ^ _salts()[:, None]) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    least = (mixed * np.uint64(0xBF58476D1CE4E5B9)).min(axis=1).reshape(BANDS, ROWS_A_BAND)
    return tuple(
        hashlib.blake2b(bytes([number]) + band.tobytes(), digest_size=8).hexdigest() for number, band in enumerate(least)
    )


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 100, whatever the order of their words and however much one of them adds."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    shorter, longer = sorted((len(first), len(second)))
    # The ratio over shared words forgives any addition; a note of one line is not "the same" as the page that swallows it.
    weight = min(1.0, 2 * shorter / longer)
    return fuzz.token_set_ratio(first, second) * weight


@cache
def _salts() -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    draw = np.random.default_rng(20251013)
    return draw.integers(1, 2**63, size=BANDS * ROWS_A_BAND, dtype=np.uint64)
