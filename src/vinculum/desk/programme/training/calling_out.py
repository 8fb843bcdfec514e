"""Whom to call: the nearest qualified examiners who can be called out to a place. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True, slots=True)
class OnCall:
    """An examiner who can be called out from a station (WGS84) to within so many kilometres."""

    reference: str
    organisation: str
    station: str
    lat: float
    lon: float
    within_km: int
    hours: str
    contact: str


@dataclass(frozen=True, slots=True)
class Reach:
    """An examiner, how far their station is from the place as the crow flies, and whether that is within their reach."""

    on_call: OnCall
    km: float
    comes: bool


def nearest(lat: float, lon: float, on_call: Iterable[OnCall], most: int = 5) -> list[Reach]:
    """Return the examiners nearest to a place: those who come before those whose reach it is beyond, then by distance."""
    found = [Reach(one, km := km_between(lat, lon, one.lat, one.lon), km <= one.within_km) for one in on_call]
    return sorted(found, key=lambda reach: (not reach.comes, reach.km, reach.on_call.reference))[:most]


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on the great circle between two positions (WGS84 degrees), in km."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
