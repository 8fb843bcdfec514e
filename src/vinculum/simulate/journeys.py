"""Honest journeys, day by day: commuting, errands, rounds of delivery vans, long trips that may stay the night.

Every journey starts where the last one ended and comes home in the end, so one vehicle is never in two places. One day is held
at a time; nights away reach into the following days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.clock import DAY, HOUR, MINUTE
from vinculum.simulate.drive import Legs, Passes, drive, join_passes
from vinculum.simulate.fleet import Fleet
from vinculum.simulate.geography.land import Land
from vinculum.simulate.roads import Roads
from vinculum.simulate.streams import happen, salt, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


FAR_HOURS = 0.6
SATURDAY = 5


class Destinations:
    """Where people go from each place, by gravity: cumulative shares laid end to end, so one binary search serves every row."""

    def __init__(self, land: Land, hours: NDArray[np.float32], pull: Floats) -> None:
        shares = pull * land.weight[np.newaxis, :]
        np.fill_diagonal(shares, 0.0)
        shares[~np.isfinite(hours)] = 0.0
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
        self._n = len(land.weight)
        self._laid = (np.cumsum(shares, axis=1) + np.arange(self._n)[:, np.newaxis]).ravel()

    def draw(self, chance: np.random.Generator, origin: NDArray[np.int32]) -> NDArray[np.int32]:
        """Draw a destination for each origin."""
        found = np.searchsorted(self._laid, origin + chance.random(len(origin)) * 0.999999)
        return np.asarray(np.clip(found - origin.astype(np.int64) * self._n, 0, self._n - 1).astype(np.int32))


@dataclass(frozen=True, slots=True)
class Absence:
    """When each vehicle makes no honest journeys: from ``gone`` to ``back`` (microseconds); thefts, repairs, exports."""

    gone: Ints
    back: Ints


class Traffic:
    """Honest traffic that is asked for one day after another, in order."""

    def __init__(self, land: Land, roads: Roads, cameras: Cameras, fleet: Fleet, absence: Absence, seed: int) -> None:
        self._roads, self._cameras, self._fleet, self._absence, self._seed = roads, cameras, fleet, absence, seed
        hours = roads.hours.astype(np.float64)
        self._near = Destinations(land, roads.hours, np.exp(-hours / 0.18))
        self._far = Destinations(land, roads.hours, np.where(hours > FAR_HOURS, 1.0 / (0.8 + hours) ** 1.8, 1e-6))
        work = Destinations(land, roads.hours, np.exp(-hours / 0.32))
        chance = stream(seed, "work")
        self._work = work.draw(chance, fleet.home)
        self._away_until = np.zeros(fleet.size, dtype=np.int64)

    def day(self, day_start: int) -> Passes:
        """Return every pass of the honest journeys that begin on the day, some of which end on later days."""
        chance = stream(self._seed, "traffic", day_start // DAY)
        fleet, absence = self._fleet, self._absence
        weekend = (day_start // DAY + 3) % 7 >= SATURDAY
        firm = fleet.block >= 0
        goes = chance.random(fleet.size) < np.where(firm, 0.35 if weekend else 0.85, 0.55 if weekend else 0.62)
        free = (self._away_until <= day_start + 4 * HOUR) & ~fleet.sorn
        here = (absence.gone >= day_start + DAY) | (absence.back <= day_start)
        first_seen = fleet.first_day.astype(np.int64) * DAY <= day_start
        out = np.flatnonzero(goes & free & here & first_seen).astype(np.int32)
        parts = [
            *self._main(chance, day_start, out[~firm[out]], weekend=weekend),
            *self._rounds(chance, day_start, out[firm[out]]),
        ]
        return join_passes(parts)

    def _go(self, part: str, day_start: int, legs: Legs) -> tuple[Passes, Ints]:
        return drive(self._roads, self._cameras, legs, self._fleet.pace, salt(self._seed, "drive", part, day_start // DAY))

    def _main(self, chance: np.random.Generator, day_start: int, who: NDArray[np.int32], *, weekend: bool) -> list[Passes]:
        """Go to work, on an errand or far, come home; some go out again in the evening."""
        n, home = len(who), self._fleet.home[who]
        works = self._fleet.commutes[who] & (not weekend)
        soon = self._absence.gone[who] < day_start + 8 * DAY
        far = (chance.random(n) < np.where(weekend, 0.07, 0.03)) & ~soon
        target = np.where(works, self._work[who], self._near.draw(chance, home))
        target = np.where(far, self._far.draw(chance, home), target).astype(np.int32)
        leave = np.where(works & ~far, chance.normal(7.8, 0.8, n), np.clip(chance.normal(11.5, 3.0, n), 5.0, 18.5))
        leave = np.where(far, np.clip(chance.normal(8.0, 1.8, n), 4.2, 15.0), leave)
        legs = Legs(who, home, target, day_start + (np.clip(leave, 4.0, 20.0) * HOUR).astype(np.int64))
        there, arrival = self._go("out", day_start, legs)
        night = far & happen(chance, 0.3, n)
        stay = np.where(works & ~far, chance.normal(8.8, 0.8, n), chance.exponential(1.2, n) + 0.2)
        stay = np.where(far, chance.uniform(1.5, 7.0, n), stay)
        leave_back = arrival + (np.maximum(stay, 0.15) * HOUR).astype(np.int64)
        nights = 1 + chance.poisson(0.8, n)
        morning = (day_start // DAY + nights) * DAY + (chance.uniform(8.0, 18.0, n) * HOUR).astype(np.int64)
        leave_back = np.where(night & (morning > arrival), morning, leave_back)
        back, home_at = self._go("back", day_start, Legs(who, target, home, leave_back))
        stays_in = self._absence.gone[who] < day_start + 2 * DAY  # taken in the night to come
        again = happen(chance, 0.22, n) & (home_at < day_start + 20 * HOUR) & ~stays_in
        evening = np.maximum(home_at + 20 * MINUTE, day_start + (chance.normal(18.8, 1.2, n) * HOUR).astype(np.int64))
        shop = self._near.draw(chance, home)
        away = chance.exponential(1.1, n) + 0.25
        errand = Legs(who, home, shop, evening).where(again)
        to_shop, at_shop = self._go("errand", day_start, errand)
        leave_shop = at_shop + (away[again] * HOUR).astype(np.int64)
        from_shop, last = self._go("errand back", day_start, Legs(errand.vehicle, errand.target, errand.origin, leave_shop))
        home_at[again] = last
        self._away_until[who] = home_at
        return [there, back, to_shop, from_shop]

    def _rounds(self, chance: np.random.Generator, day_start: int, who: NDArray[np.int32]) -> list[Passes]:
        """Drive firms' vehicles round two to five stops and back to where they sleep."""
        parts = []
        at = self._fleet.home[who]
        stops = chance.integers(2, 6, len(who))
        leave = day_start + (np.clip(chance.normal(7.0, 1.0, len(who)), 4.1, 12.0) * HOUR).astype(np.int64)
        roams = happen(chance, 0.12, len(who)) & (self._absence.gone[who] >= day_start + 2 * DAY)
        for turn in range(6):
            going = np.asarray(turn <= stops)
            who, at, stops, leave, roams = who[going], at[going], stops[going], leave[going], roams[going]
            if not len(who):
                break
            target = np.where(roams, self._far.draw(chance, at), self._near.draw(chance, at)).astype(np.int32)
            target = np.where(turn == stops, self._fleet.home[who], target).astype(np.int32)
            seen, arrival = self._go(f"round {turn}", day_start, Legs(who, at, target, leave))
            parts.append(seen)
            leave = arrival + (chance.uniform(0.15, 1.2, len(who)) * HOUR).astype(np.int64)
            self._away_until[who] = arrival
            at = target
        return parts
