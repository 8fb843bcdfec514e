"""How marks are misread: the probability that a true text is read as another.

The model is a channel. Before each true character, and at the end, characters may be added; then the true one is lost, given up
as ``?``, read wrongly, or read as it is. So the probabilities of all readings of one text sum to 1, and models can be compared by
likelihood. What a wrong character turns into follows DOMAIN 3.3 until pairs of truth and reading say otherwise.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.pack import ALPHABET
from vinculum.marks.reference import rows_of

Shares = Mapping[str, Mapping[str, float]]

SAME_GLYPH = {"0": "O", "O": "0", "1": "I", "I": "1"}


class MisreadKind(StrEnum):
    """Who or what made the reading go wrong: a camera and its reader, or someone who altered the mark."""

    CAMERA = "camera"
    DEFACED = "defaced"


@dataclass(frozen=True, slots=True)
class Confusion:
    """A channel from true marks to readings; every rate is a probability per true character.

    ``wrong[t]`` is how often ``t`` is read as another character, ``shares[t][r]`` how often that other is ``r`` (sums to 1 for
    each t).
    """

    name: str
    wrong: Mapping[str, float]
    shares: Shares
    unknown: float
    lost: float
    added: float
    pairs: int = 0
    _emission: dict[tuple[str, str], float] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Tabulate the probability of every reading of every character, so that a likelihood is look-ups."""
        for true in ALPHABET:
            kept = (1 - self.lost) * (1 - self.unknown)
            for read in ALPHABET:
                share = 1 - self.wrong[true] if read == true else self.wrong[true] * self.shares[true][read]
                self._emission[true, read] = kept * share
            self._emission[true, UNKNOWN] = (1 - self.lost) * self.unknown

    def weight(self, true: str, read: str) -> float:
        """Return the probability that the character ``true`` is read as ``read``, which may be ``?``.

        A true ``?`` is a character that nobody knows: every one is as likely.
        """
        if true == UNKNOWN:
            return self.unknown if read == UNKNOWN else (1 - self.unknown) / len(ALPHABET)
        return self._emission[true, read]

    def log_likelihood(self, true: str, read: str) -> float:
        """Return the natural logarithm of the probability that ``true`` is read as ``read``; both are folded first."""
        true, read = fold(true), fold(read)
        added = self.added / (len(ALPHABET) + 1)  # any character, or an unknown one
        row = [added**length for length in range(len(read) + 1)]
        for character in true:
            above = [(1 - self.added) * value for value in row]
            row = [above[0] * self.lost]
            for at, seen in enumerate(read):
                row.append(above[at + 1] * self.lost + above[at] * self.weight(character, seen) + row[at] * added)
        total = row[-1] * (1 - self.added)
        return math.log(total) if total > 0 else -math.inf


@cache
def default_confusion(kind: MisreadKind = MisreadKind.CAMERA) -> Confusion:
    """Return the built-in channel: the rates of ``misreads.toml`` and the weights of ``confusions.csv``."""
    text = (resources.files("vinculum.marks.reference") / "misreads.toml").read_text("utf-8")
    rates: dict[str, float] = tomllib.loads(text)[kind.value]
    listed = {(row["true"], row["read"]): float(row["weight"]) for row in rows_of("confusions") if row["kind"] == kind.value}
    wrong: dict[str, float] = {}
    shares: dict[str, dict[str, float]] = {}
    for true in ALPHABET:
        alike = SAME_GLYPH.get(true)
        weights = {read: listed.get((true, read), rates["other"]) for read in ALPHABET if read not in (true, alike)}
        total = sum(weights.values())
        chances = {read: rates["wrong"] * weight / total for read, weight in weights.items()}
        if alike is not None:
            chances[alike] = rates["same_glyph"]
        wrong[true] = sum(chances.values())
        shares[true] = {read: chance / wrong[true] for read, chance in sorted(chances.items())}
    return Confusion(f"built-in {kind.value}", wrong, shares, rates["unknown"], rates["lost"], rates["added"])


def substitution_weight(true: str, read: str, confusion: Confusion | None = None) -> float:
    """Return the probability that one true character is read as another (``?`` included)."""
    return (confusion or default_confusion()).weight(true, read)


def misread_log_likelihood(true: str, read: str, confusion: Confusion | None = None) -> float:
    """Return log P(read | true) under a channel, the built-in camera's unless told."""
    return (confusion or default_confusion()).log_likelihood(true, read)


def confusable(confusion: Confusion | None = None, least: float = 3.0) -> dict[str, dict[str, float]]:
    """Return, for each character read, the true ones it may be a misread of, with P(read | true).

    Those are the ones misread so at least ``least`` times as often as the mean of all pairs of characters.
    """
    channel = confusion or default_confusion()
    found: dict[str, dict[str, float]] = {read: {} for read in ALPHABET}
    pairs = [(true, read, channel.weight(true, read)) for true in ALPHABET for read in ALPHABET if true != read]
    threshold = least * math.fsum(weight for _, _, weight in pairs) / len(pairs)
    for true, read, weight in pairs:
        if weight >= threshold:
            found[read][true] = weight
    return found
