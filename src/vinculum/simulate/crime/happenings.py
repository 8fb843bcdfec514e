"""What happens to vehicles outside their honest routine: the record that every act of the crime script writes into."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.drive import Legs
from vinculum.simulate.fleet import Fleet
from vinculum.simulate.geography.land import Land
from vinculum.simulate.journeys import Absence
from vinculum.simulate.reads import PlateTimes
from vinculum.simulate.roads import Roads

NEVER = 1 << 61


class Fate(StrEnum):
    """What becomes of a stolen vehicle."""

    JOYRIDE = "joyride"
    EXPORT = "export"
    CHOP = "chop"
    CLONE = "clone"
    RINGER = "ringer"
    NONE = "none"  # the theft never was


@dataclass(slots=True)
class Theft:
    """One vehicle taken (or said to be). ``crew`` is -1 for an opportunist; times are microseconds, places numbers."""

    vehicle: int
    at: int
    node: int
    lat: float
    lon: float
    crew: int
    fate: Fate
    method: str
    own_plate: bool = True
    ready_at: int = 0
    found_at: int | None = None
    found_node: int = -1
    condition: str = ""
    context: str = ""
    vrm_shown: str | None = None
    vin_seen: str | None = None
    crime_ref: str = ""
    plate_told: bool = False  # whether the crime report has the plate right
    vin_told: bool = False  # and the chassis number
    false_report: bool = False
    premises: int = -1


@dataclass(slots=True)
class Happenings:
    """The world as it unfolds: who is used up, who is absent, which plate hangs where, which extra drives are driven."""

    land: Land
    roads: Roads
    fleet: Fleet
    since: int
    until: int
    reads_since: int
    used: NDArray[np.bool_]
    gone: NDArray[np.int64]
    back: NDArray[np.int64]
    worn: list[tuple[int, int, int, bytes]] = field(default_factory=list)
    moves: list[tuple[int, int, int, int]] = field(default_factory=list)

    def wear(self, vehicle: int, since: int, until: int, plate: bytes) -> None:
        """Hang ``plate`` on a vehicle from ``since`` until ``until``."""
        self.worn.append((vehicle, since, until, plate))

    def move(self, vehicle: int, origin: int, target: int, depart: int) -> int:
        """Drive a vehicle and return a time by which it has surely arrived, however heavy the traffic."""
        if depart >= self.reads_since - DAY and origin != target:
            self.moves.append((vehicle, origin, target, depart))
        return depart + int((2.4 * float(self.roads.hours[origin, target]) + 1.2) * HOUR)

    def near(self, chance: np.random.Generator, node: int, least: float, most: float) -> int:
        """Return a place between ``least`` and ``most`` hours away; the nearest other place if there is none."""
        hours = self.roads.hours[node]
        found = np.flatnonzero((hours >= least) & (hours <= most) & (np.arange(len(hours)) != node))
        if len(found):
            return int(chance.choice(found))
        others = hours.copy()
        others[node] = np.inf
        return int(np.argmin(np.abs(others - most)))

    def around(self, chance: np.random.Generator, node: int, spread: float = 0.011) -> tuple[float, float]:
        """Return a position in a place, about a kilometre from its middle."""
        lat = float(self.land.lat[node] + chance.normal(0, spread))
        return round(lat, 5), round(float(self.land.lon[node] + chance.normal(0, spread * 1.6)), 5)

    def plate_times(self) -> PlateTimes:
        """Return who bore which other plate when, in the order that reading asks for."""
        rows = sorted(row for row in self.worn if row[2] > row[1])
        return PlateTimes(
            vehicle=np.array([r[0] for r in rows], dtype=np.int32),
            since=np.array([r[1] for r in rows], dtype=np.int64),
            until=np.array([r[2] for r in rows], dtype=np.int64),
            plate=np.array([r[3] for r in rows], dtype="S7"),
        )

    def absence(self) -> Absence:
        """Return when each vehicle makes no honest journeys."""
        return Absence(self.gone, self.back)

    def legs(self) -> Legs:
        """Return the extra drives in order of time."""
        rows = sorted(self.moves, key=lambda r: (r[3], r[0], r[1], r[2]))
        who, origin, target = (np.array([r[i] for r in rows], dtype=np.int32) for i in range(3))
        return Legs(who, origin, target, np.array([r[3] for r in rows], dtype=np.int64))
