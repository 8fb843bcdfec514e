"""What the search box can find, read from ``searchable.toml``: of each feed the columns that hold something to look for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from vinculum.evidence.contract import ColumnType, contracts


class TextKind(StrEnum):
    """What a text is looked for as: a mark (kinds of ``marks.mark``), a reference that a partner gave, or words."""

    VIN = "vin"
    VRM = "vrm"
    ENGINE = "engine"
    SERIAL = "serial"
    CONTAINER = "container"
    VESSEL = "vessel"
    PHONE = "phone"
    COMPANY = "company"
    EORI = "eori"
    MRN = "mrn"
    EMAIL = "email"
    CRIME = "crime"
    REFERENCE = "reference"
    NAME = "name"
    PLACE = "place"
    TEXT = "text"


class LeadsTo(StrEnum):
    """What a hit in a column opens: the row's vehicle, the row's own subject, or whatever bears the mark that was found."""

    VEHICLE = "vehicle"
    SUBJECT = "subject"
    MARK = "mark"


WORDED = frozenset({TextKind.NAME, TextKind.PLACE, TextKind.TEXT})
"""Kinds that are words with one space between them; every other kind is one folded text."""

VEHICLE_MARKS = frozenset({TextKind.VIN, TextKind.VRM})


@dataclass(frozen=True, slots=True)
class SearchableColumn:
    """A column to look in: as what kind (None: only for marks within it), of which rows, and what a hit leads to."""

    column: str
    kind: TextKind | None
    is_list: bool
    leads_to: LeadsTo
    within: bool
    when: str


@dataclass(frozen=True, slots=True)
class SearchableFeed:
    """A feed to look in. ``vrm`` and ``vin`` are SQL for the marks of its vehicle, ``subject`` is (kind, column).

    Rows that share the column ``shared_by`` are about one vehicle; rows of a feed that ``repeats`` are counted, not listed.
    """

    feed: str
    vrm: str
    vin: str
    shared_by: str | None
    repeats: bool
    subject: tuple[str, str] | None
    columns: tuple[SearchableColumn, ...]

    def says(self, column: str) -> bool:
        """Return whether the feed's contract has a column of this name."""
        return any(declared.name == column for declared in contracts()[self.feed].columns)


def _column(feed: dict[str, Any], told: dict[str, Any]) -> SearchableColumn:
    declared = {column.name: column for column in contracts()[feed["feed"]].columns}[told["column"]]
    kind = TextKind(told["kind"]) if "kind" in told else None
    usual = LeadsTo.VEHICLE if kind in VEHICLE_MARKS or "subject" not in feed else LeadsTo.SUBJECT
    return SearchableColumn(
        column=declared.name,
        kind=kind,
        is_list=declared.type is ColumnType.LIST,
        leads_to=LeadsTo(told.get("leads_to", usual)),
        within=told.get("within", False),
        when=told.get("when", "TRUE"),
    )


@cache
def searchable_feeds() -> tuple[SearchableFeed, ...]:
    """Return every feed that can be searched, in the order of the data file."""
    told = tomllib.loads((resources.files("vinculum.picture") / "searchable.toml").read_text("utf-8"))
    return tuple(
        SearchableFeed(
            feed=feed["feed"],
            vrm=feed.get("vrm", "NULL"),
            vin=feed.get("vin", "NULL"),
            shared_by=feed.get("shared_by"),
            repeats=feed.get("repeats", False),
            subject=(feed["subject"]["kind"], feed["subject"]["column"]) if "subject" in feed else None,
            columns=tuple(_column(feed, column) for column in feed["columns"]),
        )
        for feed in told["feeds"]
    )
