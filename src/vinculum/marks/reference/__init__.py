"""Reference data of the marks: small tables beside this file, read once. Sources: docs/reference/reference-data.md."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Force:
    """A police force: data.police.uk id, partner code, PNC code, ONS police force area, ROCU region, centre (WGS84 degrees)."""

    id: str
    code: str
    name: str
    pnc: str | None
    pfa: str | None
    region: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that hands over or receives records; ``force`` is the id of its force when it is one."""

    code: str
    name: str
    kind: str
    force: str | None


def rows_of(table: str) -> list[dict[str, str]]:
    """Return the rows of ``<table>.csv`` as they stand in the file."""
    text = (resources.files("vinculum.marks.reference") / f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def number_or_none(text: str) -> float | None:
    """Return the number in a cell, None for an empty one."""
    return float(text) if text else None


@cache
def forces() -> tuple[Force, ...]:
    """Return every police force, in the order of the table."""
    return tuple(
        Force(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            pnc=row["pnc"] or None,
            pfa=row["pfa"] or None,
            region=row["region"],
            lat=number_or_none(row["lat"]),
            lon=number_or_none(row["lon"]),
        )
        for row in rows_of("forces")
    )


@cache
def forces_by_id() -> dict[str, Force]:
    """Return the forces by data.police.uk id."""
    return {force.id: force for force in forces()}


@cache
def organisations() -> dict[str, Organisation]:
    """Return every known body by partner code."""
    return {
        row["code"]: Organisation(row["code"], row["name"], row["kind"], row["force"] or None) for row in rows_of("organisations")
    }
