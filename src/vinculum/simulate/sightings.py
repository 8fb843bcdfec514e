"""What only the simulator knows of the reads, gathered day by day: true hits, and who contradicts whom under a copied plate."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.clock import HOUR
from vinculum.simulate.crime.fates import Clone
from vinculum.simulate.crime.happenings import NEVER, Happenings, Theft
from vinculum.simulate.reads import ReadRows
from vinculum.simulate.roads import Roads


@dataclass(slots=True)
class Sightings:
    """Rows kept of the stream of reads: reads of stolen vehicles under their own plates, reads of plates that were copied."""

    stolen_from: NDArray[np.int64]
    stolen_to: NDArray[np.int64]
    theft_of: NDArray[np.int32]
    watched: NDArray[np.bool_]
    times_read: NDArray[np.int64]
    hits: list[ReadRows] = field(default_factory=list)
    copied: list[ReadRows] = field(default_factory=list)

    def note(self, world: Happenings, rows: ReadRows) -> None:
        """Look through one batch of reads."""
        own = rows.borne == world.fleet.plate[rows.vehicle]
        correct = rows.vrm == rows.borne.astype("S8")
        stolen = own & (rows.true_at >= self.stolen_from[rows.vehicle]) & (rows.true_at < self.stolen_to[rows.vehicle])
        if stolen.any():
            self.hits.append(rows.where(stolen))
        watched = self.watched[rows.vehicle] & correct
        if watched.any():
            self.copied.append(rows.where(watched))
        self.times_read += np.bincount(rows.vehicle[own & correct], minlength=len(self.times_read))


def watch(world: Happenings, thefts: list[Theft], clones: list[Clone]) -> Sightings:
    """Return an empty record that knows which vehicles to look for."""
    n = world.fleet.size
    watched = np.zeros(n, dtype=bool)
    for clone in clones:
        watched[[clone.original, clone.vehicle]] = True
    sightings = Sightings(
        np.full(n, NEVER), np.full(n, NEVER), np.full(n, -1, dtype=np.int32), watched, np.zeros(n, dtype=np.int64)
    )
    for number, theft in enumerate(thefts):
        if theft.crime_ref:
            sightings.stolen_from[theft.vehicle] = theft.at
            sightings.stolen_to[theft.vehicle] = theft.found_at if theft.found_at is not None else NEVER
            sightings.theft_of[theft.vehicle] = number
    return sightings


def least_hours(roads: Roads, cameras: Cameras, first: int, second: int) -> float:
    """Return the least free-flow hours between two cameras, turning round allowed: no lawful driver is sooner.

    Each camera stands on an edge; leaving and reaching it by either end is tried.
    """
    hours = roads.edge_hours
    e, f = int(cameras.edge[first]), int(cameras.edge[second])
    a, b = float(cameras.along[first]), float(cameras.along[second])
    if roads.road[e] == roads.road[f]:
        here = a if roads.tail[e] == roads.tail[f] else 1.0 - a
        return abs(b - here) * float(hours[f])
    ways = [
        leave * float(hours[e]) + float(roads.hours[start, end]) + reach * float(hours[f])
        for leave, start in ((a, int(roads.tail[e])), (1.0 - a, int(roads.head[e])))
        for reach, end in ((b, int(roads.tail[f])), (1.0 - b, int(roads.head[f])))
    ]
    return min(ways)


def gaps(
    roads: Roads, cameras: Cameras, at: NDArray[np.int64], camera: NDArray[np.int32], vehicle: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return, for neighbouring reads of one plate by two vehicles, how many times free flow one vehicle would have had to drive.

    Reads are in true order. Above FASTEST_PACE nobody in the sample could have driven it: the two reads contradict each other.
    """
    changes = np.flatnonzero(vehicle[1:] != vehicle[:-1])
    pace = np.empty(len(changes))
    for n, i in enumerate(changes):
        elapsed = max(float(at[i + 1] - at[i]), 1.0) / HOUR
        pace[n] = least_hours(roads, cameras, int(camera[i]), int(camera[i + 1])) / elapsed
    return pace
