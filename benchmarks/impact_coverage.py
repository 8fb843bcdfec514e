"""Measure how often the interval of an impact study covers the truth, and how often an effect is called where there is none.

    python benchmarks/impact_coverage.py [RUNS] [FIRST_SEED]

Worlds with a known effect (0, -5 %, -15 %; ``vinculum.simulate.impact_worlds``), each studied whole, beside what is commonly
done instead: a Poisson regression with area and month effects and its own errors, the same with errors by area, and a
comparison of before with after. Then worlds in which the areas were chosen after a bad spell. Then, where the folder of
real records is there (``VINCULUM_REAL_DATA``), placebo studies on London's boroughs and wards: areas drawn at random, from
months drawn at random, in which nothing is known to have been done to just them.

The reported seeds (from 7,000,000 on) were never looked at while the method was built. Results:
``benchmarks/results/impact_coverage.json``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import stats

from vinculum.desk.programme.impact.contrast import Window, contrast
from vinculum.desk.programme.impact.evaluate import evaluate
from vinculum.desk.programme.impact.finding import Finding, Kind
from vinculum.desk.programme.impact.panel import Counts, Design, Panel, months_between
from vinculum.desk.programme.impact.series import read_series
from vinculum.simulate.impact_worlds import ImpactWorld, invent_impact_world

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "impact_coverage.json"
EFFECTS = (0.0, -0.05, -0.15)
OFFENCE = {"MinorText": "Theft or Taking of a Motor Vehicle"}
CALLED = (Kind.FEWER, Kind.MORE)


@dataclass(frozen=True)
class Rival:
    """An effect with its interval as another method tells it, in logs."""

    effect: float
    error: float

    def covers(self, truth: float) -> bool:
        """Whether the 95 % interval holds the truth."""
        return bool(abs(self.effect - truth) <= stats.norm.ppf(0.975) * self.error)


def study(world: ImpactWorld) -> Finding:
    """Study a world as the desk does."""
    areas = tuple(f"Area {number:02d}" for number in range(len(world.counts)))
    months = months_between(date(2022, 1, 1), date(2031, 12, 1))[: world.counts.shape[1]]
    acted_on = {areas[area]: months[start] for area, start in zip(world.acted_on, world.starts, strict=True)}
    design = Design(acted_on, tuple(area for area in areas if area not in acted_on))
    return evaluate(Panel(areas, months, world.counts), design, "thefts of vehicles")


def poisson(counts: Counts, acted_on: tuple[int, ...], starts: tuple[int, ...]) -> dict[str, Rival]:
    """Return what a Poisson regression with area and month effects says, by its own errors and by errors by area."""
    areas, months = counts.shape
    treated = np.zeros(counts.shape)
    for area, start in zip(acted_on, starts, strict=True):
        treated[area, start:] = 1
    of_area = np.repeat(np.eye(areas), months, axis=0)
    of_month = np.tile(np.eye(months)[:, 1:], (areas, 1))
    matrix = np.column_stack([treated.ravel(), of_area, of_month])
    model = sm.GLM(counts.ravel(), matrix, family=sm.families.Poisson())
    groups = np.repeat(np.arange(areas), months)
    own = model.fit()
    by_area = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return {
        "poisson_own_errors": Rival(float(own.params[0]), float(own.bse[0])),
        "poisson_errors_by_area": Rival(float(by_area.params[0]), float(by_area.bse[0])),
    }


def before_and_after(counts: Counts, acted_on: tuple[int, ...], starts: tuple[int, ...]) -> Rival:
    """Return the change of the monthly mean in the areas acted on alone, with the error of counting."""
    before = sum(int(counts[area, :start].sum()) for area, start in zip(acted_on, starts, strict=True))
    after = sum(int(counts[area, start:].sum()) for area, start in zip(acted_on, starts, strict=True))
    months = sum(starts), sum(counts.shape[1] - start for start in starts)
    return Rival(float(np.log(after / months[1]) - np.log(before / months[0])), float(np.sqrt(1 / before + 1 / after)))


def share(hits: list[bool]) -> dict[str, Any]:
    """Return a share with its 95 % interval (Wilson)."""
    told = stats.binomtest(sum(hits), len(hits)).proportion_ci(method="wilson")
    return {
        "share": round(sum(hits) / len(hits), 4),
        "low": round(float(told.low), 4),
        "high": round(float(told.high), 4),
        "runs": len(hits),
    }


def covers(low: float, high: float, truth: float) -> bool:
    """Whether an interval holds the truth."""
    return low <= truth <= high


def measure_worlds(effect: float, runs: int, first_seed: int) -> dict[str, Any]:
    """Return coverage and calls over ``runs`` worlds with one effect."""
    ours, blended, called, kinds, widths = [], [], [], Counter[str](), []
    rivals: dict[str, list[bool]] = {}
    for seed in range(first_seed, first_seed + runs):
        world = invent_impact_world(seed, effect)
        found = study(world)
        ours.append(covers(found.effect.low, found.effect.high, effect))
        blended.append(covers(found.blended.low, found.blended.high, effect))
        called.append(found.verdict.kind in CALLED)
        kinds[found.verdict.kind.value] += 1
        widths.append(found.effect.high - found.effect.low)
        told = poisson(world.counts, world.acted_on, world.starts)
        told["before_and_after"] = before_and_after(world.counts, world.acted_on, world.starts)
        for name, rival in told.items():
            rivals.setdefault(name, []).append(rival.covers(float(np.log1p(effect))))
    return {
        "interval_covers": share(ours),
        "synthetic_interval_covers": share(blended),
        "called": share(called),
        "verdicts": dict(sorted(kinds.items())),
        "median_width": round(float(np.median(widths)), 3),
        "rival_intervals_cover": {name: share(hits) for name, hits in rivals.items()},
    }


def measure_spells(runs: int, first_seed: int) -> dict[str, Any]:
    """Return calls in worlds without an effect whose areas were chosen after a bad spell, with and without the checks."""
    called, interval, kinds = [], [], Counter[str]()
    for seed in range(first_seed, first_seed + runs):
        found = study(invent_impact_world(seed, 0.0, after_a_spell=True))
        called.append(found.verdict.kind in CALLED)
        interval.append(found.effect.tells)
        kinds[found.verdict.kind.value] += 1
    return {"interval_leaves_out_no_change": share(interval), "called": share(called), "verdicts": dict(sorted(kinds.items()))}


def measure_few(acted_on: int | None, compared: int | None, runs: int, first_seed: int) -> dict[str, Any]:
    """Return coverage where no change is true and only so many areas were acted on, or can be compared with."""
    hits, reaches = [], []
    for seed in range(first_seed, first_seed + runs):
        world, chance = invent_impact_world(seed, 0.0), np.random.default_rng(seed)
        taken = chance.permutation(len(world.acted_on))[:acted_on]
        others = np.setdiff1d(np.arange(len(world.counts)), world.acted_on)
        months = world.counts.shape[1]
        windows = [Window(tuple(range(world.starts[one])), tuple(range(world.starts[one], months))) for one in taken]
        found = contrast(world.counts, np.array(world.acted_on)[taken], windows, chance.permutation(others)[:compared])
        hits.append(covers(found.low, found.high, 0.0))
        reaches.append(found.reach)
    return {"interval_covers": share(hits), "median_reach": round(float(np.expm1(np.median(reaches))), 3)}


def measure_real(panel: Panel, runs: int, seed: int, most: int) -> dict[str, Any]:
    """Return what placebo studies find on real counts: 3 to ``most`` areas at random, from a month at random."""
    chance = np.random.default_rng(seed)
    told, interval, kinds, least = [], [], Counter[str](), []
    for _ in range(runs):
        many = int(chance.integers(3, most + 1))
        start = int(chance.integers(9, len(panel.months) - 5))
        picked = {panel.areas[area] for area in chance.choice(len(panel.areas), many, replace=False)}
        design = Design(dict.fromkeys(sorted(picked), panel.months[start]), tuple(a for a in panel.areas if a not in picked))
        found = evaluate(panel, design, "thefts of vehicles")
        told.append(found.verdict.kind in CALLED)
        interval.append(found.effect.tells)
        least.append(found.effect.least_detectable)
        kinds[found.verdict.kind.value] += 1
    return {
        "areas": len(panel.areas),
        "months": len(panel.months),
        "interval_leaves_out_no_change": share(interval),
        "called": share(told),
        "verdicts": dict(sorted(kinds.items())),
        "median_least_detectable": round(float(np.median(least)), 3),
    }


def real_panels() -> dict[str, Panel]:
    """Return London's boroughs and its larger wards, if the folder of real records is there."""
    folder = Path(os.environ.get("VINCULUM_REAL_DATA") or HERE.parent.parent / "shared" / "data")
    file = folder / "police_uk" / "mps_ward_level_crime_24m.csv"
    if not file.is_file():
        return {}
    text = file.read_text("utf-8-sig")
    wards = read_series(text, "WardCode", OFFENCE)
    # A ward with less than two thefts a month adds noise and nothing else.
    busy = np.flatnonzero(wards.counts.sum(axis=1) >= 2 * len(wards.months))
    return {
        "boroughs": read_series(text, "LookUp_BoroughName", OFFENCE),
        "wards": Panel(tuple(wards.areas[area] for area in busy), wards.months, wards.counts[busy]),
    }


def main() -> None:
    """Measure once and write the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    first_seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7_000_000
    started = time.perf_counter()
    told: dict[str, Any] = {"runs": runs, "first_seed": first_seed, "worlds": {}}
    for place, effect in enumerate(EFFECTS):
        told["worlds"][f"{effect:+.2f}"] = measure_worlds(effect, runs, first_seed + place * runs)
        print(effect, told["worlds"][f"{effect:+.2f}"], flush=True)
    told["chosen_after_a_bad_spell"] = measure_spells(runs, first_seed + len(EFFECTS) * runs)
    print(told["chosen_after_a_bad_spell"], flush=True)
    told["few_acted_on"] = {str(few): measure_few(few, None, runs, first_seed) for few in (1, 2, 3)}
    told["few_to_compare"] = {str(few): measure_few(None, few, runs, first_seed) for few in (3, 4, 5, 8, 12)}
    told["real"] = {
        name: measure_real(panel, runs if name == "boroughs" else runs // 4, first_seed, 8 if name == "boroughs" else 40)
        for name, panel in real_panels().items()
    }
    told["seconds"] = round(time.perf_counter() - started, 1)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
