"""The planner on a county week: how near to the best it comes, how fast, and what it brings against leads given out in turn.

    python benchmarks/planner.py [--out FILE] [--picture HOME --truth FOLDER]

A week of 37 forces, 400 leads, 120 team-days and 60 lifts is invented from a seed. The truth of every draw (is the lead true,
what is it worth, when does it really go cold) is drawn after the plan and never shown to it: the planner sees the probability,
the value and the time that a picture would tell. Each draw is one truth on which every way of giving out work is tried, so that
differences are paired. ``--picture`` plans for the live leads of a simulated county too, whose labels stand in ``--truth``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from vinculum.desk.operations.plan.choosing import Chosen, choose
from vinculum.desk.operations.plan.in_turn import assign_in_turn
from vinculum.desk.operations.plan.problem import Choice, Problem, Slot, Work, units_in
from vinculum.desk.operations.plan.rules import LIFT, Fading, quarters, rules
from vinculum.desk.operations.plan.worth import fits_of, networks_of
from vinculum.marks.reference import forces

FORCES, LEADS, TEAM_DAYS, LIFTS, DAYS = 37, 400, 120, 60, 7
PORTS = ("GBFXT", "GBLGP", "GBSOU")
NOW = datetime(2026, 4, 1, tzinfo=UTC)
DRAWS = 400
# Kind of lead, its share of the queue, the spread of its value (GBP): as in the sample county's queue.
MIX = (
    ("clone", 0.55, 14_000),
    ("hit", 0.10, 25_000),
    ("vin_reuse", 0.05, 25_000),
    ("lapse", 0.10, 20_000),
    ("export", 0.20, 56_000),
)


def invent_week(seed: int) -> Problem:
    """Return a county week: forces of unequal size, leads of unequal worth, each with the hours that its kind needs."""
    chance = random.Random(seed)  # noqa: S311 - an invented week, not a secret
    held = [force for force in forces() if force.region and force.lat is not None][:FORCES]
    sizes = [chance.paretovariate(1.3) for _ in held]
    work = tuple(_lead(number, chance, [force.code for force in held], sizes) for number in range(LEADS))
    slots = (*_teams(chance, [force.code for force in held], sizes), *_ports(chance))
    return Problem(NOW, work, slots, {force.code: force.region for force in held})


def _lead(number: int, chance: random.Random, codes: Sequence[str], sizes: Sequence[float]) -> Work:
    kind, _, typical = chance.choices(MIX, [share for _, share, _ in MIX])[0]
    rule = rules().kinds[kind]
    force = chance.choices(codes, sizes)[0]
    late = chance.uniform(0.2, 9.0)
    return Work(
        id=f"lead:{kind}-{number:03d}",
        kind=kind,
        title=f"{rule.title} {number}",
        place=chance.choice(PORTS) if rule.skill == LIFT else force,
        probability=min(0.99, max(0.02, chance.betavariate(1.2, 1.4) if kind != "export" else chance.betavariate(1.0, 4.0))),
        value_gbp=round(typical * math.exp(chance.gauss(0, 0.5))),
        skill=rule.skill,
        units=1 if rule.skill == LIFT else quarters(rule.hours),
        fades=rule.fades,
        cold_at=None if kind == "vin_reuse" else NOW + timedelta(days=late),
        # A fifth of the leads are about one of forty networks.
        network=f"network {chance.randrange(40)}" if chance.random() < 0.2 else "",
        found_at=NOW - timedelta(days=chance.expovariate(0.4)),
    )


def _teams(chance: random.Random, codes: Sequence[str], sizes: Sequence[float]) -> list[Slot]:
    """Return the team-days: each force has three at least, the rest go to the larger ones."""
    owners = [*codes, *codes, *codes, *chance.choices(codes, sizes, k=TEAM_DAYS - 3 * len(codes))]
    found = []
    for number, code in enumerate(owners):
        day = NOW.date() + timedelta(days=chance.randrange(DAYS))
        skills = {"stop", "enquire"} | ({"examine"} if chance.random() < 0.4 else set())
        found.append(
            Slot(
                f"team:{code}:{number}", f"{code} team on {day:%A}", code, code, day, _noon(day), quarters(8),
                frozenset(skills), crosses=chance.random() < 0.3,
            )
        )  # fmt: skip
    return found


def _ports(chance: random.Random) -> list[Slot]:
    made = dict.fromkeys(((port, NOW.date() + timedelta(days=day)) for port in PORTS for day in range(DAYS)), 0)
    for _ in range(LIFTS):
        made[chance.choice(list(made))] += 1
    return [
        Slot(
            f"port:{port}:{day}", f"{port} on {day:%A}", "NAVCIS", port, day, _noon(day), lifts, frozenset({LIFT}), cost_gbp=200.0
        )
        for (port, day), lifts in made.items()
        if lifts
    ]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# --- truth: drawn after the plan, never shown to it ---


@dataclass(frozen=True)
class Draw:
    """One truth: whether each lead is true, what it is worth (GBP), and when it really goes cold."""

    true: Mapping[str, bool]
    worth: Mapping[str, float]
    cold_at: Mapping[str, datetime | None]


@dataclass(frozen=True)
class Told:
    """How what a picture tells differs from the truth. ``trust`` 1 is calibrated; below it the picture is too sure of itself.

    ``stray`` spreads each lead's true odds (in log-odds), ``late`` the real time left around the one that is told (log scale).
    """

    trust: float = 1.0
    stray: float = 0.0
    late: float = rules().unsure


CASES = {
    "calibrated": Told(),
    "too sure: log-odds 0.6 of those told, each lead astray by 0.8, times by 0.5": Told(0.6, 0.8, 0.5),
}


def draw_truth(problem: Problem, told: Told, chance: random.Random, labels: Mapping[str, bool] | None = None) -> Draw:
    """Return one truth of a week; ``labels`` are those of a simulated county where there are some."""
    true, worth, cold = {}, {}, {}
    for work in problem.work:
        odds = math.log(work.probability / (1 - work.probability)) if 0 < work.probability < 1 else 9.0
        odds = told.trust * odds + chance.gauss(0, told.stray)
        likely = chance.random() < 1 / (1 + math.exp(-odds))
        true[work.id] = labels[work.id] if labels is not None and work.id in labels else likely
        worth[work.id] = work.value_gbp * math.exp(chance.gauss(-0.125, 0.5))
        cold[work.id] = _goes_cold(work, problem.now, chance, told)
    return Draw(true, worth, cold)


def _goes_cold(work: Work, now: datetime, chance: random.Random, told: Told) -> datetime | None:
    """Return when a lead really goes cold: at its time, or for what fades at a random moment before it."""
    survived, late = chance.random(), chance.gauss(0, told.late)
    if work.cold_at is None:
        return None
    left = rules().left_when_cold
    share = 1.0 if work.fades is Fading.HARD or survived < left else (1 - survived) / (1 - left)
    return now + (work.cold_at - now) * share * math.exp(late)


def brought(choice: Choice, problem: Problem, draw: Draw) -> float:
    """Return what a choice really brings in one truth, in GBP, fees taken off."""
    slots = {slot.id: slot for slot in problem.slots}
    works = {work.id: work for work in problem.work}
    gains: dict[str, float] = {}
    total = 0.0
    for work, at in choice.items():
        slot, cold = slots[at], draw.cold_at[work]
        units = units_in(works[work], slot, problem, rules())
        total -= slot.cost_gbp * (units or 0)
        if draw.true[work] and (cold is None or slot.at < cold):
            gains[work] = draw.worth[work]
    total += sum(gains.values())
    for held in networks_of(problem).values():
        found = [gains[work] for work in held if work in gains]
        if found:
            total -= (1 - rules().further) * (sum(found) - max(found))
    return total


# --- other ways of giving work out ---


def rivals(problem: Problem) -> dict[str, Choice]:
    """Return the choices of those who give leads out in turn, each to the earliest slot; none takes a lead that would be cold."""
    fits = fits_of(problem, rules())
    works = {work.id: work for work in problem.work}
    able = [work for work, slots in fits.items() if slots]

    def days_left(work: Work) -> float:
        left = 28.0 if work.cold_at is None else (work.cold_at - problem.now) / timedelta(days=1)
        return min(28.0, max(0.25, left))

    orders: dict[str, Callable[[str], Any]] = {
        "first come": lambda one: works[one].found_at or problem.now,
        "by score (queue: worth per day left)": lambda one: (
            -works[one].probability * works[one].value_gbp / days_left(works[one])
        ),
        "by expected value": lambda one: -works[one].probability * works[one].value_gbp,
    }
    return {name: assign_in_turn(problem, fits, sorted(able, key=lambda one: (key(one), one))) for name, key in orders.items()}


def compare(
    problem: Problem, plan: Chosen, told: Told, seed: int, labels: Mapping[str, bool] | None = None
) -> dict[str, dict[str, float | list[float]]]:
    """Return, for each rival, the mean gain of the plan over it in GBP with its 95 % interval, on the same truths."""
    chance = random.Random(seed)  # noqa: S311 - invented truths
    others = rivals(problem)
    mine, theirs = [], {name: [] for name in others}  # type: ignore[var-annotated]  # lists of floats
    for _ in range(DRAWS):
        draw = draw_truth(problem, told, chance, labels)
        mine.append(brought(plan.choice, problem, draw))
        for name, choice in others.items():
            theirs[name].append(brought(choice, problem, draw))
    found: dict[str, dict[str, float | list[float]]] = {}
    for name, values in theirs.items():
        gains = [one - other for one, other in zip(mine, values, strict=True)]
        mean, error = statistics.fmean(gains), statistics.stdev(gains) / math.sqrt(len(gains))
        found[name] = {
            "plan_gbp": round(statistics.fmean(mine)),
            "rival_gbp": round(statistics.fmean(values)),
            "gain_gbp": round(mean),
            "interval_95_gbp": [round(mean - 1.96 * error), round(mean + 1.96 * error)],
            "gain_share": round(mean / statistics.fmean(values), 4),
            "draws_won": round(sum(gain > 0 for gain in gains) / len(gains), 4),
        }
    return found


def replan(problem: Problem, plan: Chosen, seed: int) -> dict[str, float | int]:
    """Return what planning again does when a tenth of the teams is lost, leads go cold early and new ones come in."""
    chance = random.Random(seed)  # noqa: S311 - invented losses
    lost = set(chance.sample([slot.id for slot in problem.slots if not slot.cost_gbp], TEAM_DAYS // 10))
    gone = set(chance.sample([work.id for work in problem.work], LEADS // 20))
    fresh = invent_week(seed + 5000).work[: LEADS // 20]
    changed = replace(
        problem,
        work=(*(work for work in problem.work if work.id not in gone), *(replace(work, id=f"{work.id}-new") for work in fresh)),
        slots=tuple(slot for slot in problem.slots if slot.id not in lost),
    )
    anew = choose(changed, rules())
    steady = choose(replace(changed, held=plan.choice), rules())
    could = {work for work, slot in plan.choice.items() if work not in gone and slot not in lost}
    return {
        "could_stay": len(could),
        "stay_when_planned_anew": sum(anew.choice.get(work) == plan.choice[work] for work in could),
        "stay_when_planned_again": sum(steady.choice.get(work) == plan.choice[work] for work in could),
        "value_anew_gbp": round(anew.value),
        "value_again_gbp": round(steady.value),
        "gap": round(steady.gap, 5),
        "seconds": round(steady.seconds, 1),
    }


# --- a simulated county, with its own truth ---


def county_week(home: Path, truth: Path) -> tuple[Problem, dict[str, bool]]:
    """Return a week for the live leads of a workspace's picture, scarce teams of the forces they are in, and the labels."""
    os.environ.setdefault("VINCULUM_HOME", str(home))
    from vinculum.cli.workbench import set_up  # noqa: PLC0415 - once Django is set up

    set_up(local=True)
    import pyarrow.parquet as pq  # noqa: PLC0415 - once Django is set up

    from vinculum.desk.operations.planning import LeadRow, work_of_leads  # noqa: PLC0415 - once Django is set up
    from vinculum.evidence.workspace import Workspace  # noqa: PLC0415 - once Django is set up
    from vinculum.picture.current import current_build, open_picture  # noqa: PLC0415 - once Django is set up
    from vinculum.site.pages.leads.queue_rows import TOLD  # noqa: PLC0415 - once Django is set up
    from vinculum.site.pages.operations.plan_job import networks_of_leads, place_of  # noqa: PLC0415 - once Django is set up

    chance = random.Random(77)  # noqa: S311 - invented teams
    workspace = Workspace(home)
    with open_picture(workspace) as door:
        rows = [row for row in door.ask_rows(TOLD) if not row["cold"]]
        networks = networks_of_leads(door, rows)
    now = current_build(workspace).as_at
    leads = [
        LeadRow(row["id"], row["kind"], row["probability"], row["value_gbp"], row["cold_at"], place_of(row), networks[row["id"]])
        for row in rows
    ]
    work = work_of_leads(leads, rules())
    codes = sorted({one.place for one in work if one.skill != LIFT})
    share = [sum(one.place == code for one in work) for code in codes]
    teams = []
    for number in range(40):
        code, day = chance.choices(codes, share)[0], now.date() + timedelta(days=chance.randrange(DAYS))
        skills = frozenset({"stop", "enquire"})
        teams.append(
            Slot(f"team:{number}", f"{code} {number}", code, code, day, _noon(day), quarters(8), skills, crosses=number % 3 == 0)
        )
    ports = [
        Slot(f"port:{port}:{day}", port, "NAVCIS", port, day, _noon(day), 2, frozenset({LIFT}), cost_gbp=200.0)
        for port in sorted({one.place for one in work if one.skill == LIFT})
        for day in (now.date() + timedelta(days=days) for days in (0, 1, 2, 4, 6))
    ]  # fmt: skip
    columns = {"clone": ("clones", "vrm"), "export": ("exports", "consignment_ref"), "lapse": ("lapses", "los_ref")}
    true = {kind: set(pq.read_table(truth / f"{file}.parquet")[name].to_pylist()) for kind, (file, name) in columns.items()}
    labels = {f"lead:{row['id']}": row["subject"] in true[row["kind"]] for row in rows if row["kind"] in true}
    slots = tuple(slot for slot in (*teams, *ports) if slot.at > now)
    return Problem(now, tuple(work), slots, {force.code: force.region for force in forces()}), labels


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/planner.json"))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(101, 109)))
    parser.add_argument("--picture", type=Path, help="a workspace whose live leads are planned too")
    parser.add_argument("--truth", type=Path, help="the truth folder of that workspace's sample")
    options = parser.parse_args()
    weeks = [_measure(f"seed {seed}", invent_week(seed), seed, None) for seed in options.seeds]
    document: dict[str, Any] = {
        "what": f"{FORCES} forces, {LEADS} leads, {TEAM_DAYS} team-days, {LIFTS} lifts, {DAYS} days; {DRAWS} truths a week",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "search": choose(Problem(NOW, (), (), {}), rules()).search,
        "largest_gap": max(week["gap"] for week in weeks),
        "longest_seconds": max(week["seconds"] for week in weeks),
        "weeks": weeks,
        "planned_again": replan(invent_week(options.seeds[0]), choose(invent_week(options.seeds[0]), rules()), options.seeds[0]),
    }
    if options.picture and options.truth:
        problem, labels = county_week(options.picture, options.truth)
        document["county_picture"] = _measure("live leads of a simulated county, its own truth", problem, 900, labels)
    options.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: document[name] for name in ("largest_gap", "longest_seconds", "planned_again")}, indent=1))


def _measure(name: str, problem: Problem, seed: int, labels: Mapping[str, bool] | None) -> dict[str, Any]:
    began = time.monotonic()
    plan = choose(problem, rules())
    seconds = time.monotonic() - began
    against = {case: compare(problem, plan, of, seed + 10_000, labels) for case, of in CASES.items()}
    told: dict[str, Any] = {
        "week": name,
        "leads": len(problem.work),
        "slots": len(problem.slots),
        "chosen": len(plan.choice),
        "expected_gbp": round(plan.value),
        "bound_gbp": round(plan.bound),
        "gap": round(plan.gap, 5),
        "seconds": round(seconds, 1),
        "same_again": choose(problem, rules()).choice == plan.choice,
        "against": against,
    }
    shares = {case: {rival: one["gain_share"] for rival, one in rows.items()} for case, rows in against.items()}
    print(name, f"gap {plan.gap:.3%}", f"{seconds:.1f} s", shares)
    return told


if __name__ == "__main__":
    main()
