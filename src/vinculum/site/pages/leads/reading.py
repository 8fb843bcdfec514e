"""One lead as the seen door tells it: what it says, why, and every record it rests on, followed to the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from vinculum.desk.leads.standing import Row
from vinculum.engine.door import Door
from vinculum.site.held import Rows
from vinculum.site.pages.leads.places import area_at
from vinculum.site.plain import UNKNOWN
from vinculum.site.ports import port_at
from vinculum.site.records import Place, Record, places_of, read_cameras, read_records
from vinculum.site.wording import Kind, kind_of, stage_words, subject_words
from vinculum.site.yardstick import percent, probability_words, weight_words

UNGRADED = "not graded"
SOURCES_SQL = """
SELECT delivery, feed, partner, sha256 FROM evidence.deliveries WHERE list_contains($wanted, delivery) ORDER BY feed, delivery
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its sentence, its weight in log-odds (base e) and in words, and the records it rests on."""

    text: str
    weight: float
    support: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. ``records`` are all it rests on; ``places`` are those of them that name one, in the order of time."""

    id: str
    kind: Kind
    subject: str
    subject_kind: str
    subject_words: str
    summary: str
    probability: float
    likelihood: str
    figure: str
    value_gbp: float | None
    cold_at: datetime | None
    cold: bool
    stage: str
    action: str
    position: tuple[float, float] | None
    area: str
    reasons: tuple[Reason, ...]
    records: tuple[Record, ...]
    places: tuple[Place, ...]
    evidence: frozenset[Row]


@dataclass(frozen=True, slots=True)
class Source:
    """A delivery that the lead rests on, who provided it, and the SHA-256 of the file (None if not all of it is seen)."""

    delivery: str
    feed: str
    partner: str
    sha256: str | None


def read_lead(door: Door, lead: str) -> tuple[Lead, Mapping[str, tuple[float, float]]]:
    """Return a lead with its records, and the position of every camera; Http404 if the door shows no lead of this id."""
    rows = door.ask_rows("SELECT * FROM picture.leads WHERE id = $id", {"id": lead})
    if not rows:
        raise Http404(lead)
    row = rows[0]
    named = rests_on(row)
    records = read_records(door, named)
    cameras = read_cameras(door)
    places = tuple(places_of((records[pair] for pair in named), cameras))
    position = _position(row, places)
    found = Lead(
        id=row["id"],
        kind=kind_of(row["kind"]),
        subject=row["subject"],
        subject_kind=row["subject_kind"],
        subject_words=subject_words(row["subject_kind"]),
        summary=row["summary"],
        probability=row["probability"],
        likelihood=probability_words(row["probability"]),
        figure=percent(row["probability"]),
        value_gbp=row["value_gbp"],
        cold_at=row["cold_at"],
        cold=row["cold"],
        stage=stage_words(row["stage"]),
        action=row["action"],
        position=position,
        area=_area(position),
        reasons=tuple(
            Reason(
                reason["text"],
                reason["weight"],
                weight_words(reason["weight"]),
                tuple(records[pair] for pair in dict.fromkeys(_pairs(reason["evidence"]))),
            )
            for reason in row["reasons"] or ()
        ),
        records=tuple(records[pair] for pair in named),
        places=places,
        evidence=frozenset(named),
    )
    return found, cameras


def read_sources(door: Door, lead: Lead) -> list[Source]:
    """Return the deliveries that a lead rests on, by feed and id, each with its provider."""
    wanted = sorted({record.delivery for record in lead.records})
    rows = door.ask_rows(SOURCES_SQL, {"wanted": wanted})
    return [Source(row["delivery"], row["feed"], row["partner"], row["sha256"]) for row in rows]


def grade_of(record: Record) -> str:
    """Return the 3x5x2 grade that a record carries; a record that is not intelligence carries none."""
    told = record.columns or {}
    parts = [str(told[name]) for name in ("source", "assessment", "handling") if told.get(name) is not None]
    return "/".join(parts) if record.feed == "logs" and parts else UNGRADED


def rests_on(row: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return every record that a lead rests on, those that only a reason names included, each once."""
    told = [*_pairs(row["evidence"]), *(pair for reason in row["reasons"] or () for pair in _pairs(reason["evidence"]))]
    return tuple(dict.fromkeys(told))


def _pairs(evidence: Rows | None) -> Iterator[Row]:
    return ((one["delivery"], one["row"]) for one in evidence or ())


def _position(row: Mapping[str, Any], places: tuple[Place, ...]) -> tuple[float, float] | None:
    """Return where to go: what the lead says, or else the place of its latest record."""
    if row["lat"] is not None and row["lon"] is not None:
        return (row["lat"], row["lon"])
    timed = [place for place in places if place.at is not None] or list(places)
    return (timed[-1].lat, timed[-1].lon) if timed else None


def _area(position: tuple[float, float] | None) -> str:
    if position is None:
        return UNKNOWN
    port = port_at(*position)
    return f"{port.name}, {area_at(*position)}" if port else area_at(*position)
