"""Thefts: who takes which vehicle when, by what method, and what is to become of it (S1 ORDER to S3 THEFT)."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, MINUTE
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import NEVER, Fate, Happenings, Theft
from vinculum.simulate.crime.victims import Victims
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, stream

OPPORTUNE = ("UNLOCKED_KEYS_IN", "KEY_SNEAK_IN", "FORCED_IGNITION", "OBD_KEY_PROG", "KEY_BURGLARY", "TOW_LIFT", "CARJACK_ROBBERY",
             "DECEPTION_TEST_DRIVE", "UNKNOWN")  # fmt: skip
OPPORTUNE_SHARE = (0.2, 0.17, 0.18, 0.14, 0.11, 0.04, 0.04, 0.03, 0.09)


def take_vehicles(world: Happenings, crews: list[Crew], victims: Victims, prevalence: Prevalence, seed: int) -> list[Theft]:
    """Return every theft of the period in order of time; each vehicle leaves its honest routine on the day it is taken."""
    chance = stream(seed, "thefts")
    days = (world.until - world.since) / DAY
    expected = world.fleet.size * prevalence.thefts_a_year * prevalence.raised * days / 365.25
    count = int(chance.poisson(expected))
    times = np.sort(world.since + (chance.random(count) * days).astype(np.int64) * DAY)
    weights = np.array([crew.weight for crew in crews])
    thefts: list[Theft] = []
    for day in times:
        false = chance.random() < prevalence.false_report_share
        organised = not false and chance.random() < prevalence.organised_share
        crew = crews[int(chance.choice(len(crews), p=weights / weights.sum()))] if organised else None
        month = int((day - world.since) // (45 * DAY)) % 4
        vehicle = victims.ordered(chance, crew.wanted[month], crew.home) if crew else victims.at_hand(chance)
        if vehicle is None:
            continue
        thefts.append(_theft(world, chance, vehicle, int(day), crew, false=false))
    return sorted(thefts, key=lambda t: (t.at, t.vehicle))


def _theft(world: Happenings, chance: np.random.Generator, vehicle: int, day: int, crew: Crew | None, *, false: bool) -> Theft:
    hour = chance.uniform(0.2, 5.2) if crew or happens(chance, 0.6) else chance.uniform(6, 23)
    at = day + int(hour * HOUR) // MINUTE * MINUTE
    node = int(world.fleet.home[vehicle])
    lat, lon = world.around(chance, node)
    if crew:
        fates = [f for f, _ in crew.trades]
        fate = fates[int(chance.choice(len(fates), p=[s for _, s in crew.trades]))]
        method = crew.method if happens(chance, 0.75) else str(chance.choice(["RELAY", "KEY_BURGLARY", "UNKNOWN"]))
    else:
        fate = Fate.NONE if false else Fate.JOYRIDE
        method = "UNKNOWN" if false else str(chance.choice(OPPORTUNE, p=OPPORTUNE_SHARE))
    world.used[vehicle] = True
    world.gone[vehicle] = day  # no honest journey on the day itself: the keeper's last drive ended the night before
    world.back[vehicle] = NEVER
    return Theft(vehicle, at, node, lat, lon, crew.number if crew else -1, fate, method, false_report=false)
