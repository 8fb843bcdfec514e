"""Where leads are: the force area and the port of each, for the queue to show, filter and count by."""

from __future__ import annotations

from functools import cache, lru_cache

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.site.land import force_area_at
from vinculum.site.ports import ports

ABROAD = "outside England and Wales"

POSITIONS_SQL = "SELECT DISTINCT lat, lon FROM picture.leads WHERE lat IS NOT NULL AND lon IS NOT NULL ORDER BY lat, lon"
AREAS = pa.schema([("lat", pa.float64()), ("lon", pa.float64()), ("area", pa.string())])
PORTS = pa.schema([("locode", pa.string()), ("name", pa.string()), ("area", pa.string())])


@lru_cache(maxsize=200_000)
def area_at(lat: float, lon: float) -> str:
    """Return the force area of a position (WGS84), or that it lies outside all of them."""
    return force_area_at(lat, lon) or ABROAD


def areas_of_leads(door: Door) -> pa.Table:
    """Return the force area of every position that a lead names, as AREAS."""
    rows = door.ask_rows(
        "SELECT DISTINCT lat, lon FROM picture.leads WHERE lat IS NOT NULL AND lon IS NOT NULL ORDER BY lat, lon"
    )
    return pa.Table.from_pylist([{**row, "area": area_at(row["lat"], row["lon"])} for row in rows], schema=AREAS)


@cache
def areas_of_ports() -> pa.Table:
    """Return the name and the force area of every port, as PORTS."""
    rows = [{"locode": code, "name": port.name, "area": area_at(port.lat, port.lon)} for code, port in ports().items()]
    return pa.Table.from_pylist(rows, schema=PORTS)
