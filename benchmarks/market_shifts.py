"""Measure how often shifts of destination markets are found, and how often one is told where there is none.

    python benchmarks/market_shifts.py [WORLDS] [WORLDS_WITH_A_SHIFT]

A world is what the step `markets` scans: twenty countries over sixty months, about 200 used-car consignments a month, one in
twenty to the country that is looked at. Worlds without a shift measure false alarms, in three grades: months that vary by
counting alone; consignments that come in contracts of eight; and shares that wander from month to month (a logit that keeps 0.7
of itself, with a standard deviation of 0.25). Worlds with a shift at a random month measure power, and how far off the month is.
The rival is the same scan judged by chi-squared with one degree of freedom, which forgets that the best place was searched for.
Results: ``benchmarks/results/market_shifts.json``.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from vinculum.picture.markets.change import gains
from vinculum.picture.markets.shifts import Measure, Rules, Shift, find_shifts

RESULTS = Path(__file__).resolve().parent / "results" / "market_shifts.json"
COUNTRIES, MONTHS, A_MONTH, SHARE = 20, 60, 200, 0.05
RULES = Rules(false_share=0.05, least_counted=12, least_periods=12)
SEED = 9_000_000  # never looked at while the method was built
PERIODS = [date(2021 + month // 12, 1 + month % 12, 1) for month in range(MONTHS)]
LOOKED_AT = "C00"
NEAR = 3  # months: a shift told within so many of its true month is found


def invent(seed: int, *, times: float = 1.0, contract: int = 1, wander: float = 0.0) -> tuple[dict[str, Any], Any, int]:
    """Return the counts of every country by month, of all of them, and the month in which the first one's share changes."""
    chance = np.random.default_rng(seed)
    place = int(chance.integers(12, MONTHS - 12))
    shares = np.full((MONTHS, COUNTRIES), (1 - SHARE) / (COUNTRIES - 1))
    shares[:, 0] = SHARE
    if wander:
        drift = np.zeros((MONTHS, COUNTRIES))
        for month in range(1, MONTHS):
            drift[month] = 0.7 * drift[month - 1] + chance.normal(0, wander * np.sqrt(1 - 0.49), COUNTRIES)
        shares = shares * np.exp(drift)
    shares[place:, 0] *= times
    shares /= shares.sum(axis=1, keepdims=True)
    made = [chance.multinomial(chance.poisson(A_MONTH / contract), share) * contract for share in shares]
    counts = np.array(made, dtype=np.int64)
    return {f"C{number:02d}": counts[:, number] for number in range(COUNTRIES)}, counts.sum(axis=1), place


def interval(hits: int, of: int) -> dict[str, Any]:
    """Return a share with its exact 95 % interval (Clopper and Pearson)."""
    low = float(stats.beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(stats.beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return {"hits": hits, "of": of, "share": round(hits / of, 4), "low": round(low, 4), "high": round(high, 4)}


def months_off(shift: Shift, place: int) -> int:
    """Return how many months a shift is told from its true one."""
    return PERIODS.index(shift.since) - place


def plain_rule(series: dict[str, Any], of: Any) -> int:
    """Return how many countries the rival calls shifted."""
    cut = stats.chi2.ppf(0.95, 1) / 2
    return sum(bool(gains(found.astype(float), of.astype(float)).max() > cut) for found in series.values())


def false_alarms(worlds: int, **grade: Any) -> dict[str, Any]:
    """Return how many worlds without a shift had one told, and how many countries the plain rule calls."""
    alarms = rival = 0
    for world in range(worlds):
        series, of, _ = invent(SEED + world, **grade)
        alarms += bool(find_shifts(Measure.USED_CARS, PERIODS, series, of, RULES))
        rival += plain_rule(series, of) > 0
    return {"worlds_with_an_alarm": interval(alarms, worlds), "plain_rule": interval(rival, worlds)}


def power(worlds: int, times: float) -> dict[str, Any]:
    """Return how often a shift of a size is found near its month, and the months by which it is told off."""
    found, off, told, false = 0, [], 0, 0
    for world in range(worlds):
        series, of, place = invent(SEED + 50_000 + world, times=times)
        shifts = find_shifts(Measure.USED_CARS, PERIODS, series, of, RULES)
        mine = [months_off(shift, place) for shift in shifts if shift.country == LOOKED_AT]
        told += len(shifts)
        false += sum(shift.country != LOOKED_AT for shift in shifts)
        if mine and min(map(abs, mine)) <= NEAR:
            found += 1
            off.append(min(map(abs, mine)))
    return {
        "times": times,
        "found": interval(found, worlds),
        "median_months_off": float(np.median(off)) if off else None,
        "told_of_other_countries": f"{false} of {told}",
    }


def main() -> None:
    """Measure and write down."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with_shift = int(sys.argv[2]) if len(sys.argv) > 2 else worlds
    began = time.perf_counter()
    told = {
        "world": {"countries": COUNTRIES, "months": MONTHS, "consignments_a_month": A_MONTH, "share": SHARE, "seed": SEED},
        "false_alarms": {
            "counting alone": false_alarms(worlds),
            "contracts of eight": false_alarms(worlds, contract=8),
            "shares that wander": false_alarms(worlds, wander=0.25),
        },
        "power": [power(with_shift, times) for times in (1.25, 1.5, 2.0, 3.0, 0.5)],
    }
    told["seconds"] = round(time.perf_counter() - began, 1)
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
