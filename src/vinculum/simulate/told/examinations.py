"""Marks on components as examiners saw them: on shells and parts, on suspected ringers, on honest cars that were checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, MINUTE, moment
from vinculum.simulate.crime.fates import Ringer
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.issue import issue_hex, issue_serial
from vinculum.simulate.streams import happens, stream

Row = dict[str, Any]
EXAMINERS = 14
# How likely a find is examined, by its condition; whole cars hardly ever are.
EXAMINED = {"STRIPPED_SHELL": 0.7, "NOSE_CUT": 0.7, "PARTS_ONLY": 0.9, "VIN_TAMPERED": 0.95, "CLONED_LIVE": 0.8}


@dataclass(frozen=True, slots=True)
class Examined:
    """One examination: the vehicle, when, the chassis number it shows, in what context, and whether that number is false."""

    vehicle: int
    at: int
    shown_vin: str
    context: str
    tampered: bool


def examinations(world: Happenings, thefts: list[Theft], ringers: list[Ringer], seed: int) -> list[Row]:
    """Return the marks seen, in order of time."""
    chance = stream(seed, "examinations")
    seen = _chosen(world, chance, thefts, ringers)
    refs = issue_hex(stream(seed, "refs", "examinations"), len(seen))
    return [row for one, ref in zip(seen, refs, strict=True) for row in _marks(world, chance, one, ref, seed)]


def _chosen(world: Happenings, chance: np.random.Generator, thefts: list[Theft], ringers: list[Ringer]) -> list[Examined]:
    fleet = world.fleet
    seen = []
    for theft in thefts:
        if theft.found_at is not None and theft.found_at < world.until and happens(chance, EXAMINED.get(theft.condition, 0.04)):
            at = theft.found_at + int(chance.uniform(0.2, 6) * DAY)
            tampered = theft.condition == "VIN_TAMPERED"
            seen.append(Examined(theft.vehicle, at, fleet.vin_of(theft.vehicle), theft.context or "STREET", tampered))
    for ringer in ringers:
        at = ringer.since + int(chance.uniform(5, 90) * DAY)
        if happens(chance, 0.15):
            seen.append(Examined(ringer.vehicle, at, fleet.vin_of(ringer.identity), "STOP", tampered=True))
    for vehicle in chance.choice(fleet.size, max(6, len(thefts) // 12), replace=False):
        at = world.since + int(chance.random() * (world.until - world.since))
        context = str(chance.choice(["STOP", "AUCTION"]))
        seen.append(Examined(int(vehicle), at, fleet.vin_of(int(vehicle)), context, tampered=False))
    return sorted((one for one in seen if one.at < world.until), key=lambda one: (one.at, one.vehicle))


def _marks(world: Happenings, chance: np.random.Generator, one: Examined, ref: str, seed: int) -> list[Row]:
    fleet, true_vin = world.fleet, world.fleet.vin_of(one.vehicle)
    base: Row = {
        "exam_ref": ref,
        "examined_at": moment(one.at // (15 * MINUTE) * (15 * MINUTE)),
        "examiner_ref": f"QSVE-{int(chance.integers(1, EXAMINERS)):02d}",
        "force": world.land.force[int(fleet.home[one.vehicle])],
        "context": one.context,
        "make": fleet.make_of(one.vehicle),
        "model": fleet.model_of(one.vehicle),
    }
    marks = [
        ("floor", "vin", one.shown_vin, "restamped" if one.tampered else "intact"),
        ("dash", "vin", one.shown_vin, "plate_replaced" if one.tampered else "intact"),
    ]
    if one.tampered:
        marks.append(("ecu", "vin", true_vin, "ecu_mismatch"))
    parts = [part for part in ("engine", "gearbox", "airbag") if happens(chance, 0.75)]
    marks += [(part, "serial", issue_serial(seed, true_vin, part), "intact") for part in parts]
    rows = []
    for component, kind, mark, finding in marks:
        gone = kind == "vin" and not one.tampered and happens(chance, 0.12)
        worn = "?" * len(mark) if gone else "".join("?" if happens(chance, 0.05) else c for c in mark)
        rows.append(
            {
                **base,
                "component": component,
                "mark_kind": kind,
                "mark_seen": worn,
                "finding": "obliterated" if gone else finding,
            }
        )
    return rows
