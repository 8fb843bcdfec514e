"""The leads as the pages show them: ranked as the picture ranks them, with their records followed to the row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.leads import PREFIX, lead_tables
from vinculum.site import plain
from vinculum.site.held import Rows, rows_if_held
from vinculum.site.land import force_area_at
from vinculum.site.ports import port_at
from vinculum.site.records import Place, Record, Row, places_of, read_records
from vinculum.site.wording import Kind, kind_of, kinds, stage_words, subject_words
from vinculum.site.yardstick import percent, probability_words, weight_words

COUNTS_SQL = """
SELECT kind, count(*) FILTER (WHERE NOT cold) AS live, count(*) FILTER (WHERE cold) AS cold
FROM picture.leads GROUP BY kind ORDER BY kind
"""
TOP_SQL = "SELECT * FROM picture.leads ORDER BY cold, priority DESC, probability DESC, id LIMIT $top"
SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many leads of a kind the picture holds, live and gone cold."""

    kind: Kind
    live: int
    cold: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a lead: its sentence, its weight in words, and the records it rests on."""

    text: str
    weight: float
    support: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead in the words of the pages. ``number`` is its rank; ``places`` are in the order of time."""

    number: int
    id: str
    file: str
    kind: Kind
    subject: str
    subject_words: str
    summary: str
    probability: float
    likelihood: str
    figure: str
    value: str
    cold_at: datetime | None
    time_left: str
    cold: bool
    stage: str
    action: str
    position: tuple[float, float] | None
    area: str
    reasons: tuple[Reason, ...]
    records: tuple[Record, ...]
    places: tuple[Place, ...]


def count_kinds(door: Door) -> list[KindCount] | None:
    """Return the number of leads by kind in the order of ``words.toml``, then any other; None if there is no table of leads."""
    rows = rows_if_held(door, "picture.leads", COUNTS_SQL)
    if rows is None:
        return None
    # A kind that was looked for and not found counts 0; a kind that nothing looked for is not listed.
    found = {row["kind"] for row in rows}
    looked_for = [table.removeprefix(PREFIX) for table in lead_tables(door)]
    rows += [{"kind": kind, "live": 0, "cold": 0} for kind in looked_for if kind not in found]
    known = list(kinds())
    rows.sort(key=lambda row: (known.index(row["kind"]) if row["kind"] in known else len(known), row["kind"]))
    return [KindCount(kind_of(row["kind"]), row["live"], row["cold"]) for row in rows]


def read_top_leads(door: Door, as_at: datetime, top: int, cameras: Mapping[str, tuple[float, float]]) -> list[Lead]:
    """Return the first ``top`` leads of the picture with their records and places; none if there is no table of leads.

    ``cameras`` gives the position of each camera (WGS84 lat, lon).
    """
    rows = rows_if_held(door, "picture.leads", TOP_SQL, {"top": top}) or []
    records = read_records(door, {pair for row in rows for pair in _evidence_of(row)})
    return [_lead(number, row, as_at, records, cameras) for number, row in enumerate(rows, start=1)]


def file_of(lead: str) -> str:
    """Return the file name of a lead's page: its id, or a hash of an id that is no plain name."""
    name = lead if SAFE_NAME.fullmatch(lead) else "lead-" + hashlib.sha256(lead.encode()).hexdigest()[:16]
    return f"{name}.html"


def _lead(
    number: int,
    row: Mapping[str, Any],
    as_at: datetime,
    records: Mapping[Row, Record],
    cameras: Mapping[str, tuple[float, float]],
) -> Lead:
    held = tuple(records[pair] for pair in _evidence_of(row))
    places = tuple(places_of(held, cameras))
    position = _position(row, places)
    return Lead(
        number=number,
        id=row["id"],
        file=file_of(row["id"]),
        kind=kind_of(row["kind"]),
        subject=row["subject"],
        subject_words=subject_words(row["subject_kind"]),
        summary=row["summary"],
        probability=row["probability"],
        likelihood=probability_words(row["probability"]),
        figure=percent(row["probability"]),
        value=plain.pounds(row["value_gbp"]),
        cold_at=row["cold_at"],
        time_left=plain.time_left(row["cold_at"], as_at),
        cold=row["cold"],
        stage=stage_words(row["stage"]),
        action=row["action"],
        position=position,
        area=_area(position),
        reasons=tuple(_reason(reason, records) for reason in row["reasons"] or ()),
        records=held,
        places=places,
    )


def _evidence_of(row: Mapping[str, Any]) -> list[Row]:
    """Return every row a lead rests on, those that only a reason names included, each once."""
    named = [*_pairs(row["evidence"]), *(pair for reason in row["reasons"] or () for pair in _pairs(reason["evidence"]))]
    return list(dict.fromkeys(named))


def _pairs(evidence: Rows | None) -> Iterator[Row]:
    return ((one["delivery"], one["row"]) for one in evidence or ())


def _reason(told: Mapping[str, Any], records: Mapping[Row, Record]) -> Reason:
    rests_on = dict.fromkeys(_pairs(told["evidence"]))
    return Reason(told["text"], told["weight"], weight_words(told["weight"]), tuple(records[pair] for pair in rests_on))


def _position(row: Mapping[str, Any], places: Sequence[Place]) -> tuple[float, float] | None:
    """Return where to go: what the lead says, or else the place of its latest record."""
    if row["lat"] is not None and row["lon"] is not None:
        return (row["lat"], row["lon"])
    timed = [place for place in places if place.at is not None] or list(places)
    return (timed[-1].lat, timed[-1].lon) if timed else None


def _area(position: tuple[float, float] | None) -> str:
    if position is None:
        return plain.UNKNOWN
    area = force_area_at(*position) or "outside England and Wales"
    port = port_at(*position)
    return f"{port.name}, {area}" if port else area
