"""Fifty-two weeks of choosing boxes: seizures per 100 lifts by policy, whether the model collapses, whether intervals hold.

    python benchmarks/screening_year.py --worlds FOLDER [--scale county|nation] [--seeds 101 102 ...] [--out FILE]

Worlds are simulated and scored once into FOLDER (`screening_worlds`); a policy then replays the year (`screening_policies`): each
morning it chooses, the truth answers, each week it learns from what it opened. Coverage: the mornings of one run of the full
method are drawn again many times, with everything else as it was (the first line does not look at the draw, so it stays).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # many small problems: threads only get in each other's way
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student
from screening_policies import Policy, Replay, Run, found_by_week
from screening_worlds import WEEKS, Year, make_world, year_of

from vinculum.picture.screening.box import Box, rules_of
from vinculum.picture.screening.draw import draw
from vinculum.picture.screening.estimates import Opening, missed, prevalence
from vinculum.picture.screening.intervals import share_interval
from vinculum.picture.settings import read_settings
from vinculum.simulate.scale import Scale

RESULTS = Path(__file__).resolve().parent / "results" / "screening_year.json"
QUARTERS = 4


def quarter(values: npt.NDArray[Any]) -> list[float]:
    """Return the sums of a year's weeks by quarter."""
    return [float(part.sum()) for part in np.array_split(values, QUARTERS)]


def told_of(run: Run, year: Year, seconds: float) -> dict[str, Any]:
    """Return the figures of one year under one policy."""
    found = found_by_week(run, year)
    lifts = np.bincount(np.array(run.weeks, dtype=np.int64), minlength=WEEKS)
    opened = np.array(run.opened, dtype=np.int64)
    by_quarter = [opened[np.array(run.weeks) // (WEEKS // QUARTERS) == number] for number in range(QUARTERS)]
    return {
        "policy": run.policy.value,
        "lifts": len(run.opened),
        "found": int(found.sum()),
        "positives": int(run.true.sum()),
        "per_100_lifts": round(100 * float(found.sum()) / len(run.opened), 3),
        "value_found_gbp": round(float(year.value[opened].sum())),
        "crews_found": len({int(year.crew[box]) for box in run.opened if year.crew[box] >= 0}),
        "shippers_opened": len({year.sender[box] for box in run.opened}),
        "by_quarter": {
            "per_100_lifts": [round(100 * f / max(n, 1), 2) for f, n in zip(quarter(found), quarter(lifts), strict=True)],
            "recall": [round(f / max(n, 1), 3) for f, n in zip(quarter(found), quarter(run.true), strict=True)],
            "expected_to_true_of_all_boxes": [
                round(e / max(n, 1), 2) for e, n in zip(quarter(run.expected), quarter(run.true), strict=True)
            ],
            "expected_to_found_on_leads": [
                round(e / max(n, 1), 2) for e, n in zip(quarter(run.thought), quarter(run.lead_found), strict=True)
            ],
            "shippers_opened": [len({year.sender[box] for box in part}) for part in by_quarter],
        },
        "mornings_searched": run.searched,
        "seconds": round(seconds, 1),
    }


def paired(rows: Sequence[dict[str, Any]], other: Policy) -> dict[str, Any]:
    """Return how many more seizures per 100 lifts the full method brings than another, with its 95 % interval over worlds.

    Runs of one world are averaged first: worlds are what differs, draws within one are not independent of it.
    """
    worlds = sorted({row["world"] for row in rows})
    gaps = []
    for world in worlds:
        mean = {
            policy: float(
                np.mean([row["per_100_lifts"] for row in rows if row["world"] == world and row["policy"] == policy.value])
            )
            for policy in (Policy.FULL, other)
        }
        gaps.append(mean[Policy.FULL] - mean[other])
    middle, count = float(np.mean(gaps)), len(gaps)
    half = float(student.ppf(0.975, count - 1) * np.std(gaps, ddof=1) / math.sqrt(count)) if count > 1 else None
    told = None if half is None else [round(middle - half, 2), round(middle + half, 2)]
    return {"against": other.value, "worlds": count, "gain_per_100_lifts": round(middle, 2), "interval_95": told}


def coverage(run: Run, year: Year, seeds: range) -> dict[str, Any]:
    """Draw every morning of a run again on each seed; return how often the year's interval held the truth."""
    day_of: dict[int, list[int]] = {}
    for box, day in enumerate(year.day.tolist()):
        day_of.setdefault(day, []).append(box)
    chance = {(frame.draw, frame.port): frame.inclusion_probability or 0.0 for frame in run.frames}
    first = run.first_line
    truth = float(run.true.sum()) / sum(frame.boxes for frame in run.frames)
    held, held_missed, highs, nothing = 0, 0, [], 0
    for seed in seeds:
        openings = []
        for day in sorted({int(frame.draw) for frame in run.frames}):
            boxes = [Box(year.refs[box], 0.0, key=f"{seed}:{year.refs[box]}", port=year.port[box]) for box in day_of[day]]
            exact = {port: run.chances[day, port] for port in {box.port for box in boxes}}
            drawn = draw(boxes, exact)
            for box, shown in zip(day_of[day], boxes, strict=True):
                if shown.name in drawn or box in first:
                    openings.append(
                        Opening(
                            str(day), shown.port, "random" if shown.name in drawn else "lead", bool(year.positive[box]),
                            chance[str(day), shown.port], first_line=box in first,
                        )
                    )  # fmt: skip
        share, gone = prevalence(openings, run.frames), missed(openings, run.frames)
        found = sum(one.positive for one in openings)
        held += share.low <= truth <= share.high
        held_missed += gone.low <= run.true.sum() - found <= gone.high
        highs.append(share.high)
        nothing += share.value is None
    return {
        "world": year.name, "draws": len(seeds), "true_share": round(truth, 5), "held": int(held),
        "held_missed": int(held_missed),
        "mean_upper_limit": round(float(np.mean(highs)), 4), "nothing_found": nothing,
    }  # fmt: skip


def main() -> None:
    """Replay the worlds and write the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=Path, required=True)
    asked.add_argument("--scale", choices=["county", "nation"], default="county")
    asked.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    asked.add_argument("--lifts", type=int, nargs="+", default=[14], help="lifts a week")
    asked.add_argument("--runs", type=int, default=2, help="runs of each policy on each world")
    asked.add_argument("--draws", type=int, default=100, help="draws in all on which coverage is counted")
    asked.add_argument("--out", type=Path, default=RESULTS)
    given = asked.parse_args()
    settings = read_settings(Path("none.toml"))
    rules = rules_of(settings["screening"])
    began = time.monotonic()
    rows: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    for seed in given.seeds:
        year = year_of(make_world(Scale(given.scale), seed, given.worlds))
        for lifts in given.lifts:
            for number in range(given.runs):
                for policy in Policy:
                    if policy is Policy.RULES and number:
                        continue  # it draws nothing: every run is the same
                    start = time.monotonic()
                    run = Replay(year, policy, lifts, number, settings, rules).go()
                    row = told_of(run, year, time.monotonic() - start)
                    rows.append({"world": year.name, "lifts_a_week": lifts, "run": number} | row)
                    print(
                        json.dumps(
                            {name: rows[-1][name] for name in ("world", "policy", "lifts_a_week", "per_100_lifts", "seconds")}
                        ),
                        flush=True,
                    )
                    if policy is Policy.FULL and number == 0 and lifts == given.lifts[0]:
                        share = given.draws // len(given.seeds)
                        held.append(coverage(run, year, range(share)))
                        print(json.dumps(held[-1]), flush=True)
    document = json.loads(given.out.read_text("utf-8")) if given.out.exists() else {}
    document[given.scale] = summary(rows, held, given, time.monotonic() - began)
    given.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: document[given.scale][name] for name in ("policies", "paired", "coverage")}, indent=1))


def summary(rows: list[dict[str, Any]], held: list[dict[str, Any]], given: argparse.Namespace, seconds: float) -> dict[str, Any]:
    """Return the document of one scale."""
    policies, pairs = {}, {}
    for lifts in given.lifts:
        here = [row for row in rows if row["lifts_a_week"] == lifts]
        policies[str(lifts)] = {
            policy.value: {
                name: round(float(np.mean([row[name] for row in here if row["policy"] == policy.value])), 2)
                for name in ("per_100_lifts", "found", "positives", "crews_found", "shippers_opened")
            }
            for policy in Policy
        }
        pairs[str(lifts)] = [paired(here, other) for other in (Policy.RULES, Policy.GREEDY, Policy.RANDOM)]
    draws, covered = sum(one["draws"] for one in held), sum(one["held"] for one in held)
    low, high = share_interval(covered, draws)
    return {
        "measured_on": date.today().isoformat(),  # noqa: DTZ011 - the day as people here call it
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "command": f"python benchmarks/screening_year.py --scale {given.scale} --seeds {' '.join(map(str, given.seeds))}"
        f" --lifts {' '.join(map(str, given.lifts))} --runs {given.runs} --draws {given.draws}",
        "seconds": round(seconds),
        "weeks": WEEKS,
        "policies": policies,
        "paired": pairs,
        "coverage": {
            "draws": draws, "held": covered, "share_of_draws_95": [round(low, 3), round(high, 3)],
            "held_missed": sum(one["held_missed"] for one in held), "by_world": held,
        },
        "runs": rows,
    }  # fmt: skip


if __name__ == "__main__":
    main()
