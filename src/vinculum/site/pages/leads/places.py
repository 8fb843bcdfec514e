"""Where leads are: the force area of each, from its position or the port that it leaves by."""

from __future__ import annotations

from functools import lru_cache

from vinculum.site.land import force_area_at
from vinculum.site.plain import UNKNOWN
from vinculum.site.ports import port_of

ABROAD = "outside England and Wales"


@lru_cache(maxsize=200_000)
def area_at(lat: float, lon: float) -> str:
    """Return the force area of a position (WGS84), or that it lies outside all of them."""
    return force_area_at(lat, lon) or ABROAD


def area_of(lat: float | None, lon: float | None, locode: str) -> str:
    """Return the force area of a lead that names a position, or else a port; that it is not known for one that names neither."""
    if lat is not None and lon is not None:
        return area_at(lat, lon)
    port = port_of(locode)
    return area_at(port.lat, port.lon) if port else UNKNOWN
