"""What a plate reader makes of a plate when it errs: one character taken for a likeness, lost, doubled, or two at once.

The table of likenesses is perturbed by the seed, so the sample's misreads are not drawn from the table that any detector uses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import stream

ALPHABET = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)
ONE, LOST, ADDED, TWO = range(4)  # one likeness, one character lost, one added, two likenesses
KINDS = np.array([0.88, 0.05, 0.03, 0.04])
SHORTEST, LONGEST = 4, 8
PERTURBATION = 0.6  # standard deviation of the log of each weight
STRAY = 0.10  # share of errors that resemble nothing


@dataclass(frozen=True, slots=True)
class Misreader:
    """``taken_for[c]`` holds cumulative chances over ALPHABET for true character ``c``, ``slips[c]`` how readily it errs."""

    taken_for: NDArray[np.float64]
    slips: NDArray[np.float64]

    def misread(self, chance: np.random.Generator, plates: NDArray[np.bytes_]) -> NDArray[np.bytes_]:
        """Return a wrong reading of each plate ('S7' in, 'S8' out)."""
        n = len(plates)
        text = np.zeros((n, 8), dtype=np.uint8)
        text[:, :7] = np.ascontiguousarray(plates.astype("S7")).view(np.uint8).reshape(n, 7)
        length = (text != 0).sum(axis=1)
        kind = chance.choice(4, n, p=KINDS)
        self._substitute(chance, text, np.isin(kind, (ONE, TWO)))
        self._substitute(chance, text, kind == TWO)
        place = (chance.random(n) * length).astype(int)
        column = np.arange(8)
        lost = (kind == LOST) & (length > SHORTEST)
        shifted = np.where(column >= place[:, np.newaxis], np.roll(text, -1, axis=1), text)
        shifted[:, 7] = 0
        text = np.where(lost[:, np.newaxis], shifted, text)
        added = (kind == ADDED) & (length < LONGEST)
        doubled = np.where(column > place[:, np.newaxis], np.roll(text, 1, axis=1), text)
        text = np.where(added[:, np.newaxis], doubled, text).astype(np.uint8)
        return np.ascontiguousarray(text).view("S8").ravel()

    def _substitute(self, chance: np.random.Generator, text: NDArray[np.uint8], rows: NDArray[np.bool_]) -> None:
        chosen = np.flatnonzero(rows)
        weight = self.slips[text[chosen]]
        total = np.cumsum(weight, axis=1)
        place = (total < (chance.random(len(chosen)) * total[:, -1])[:, np.newaxis]).sum(axis=1)
        true = text[chosen, place]
        laid = (self.taken_for + np.arange(256)[:, np.newaxis]).ravel()
        found = np.searchsorted(laid, true + chance.random(len(chosen)) * 0.999999) - true.astype(np.int64) * len(ALPHABET)
        text[chosen, place] = ALPHABET[np.clip(found, 0, len(ALPHABET) - 1)]


def misreader(seed: int) -> Misreader:
    """Return the reader of this sample: the shipped table of likenesses, each weight perturbed."""
    chance = stream(seed, "misread table")
    weight = np.zeros((256, len(ALPHABET)))
    place = {int(c): i for i, c in enumerate(ALPHABET)}
    for row in rows_of("misread_pairs"):
        weight[ord(row["true"]), place[ord(row["read"])]] = float(row["weight"]) * np.exp(chance.normal(0, PERTURBATION))
    slips = np.zeros(256)
    slips[ALPHABET] = 0.5 + weight[ALPHABET].sum(axis=1)
    for true in ALPHABET:
        stray = np.ones(len(ALPHABET))
        stray[place[int(true)]] = 0.0
        like = weight[true]
        like[place[int(true)]] = 0.0
        share = STRAY if like.sum() > 0 else 1.0
        weight[true] = (1 - share) * like / max(like.sum(), 1e-9) + share * stray / stray.sum()
    taken = np.cumsum(weight, axis=1)
    taken[taken[:, -1] == 0] = np.linspace(1 / len(ALPHABET), 1, len(ALPHABET))
    return Misreader(taken / taken[:, -1:], slips)
