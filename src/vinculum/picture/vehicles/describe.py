"""One vehicle told whole: the document that ``vinculum vehicle MARK`` prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.errors import WrongUse
from vinculum.marks.fold import fold
from vinculum.picture.leads import iso


class NoSuchMark(WrongUse):
    """No claim and no read speaks of this mark."""


MARKS_SQL = "SELECT DISTINCT vehicle FROM picture.vehicle_marks WHERE mark = $mark ORDER BY vehicle"

CLAIMS_SQL = """
SELECT c.mark_kind, c.mark, c.property, c.value, c.original, c.role, c.from_at, c.until_at, c.said_by, c.grade, c.partner,
    c.feed, c.delivery, c.row
FROM picture.claims AS c
SEMI JOIN (SELECT mark_kind, mark FROM picture.vehicle_marks WHERE vehicle IN (SELECT unnest($vehicles))) AS m
  ON m.mark = c.mark AND m.mark_kind = c.mark_kind
ORDER BY c.from_at NULLS FIRST, c.feed, c.delivery, c.row, c.property, c.value
"""

# Blanks and dashes are all that separates a plate as handed over from its fold in nearly every feed of reads.
BORNE_SQL = """
SELECT $mark AS mark, CAST(r.read_at AS DATE) AS day, count(*) AS reads, count(DISTINCT r.camera_id) AS cameras,
    min(r.read_at) AS first_at, max(r.read_at) AS last_at, min(r.delivery) AS delivery, arg_min(r.row, (r.delivery, r.row)) AS row
FROM evidence.reads AS r
WHERE upper(replace(replace(r.vrm, ' ', ''), '-', '')) = $mark
GROUP BY CAST(r.read_at AS DATE) ORDER BY day
"""

IN_VEHICLES = "vehicle IN (SELECT unnest($vehicles))"


def plate_borne(door: Door, mark: str) -> list[dict[str, Any]]:
    """Return the reads of a plate as sightings, one a day: reads, cameras, first and last time (UTC), and the first row."""
    return _told(door.ask_rows(BORNE_SQL, {"mark": fold(mark)}))


def describe_vehicle(door: Door, mark: str) -> dict[str, Any]:
    """Return ``{marks, claims, intervals, contradictions, tracks, leads}`` of every vehicle that bears, or is issued, a mark.

    The door must see ``evidence.*`` and ``picture.*`` of a build. ``tracks`` are hypotheses of the clone step, empty
    where it found none. NoSuchMark if nothing speaks of the mark.
    """
    folded = fold(mark)
    vehicles = [row["vehicle"] for row in door.ask_rows(MARKS_SQL, {"mark": folded})]
    borne = plate_borne(door, folded)
    if not vehicles and not borne:
        raise NoSuchMark(f"No record speaks of {mark!r} (read as {folded!r}). `vinculum check {mark}` tells what it could be.")
    named = {"vehicles": vehicles}
    marks = door.ask_rows(
        f"SELECT * FROM picture.vehicle_marks WHERE {IN_VEHICLES} ORDER BY vehicle, mark_kind, mark, role", named
    )
    subjects = sorted({folded, *(row["mark"] for row in marks)})
    sightings = [
        {"mark_kind": "vrm", "mark": folded, "property": "plate borne", "value": f"{day['reads']} reads",
         "original": None, "role": "borne", "from_at": day["first_at"], "until_at": day["last_at"], "said_by": "cameras",
         "grade": None, "partner": None, "feed": "reads", "delivery": day["delivery"], "row": day["row"]}
        for day in borne
    ]  # fmt: skip
    return {
        "marks": _told(marks),
        "claims": _told(door.ask_rows(CLAIMS_SQL, named)) + sightings,
        "intervals": _told(
            door.ask_rows(
                f"SELECT * FROM picture.intervals WHERE {IN_VEHICLES} ORDER BY vehicle, property, from_at, value", named
            )
        ),
        "contradictions": _told(
            door.ask_rows(f"SELECT * FROM picture.conflicts WHERE {IN_VEHICLES} ORDER BY conflict, text, evidence", named)
        ),
        "tracks": _of_subjects(door, "clone_tracks", "plate", subjects),
        "leads": _of_subjects(door, "leads", "subject", subjects),
    }


def _of_subjects(door: Door, table: str, column: str, subjects: list[str]) -> list[dict[str, Any]]:
    """Return the rows of a later part's table that name one of these marks; none when this build has no such table."""
    held = door.ask_rows(
        "SELECT count(*) AS n FROM information_schema.columns "
        "WHERE table_schema = 'picture' AND table_name = $table AND column_name = $column",
        {"table": table, "column": column},
    )
    if not held[0]["n"]:
        return []
    return _told(
        door.ask_rows(
            f"SELECT * FROM picture.{table} WHERE {column} IN (SELECT unnest($subjects)) ORDER BY ALL", {"subjects": subjects}
        )
    )


def _told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with every time as ISO 8601 in UTC."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
