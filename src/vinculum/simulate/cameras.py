"""Plate-reading cameras: where they stand, what is on record about them, how well they read, and when their clocks are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR, MINUTE, SECOND
from vinculum.simulate.geography.land import Land, flat_km
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.roads import Roads
from vinculum.simulate.streams import happen, happens, stream

# Cameras per direction of a road: at least, and more per km. Trunk roads are watched, lanes hardly ever. With SEES this gives
# about 1.3 reads a vehicle a day, which is 55 million reads of 41 million vehicles (DOMAIN 3.8, 5).
DENSITY = ((0.42, 0.03), (0.14, 0.015), (0.03, 0.004))
SEES = (0.35, 0.6)  # a camera that watches one lane of three sees a third of what passes
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
FAULTS = ("none", "offset", "drift", "jump")
OFFSET, DRIFT, JUMP = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Cameras:
    """Cameras in order of edge and position along it; those of edge ``e`` are ``first[e]:first[e + 1]``.

    ``lat``/``lon`` are true, ``shown_lat``/``shown_lon`` are on record. A clock shows true time and ``fixed`` and ``rate`` times
    the time since ``fault_from``, both only between ``fault_from`` and ``fault_to`` (microseconds).
    """

    camera_id: tuple[str, ...]
    edge: NDArray[np.int32]
    along: NDArray[np.float32]
    first: NDArray[np.int32]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    shown_lat: NDArray[np.float64]
    shown_lon: NDArray[np.float64]
    force: tuple[str, ...]
    road: tuple[str, ...]
    direction: tuple[str, ...]
    sees: NDArray[np.float32]
    misreads: NDArray[np.float32]
    tells_make: NDArray[np.bool_]
    fault: NDArray[np.int8]
    fixed: NDArray[np.int64]
    rate: NDArray[np.float64]
    fault_from: NDArray[np.int64]
    fault_to: NDArray[np.int64]
    away_km: NDArray[np.float64]
    down_from: NDArray[np.int64]
    down_to: NDArray[np.int64]

    def shown_time(self, camera: NDArray[np.int32], at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what the cameras' clocks showed at true times ``at``."""
        wrong = (at >= self.fault_from[camera]) & (at < self.fault_to[camera])
        drift = (self.rate[camera] * (at - self.fault_from[camera])).astype(np.int64)
        return at + np.where(wrong, self.fixed[camera] + drift, 0)


def cameras_of(land: Land, roads: Roads, density: float, prevalence: Prevalence, seed: int, since: int, until: int) -> Cameras:
    """Place cameras on the roads; their faults fall between ``since`` and ``until`` (microseconds)."""
    edge, along = _sites(land, roads, density, seed)
    n = len(edge)
    chance = stream(seed, "cameras")
    tail, head = roads.tail[edge], roads.head[edge]
    lat = land.lat[tail] + along * (land.lat[head] - land.lat[tail])
    lon = land.lon[tail] + along * (land.lon[head] - land.lon[tail])
    shown = chance.normal(0, 0.0003, (2, n))
    misplaced = chance.random(n) < prevalence.position_fault_share
    shown[:, misplaced] = chance.normal(0, 0.02, (2, int(misplaced.sum())))
    away = np.hypot(*(flat_km(lat + shown[0], lon + shown[1]) - flat_km(lat, lon)).T)
    fault, fixed, rate, fault_from, fault_to = _clock_faults(chance, prevalence.clock_fault_share, n, since, until)
    down_from, down_to = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    down = happen(chance, 0.15, n)
    down_from[down] = chance.integers(since, until, int(down.sum()))
    down_to[down] = down_from[down] + (chance.exponential(1.2, int(down.sum())) * DAY).astype(np.int64)
    quality = chance.beta(2.0, 6.0, n)
    bearing = np.degrees(np.arctan2((land.lon[head] - land.lon[tail]) * 0.6, land.lat[head] - land.lat[tail])) % 360
    names = _road_names(land, seed)
    codes = chance.choice(16**4, size=n, replace=False) if n <= 16**4 else chance.permutation(16**5)[:n]
    return Cameras(
        camera_id=tuple(f"C{code:05X}" for code in codes),
        edge=edge.astype(np.int32),
        along=along.astype(np.float32),
        first=np.searchsorted(edge, np.arange(len(roads.tail) + 1)).astype(np.int32),
        lat=lat,
        lon=lon,
        shown_lat=np.round(lat + shown[0], 5),
        shown_lon=np.round(lon + shown[1], 5),
        force=tuple(land.force[t] for t in tail),
        road=tuple(names[r] for r in roads.road[edge]),
        direction=tuple(COMPASS[int((b + 22.5) // 45) % 8] for b in bearing),
        sees=(SEES[0] + SEES[1] * chance.beta(1.6, 1.6, n)).astype(np.float32),
        misreads=(prevalence.misread_share * (0.45 + 2.2 * quality)).astype(np.float32),
        tells_make=happen(chance, 0.6, n),
        fault=fault,
        fixed=fixed,
        rate=rate,
        fault_from=fault_from,
        fault_to=fault_to,
        away_km=away,
        down_from=down_from,
        down_to=down_to,
    )


def _sites(land: Land, roads: Roads, density: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return edge and position of each camera: most sites watch both directions, and every port gate is watched."""
    chance = stream(seed, "camera sites")
    low = density * np.array([d[0] for d in DENSITY])[roads.kind]
    more = density * np.array([d[1] for d in DENSITY])[roads.kind] * roads.km
    gates = {port.node for port in land.ports}
    reverse = {(int(t), int(h)): e for e, (t, h) in enumerate(zip(roads.tail, roads.head, strict=True))}
    sites: list[tuple[int, float]] = []
    for e, (t, h) in enumerate(zip(roads.tail, roads.head, strict=True)):
        if t > h:
            continue
        at_gate = bool({int(t), int(h)} & gates)
        count = max(int(chance.random() < low[e]) + int(chance.poisson(more[e])), int(at_gate))
        for _ in range(count):
            place = float(chance.uniform(0.05, 0.95))
            both = at_gate or happens(chance, 0.8)
            ahead = happens(chance, 0.5)
            if both or ahead:
                sites.append((e, place))
            if both or not ahead:
                sites.append((reverse[int(h), int(t)], 1.0 - place))
    sites.sort()
    return np.array([s[0] for s in sites], dtype=np.int64), np.array([s[1] for s in sites])


def _clock_faults(
    chance: np.random.Generator, share: float, n: int, since: int, until: int
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Draw constant offsets (all window), drifts (seconds to minutes a day, reset never) and jumps (hours, for a few days)."""
    fault = np.where(chance.random(n) < share, chance.integers(1, 4, n), 0).astype(np.int8)
    sign = np.where(happen(chance, 0.5, n), -1, 1)
    offset = sign * np.exp(chance.uniform(np.log(4 * MINUTE), np.log(70 * MINUTE), n)).astype(np.int64)
    jump = sign * np.where(happen(chance, 0.5, n), HOUR, chance.integers(8 * MINUTE, 3 * HOUR, n))
    drift = sign * chance.uniform(20 * SECOND, 150 * SECOND, n) / DAY
    start = chance.integers(since, max(until - 3 * DAY, since + 1), n)
    fixed = np.select([fault == OFFSET, fault == JUMP], [offset, jump], 0).astype(np.int64)
    rate = np.where(fault == DRIFT, drift, 0.0)
    never = until + 400 * DAY
    kinds = [fault == OFFSET, fault == DRIFT, fault == JUMP]
    fault_from = np.select(kinds, [since - DAY, since, start], never).astype(np.int64)
    fault_to = np.where(fault == JUMP, start + (chance.uniform(1, 9, n) * DAY).astype(np.int64), never).astype(np.int64)
    return fault, fixed, rate, fault_from, fault_to


def _road_names(land: Land, seed: int) -> list[str]:
    """Name each road by class and a made-up number: the network is drawn, so real numbers would mislead."""
    chance = stream(seed, "road names")
    number = chance.integers(100, 9999, len(land.road_kind))
    return [f"{'M' if k == 'motorway' else 'A' if k == 'main' else 'B'}{x}" for k, x in zip(land.road_kind, number, strict=True)]


def shown_cameras(cameras: Cameras) -> list[dict[str, Any]]:
    """Return the rows of the feed ``cameras``: what is on record, in order of reference."""
    columns = (
        cameras.camera_id,
        cameras.force,
        cameras.shown_lat.tolist(),
        cameras.shown_lon.tolist(),
        cameras.road,
        cameras.direction,
    )
    names = ("camera_id", "force", "lat", "lon", "road", "direction")
    return [dict(zip(names, row, strict=True)) for row in sorted(zip(*columns, strict=True))]
