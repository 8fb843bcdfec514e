"""Vehicles that partners found abroad and nobody has opened a case of yet, as far as the viewer's picture shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from vinculum.desk.repatriation.models import Case
from vinculum.engine.door import Door
from vinculum.marks.locode import countries
from vinculum.picture.markets.counting import ABROAD
from vinculum.site.held import holds

MOST = 20

FOUND = f"""
SELECT found.recovery_ref, found.crime_ref, found.found_at, upper(trim(found.country)) AS country, found.vin_seen,
    found.vrm_shown, found.value_gbp, min(theft.make) AS make, min(theft.model) AS model, min(theft.vrm) AS vrm,
    min(theft.vin) AS vin, min(theft."force") AS "force", min(coalesce(theft.stolen_to, theft.reported_at)) AS stolen_at
FROM (SELECT * FROM evidence.recoveries WHERE {ABROAD}) AS found LEFT JOIN evidence.thefts AS theft USING (crime_ref)
GROUP BY ALL ORDER BY found.found_at DESC, found.recovery_ref
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vehicle found abroad without a case."""

    recovery_ref: str
    title: str
    country: str
    found_on: date


def waiting(door: Door) -> list[Waiting]:
    """Return the latest finds abroad that no case names, at most twenty."""
    if not (holds(door, "evidence.recoveries") and holds(door, "evidence.thefts")):
        return []
    rows = door.ask_rows(FOUND)
    taken = set(
        Case.objects.filter(recovery_ref__in=[row["recovery_ref"] for row in rows]).values_list("recovery_ref", flat=True)
    )
    left = [row for row in rows if row["recovery_ref"] not in taken]
    return [
        Waiting(row["recovery_ref"], _title(row), countries().get(row["country"], "country not told"), row["found_at"].date())
        for row in left[:MOST]
    ]


def first_words(door: Door, recovery_ref: str) -> dict[str, Any]:
    """Return what the records say of a find, to begin the form of a case with; nothing where it is not to be seen."""
    for row in door.ask_rows(f"SELECT * FROM ({FOUND}) WHERE recovery_ref = $ref", {"ref": recovery_ref}):
        told = {
            "recovery_ref": recovery_ref, "crime_ref": row["crime_ref"], "make": row["make"], "model": row["model"],
            "vrm": row["vrm"] or row["vrm_shown"], "vin": row["vin_seen"] or row["vin"], "country": row["country"],
            "found_on": row["found_at"].date(), "stolen_on": row["stolen_at"].date() if row["stolen_at"] else None,
            "value_gbp": row["value_gbp"], "value_basis": "Recovery record" if row["value_gbp"] else "",
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}
    return {}


def _title(row: dict[str, Any]) -> str:
    return " ".join(filter(None, (row["make"], row["model"]))) or str(row["vin_seen"] or row["recovery_ref"])
