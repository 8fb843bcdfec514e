"""The land under a map: force areas and neighbouring coasts, read from ``maps/force_areas.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from vinculum.site.frame import KM_A_DEGREE, WIDTH, Frame, Point, cut_to

Ring = tuple[tuple[float, float], ...]

SHORE_KM = 3.0


@dataclass(frozen=True, slots=True)
class Area:
    """A police force area or a neighbouring country: outer rings of (lon, lat), largest first.

    ``bounds`` are west, south, east and north of each ring; ``code`` is the ONS code, None for a neighbour.
    """

    name: str
    rings: tuple[Ring, ...]
    bounds: tuple[tuple[float, float, float, float], ...]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area as drawn: the SVG path, the middle of its largest part in the frame, and how wide that part is there."""

    name: str
    is_force: bool
    path: str
    middle: Point
    width: float


def _area(told: Mapping[str, Any]) -> Area:
    rings = tuple(tuple((lon, lat) for lon, lat in ring) for ring in told["rings"])
    bounds = tuple(
        (min(lon for lon, _ in ring), min(lat for _, lat in ring), max(lon for lon, _ in ring), max(lat for _, lat in ring))
        for ring in rings
    )
    return Area(told["name"], rings, bounds, told.get("code"))


@cache
def areas() -> tuple[Area, ...]:
    """Return neighbours first and force areas after them, so that force areas are drawn on top."""
    held = json.loads((resources.files("vinculum.site") / "maps" / "force_areas.json").read_text("utf-8"))
    return tuple(_area(told) for told in [*held["neighbours"], *held["forces"]])


def force_area_at(lat: float, lon: float) -> str | None:
    """Return the name of the force area that holds a position; None at sea or abroad. Borders are good to about 500 m.

    Of two that hold it the smaller is meant: the City of London lies in a hole of the Metropolitan Police's area. A position that
    none holds takes the nearest area within ``SHORE_KM``: a quay may lie outside a simplified coast.
    """
    found = [
        (_extent(ring), area.name)
        for area in areas()
        if area.code is not None
        for ring, (west, south, east, north) in zip(area.rings, area.bounds, strict=True)
        if west <= lon <= east and south <= lat <= north and _holds(ring, lon, lat)
    ]
    if found:
        return min(found)[1]
    near = [
        (_km_away(ring, lat, lon), area.name)
        for area in areas()
        for ring, (west, south, east, north) in zip(area.rings, area.bounds, strict=True)
        if west - 0.1 <= lon <= east + 0.1 and south - 0.1 <= lat <= north + 0.1
    ]
    forces = {area.name for area in areas() if area.code is not None}
    away, name = min(near, default=(math.inf, ""))
    return name if away <= SHORE_KM and name in forces else None


@lru_cache(maxsize=256)
def draw_areas(frame: Frame) -> tuple[DrawnArea, ...]:
    """Return every area that can be seen in ``frame``, in the order in which to draw them."""
    drawn = []
    for area in areas():
        parts = []
        for ring, (west, south, east, north) in zip(area.rings, area.bounds, strict=True):
            (left, low), (right, high) = frame.place(south, west), frame.place(north, east)
            if right < 0 or left > WIDTH or low < 0 or high > frame.height:
                continue
            cut = cut_to(frame.places(ring), WIDTH, frame.height)
            if len(cut) >= 3:  # noqa: PLR2004  fewer corners enclose nothing
                parts.append(_thinned(cut))
        if parts:
            largest = max(parts, key=_extent)
            middle, width = _widest_middle(largest)
            path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in part) + "Z" for part in parts)
            drawn.append(DrawnArea(area.name, area.code is not None, path, middle, width))
    return tuple(drawn)


def _holds(ring: Ring, lon: float, lat: float) -> bool:
    """Say whether a ring holds a position: a line eastwards crosses its border an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _km_away(ring: Ring, lat: float, lon: float) -> float:
    """Return the distance from a position to the nearest side of a ring, in km; good to 1 % over a few km."""
    east = KM_A_DEGREE * math.cos(math.radians(lat))
    flat = [((x - lon) * east, (y - lat) * KM_A_DEGREE) for x, y in ring]
    nearest = math.inf
    for (x1, y1), (x2, y2) in zip(flat, [*flat[1:], flat[0]], strict=True):
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
        nearest = min(nearest, math.hypot(x1 + along * (x2 - x1), y1 + along * (y2 - y1)))
    return nearest


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Leave out points closer than half a unit to the one before: nobody can see them."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.5:  # noqa: PLR2004  half a unit
            kept.append(point)
    return kept


def _extent(ring: Sequence[Point]) -> float:
    """Return the area a ring encloses, in the square of its own units (the shoelace formula)."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _widest_middle(ring: Sequence[Point]) -> tuple[Point, float]:
    """Return the middle and length of the longest level line inside a ring, where its name has most room."""
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best: tuple[Point, float] = (ring[0], 0.0)
    for step in range(1, 12):
        level = low + (high - low) * step / 12
        crossings = sorted(
            x1 + (level - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (y1 > level) != (y2 > level)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            if right - left > best[1]:
                best = (((left + right) / 2, level), right - left)
    return best
