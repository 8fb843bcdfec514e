"""Placebos: what the same method says of areas, and of months, in which nothing was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vinculum.desk.programme.impact.contrast import Changes, Contrast, Window, contrast, measure, pool
from vinculum.desk.programme.impact.panel import Counts, Floats, Places


@dataclass(frozen=True)
class Placebos:
    """Log effects found in draws of areas not acted on, and how often one is as large, against its error, as the real one."""

    effects: Floats
    p: float


def placebo_areas(
    counts: Counts,
    acted_on: Places,
    windows: Sequence[Window],
    compared: Places,
    found: Contrast,
    draws: int,
    chance: np.random.Generator,
) -> Placebos:
    """Return what is found when areas not acted on, drawn at random, are taken for those acted on (Fisher's permutations).

    Spreads are learned once. Where there are few areas to compare with, fewer are drawn than were acted on: at most half.
    """
    measured = {one: measure(counts, one, compared, acted_on[[other == one for other in windows]]) for one in set(windows)}
    many = min(len(windows), len(compared) // 2)
    drawn = [_pretend(measured, windows, compared, many, chance) for _ in range(draws)] if many else []
    size = abs(found.effect) / found.error
    reached = sum(abs(one.effect) / one.error >= size for one in drawn)
    return Placebos(np.array([one.effect for one in drawn]), (1 + reached) / (1 + len(drawn)))


def _pretend(
    measured: dict[Window, Changes], windows: Sequence[Window], compared: Places, many: int, chance: np.random.Generator
) -> Contrast:
    picked = chance.choice(len(compared), many, replace=False)
    chosen = [windows[place] for place in chance.choice(len(windows), many, replace=False)]
    rest = np.ones(len(compared), dtype=bool)
    rest[picked] = False
    each, variance, lots = np.empty(many), np.empty(many), []
    for place, (area, window) in enumerate(zip(compared[picked], chosen, strict=True)):
        one = measured[window]
        weights = np.where(rest, one.weights, 0.0)
        weights /= weights.sum()
        each[place] = one.change[area] - weights @ one.change[compared]
        variance[place] = one.variance[area]
        lots.append(weights * np.sqrt(one.variance[compared]))
    own = (1 / variance) / (1 / variance).sum()
    shared = float(((own @ np.array(lots)) ** 2).sum())
    return pool(each, variance, own, shared, int(rest.sum()))


@dataclass(frozen=True)
class Step:
    """One step of the event study: months counted from the start (0 is the first month after), and the effect found in them."""

    first: int
    last: int
    found: Contrast


def event_study(counts: Counts, acted_on: Places, starts: Sequence[int], compared: Places, months: int = 3) -> tuple[Step, ...]:
    """Return the effect in each ``months`` months before and after the start, against all other months before.

    Only steps that lie within the window for every area acted on.
    """
    earlier, later = min(starts) // months, (counts.shape[1] - max(starts)) // months
    steps = []
    for number in range(-earlier, later):
        windows = []
        for start in starts:
            looked_at = tuple(range(start + number * months, start + (number + 1) * months))
            windows.append(Window(tuple(month for month in range(start) if month not in looked_at), looked_at))
        if all(window.before for window in windows):
            steps.append(Step(number * months, (number + 1) * months - 1, contrast(counts, acted_on, windows, compared)))
    return tuple(steps)


def halves_before(counts: Counts, acted_on: Places, starts: Sequence[int], compared: Places) -> Contrast:
    """Return what is found when the start is put halfway through the months before: placebo in time, a drift shows here."""
    windows = [Window(tuple(range(start // 2)), tuple(range(start // 2, start))) for start in starts]
    return contrast(counts, acted_on, windows, compared)


def just_before(counts: Counts, acted_on: Places, starts: Sequence[int], compared: Places, months: int = 3) -> Contrast:
    """Return what is found in the last months before: areas chosen for a bad spell show it here, and fall back by themselves."""
    windows = [Window(tuple(range(start - months)), tuple(range(start - months, start))) for start in starts]
    return contrast(counts, acted_on, windows, compared)
