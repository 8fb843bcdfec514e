"""Copied plates on vehicles that nobody stole: drivers who dodge tolls and fines under the plate of a car like theirs."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.crime.fates import Clone
from vinculum.simulate.crime.happenings import NEVER, Happenings
from vinculum.simulate.crime.victims import Victims
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happen, happens, stream


def dodge(world: Happenings, victims: Victims, prevalence: Prevalence, seed: int) -> list[Clone]:
    """Hang copied plates on vehicles that keep to their own routine, for days or for good, in the window of reads."""
    chance = stream(seed, "dodgers")
    count = int(chance.poisson(world.fleet.size * prevalence.cloned_plates * prevalence.raised))
    clones: list[Clone] = []
    fleet = world.fleet
    dodges = fleet.commutes | happen(chance, 0.15, fleet.size)  # who pays tolls and fines is who drives every day
    free = np.flatnonzero(dodges & ~world.used & ~fleet.sorn & (fleet.block < 0) & (fleet.first_day < world.since // DAY))
    for vehicle in chance.permutation(free):
        if len(clones) == count:
            break
        if world.used[vehicle]:
            continue
        double = victims.double(chance, int(vehicle), careful=happens(chance, 0.85), far_from=int(world.fleet.home[vehicle]))
        if double is None:
            continue
        world.used[[vehicle, double]] = True
        start = world.reads_since - 60 * DAY + int(chance.random() * (60 + (world.until - world.reads_since) / DAY) * DAY)
        start = start // DAY * DAY + int(chance.uniform(20, 23.9) * HOUR)
        lasts = start + int(np.clip(chance.lognormal(4.3, 0.9), 5, 400) * DAY)
        since, until = max(start, world.since), lasts if lasts < world.until else NEVER
        world.wear(int(vehicle), since, until, bytes(world.fleet.plate[double]))
        clones.append(Clone(double, int(vehicle), since, min(until, world.until), stolen=False))
    return clones
