"""Places of trade: UN/LOCODE, two letters for the country and three characters for the place (DOMAIN 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.fold import fold
from vinculum.marks.reference import rows_of

SHAPE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


class PortRole(StrEnum):
    """What a port is to a stolen vehicle: where it is loaded, where it ends, where it changes ships."""

    LOAD = "load"
    DESTINATION = "destination"
    TRANSHIPMENT = "transhipment"


@dataclass(frozen=True, slots=True)
class Port:
    """A port that vehicles leave from or go to; position in WGS84 degrees; ``roro`` where vehicles are driven aboard."""

    locode: str
    name: str
    country: str
    lat: float
    lon: float
    role: PortRole
    roro: bool


@dataclass(frozen=True, slots=True)
class Locode:
    """A UN/LOCODE as read; ``port`` where it is one of the table."""

    raw: str
    normal: str
    well_formed: bool
    country: str | None = None
    country_name: str | None = None
    port: Port | None = None
    notes: tuple[str, ...] = ()


@cache
def countries() -> dict[str, str]:
    """Return the names of countries by ISO 3166 alpha-2 code."""
    return {row["code"]: row["name"] for row in rows_of("countries")}


@cache
def ports() -> dict[str, Port]:
    """Return the ports by UN/LOCODE, in the order of the table."""
    return {
        row["locode"]: Port(
            locode=row["locode"],
            name=row["name"],
            country=row["country"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            role=PortRole(row["role"]),
            roro=row["roro"] == "yes",
        )
        for row in rows_of("ports")
    }


def parse_locode(text: str) -> Locode:
    """Return what a UN/LOCODE says of itself; it is well-formed when its shape fits and its country exists."""
    folded = fold(text)
    if SHAPE.fullmatch(folded) is None:
        return Locode(text, folded, well_formed=False, notes=("not two letters of a country and three characters of a place",))
    country = folded[:2]
    name = countries().get(country)
    if name is None:
        return Locode(text, folded, well_formed=False, notes=(f"there is no country {country}",))
    port = ports().get(folded)
    notes = () if port else ("a place of that country that is not among the ports of the table",)
    return Locode(text, folded, well_formed=True, country=country, country_name=name, port=port, notes=notes)
