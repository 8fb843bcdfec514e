"""The figures at the top of the picture: each a count, or a sum, with what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.pages.picture.asked import Asked
from vinculum.site.pages.picture.basis import Basis
from vinculum.site.pages.picture.thefts import ONCE

STOLEN_SQL = (
    f"{ONCE} SELECT count(*) AS n, count(value_gbp) AS valued, sum(value_gbp) AS worth FROM told WHERE reported_at >= $since"
)
FOUND_SQL = """
SELECT count(*) AS n, count(r.value_gbp) AS valued, sum(r.value_gbp) AS worth FROM evidence.recoveries AS r
WHERE r.found_at >= $since AND r.found_at <= $as_at AND ($one_force = '' OR r."force" = $one_force)
"""
OPENED_SQL = """
SELECT count(*) AS n, count(*) FILTER (WHERE i.result = 'positive') AS positive, sum(i.vehicles_found) AS vehicles
FROM evidence.inspections AS i WHERE i.inspected_at >= $since AND i.inspected_at <= $as_at
"""
HITS_SQL = """
SELECT count(*) AS n, count(DISTINCT h.stolen_vrm) AS vehicles FROM picture.hits AS h
WHERE h.seen_at >= $since AND h.seen_at <= $as_at AND ($one_force = '' OR h."force" = $one_force)
"""
LEADS_SQL = "SELECT count(*) AS n, sum(value_gbp) AS worth FROM picture.leads WHERE NOT cold AND ($kind = '' OR kind = $kind)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the number as written, what it counts, and its basis."""

    number: str
    words: str
    basis: str


def read_figures(door: Door, asked: Asked, as_at: datetime, basis: Basis, *, with_leads: bool) -> list[Figure]:
    """Return the figures that the viewer's records allow; one whose records are closed to them is left out."""
    span = {"as_at": as_at, "since": asked.since(as_at)}
    in_force = {**span, "one_force": asked.force}
    told = []
    if "thefts" in basis.feeds:
        row = door.ask_rows(STOLEN_SQL, in_force)[0]
        told.append(
            Figure(
                plain.count(row["n"]),
                f"vehicles reported stolen {asked.period}",
                f"Theft reports of {basis.partners('thefts')}{asked.about_force}, each vehicle once.",
            )
        )
        if row["valued"]:
            told.append(
                Figure(
                    _in_short(row["worth"]),
                    "reported value of these vehicles",
                    f"The sum over the {plain.count(row['valued'])} of {plain.count(row['n'])} reports that give a value.",
                )
            )
    if "recoveries" in basis.feeds:
        row = door.ask_rows(FOUND_SQL, in_force)[0]
        told.append(
            Figure(
                plain.count(row["n"]),
                f"recoveries {asked.period}",
                f"Recovery records of {basis.partners('recoveries')}{asked.about_force}; a vehicle may have been stolen before.",
            )
        )
    if "inspections" in basis.feeds and not asked.force:
        row = door.ask_rows(OPENED_SQL, span)[0]
        told.append(
            Figure(
                f"{plain.count(row['positive'])} of {plain.count(row['n'])}",
                f"containers opened {asked.period} held something",
                f"Inspections of {basis.partners('inspections')}; {plain.count(int(row['vehicles'] or 0))} vehicles found.",
            )
        )
    if {"reads", "thefts"} <= basis.feeds:
        row = door.ask_rows(HITS_SQL, in_force)[0]
        told.append(
            Figure(
                plain.count(row["n"]),
                f"sightings of stolen vehicles {asked.period}",
                f"Of {plain.count(row['vehicles'])} stolen plates, after the theft, misreadings weighed"
                f"{'; thefts' + asked.about_force if asked.force else ''}.",
            )
        )
    if with_leads:
        row = door.ask_rows(LEADS_SQL, {"kind": asked.kind})[0]
        told.append(
            Figure(
                plain.count(row["n"]),
                "leads that have not gone cold",
                "Every lead all of whose records are open to you; those gone cold are not counted.",
            )
        )
    return told


def _in_short(value: float) -> str:
    """Return an amount for a headline: millions with two decimals."""
    million = 1_000_000
    return f"£{value / million:,.2f}m" if value >= million else plain.pounds(value)
