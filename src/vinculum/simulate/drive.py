"""Driving: each leg of a journey is led along the fastest way, and every camera it passes may see it.

The loop is compiled. Chance inside it is counter-based (SplitMix64 of salt, leg and step): a leg's passes depend on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.clock import HOUR
from vinculum.simulate.roads import Roads

P = ParamSpec("P")
R = TypeVar("R")

HELD_UP = 0.96  # quantile above which an edge holds a driver up badly
REST = 0.004  # chance per motorway edge to stop at services
LOCAL_PACE = 1.08  # even those who speed slow down in lanes
MOTORWAY, LOCAL = 0, 2
LONGEST_WAY = 600  # directed edges; the longest way in the land is under 300
# How much longer a road takes by hour of day, at rush hour and in between: motorway, main, local.
RUSH = np.array([[1.0] * 24, [1.0] * 24, [1.0] * 24], dtype=np.float32)
for _hour, _extra in {6: 0.1, 7: 0.28, 8: 0.4, 9: 0.2, 12: 0.08, 15: 0.15, 16: 0.28, 17: 0.4, 18: 0.2}.items():
    RUSH[:, _hour] += np.array([_extra * 0.7, _extra, _extra * 0.8], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Legs:
    """Drives from place to place, one row each: vehicle, where from, where to, when (microseconds)."""

    vehicle: NDArray[np.int32]
    origin: NDArray[np.int32]
    target: NDArray[np.int32]
    depart: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_]) -> Legs:
        """Return the legs that ``mask`` keeps."""
        return Legs(self.vehicle[mask], self.origin[mask], self.target[mask], self.depart[mask])


@dataclass(frozen=True, slots=True)
class Passes:
    """Vehicles seen by cameras at true times, one row each."""

    vehicle: NDArray[np.int32]
    camera: NDArray[np.int32]
    at: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_] | NDArray[np.int64]) -> Passes:
        """Return the passes that ``mask`` keeps or the order ``mask`` gives."""
        return Passes(self.vehicle[mask], self.camera[mask], self.at[mask])


def join_passes(parts: list[Passes]) -> Passes:
    """Return all passes of ``parts``, in their order."""
    if not parts:
        return Passes(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64))
    return Passes(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("vehicle", "camera", "at")))


class Network(NamedTuple):
    """What the compiled loop asks of roads and cameras; see Roads and Cameras."""

    start: NDArray[np.int32]
    head: NDArray[np.int32]
    hours: NDArray[np.float32]
    kind: NDArray[np.int8]
    before: NDArray[np.int32]
    first: NDArray[np.int32]
    along: NDArray[np.float32]
    sees: NDArray[np.float32]
    rush: NDArray[np.float32]


class Drives(NamedTuple):
    """Legs as the compiled loop takes them; ``arrival`` is filled in."""

    vehicle: NDArray[np.int32]
    origin: NDArray[np.int32]
    target: NDArray[np.int32]
    depart: NDArray[np.int64]
    pace: NDArray[np.float32]
    arrival: NDArray[np.int64]


class Seen(NamedTuple):
    """Room for passes, filled in by the compiled loop: number of the leg, camera, time."""

    leg: NDArray[np.int32]
    camera: NDArray[np.int32]
    at: NDArray[np.int64]


def drive(roads: Roads, cameras: Cameras, legs: Legs, pace: NDArray[np.float32], salt: int) -> tuple[Passes, NDArray[np.int64]]:
    """Return what the cameras saw of ``legs``, and when each leg arrives; ``pace`` is each vehicle's multiple of free flow."""
    n = len(legs.vehicle)
    network = Network(
        roads.start, roads.head, roads.edge_hours, roads.kind, roads.before, cameras.first, cameras.along, cameras.sees, RUSH
    )
    drives = Drives(legs.vehicle, legs.origin, legs.target, legs.depart, pace, np.empty(n, dtype=np.int64))
    parts: list[Passes] = []
    room = max(4096, n * 2)
    done = 0
    while done < n:
        seen = Seen(np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64))
        done, count = _drive(network, drives, seen, np.uint64(salt), done)
        parts.append(Passes(legs.vehicle[seen.leg[:count]], seen.camera[:count].copy(), seen.at[:count].copy()))
    return join_passes(parts), drives.arrival


def _compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return ``function`` compiled by Numba, cached beside its module."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True)(function))


@_compiled
def _uniform(salt: np.uint64, a: np.uint64, b: int) -> float:
    """Return a number in [0, 1) that belongs to salt, a and b."""
    z = salt + a * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b) * np.uint64(0xD1B54A32D192ED03)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@_compiled
def _way(network: Network, origin: int, target: int, way: NDArray[np.int32]) -> int:
    """Fill ``way`` with the edges from ``target`` back to ``origin`` and return how many there are."""
    steps = 0
    node = target
    while node != origin and steps < LONGEST_WAY:
        previous = network.before[origin, node]
        for e in range(network.start[previous], network.start[previous + 1]):
            if network.head[e] == node:
                way[steps] = e
                break
        steps += 1
        node = previous
    return steps


@_compiled
def _drive(network: Network, drives: Drives, seen: Seen, salt: np.uint64, done: int) -> tuple[int, int]:
    """Drive legs from ``done`` on until they end or the room for passes runs out; return (legs done, passes written)."""
    way = np.empty(LONGEST_WAY, dtype=np.int32)
    count = 0
    for leg in range(done, len(drives.vehicle)):
        steps = _way(network, drives.origin[leg], drives.target[leg], way)
        passes = 0
        for step in range(steps):
            passes += network.first[way[step] + 1] - network.first[way[step]]
        if count + passes > len(seen.at):
            return leg, count
        now = drives.depart[leg]
        tempo = drives.pace[drives.vehicle[leg]]
        key = np.uint64(drives.vehicle[leg]) * np.uint64(0x2545F4914F6CDD1D) + np.uint64(now)
        for step in range(steps - 1, -1, -1):
            e = way[step]
            kind = network.kind[e]
            slower = network.rush[kind, (now // HOUR) % 24]
            chance = _uniform(salt, key, step)
            # Nobody drives an edge at one steady pace; hold-ups have a long tail, and a long motorway leg may stop at services.
            held = 1.0 + 0.10 * chance
            if chance > HELD_UP:
                held += 0.9 * (chance - HELD_UP) / (1.0 - HELD_UP)
            fast = min(tempo, LOCAL_PACE) if kind == LOCAL else tempo
            span = np.int64(network.hours[e] / fast * slower * held * HOUR)
            for camera in range(network.first[e], network.first[e + 1]):
                if _uniform(salt, key, 1000 + camera) < network.sees[camera]:
                    seen.leg[count] = leg
                    seen.camera[count] = camera
                    seen.at[count] = now + np.int64(network.along[camera] * span)
                    count += 1
            now += span
            if kind == MOTORWAY and chance < REST:
                now += np.int64((0.15 + 60.0 * chance) * HOUR)
        drives.arrival[leg] = now
    return len(drives.vehicle), count
