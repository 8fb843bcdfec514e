"""What becomes of a stolen vehicle: joyride, export, chop, clone or ringer, each as drives, plates and an end (S4 to S8)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import NEVER, Fate, Happenings, Theft
from vinculum.simulate.crime.victims import Victims
from vinculum.simulate.streams import happens, stream

OWN_PLATES_SHARE = 0.72  # driven away on its own plates; the others are disguised before the first mile


@dataclass(frozen=True, slots=True)
class Clone:
    """A plate of ``original`` hung on ``vehicle``; ``stolen`` tells whether that vehicle was stolen or is a dodger's own."""

    original: int
    vehicle: int
    since: int
    until: int
    stolen: bool


@dataclass(frozen=True, slots=True)
class Ringer:
    """A stolen vehicle that lives on under the identity of a wreck."""

    vehicle: int
    identity: int
    since: int
    home: int


@dataclass(slots=True)
class Ends:
    """What the fates leave behind, beside the thefts themselves."""

    clones: list[Clone] = field(default_factory=list)
    ringers: list[Ringer] = field(default_factory=list)


def unfold(
    world: Happenings, crews: list[Crew], victims: Victims, thefts: list[Theft], wrecks: NDArray[np.int64], seed: int
) -> Ends:
    """Play every theft to its end; ``wrecks`` are written-off vehicles that nobody has repaired."""
    ends = Ends()
    free_wrecks = wrecks
    for number, theft in enumerate(thefts):
        chance = stream(seed, "fate", number)
        if theft.fate is Fate.NONE:
            _pretend(world, chance, theft)
            continue
        if theft.crew < 0:
            _joyride(world, chance, theft)
            continue
        crew = crews[theft.crew]
        soak = _drive_off(world, chance, victims, theft, ends)
        rests = float(np.clip(chance.exponential(2.2), 0.4, 8.0))
        leave = (theft.at + int(rests * DAY)) // DAY * DAY + int(chance.uniform(18.5, 23.9) * HOUR)
        if theft.fate is Fate.RINGER:
            identity = victims.wreck(theft.vehicle, free_wrecks)
            if identity is None:
                theft.fate = Fate.CLONE
            else:
                free_wrecks = free_wrecks[free_wrecks != identity]
                _ring(world, chance, theft, identity, soak, leave, ends)
                continue
        if theft.fate is Fate.CLONE:
            _clone(world, chance, victims, theft, soak, leave, ends)
        elif theft.fate is Fate.CHOP:
            _chop(world, chance, theft, crew, soak, leave)
        else:
            theft.ready_at = world.move(theft.vehicle, soak, crew.yard.node, leave)
    return ends


def _pretend(world: Happenings, chance: np.random.Generator, theft: Theft) -> None:
    """Report a theft that never was: the vehicle is hidden, sold on, or plainly driven on."""
    if happens(chance, 0.35):
        world.back[theft.vehicle] = theft.at + int(chance.uniform(0.5, 6) * DAY)


def _joyride(world: Happenings, chance: np.random.Generator, theft: Theft) -> None:
    """Drive a vehicle about on its own plates for hours, days or weeks, then leave it, burn it or keep it."""
    here = theft.node
    lasts = theft.at + int(np.clip(chance.lognormal(0.9, 1.2), 0.1, 70) * DAY)
    now = theft.at + int(chance.uniform(1, 9) * HOUR) // 60
    while now < min(lasts, world.until):
        target = world.near(chance, here, 0.03, 0.7) if happens(chance, 0.85) else world.near(chance, here, 0.7, 2.5)
        now = world.move(theft.vehicle, here, target, now)
        here = target
        pause = chance.exponential(9.0) if happens(chance, 0.7) else chance.exponential(30.0)
        now += int(pause * HOUR)
    if lasts < world.until and happens(chance, 0.86):
        theft.found_at = max(lasts, now) + int(chance.exponential(2.5) * DAY)
        theft.condition = str(chance.choice(["COMPLETE", "DAMAGED", "BURNT", "STRIPPED_SHELL"], p=[0.5, 0.3, 0.14, 0.06]))
        theft.context = str(chance.choice(["STREET", "STOP", "STORAGE"], p=[0.86, 0.1, 0.04]))
        theft.found_node = here
        _show(world, chance, theft)
        if theft.condition == "COMPLETE" and happens(chance, 0.9):
            world.back[theft.vehicle] = theft.found_at + int(chance.uniform(2, 12) * DAY)


def _show(world: Happenings, chance: np.random.Generator, theft: Theft) -> None:
    """Write down the marks that the finders saw."""
    if theft.condition != "BURNT":
        theft.vrm_shown = world.fleet.plate_of(theft.vehicle)
    if theft.condition != "BURNT" or happens(chance, 0.5):
        theft.vin_seen = world.fleet.vin_of(theft.vehicle)


def _drive_off(world: Happenings, chance: np.random.Generator, victims: Victims, theft: Theft, ends: Ends) -> int:
    """Drive from the kerb to a quiet street and leave the vehicle to soak; return where."""
    soak = world.near(chance, theft.node, 0.05, 0.5)
    theft.own_plate = bool(chance.random() < OWN_PLATES_SHARE)
    if not theft.own_plate:
        double = victims.double(chance, theft.vehicle, careful=happens(chance, 0.5), far_from=theft.node)
        if double is None:
            theft.own_plate = True
        else:
            until = theft.at + 10 * DAY
            world.used[double] = True
            world.wear(theft.vehicle, theft.at, until, bytes(world.fleet.plate[double]))
            ends.clones.append(Clone(double, theft.vehicle, theft.at, until, stolen=True))
    world.move(theft.vehicle, theft.node, soak, theft.at + int(chance.uniform(2, 10) * HOUR) // 60)
    return soak


def _clone(
    world: Happenings, chance: np.random.Generator, victims: Victims, theft: Theft, soak: int, leave: int, ends: Ends
) -> None:
    """Give a vehicle the plate of a live one like it and use it, from a place of its own, for days to weeks."""
    careful = happens(chance, 0.85)
    sleeps = world.near(chance, soak, 0.5, 3.0)
    double = victims.double(chance, theft.vehicle, careful=careful, far_from=sleeps)
    if double is None:
        theft.ready_at = leave
        return
    world.used[double] = True
    until = leave + int(np.clip(chance.lognormal(3.4, 0.7), 4, 120) * DAY)
    _drop_plates(world, ends, theft.vehicle, leave)
    world.wear(theft.vehicle, leave, NEVER, bytes(world.fleet.plate[double]))
    now = world.move(theft.vehicle, soak, sleeps, leave)
    live_about(world, chance, theft.vehicle, sleeps, now, min(until, world.until))
    ends.clones.append(Clone(double, theft.vehicle, leave, min(until, world.until), stolen=True))
    if until < world.until and happens(chance, 0.6):
        theft.found_at, theft.found_node = until + DAY, sleeps
        theft.condition, theft.context = "CLONED_LIVE", "STOP"
        theft.vrm_shown = world.fleet.plate_of(double)
        theft.vin_seen = world.fleet.vin_of(theft.vehicle)


def _drop_plates(world: Happenings, ends: Ends, vehicle: int, at: int) -> None:
    """End whatever false plate a vehicle still wears at ``at``."""
    for i, (who, since, until, plate) in enumerate(world.worn):
        if who == vehicle and until > at:
            world.worn[i] = (who, since, at, plate)
    ends.clones[:] = [
        Clone(c.original, c.vehicle, c.since, min(c.until, at), c.stolen) if c.vehicle == vehicle else c for c in ends.clones
    ]


def live_about(world: Happenings, chance: np.random.Generator, vehicle: int, sleeps: int, since: int, until: int) -> None:
    """Use a vehicle daily from where it sleeps: errands, work for the crew, now and then far away."""
    usual = [world.near(chance, sleeps, 0.05, 0.6) for _ in range(3)]
    for day in range(max(since, world.reads_since - DAY) // DAY, until // DAY + 1):
        now = max(day * DAY + int(np.clip(chance.normal(10.5, 3.0), 5, 20) * HOUR), since)
        if happens(chance, 0.25) or now >= until:
            continue
        target = usual[int(chance.integers(3))] if happens(chance, 0.8) else world.near(chance, sleeps, 0.6, 2.5)
        there = world.move(vehicle, sleeps, target, now)
        since = world.move(vehicle, target, sleeps, there + int(chance.exponential(2.5) * HOUR))


def _chop(world: Happenings, chance: np.random.Generator, theft: Theft, crew: Crew, soak: int, leave: int) -> None:
    """Take a vehicle to the chop shop; some shells are dumped and found."""
    theft.ready_at, theft.premises = world.move(theft.vehicle, soak, crew.chop_shop.node, leave), crew.chop_shop.node
    if happens(chance, 0.45):
        theft.found_at = theft.ready_at + int(chance.uniform(1, 25) * DAY)
        theft.found_node = world.near(chance, crew.chop_shop.node, 0.0, 0.4)
        theft.condition = str(chance.choice(["STRIPPED_SHELL", "NOSE_CUT", "PARTS_ONLY", "BURNT"], p=[0.6, 0.15, 0.15, 0.1]))
        theft.context = str(chance.choice(["STREET", "CHOP_SHOP"], p=[0.75, 0.25]))
        theft.vin_seen = world.fleet.vin_of(theft.vehicle) if happens(chance, 0.6) else None


def _ring(world: Happenings, chance: np.random.Generator, theft: Theft, identity: int, soak: int, leave: int, ends: Ends) -> None:
    """Give a vehicle the identity of a wreck and sell it to somebody who drives it in good faith."""
    rebuilt = leave + int(chance.uniform(5, 25) * DAY)
    home = world.near(chance, soak, 0.1, 2.0)
    _drop_plates(world, ends, theft.vehicle, rebuilt)
    world.wear(theft.vehicle, rebuilt, NEVER, bytes(world.fleet.plate[identity]))
    now = world.move(theft.vehicle, soak, home, rebuilt)
    live_about(world, chance, theft.vehicle, home, now, world.until)
    ends.ringers.append(Ringer(theft.vehicle, identity, rebuilt, home))
