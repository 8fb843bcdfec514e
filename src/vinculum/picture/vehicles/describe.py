"""One vehicle told whole: the document that ``vinculum vehicle MARK`` prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from vinculum.engine.door import Door
from vinculum.engine.named import is_one_of
from vinculum.errors import WrongUse
from vinculum.marks.fold import fold
from vinculum.marks.pack import pack
from vinculum.picture.leads import iso

Rows = list[dict[str, Any]]
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class NoSuchMark(WrongUse):
    """No claim and no read speaks of this mark."""


LATER_TABLES = {"reads_by_plate", "clone_tracks", "leads"}
HELD_SQL = "SELECT DISTINCT table_name FROM information_schema.tables WHERE table_schema = 'picture'"
BY_MARK_SQL = "SELECT DISTINCT vehicle FROM picture.vehicle_marks WHERE mark = $named ORDER BY vehicle"
BY_ID_SQL = "SELECT vehicle FROM picture.vehicles WHERE vehicle = $named"
VEHICLE_ID = re.compile(r"v-[0-9a-f]+")
SUBJECTS_SQL = "SELECT marks FROM picture.vehicles WHERE {vehicles}"
MARKS_SQL = """
SELECT * FROM picture.vehicle_marks WHERE {marks} AND {vehicles} ORDER BY vehicle, mark_kind, mark, role
"""
CLAIMS_SQL = """
SELECT c.mark_kind, c.mark, c.property, c.value, c.original, c.role, c.from_at, c.until_at, c.said_by, c.grade, c.partner,
    c.feed, c.delivery, c.row
FROM picture.claims AS c WHERE c.mark = $mark
"""
INTERVALS_SQL = "SELECT * FROM picture.intervals WHERE {vehicles} ORDER BY vehicle, property, from_at, value"
CONFLICTS_SQL = "SELECT * FROM picture.conflicts WHERE {vehicles} ORDER BY conflict, text, evidence"
TRACKS_SQL = "SELECT * FROM picture.clone_tracks WHERE plate IN (SELECT unnest($subjects)) ORDER BY plate, track, position"
LEADS_SQL = "SELECT * FROM picture.leads WHERE subject IN (SELECT unnest($subjects)) ORDER BY id"

DAY_MS = 86_400_000
READS_SQL = 'SELECT time, camera, delivery, "row" FROM picture.reads_by_plate WHERE key = $key'


@dataclass(frozen=True, slots=True)
class VehicleRead:
    """All that the picture holds on the vehicles that bear, or are issued, a mark, as rows (times UTC).

    ``mark`` is folded, or the id of a vehicle. ``reads`` are those of the mark as a plate (time in ms since 1970, number of the
    camera), ``sightings`` the same, one row a day; ``tracks`` are hypotheses of the clone step, ``leads`` those about one of the
    marks.
    """

    mark: str
    vehicles: tuple[str, ...]
    marks: Rows
    claims: Rows
    intervals: Rows
    contradictions: Rows
    reads: Rows
    sightings: Rows
    tracks: Rows
    leads: Rows

    @property
    def subjects(self) -> list[str]:
        """Every mark of the vehicles, and the one asked for."""
        return sorted({row["mark"] for row in self.marks} | ({self.mark} if self.mark not in self.vehicles else set()))


def reads_of_plate(door: Door, mark: str, held: set[str]) -> Rows:
    """Return the reads of a plate; none without a table of reads.

    Of several equal reads (camera, time) one counts, and none of a camera without a position.
    """
    return door.ask_rows(READS_SQL, {"key": pack(fold(mark))}) if "reads_by_plate" in held else []


def sightings_of(mark: str, reads: Rows) -> Rows:
    """Return the reads of a plate, one row a day and delivery: reads, cameras, first and last time (UTC), first row."""
    days: dict[tuple[int, str], Rows] = {}
    for read in reads:
        days.setdefault((read["time"] // DAY_MS, read["delivery"]), []).append(read)
    return [
        {
            "mark": fold(mark),
            "reads": len(of_day),
            "cameras": len({read["camera"] for read in of_day}),
            "first_at": _at(min(read["time"] for read in of_day)),
            "last_at": _at(max(read["time"] for read in of_day)),
            "delivery": delivery,
            "row": min(read["row"] for read in of_day),
        }
        for (_, delivery), of_day in sorted(days.items(), key=lambda told: told[0])
    ]


def _at(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def read_vehicle(door: Door, mark: str) -> VehicleRead:
    """Return what the door shows of every vehicle that bears, or is issued, a mark; ``mark`` may be a vehicle's id.

    The door must see ``picture.*`` of a build. NoSuchMark if nothing speaks of it.
    """
    folded = fold(mark)
    by_id = VEHICLE_ID.fullmatch(mark) is not None
    rows = door.ask_rows(BY_ID_SQL, {"named": mark}) if by_id else door.ask_rows(BY_MARK_SQL, {"named": folded})
    vehicles = [row["vehicle"] for row in rows]
    held = _held(door)
    reads = [] if by_id else reads_of_plate(door, folded, held)
    if not vehicles and not reads:
        raise NoSuchMark(f"No record speaks of {mark!r} (read as {folded!r}). `vinculum check {mark}` tells what it could be.")
    of_them, named = is_one_of("vehicle", vehicles, "vehicles")
    listed = sorted({one for row in door.ask_rows(SUBJECTS_SQL.format(vehicles=of_them), named) for one in row["marks"]})
    by_mark, marked = is_one_of("mark", listed, "marks")
    marks = door.ask_rows(MARKS_SQL.format(marks=by_mark, vehicles=of_them), {**marked, **named})
    told = VehicleRead(
        mark=mark if by_id else folded,
        vehicles=tuple(vehicles),
        marks=marks,
        claims=_claims(door, marks),
        intervals=door.ask_rows(INTERVALS_SQL.format(vehicles=of_them), named),
        contradictions=door.ask_rows(CONFLICTS_SQL.format(vehicles=of_them), named),
        reads=reads,
        sightings=sightings_of(folded, reads),
        tracks=[],
        leads=[],
    )
    return replace(
        told,
        tracks=door.ask_rows(TRACKS_SQL, {"subjects": told.subjects}) if "clone_tracks" in held else [],
        leads=door.ask_rows(LEADS_SQL, {"subjects": told.subjects}) if "leads" in held else [],
    )


def _claims(door: Door, marks: Rows) -> Rows:
    """Return the claims of the marks, in order of time; one question a mark, because the table is in order of marks."""
    kinds: dict[str, set[str]] = {}
    for row in marks:
        kinds.setdefault(row["mark"], set()).add(row["mark_kind"])
    found = [
        claim
        for mark in sorted(kinds)
        for claim in door.ask_rows(CLAIMS_SQL, {"mark": mark})
        if claim["mark_kind"] in kinds[mark]
    ]
    found.sort(
        key=lambda claim: (
            [claim[name] or "" for name in ("feed", "delivery")] + [claim["row"], claim["property"], claim["value"] or ""]
        )
    )
    return sorted(found, key=lambda claim: claim["from_at"] or BEFORE_ALL)


def describe_vehicle(door: Door, mark: str) -> dict[str, Any]:
    """Return ``{marks, claims, intervals, contradictions, tracks, leads}`` of `read_vehicle` as a document, times in ISO 8601.

    The reads of the mark stand among the claims, one a day.
    """
    told = read_vehicle(door, mark)
    return {
        "marks": _told(told.marks),
        "claims": _told(told.claims) + _told(sighting_claims(told.sightings)),
        "intervals": _told(told.intervals),
        "contradictions": _told(told.contradictions),
        "tracks": _told(told.tracks),
        "leads": _told(told.leads),
    }


def sighting_claims(sightings: Rows) -> Rows:
    """Return a day's reads of a plate as a claim, in the columns of the claims."""
    return [
        {"mark_kind": "vrm", "mark": day["mark"], "property": "plate borne", "value": _some_reads(day["reads"], day["cameras"]),
         "original": None, "role": "borne", "from_at": day["first_at"], "until_at": day["last_at"], "said_by": "cameras",
         "grade": None, "partner": None, "feed": "reads", "delivery": day["delivery"], "row": day["row"]}
        for day in sightings
    ]  # fmt: skip


def _some_reads(reads: int, cameras: int) -> str:
    return f"{reads} read{'' if reads == 1 else 's'} by {cameras} camera{'' if cameras == 1 else 's'}"


def _held(door: Door) -> set[str]:
    """Return which of the tables that other parts of the picture write are there."""
    return {row["table_name"] for row in door.ask_rows(HELD_SQL)} & LATER_TABLES


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
