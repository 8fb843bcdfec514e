"""The words for probability that readers are trained to read, and a statement of judgement that uses exactly one of them.

The yardstick is that of the Professional Head of Intelligence Assessment (DOMAIN 2.4). Its bands leave gaps on purpose: a
judgement is not that fine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vinculum.errors import WrongUse


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the yardstick, from ``low`` to ``high`` (probabilities from 0 to 1), with the words for it."""

    words: str
    low: float
    high: float


YARDSTICK = (
    Band("remote chance", 0.0, 0.05),
    Band("highly unlikely", 0.10, 0.20),
    Band("unlikely", 0.25, 0.35),
    Band("realistic possibility", 0.40, 0.50),
    Band("likely", 0.55, 0.75),
    Band("highly likely", 0.80, 0.90),
    Band("almost certain", 0.95, 1.0),
)

# "Probable" stands for "likely" in the yardstick; the longest phrase is looked for first, so that "highly likely" is one.
PHRASES = {**{band.words: band for band in YARDSTICK}, "probable": YARDSTICK[4]}
SPOKEN = re.compile(r"\b(" + "|".join(sorted(PHRASES, key=len, reverse=True)) + r")\b", re.IGNORECASE)


class Confidence(StrEnum):
    """How good the basis of a judgement is, apart from how likely it is."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class NoYardstick(WrongUse):
    """A statement of judgement does not say how likely it is, or says it twice."""


def likelihood_in(statement: str) -> Band:
    """Return the band whose words a statement uses; NoYardstick unless it is exactly one, told once."""
    found = SPOKEN.findall(statement)
    words = ", ".join(PHRASES)
    if not found:
        raise NoYardstick(f"An assessed statement says how likely it is, in the words of the yardstick: {words}.")
    if len(found) > 1:
        raise NoYardstick(f"The statement says twice how likely it is ({' and '.join(found)}). Make two statements of it.")
    return PHRASES[found[0].lower()]
