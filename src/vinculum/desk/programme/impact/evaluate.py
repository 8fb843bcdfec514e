"""A study worked through: the contrast, the second method, the placebos, the months before, the areas beside, the verdict."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vinculum.desk.programme.impact.contrast import HALF, Contrast, Window, contrast, measure
from vinculum.desk.programme.impact.finding import AreaEffect, Effect, Finding, MonthLine, StepLine, effect_of
from vinculum.desk.programme.impact.panel import CannotCompare, Design, Panel, Places
from vinculum.desk.programme.impact.placebo import event_study, halves_before, just_before, placebo_areas
from vinculum.desk.programme.impact.rules import Rules, rules
from vinculum.desk.programme.impact.synthetic import Synthetic, synthetic_control
from vinculum.desk.programme.impact.verdict import Looked, judge

LEAST_TO_LOOK_BACK = 4  # months before, for two halves of two


def evaluate(panel: Panel, design: Design, what: str, *, seed: int = 0, thresholds: Rules | None = None) -> Finding:
    """Return what a study finds; ``what`` names the things counted in the plural ("thefts of vehicles").

    The same panel, design and seed give the same finding. CannotCompare where nothing can be computed at all: fewer than three
    areas to compare with, or no month before or after.
    """
    limits = thresholds or rules()
    counts = panel.counts
    acted_on, compared = panel.places(tuple(design.acted_on)), panel.places(design.compared)
    starts = [panel.place_of(month) for month in design.acted_on.values()]
    if min(starts) < 2:  # noqa: PLR2004 - two: one month has no course
        raise CannotCompare("At least two months before the first start are needed; with fewer there is nothing to go by.")
    if len(compared) < 3:  # noqa: PLR2004 - three: a spread needs more than two
        raise CannotCompare("At least three areas to compare with are needed; with fewer there is no spread to judge by.")
    windows = [Window(tuple(range(start)), tuple(range(start, len(panel.months)))) for start in starts]
    chance = np.random.default_rng(seed)
    found = contrast(counts, acted_on, windows, compared)
    blended = synthetic_control(counts, acted_on, windows, compared, limits.draws, chance)
    placebos = placebo_areas(counts, acted_on, windows, compared, found, limits.draws, chance)
    back = min(starts) >= LEAST_TO_LOOK_BACK
    halves = effect_of(halves_before(counts, acted_on, starts, compared)) if back else None
    last = effect_of(just_before(counts, acted_on, starts, compared)) if back else None
    beside = _beside(panel, design, compared)
    areas = _areas(panel, design, acted_on, windows, found)
    looked = Looked(
        effect=effect_of(found),
        blended=effect_of(blended.contrast),
        placebo_p=placebos.p,
        halves=halves,
        just_before=last,
        beside=beside,
        compared=len(compared),
        months_before=min(starts),
        months_after=len(panel.months) - max(starts),
        expected=sum(one.expected for one in areas),
        areas=areas,
        what=what,
    )
    verdict, checks = judge(looked, limits)
    return Finding(
        verdict=verdict,
        effect=looked.effect,
        blended=looked.blended,
        placebo_effects=tuple(float(np.expm1(one)) for one in placebos.effects),
        placebo_p=placebos.p,
        ratio=blended.ratio,
        ratio_p=blended.rank_p,
        blend_weights=_weights(panel, blended),
        halves=halves,
        just_before=last,
        beside=beside,
        steps=tuple(
            StepLine(one.first, one.last, effect_of(one.found)) for one in event_study(counts, acted_on, starts, compared)
        ),
        months=_months(panel, acted_on, compared, min(starts), blended, windows),
        areas=areas,
        checks=checks,
    )


def _beside(panel: Panel, design: Design, compared: Places) -> Effect | None:
    """Return how the areas beside changed from the first start, as if they had been acted on; None if none is named."""
    if not design.beside:
        return None
    start = panel.place_of(design.first_start)
    window = Window(tuple(range(start)), tuple(range(start, len(panel.months))))
    return effect_of(contrast(panel.counts, panel.places(design.beside), [window] * len(design.beside), compared))


def _areas(panel: Panel, design: Design, acted_on: Places, windows: Sequence[Window], found: Contrast) -> tuple[AreaEffect, ...]:
    told = []
    for place, (area, start) in enumerate(design.acted_on.items()):
        row, window = panel.counts[acted_on[place]], windows[place]
        effect, error = found.each[place], found.each_error[place]
        reach = found.reach / found.error * error
        after = int(row[list(window.after)].sum())
        told.append(
            AreaEffect(
                area,
                start.isoformat(),
                int(row[list(window.before)].sum()),
                after,
                float((after + HALF) / np.exp(effect)),
                float(np.expm1(effect)),
                float(np.expm1(effect - reach)),
                float(np.expm1(effect + reach)),
                float(found.weights[place]),
            )
        )
    return tuple(told)


def _months(
    panel: Panel, acted_on: Places, compared: Places, first: int, blended: Synthetic, windows: Sequence[Window]
) -> tuple[MonthLine, ...]:
    """Return each month's total of the areas acted on beside what the others' course, and the blends, let expect."""
    counts = panel.counts
    blend_total = np.zeros(len(panel.months))
    for area, window, one in zip(acted_on, windows, blended.blends, strict=True):
        shown = counts + HALF / len(window.before)
        level = shown[:, list(window.before)].mean(axis=1)
        blend_total += level[area] * (one.weights @ (shown / level[:, None]))
    told = []
    for month in range(len(panel.months)):
        window = Window(tuple(one for one in range(first) if one != month), (month,))
        changes = measure(counts, window, compared, acted_on)
        before = counts[acted_on][:, list(window.before)].sum(axis=1) + HALF
        expected = before * np.exp(changes.centre)
        share = expected / expected.sum()
        variance = float((share**2 * changes.variance[acted_on]).sum() + (changes.weights**2 * changes.variance[compared]).sum())
        reach = 1.96 * np.sqrt(variance)
        total = float(expected.sum())
        told.append(
            MonthLine(
                panel.months[month].isoformat(),
                int(counts[acted_on, month].sum()),
                total,
                float(total * np.exp(-reach)),
                float(total * np.exp(reach)),
                float(blend_total[month]),
            )
        )
    return tuple(told)


def _weights(panel: Panel, blended: Synthetic) -> tuple[tuple[str, float], ...]:
    """Return the areas that the blends lean on, with their mean weight, heaviest first."""
    mean = np.mean([one.weights for one in blended.blends], axis=0)
    order = sorted(range(len(mean)), key=lambda area: (-mean[area], panel.areas[area]))
    return tuple((panel.areas[area], float(mean[area])) for area in order if mean[area] > 0.0005)  # noqa: PLR2004 - reads 0.0 %
