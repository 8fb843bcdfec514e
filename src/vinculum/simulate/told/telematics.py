"""Tracker events: pings of stolen vehicles until a jammer or a screwdriver ends them, and the everyday noise of honest ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, MINUTE, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.people import Premises
from vinculum.simulate.streams import happens, stream

Row = dict[str, Any]
NOISE_SHARE = 0.02  # of tracked honest vehicles, those with an odd event in the period: a flat battery, a garage, a ferry


def telematics(world: Happenings, thefts: list[Theft], crews: list[Crew], seed: int) -> list[Row]:
    """Return events in order of time."""
    chance = stream(seed, "telematics")
    rows: list[Row] = []
    for theft in thefts:
        if world.fleet.tracker[theft.vehicle] and not theft.false_report:
            _stolen(world, chance, theft, crews[theft.crew].chop_shop if theft.crew >= 0 else None, rows)
    tracked = np.flatnonzero(world.fleet.tracker & ~world.used)
    for vehicle in tracked[chance.random(len(tracked)) < NOISE_SHARE]:
        at = world.since + int(chance.random() * (world.until - world.since - DAY))
        node = int(world.fleet.home[vehicle])
        for number in range(int(chance.integers(1, 4))):
            event = str(chance.choice(["ping", "ignition", "unplug", "jam"], p=[0.5, 0.35, 0.13, 0.02]))
            rows.append(_row(world, chance, int(vehicle), at + number * int(chance.uniform(0.1, 6) * HOUR), node, event))
    rows.sort(key=lambda row: (row["at"], row["vin"] or "", row["event"]))
    return rows


def _row(
    world: Happenings, chance: np.random.Generator, vehicle: int, at: int, node: int, event: str, spread: float = 0.006
) -> Row:
    lat, lon = world.around(chance, node, spread)
    return {
        "vrm": world.fleet.plate_of(vehicle) if happens(chance, 0.9) else None,
        "vin": world.fleet.vin_of(vehicle),
        "at": moment(at // 1_000_000 * 1_000_000),
        "lat": lat,
        "lon": lon,
        "event": event,
    }


def _stolen(world: Happenings, chance: np.random.Generator, theft: Theft, chop_shop: Premises | None, rows: list[Row]) -> None:
    """Follow a stolen vehicle: the start, a few pings on the way, then silence where it is stripped or hidden."""
    jammed = theft.crew >= 0 and happens(chance, 0.45)
    rows.append(_row(world, chance, theft.vehicle, theft.at, theft.node, "ignition"))
    if jammed:
        rows.append(_row(world, chance, theft.vehicle, theft.at + int(chance.uniform(1, 6) * MINUTE), theft.node, "jam"))
        if happens(chance, 0.7):
            return
    soak = world.near(chance, theft.node, 0.0, 0.4)
    for hours in np.sort(chance.uniform(0.2, 30, int(chance.integers(1, 7)))):
        at = theft.at + int(hours * HOUR)
        if at < world.until:
            rows.append(_row(world, chance, theft.vehicle, at, soak, "ping"))
    stripped = chop_shop if theft.premises >= 0 else None
    last = theft.ready_at + int(chance.uniform(0.1, 5) * HOUR) if stripped else theft.at + int(chance.uniform(8, 60) * HOUR)
    if last < world.until and happens(chance, 0.6):
        event = str(chance.choice(["unplug", "jam", "ping"]))
        row = _row(world, chance, theft.vehicle, last, soak, event)
        if stripped:
            lat, lon = chance.normal([stripped.lat, stripped.lon], [0.0008, 0.0013])
            row |= {"lat": round(float(lat), 5), "lon": round(float(lon), 5)}
        rows.append(row)
