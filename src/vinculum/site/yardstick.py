"""Figures of likelihood in the words that readers are trained to read.

Probabilities use the Professional Head of Intelligence Assessment's yardstick (DOMAIN 2.4). Its bands leave gaps on purpose (a
judgement is not that fine); a computed figure that falls in a gap takes the nearer band, the milder one at the middle, and the
figure always stands beside the words. Weights of reasons use the verbal scale of the Association of Forensic Science Providers
(Science & Justice 49, 2009) for likelihood ratios.
"""

from __future__ import annotations

import math

from vinculum.desk.yardstick import YARDSTICK, Band

__all__ = ["SUPPORT", "YARDSTICK", "Band", "percent", "probability_words", "weight_words"]


# Likelihood ratio from which each phrase holds, strongest first.
SUPPORT = (
    (1_000_000, "extremely strong"),
    (10_000, "very strong"),
    (1_000, "strong"),
    (100, "moderately strong"),
    (10, "moderate"),
    (1, "weak"),
)

# Nearer to a certainty than this, a whole percentage would claim one.
LEAST_FIGURE = 0.01

# Ratios below this are told to a tenth.
TENTHS_BELOW = 10

# Below this log-odds (a ratio under 1.05) a reason moves nothing.
NOTHING = 0.05


def probability_words(probability: float) -> str:
    """Return the yardstick's words for a probability from 0 to 1; ValueError outside it."""
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is not a probability")
    towards_even = sorted(YARDSTICK, key=lambda band: abs(band.low + band.high - 1.0))
    return min(towards_even, key=lambda band: max(band.low - probability, probability - band.high, 0.0)).words


def percent(probability: float) -> str:
    """Return a probability as a whole percentage that never rounds to a certainty it is not."""
    if 0.0 < probability < LEAST_FIGURE:
        return "under 1%"
    if 1.0 - LEAST_FIGURE < probability < 1.0:
        return "over 99%"
    return f"{probability:.0%}"


def weight_words(weight: float) -> str:
    """Return a reason's weight (log-odds, base e) as support for or against, with the ratio it stands for."""
    if abs(weight) < NOTHING:
        return "told for context; no weight either way"
    ratio = _rounded(math.exp(min(abs(weight), 50.0)))
    strength = next(phrase for least, phrase in SUPPORT if ratio >= least)
    side = "for" if weight > 0 else "against"
    figure = (
        "over 1 million" if ratio >= SUPPORT[0][0] else f"about {ratio:,.1f}" if ratio < TENTHS_BELOW else f"about {ratio:,.0f}"
    )
    return f"{strength} support {side} ({figure} to 1)"


def _rounded(ratio: float) -> float:
    """Return a ratio to two figures, so that the words and the figure beside them never disagree."""
    return round(ratio, 1 - math.floor(math.log10(ratio)))
