"""The records behind leads: each piece of evidence (delivery, row) followed to its row, and to where on the map it was.

Invariant: every piece of evidence of a lead comes back, in the order of deliveries and rows; one whose row is no longer held
(erased under its agreement) comes back without columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.site.held import holds, rows_if_held
from vinculum.site.ports import port_of

Row = tuple[str, int]  # delivery id, row number from 1


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a delivery. ``columns`` holds the filled columns in the order of the contract; None if not held any more."""

    delivery: str
    row: int
    feed: str
    columns: Mapping[str, Any] | None

    @property
    def anchor(self) -> str:
        """The name that a link to this record on a page ends in."""
        return f"{self.delivery}-{self.row}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a record was made, as far as it says (WGS84, UTC)."""

    lat: float
    lon: float
    at: datetime | None
    what: str
    record: Record


# Where the time of an event with a position stands, and what happened there.
EVENTS = {
    "thefts": ("stolen_to", "Stolen"),
    "recoveries": ("found_at", "Found"),
    "tests": ("tested_at", "Tested"),
    "telematics": ("at", "Signal"),
    "places": (None, "Premises"),
    "cameras": (None, "Camera"),
}


def feed_of(delivery: str) -> str:
    """Return the feed a delivery belongs to: its id starts with it (``reads-3f2a...``)."""
    return delivery.rsplit("-", maxsplit=1)[0]


def read_records(door: Door, wanted: Iterable[Row]) -> dict[Row, Record]:
    """Return the record of each wanted row, one query a feed."""
    by_feed: dict[str, set[Row]] = {}
    for delivery, row in wanted:
        by_feed.setdefault(feed_of(delivery), set()).add((delivery, row))
    found: dict[Row, Record] = {}
    for feed, rows in sorted(by_feed.items()):
        ordered = sorted(rows)
        found.update({pair: Record(*pair, feed, None) for pair in ordered})
        if feed not in contracts() or not holds(door, f"evidence.{feed}"):
            continue
        names = [column.name for column in contracts()[feed].columns]
        for held in _of_rows(door, feed, ordered):
            filled = {name: held[name] for name in names if held.get(name) not in (None, [], "")}
            found[held["delivery"], held["row"]] = Record(held["delivery"], held["row"], feed, filled)
    return found


def _of_rows(door: Door, feed: str, wanted: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the wanted rows of a feed as the door shows them."""
    if len(wanted) == 1:
        (delivery, row), *_ = wanted
        query = f'SELECT * FROM evidence.{feed} WHERE "row" = $row AND delivery = $delivery'
        return door.ask_rows(query, {"row": row, "delivery": delivery})
    # By the number alone: a join on numbers passes over millions of reads many times faster than one on texts.
    numbers = pa.array(sorted({row for _, row in wanted}), pa.int64())
    door.offer("_wanted_rows", pa.table({"row": numbers}))
    found = door.ask_rows(f'SELECT f.* FROM evidence.{feed} AS f JOIN _wanted_rows AS w ON w."row" = f."row"')
    door.withdraw("_wanted_rows")
    asked_for = set(wanted)
    return [told for told in found if (told["delivery"], told["row"]) in asked_for]


def read_cameras(door: Door) -> dict[str, tuple[float, float]]:
    """Return the position of every camera (WGS84 lat, lon): what the picture made of it, or else the last row handed over."""
    made = "SELECT camera_id, lat, lon FROM picture.read_cameras ORDER BY camera_id"
    told = 'SELECT camera_id, lat, lon FROM evidence.cameras ORDER BY camera_id, delivery, "row"'
    rows = rows_if_held(door, "picture.read_cameras", made) or door.ask_rows(told)
    return {row["camera_id"]: (row["lat"], row["lon"]) for row in rows if row["lat"] is not None and row["lon"] is not None}


def place_of(record: Record, cameras: Mapping[str, tuple[float, float]]) -> Place | None:
    """Return where a record puts its subject; None if it names no place that can be put on a map."""
    told = record.columns
    if told is None:
        return None
    if record.feed == "reads":
        position = cameras.get(told["camera_id"])
        return Place(*position, told["read_at"], f"Read by camera {told['camera_id']}", record) if position else None
    if record.feed == "consignments":
        port = port_of(told.get("load_port"))
        at = told.get("gate_in_at") or told.get("sails_at")
        return Place(port.lat, port.lon, at, f"Loading at {port.name}", record) if port else None
    if record.feed not in EVENTS or told.get("lat") is None or told.get("lon") is None:
        return None
    column, what = EVENTS[record.feed]
    at = told.get(column) if column else None
    return Place(told["lat"], told["lon"], at or told.get("reported_at"), what, record)


def places_of(records: Iterable[Record], cameras: Mapping[str, tuple[float, float]]) -> list[Place]:
    """Return the places of records in the order of time, those without a time last."""
    found = [place for record in records if (place := place_of(record, cameras)) is not None]
    return sorted(found, key=lambda place: (place.at is None, place.at, place.record.delivery, place.record.row))
