"""How often opened boxes hold stolen vehicles, told honestly of small numbers: shares drawn to the base rate, with intervals.

Beta-binomial: an enabler's true share is drawn from a beta distribution around the base rate of all opened boxes; what was
found in its own boxes moves it from there, the more the more were opened. How much the base rate counts (as so many boxes) is
learned from how enablers of a kind differ, starting from an assumption. Boxes are mostly opened on suspicion: these are shares
of *opened* boxes, never of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln
from scipy.stats import beta

LOWER, UPPER = 0.025, 0.975
STRENGTHS = np.geomspace(1.0, 200.0, 60)  # boxes that the base rate may count as
SPREAD = 1.0  # the assumed strength is believed to within a factor of e
DIGITS = 6

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Shares of opened boxes with finds, with 95 % intervals, in the order asked; ``boxes`` is what the base rate counts as."""

    share: Numbers
    low: Numbers
    high: Numbers
    boxes: float


def shrink(
    opened: Sequence[int], positive: Sequence[int], base: float, assumed_boxes: float, times: Sequence[int] | None = None
) -> Shrunk:
    """Return the share of each of several enablers of a kind, drawn to ``base`` (strictly between 0 and 1).

    ``times`` is how many enablers have these very numbers; one each where it is not given.
    """
    trials, finds = np.asarray(opened, dtype=np.float64), np.asarray(positive, dtype=np.float64)
    weights = np.ones_like(trials) if times is None else np.asarray(times, dtype=np.float64)
    boxes = _strength(trials, finds, weights, base, assumed_boxes)
    hits, misses = base * boxes + finds, (1 - base) * boxes + trials - finds
    return Shrunk(
        np.round(hits / (hits + misses), DIGITS),
        np.round(beta.ppf(LOWER, hits, misses), DIGITS),
        np.round(beta.ppf(UPPER, hits, misses), DIGITS),
        boxes,
    )


def _strength(trials: Numbers, finds: Numbers, weights: Numbers, base: float, assumed: float) -> float:
    """Return the likeliest strength of the base rate, given how the enablers' finds differ and what was assumed."""
    hits, misses = base * STRENGTHS[:, None], (1 - base) * STRENGTHS[:, None]
    likely = ((betaln(hits + finds, misses + trials - finds) - betaln(hits, misses)) * weights).sum(axis=1)
    believed = -0.5 * (np.log(STRENGTHS / assumed) / SPREAD) ** 2
    return float(STRENGTHS[int(np.argmax(np.round(likely + believed, DIGITS)))])
