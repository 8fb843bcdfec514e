"""Driving: each leg of a journey is led along the fastest way, and every camera it passes may see it.

The loop is compiled. Chance inside it is counter-based (SplitMix64 of salt, leg and step), so a leg's passes depend on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.clock import HOUR
from vinculum.simulate.roads import Roads

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


def drive(roads: Roads, cameras: Cameras, legs: Legs, pace: NDArray[np.float32], salt: int) -> tuple[Passes, NDArray[np.int64]]:
    """Return what the cameras saw of ``legs``, and when each leg arrives; ``pace`` is each vehicle's multiple of free flow."""
    n = len(legs.vehicle)
    arrival = np.empty(n, dtype=np.int64)
    parts: list[Passes] = []
    room = max(4096, n * 6)
    done = 0
    while done < n:
        leg = np.empty(room, dtype=np.int32)
        camera = np.empty(room, dtype=np.int32)
        at = np.empty(room, dtype=np.int64)
        done, count = _drive(
            roads.start, roads.head, roads.edge_hours, roads.kind, roads.before, cameras.first, cameras.along, cameras.sees,
            legs.vehicle, legs.origin, legs.target, legs.depart, pace, RUSH, np.uint64(salt), done, arrival, leg, camera, at,
        )  # fmt: skip
        parts.append(Passes(legs.vehicle[leg[:count]], camera[:count], at[:count]))
    return join_passes(parts), arrival


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # Numba ships no types
def _uniform(salt, a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - typed by Numba from its arguments
    """Return a number in [0, 1) that belongs to salt, a and b."""
    z = salt + np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b) * np.uint64(0xD1B54A32D192ED03)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # Numba ships no types
def _drive(  # type: ignore[no-untyped-def]  # noqa: ANN202, PLR0913, PLR0917, C901
    start, head, edge_hours, kind, before, first, along, sees,  # noqa: ANN001 - typed by Numba from its arguments
    vehicle, origin, target, depart, pace, rush, salt, done, arrival, out_leg, out_camera, out_at,  # noqa: ANN001
):  # fmt: skip
    """Drive legs from ``done`` on until they end or the room for passes runs out; return (legs done, passes written)."""
    way = np.empty(LONGEST_WAY, dtype=np.int32)
    count = 0
    for leg in range(done, len(vehicle)):
        steps = 0
        node = target[leg]
        here = origin[leg]
        while node != here and steps < LONGEST_WAY:
            previous = before[here, node]
            for e in range(start[previous], start[previous + 1]):
                if head[e] == node:
                    way[steps] = e
                    break
            steps += 1
            node = previous
        passes = 0
        for step in range(steps):
            e = way[step]
            passes += first[e + 1] - first[e]
        if count + passes > len(out_at):
            return leg, count
        now = depart[leg]
        tempo = pace[vehicle[leg]]
        key = np.uint64(vehicle[leg]) * np.uint64(0x2545F4914F6CDD1D) + np.uint64(depart[leg])
        for step in range(steps - 1, -1, -1):
            e = way[step]
            slower = rush[kind[e], (now // 3_600_000_000) % 24]
            chance = _uniform(salt, key, step)
            # Nobody drives an edge at one steady pace; hold-ups have a long tail, and a long motorway leg may stop at services.
            held = 1.0 + 0.10 * chance + (0.9 * (chance - 0.96) / 0.04 if chance > 0.96 else 0.0)
            fast = tempo if kind[e] < 2 else min(tempo, 1.08)
            span = np.int64(edge_hours[e] / fast * slower * held * 3.6e9)
            for camera in range(first[e], first[e + 1]):
                if _uniform(salt, key, 1000 + camera) < sees[camera]:
                    out_leg[count] = leg
                    out_camera[count] = camera
                    out_at[count] = now + np.int64(along[camera] * span)
                    count += 1
            now += span
            if kind[e] == 0 and chance < 0.004:
                now += np.int64((0.15 + 60.0 * chance) * HOUR)
        arrival[leg] = now
    return len(vehicle), count
