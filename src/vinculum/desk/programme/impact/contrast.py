"""Difference in differences on counts: how areas acted on changed, less how the others changed between the same months.

Log-linear in two periods for each area (area and period effects; Bertrand, Duflo and Mullainathan 2004: summing the months of
each period is what keeps noise that is correlated from month to month from looking like many observations). Areas that start
at different months are each compared over their own periods with areas never acted on (Callaway and Sant'Anna 2021). Areas are
pooled by their precision, spreads are learned from the areas not acted on (spread.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from vinculum.desk.programme.impact.panel import Counts, Floats, Places
from vinculum.desk.programme.impact.spread import Spread, learn_spread

# Added to every sum, so that an area with none in a period has a log (Haldane 1956, Anscombe 1956).
HALF = 0.5
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Window:
    """Two sets of columns of a panel: the months before and the months after."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class Changes:
    """Over one window: each area's log change and noise of counting, its variance, and the weights of the areas compared with."""

    change: Floats
    noise: Floats
    spread: Spread
    variance: Floats
    weights: Floats  # of the areas compared with, summing to 1
    centre: float  # how the areas compared with changed


@dataclass(frozen=True)
class Contrast:
    """A log effect with its standard error, and what it is made of: one value an area acted on, in their order."""

    effect: float
    error: float
    freedom: float
    each: Floats
    each_error: Floats
    weights: Floats

    @property
    def reach(self) -> float:
        """How far the 95 % interval reaches to either side, in logs."""
        return float(stats.t.ppf(0.5 + LEVEL / 2, self.freedom)) * self.error

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval, in logs."""
        return self.effect - self.reach

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval, in logs."""
        return self.effect + self.reach

    @property
    def p(self) -> float:
        """How often chance alone would show an effect at least so large."""
        return float(2 * stats.t.sf(abs(self.effect) / self.error, self.freedom))

    @property
    def least_detectable(self) -> float:
        """The size, in logs, of an effect that four of five such studies would tell from nothing (power 80 %)."""
        return self.reach + float(stats.t.ppf(0.8, self.freedom)) * self.error


def changes_over(counts: Counts, window: Window) -> tuple[Floats, Floats]:
    """Return each area's log change from before to after, and its noise of counting."""
    before = counts[:, list(window.before)].sum(axis=1) + HALF
    after = counts[:, list(window.after)].sum(axis=1) + HALF
    return np.log(after / before), 1 / before + 1 / after


def measure(counts: Counts, window: Window, compared: Places, acted_on: Places) -> Changes:
    """Return the changes over a window; spread from the areas compared with and from those acted on around their own centre."""
    change, noise = changes_over(counts, window)
    spread = learn_spread(change, noise, (compared, acted_on))
    variance = spread.variances(noise)
    weights = 1 / variance[compared]
    weights /= weights.sum()
    return Changes(change, noise, spread, variance, weights, float(weights @ change[compared]))


def contrast(counts: Counts, acted_on: Places, windows: Sequence[Window], compared: Places) -> Contrast:
    """Return the pooled effect in the areas ``acted_on``, each over its own window, against the areas ``compared`` with."""
    by_window = {
        window: measure(counts, window, compared, acted_on[[one == window for one in windows]])
        for window in sorted(set(windows), key=lambda one: (one.before, one.after))
    }
    told = [by_window[window] for window in windows]
    each = np.array([one.change[area] - one.centre for area, one in zip(acted_on, told, strict=True)])
    variance = np.array([one.variance[area] for area, one in zip(acted_on, told, strict=True)])
    weights = (1 / variance) / (1 / variance).sum()
    shared = np.zeros(len(compared))
    for weight, one in zip(weights, told, strict=True):
        shared += weight * one.weights * np.sqrt(one.variance[compared])
    return pool(each, variance, weights, float((shared**2).sum()), len(compared))


def pool(each: Floats, variance: Floats, weights: Floats, shared: float, compared: int) -> Contrast:
    """Return the pooled effect of areas; ``shared`` is the variance that all of them have in common through the comparison.

    The spread among the areas acted on counts as it is where it is larger than expected: the effect may differ by area.
    """
    effect = float(weights @ each)
    expected = float((weights**2 * variance).sum())
    if len(each) > 1:
        seen = float((weights**2 * (each - effect) ** 2 / (1 - weights)).sum())
        expected = max(expected, seen)
    freedom = max(1.0, compared - 2.0)
    return Contrast(effect, float(np.sqrt(expected + shared)), freedom, each, np.sqrt(variance + shared), weights)
