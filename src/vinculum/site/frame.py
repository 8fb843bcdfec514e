"""The flat frame a map is drawn in: degrees to drawing units, and areas cut to the frame.

Equirectangular with the east-west scale of the frame's middle latitude: over a nation the shape is off by a few per cent, which a
map of where to look can bear. Distances are never measured on it. Drawing units are those of the SVG's viewBox; the map is
WIDTH units wide, about the width of a phone, so that letters are legible there without zooming.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

WIDTH = 360.0
LOWEST, HIGHEST = 260.0, 470.0
MARGIN = 26.0
# Closer than this, the simplified borders would look more exact than they are.
SMALLEST_SPAN_KM = 50.0
KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the earth drawn ``WIDTH`` by ``height`` units: its middle (degrees) and units per km."""

    lat: float
    lon: float
    units_a_km: float
    height: float

    def place(self, lat: float, lon: float) -> Point:
        """Return the drawing position of a WGS84 position (x to the right, y down)."""
        east = (lon - self.lon) * KM_A_DEGREE * math.cos(math.radians(self.lat))
        north = (lat - self.lat) * KM_A_DEGREE
        return (WIDTH / 2 + east * self.units_a_km, self.height / 2 - north * self.units_a_km)

    def places(self, ring: Iterable[tuple[float, float]]) -> list[Point]:
        """Return the drawing positions of many (lon, lat): what ``place`` returns of each, in one go."""
        narrowed, scale = math.cos(math.radians(self.lat)), self.units_a_km
        middle, half, own_lat, own_lon = WIDTH / 2, self.height / 2, self.lat, self.lon
        return [
            (middle + (lon - own_lon) * KM_A_DEGREE * narrowed * scale, half - (lat - own_lat) * KM_A_DEGREE * scale)
            for lon, lat in ring
        ]

    def holds(self, point: Point) -> bool:
        """Say whether a drawing position lies inside the frame."""
        return 0.0 <= point[0] <= WIDTH and 0.0 <= point[1] <= self.height


def frame_around(positions: Iterable[tuple[float, float]]) -> Frame:
    """Return the frame that holds all ``(lat, lon)`` positions with a margin; ValueError for none."""
    held = list(positions)
    if not held:
        raise ValueError("a frame needs at least one position")
    south, north = min(lat for lat, _ in held), max(lat for lat, _ in held)
    west, east = min(lon for _, lon in held), max(lon for _, lon in held)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    wide = max((east - west) * KM_A_DEGREE * math.cos(math.radians(middle_lat)), SMALLEST_SPAN_KM)
    tall = max((north - south) * KM_A_DEGREE, SMALLEST_SPAN_KM / 2)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / tall)
    return Frame(middle_lat, middle_lon, scale, min(max(tall * scale + 2 * MARGIN, LOWEST), HIGHEST))


def cut_to(ring: Sequence[Point], width: float, height: float, beyond: float = 4.0) -> list[Point]:
    """Return the part of a closed ring inside the frame (Sutherland and Hodgman 1974), edges lying ``beyond`` outside it."""
    sides = ((0, -beyond, True), (0, width + beyond, False), (1, -beyond, True), (1, height + beyond, False))
    for axis, limit, keep_above in sides:
        ring = _cut_at(ring, axis, limit, keep_above=keep_above)
        if not ring:
            return []
    return list(ring)


def _cut_at(ring: Sequence[Point], axis: int, limit: float, *, keep_above: bool) -> list[Point]:
    kept: list[Point] = []
    for before, after in zip([ring[-1], *ring[:-1]], ring, strict=True):
        was_in = (before[axis] >= limit) is keep_above
        is_in = (after[axis] >= limit) is keep_above
        if was_in != is_in:
            share = (limit - before[axis]) / (after[axis] - before[axis])
            kept.append((before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])))
        if is_in:
            kept.append(after)
    return kept
