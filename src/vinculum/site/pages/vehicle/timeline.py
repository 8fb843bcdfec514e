"""The timeline of a vehicle: every record that speaks of it, day by day, with what it claims, who said so and its grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from vinculum.evidence.contract import contracts
from vinculum.site import plain
from vinculum.site.pages.vehicle.links import record_href
from vinculum.site.wording import property_words

MOST_RECORDS = 150


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the timeline: when it holds from, what it claims of which marks, its voice, grade and place of origin."""

    at: datetime | None
    until: str
    claims: tuple[tuple[str, str, str], ...]  # property in words, value, and as handed over where that differs
    marks: tuple[str, ...]
    said_by: str
    grade: str
    partner: str
    feed: str
    title: str
    delivery: str
    row: int
    href: str
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the timeline; ``on`` is None for records without a time."""

    on: date | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days shown, the latest first, and how many records are left out at the far end."""

    days: tuple[Day, ...]
    left_out: int


def entries_of(claims: Iterable[Mapping[str, Any]], disputed: set[tuple[str, int]]) -> list[Entry]:
    """Return one entry a record (delivery, row), the latest first; ``disputed`` are the records that a contradiction cites."""
    by_record: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for claim in claims:
        by_record.setdefault((claim["delivery"], claim["row"]), []).append(claim)
    entries = [_entry(record, said, record in disputed) for record, said in by_record.items()]
    entries.sort(key=lambda entry: (entry.delivery, entry.row))
    return sorted(entries, key=lambda entry: (entry.at is not None, entry.at), reverse=True)


def timeline_of(entries: Sequence[Entry], feed: str = "", most: int = MOST_RECORDS) -> Timeline:
    """Return the entries of one feed (all if empty) by day (UTC), at most ``most`` records."""
    told = [entry for entry in entries if feed in ("", entry.feed)]
    days = groupby(told[:most], key=lambda entry: entry.at.date() if entry.at else None)
    return Timeline(tuple(Day(on, tuple(of_day)) for on, of_day in days), max(0, len(told) - most))


def _entry(record: tuple[str, int], said: Sequence[Mapping[str, Any]], in_conflict: bool) -> Entry:  # noqa: FBT001  private
    first = said[0]
    told = dict.fromkeys(
        (property_words(claim["property"]), claim["value"] or plain.UNKNOWN, _as_handed_over(claim)) for claim in said
    )
    return Entry(
        at=first["from_at"],
        until=_until(first["from_at"], first["until_at"]),
        claims=tuple(told),
        marks=tuple(dict.fromkeys(claim["mark"] for claim in said)),
        said_by=first["said_by"],
        grade=first["grade"] or "",
        partner=first["partner"] or "",
        feed=first["feed"],
        title=contracts()[first["feed"]].title,
        delivery=record[0],
        row=record[1],
        href=record_href(*record),
        in_conflict=in_conflict,
    )


def _until(begun: datetime | None, ended: datetime | None) -> str:
    """Return when a claim ended, the day left out where it is the day on which it began; nothing for a moment."""
    if ended is None or ended == begun:
        return ""
    same_day = begun is not None and begun.date() == ended.date()
    return f"{ended:%H:%M}" if same_day else plain.short_moment(ended)


def _as_handed_over(claim: Mapping[str, Any]) -> str:
    original = claim["original"]
    return original if original and original != claim["value"] else ""
