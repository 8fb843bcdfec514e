"""How far areas drift apart on their own: learned from areas where nothing was done.

The log of an area's change between two periods varies by more than chance counting: ``between + per_count * noise``, where
``noise`` is 1/before + 1/after. ``between`` holds drifts, bursts and all that is the same for large and small areas (and what a
month's noise, correlated with the next, leaves in a sum of months); ``per_count`` is at least 1, plain counting.
After Ferman and Pinto (2019), who show that with few areas acted on the spread has to come from the others, size by size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vinculum.desk.programme.impact.panel import Floats, Places

# Without this weight on large values, a few small areas that drift far can explain all drift as noise of counting: the largest
# area then seems sure of itself and outweighs the rest. In units of the log likelihood for each 1 above plain counting.
AGAINST_OVERDISPERSION = 2.0
BETWEEN = np.concatenate([[0.0], np.geomspace(1e-5, 2.0, 36)])
PER_COUNT = 1 + np.concatenate([[0.0], np.geomspace(0.05, 20.0, 12)])


@dataclass(frozen=True, slots=True)
class Spread:
    """The variance of an area's log change: ``between`` for all alike, ``per_count`` times the noise of counting."""

    between: float
    per_count: float

    def variances(self, noise: Floats) -> Floats:
        """Return the variance of each area's log change."""
        return self.between + self.per_count * noise


def learn_spread(changes: Floats, noise: Floats, groups: Sequence[Places]) -> Spread:
    """Return the spread of log changes around the centre of each group, by restricted likelihood over a grid, refined once.

    A group of one area tells nothing of spread and is passed over.
    """
    told = [group for group in groups if len(group) > 1]
    spread = _best(changes, noise, told, BETWEEN, PER_COUNT)
    step = 1.4  # half the distance of two points of the grid, as a factor
    finer = np.concatenate([[0.0], np.geomspace(max(spread.between, 1e-6) / step, max(spread.between, 1e-6) * step, 11)])
    counts = np.clip(np.linspace(spread.per_count * 0.75, spread.per_count * 1.3, 9), 1.0, None)
    return _best(changes, noise, told, finer, counts)


def _best(changes: Floats, noise: Floats, groups: Sequence[Places], between: Floats, per_count: Floats) -> Spread:
    one, other = (axis.ravel()[:, None] for axis in np.meshgrid(between, per_count, indexing="ij"))
    unlikely = AGAINST_OVERDISPERSION * (other[:, 0] - 1)
    for group in groups:
        variances = one + other * noise[group]
        weights = 1 / variances
        whole = weights.sum(axis=1)
        centres = (weights * changes[group]).sum(axis=1) / whole
        apart = (weights * (changes[group] - centres[:, None]) ** 2).sum(axis=1)
        unlikely = unlikely + 0.5 * (np.log(variances).sum(axis=1) + np.log(whole) + apart)
    best = int(np.argmin(unlikely))
    return Spread(float(one[best, 0]), float(other[best, 0]))
