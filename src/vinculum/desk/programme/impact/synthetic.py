"""Synthetic control: for each area acted on, a blend of the others that went the same way before.

Weights are at least 0 and sum to 1 (Abadie, Diamond and Hainmueller 2010). Each series is divided by its own level before, so
that a small area can stand in for a large one (the intercept of Doudchenko and Imbens 2016, Ferman and Pinto 2021), and weights
are drawn towards being even, the more the noisier the months (Arkhangelsky and others 2021): with more areas than months a
blend could otherwise copy the noise. Every area not acted on gets a blend of the rest in the same way, as a placebo; those give
the spread of the method's own errors, and the rank of the areas acted on among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from vinculum.desk.programme.impact.contrast import HALF, Contrast, Window, pool
from vinculum.desk.programme.impact.panel import Counts, Floats, Places
from vinculum.desk.programme.impact.spread import learn_spread

# A placebo is drawn among so many areas nearest in size: counting noise hides a small area's drift, so ratios depend on size.
ALIKE = 12
# More areas than this add nothing but time to a blend: the nearest in size are taken.
DONORS = 60
SUM_TO_ONE = 1e3  # how hard the sum of weights is held to 1, against series of size 1


@dataclass(frozen=True)
class Blend:
    """The weights of a blend over all areas of the panel, and what it says of one area over a window.

    ``gap`` is the log of counted over expected after, ``miss_before`` and ``miss_after`` the root mean square of the monthly
    differences between the area and its blend as a share of its level before.
    """

    weights: Floats
    gap: float
    miss_before: float
    miss_after: float

    @property
    def ratio(self) -> float:
        """How much worse the blend fits after than before (the ratio of RMSPE of Abadie and others)."""
        return self.miss_after / max(self.miss_before, 1e-9)


@dataclass(frozen=True)
class Synthetic:
    """What synthetic control says: the pooled contrast, each area's blend, and its placebos in the areas not acted on.

    ``rank_p`` is the share of draws of as many areas not acted on, alike in size, whose mean ratio is at least that of the areas
    acted on.
    """

    contrast: Contrast
    blends: tuple[Blend, ...]
    placebo_ratios: Floats
    ratio: float
    rank_p: float


def blend(counts: Counts, area: int, window: Window, donors: Places) -> Blend:
    """Return the blend of ``donors`` that goes as the area does before."""
    before, after = list(window.before), list(window.after)
    shown = counts + HALF / max(1, len(before))
    near = _nearest(counts, area, window, donors, DONORS)
    index = shown / shown[:, before].mean(axis=1, keepdims=True)
    weights = np.zeros(len(counts))
    weights[near] = _even_weights(index[near][:, before], index[area, before], len(after))
    expected = weights[near] @ index[near]
    apart = index[area] - expected
    gap = float(np.log(index[area, after].sum() / expected[after].sum()))
    return Blend(weights, gap, _root_mean_square(apart[before]), _root_mean_square(apart[after]))


def _nearest(counts: Counts, area: int, window: Window, among: Places, most: int) -> Places:
    """Return the areas nearest in size before, at most so many, in the order of the panel."""
    if len(among) <= most:
        return among
    level = np.log(counts[:, list(window.before)].sum(axis=1) + HALF)
    return np.sort(among[np.argsort(np.abs(level[among] - level[area]), kind="stable")[:most]])


def _even_weights(donors: Floats, target: Floats, after: int) -> Floats:
    """Return weights at least 0 and summing to 1 that fit ``target``, drawn towards even ones."""
    # The median donor's: a few very small areas would say that all months are noise.
    noise = float(np.median(np.diff(donors, axis=1).std(axis=1))) if donors.shape[1] > 1 else 1.0
    ridge = max(1e-6, noise * after**0.25 * np.sqrt(donors.shape[1]))
    many = len(donors)
    rows = np.vstack([donors.T, ridge * np.eye(many), np.full((1, many), SUM_TO_ONE)])
    aims = np.concatenate([target, np.full(many, ridge / many), [SUM_TO_ONE]])
    weights: Floats = nnls(rows, aims)[0]
    even: Floats = weights / weights.sum()
    return even


def _root_mean_square(apart: Floats) -> float:
    return float(np.sqrt(np.mean(apart**2)))


def synthetic_control(
    counts: Counts, acted_on: Places, windows: Sequence[Window], compared: Places, draws: int, chance: np.random.Generator
) -> Synthetic:
    """Return what blends of the areas compared with say of those acted on; at least two areas to compare with are needed."""
    blends = tuple(blend(counts, int(area), window, compared) for area, window in zip(acted_on, windows, strict=True))
    placebos = {
        window: [blend(counts, int(area), window, compared[compared != area]) for area in compared]
        for window in sorted(set(windows), key=lambda one: (one.before, one.after))
    }
    variances = {window: _variances(counts, window, compared, placebos[window]) for window in placebos}
    each = np.array([one.gap for one in blends])
    variance = np.array([variances[window][area] for area, window in zip(acted_on, windows, strict=True)])
    weights = (1 / variance) / (1 / variance).sum()
    shared = _shared(blends, weights, windows, variances)
    alike = [_nearest(counts, int(area), window, compared, ALIKE) for area, window in zip(acted_on, windows, strict=True)]
    ratios = [
        np.array([one.ratio for area, one in zip(compared, placebos[window], strict=True) if area in near])
        for window, near in zip(windows, alike, strict=True)
    ]
    ratio = float(np.mean([one.ratio for one in blends]))
    drawn = _draw(ratios, draws, chance)
    return Synthetic(
        pool(each, variance, weights, shared, len(compared)),
        blends,
        drawn,
        ratio,
        float((1 + (drawn >= ratio).sum()) / (1 + draws)),
    )


def _variances(counts: Counts, window: Window, compared: Places, placebos: Sequence[Blend]) -> Floats:
    """Return the variance of the gap of each area of the panel, learned from the placebos."""
    before = counts[:, list(window.before)].sum(axis=1) + HALF
    after = counts[:, list(window.after)].sum(axis=1) + HALF
    noise = 1 / before + 1 / after
    gaps = np.zeros(len(counts))
    gaps[compared] = [one.gap for one in placebos]
    return learn_spread(gaps, noise, (compared,)).variances(noise)


def _shared(blends: Sequence[Blend], weights: Floats, windows: Sequence[Window], variances: dict[Window, Floats]) -> float:
    """Return the variance that several areas' blends have in common, because they lean on the same donors."""
    variance = np.mean([variances[window] for window in windows], axis=0)
    together = sum((weight * one.weights for weight, one in zip(weights, blends, strict=True)), np.zeros(len(variance)))
    apart = sum((weight**2 * one.weights**2 for weight, one in zip(weights, blends, strict=True)), np.zeros(len(variance)))
    return float(((together**2 - apart) * variance).sum())


def _draw(ratios: Sequence[Floats], draws: int, chance: np.random.Generator) -> Floats:
    """Return mean ratios of placebos drawn one for each area acted on, among those alike in size."""
    drawn: Floats = np.mean([one[chance.integers(0, len(one), draws)] for one in ratios], axis=0)
    return drawn
