"""The sea ports that a map names, read from ``maps/ports.csv``. Positions are WGS84, of the terminal or the harbour."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from vinculum.marks.fold import fold
from vinculum.site.maps import Named

NEAR = 0.001


@cache
def ports() -> dict[str, Named]:
    """Return every port by its UN/LOCODE, in the order of the file."""
    text = (resources.files("vinculum.site") / "maps" / "ports.csv").read_text("utf-8")
    return {row["locode"]: Named(row["name"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(text.splitlines())}


def port_at(lat: float, lon: float) -> Named | None:
    """Return the port that stands at a position, to a thousandth of a degree (about 100 m); None if none does."""
    return next((port for port in ports().values() if abs(port.lat - lat) < NEAR and abs(port.lon - lon) < NEAR), None)


def port_of(locode: str | None) -> Named | None:
    """Return the port of a UN/LOCODE however it is spaced or cased; None for one that the map does not name."""
    return ports().get(fold(locode)) if locode else None
