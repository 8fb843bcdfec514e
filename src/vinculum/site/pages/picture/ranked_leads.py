"""The leads of the picture as the picture page needs them: counted by kind, the first few, all of them for the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from vinculum.engine.door import Door
from vinculum.marks.reference import forces
from vinculum.site import plain
from vinculum.site.land import areas, force_area_at
from vinculum.site.wording import Kind, kind_of
from vinculum.site.yardstick import percent, probability_words

LEADS_SQL = """
SELECT id, kind, subject, summary, probability, value_gbp, cold_at, lat, lon, priority FROM picture.leads
WHERE NOT cold AND ($kind = '' OR kind = $kind) ORDER BY priority DESC, probability DESC, id
"""
KINDS_SQL = (
    "SELECT kind, count(*) FILTER (WHERE NOT cold) AS live, count(*) FILTER (WHERE cold) AS cold FROM picture.leads GROUP BY kind"
)
TOP = 8


@dataclass(frozen=True, slots=True)
class Ranked:
    """One lead of the list."""

    id: str
    kind: Kind
    subject: str
    summary: str
    likelihood: str
    figure: str
    value: str
    time_left: str


def read_live_leads(door: Door, kind: str, force: str) -> list[dict[str, Any]]:
    """Return the leads that have not gone cold, first by priority; of one kind, or placed in one force's area, if asked."""
    rows = door.ask_rows(LEADS_SQL, {"kind": kind})
    return [row for row in rows if force in ("", _force_of(row["lat"], row["lon"]))]


def kinds_held(door: Door) -> list[tuple[Kind, int, int]]:
    """Return (kind, live, cold) of the kinds of which the viewer sees a lead, most live first."""
    rows = door.ask_rows(KINDS_SQL)
    rows.sort(key=lambda row: (-row["live"], row["kind"]))
    return [(kind_of(row["kind"]), row["live"], row["cold"]) for row in rows]


def top_leads(leads: list[dict[str, Any]], as_at: datetime) -> list[Ranked]:
    """Return the first few of ``leads`` in the words of the page."""
    return [
        Ranked(
            lead["id"],
            kind_of(lead["kind"]),
            lead["subject"],
            lead["summary"],
            probability_words(lead["probability"]),
            percent(lead["probability"]),
            plain.pounds(lead["value_gbp"]),
            plain.time_left(lead["cold_at"], as_at),
        )
        for lead in leads[:TOP]
    ]


@cache
def _force_by_area() -> dict[str, str]:
    by_code = {force.pfa: force.id for force in forces() if force.pfa}
    return {area.name: by_code[area.code] for area in areas() if area.code in by_code}


@lru_cache(maxsize=16_384)
def _force_of(lat: float | None, lon: float | None) -> str:
    """Return the id of the force in whose area a position is; "-" for none, which is no force's id."""
    area = force_area_at(lat, lon) if lat is not None and lon is not None else None
    return _force_by_area().get(area or "", "-")
