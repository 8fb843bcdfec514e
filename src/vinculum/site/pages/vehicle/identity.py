"""Who a vehicle is said to be: the best word on each property, with who said so and what others say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vinculum.site import plain
from vinculum.site.wording import property_words

# What makes up an identity, in the order of the table; what happened to the vehicle stands in the timeline.
TOLD = ("vin", "plate_issued", "plate_borne", "make", "model", "colour", "keeper_area", "status", "marked_for_export", "odometer")
LATEST_ONLY = {"odometer", "plate_borne"}


@dataclass(frozen=True, slots=True)
class Word:
    """A value of one property: since when, until when, who said so, and on how many independent sources it rests."""

    property: str
    value: str
    since: str
    until: str
    said_by: str
    sources: int
    stands: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """One vehicle as the ledger tells it."""

    vehicle: str
    name: str
    marks: tuple[tuple[str, str, str], ...]  # kind, mark, roles
    words: tuple[Word, ...]


def identities_of(
    vehicles: Sequence[str], marks: Sequence[Mapping[str, Any]], intervals: Sequence[Mapping[str, Any]]
) -> list[Identity]:
    """Return each vehicle that bears a mark, or is issued it, in the order given."""
    return [
        _identity(
            vehicle,
            [row for row in marks if row["vehicle"] == vehicle],
            [row for row in intervals if row["vehicle"] == vehicle],
        )
        for vehicle in vehicles
    ]


def _identity(vehicle: str, marks: Sequence[Mapping[str, Any]], intervals: Sequence[Mapping[str, Any]]) -> Identity:
    words = [word for name in TOLD for word in _words(name, [row for row in intervals if row["property"] == name])]
    best = {row["property"]: row["value"] for row in sorted(intervals, key=_strength)}
    roles: dict[tuple[str, str], list[str]] = {}
    for row in marks:
        roles.setdefault((row["mark_kind"], row["mark"]), []).append(row["role"])
    name = " ".join(filter(None, (best.get("colour"), best.get("make"), best.get("model")))) or "Vehicle"
    return Identity(
        vehicle,
        name,
        tuple((kind, mark, ", ".join(sorted(set(said)))) for (kind, mark), said in sorted(roles.items())),
        tuple(words),
    )


def _words(name: str, rows: Sequence[Mapping[str, Any]]) -> list[Word]:
    """Return the words on one property, the strongest first."""
    ordered = sorted(rows, key=_strength, reverse=True)
    if name in LATEST_ONLY:
        ordered = sorted(rows, key=lambda row: (row["last_at"] is not None, row["last_at"]), reverse=True)[:1]
    return [
        Word(
            property_words(name),
            row["value"],
            plain.moment(row["from_at"]),
            "still said" if row["until_at"] is None else plain.moment(row["until_at"]),
            ", ".join(row["said_by"]),
            row["sources"],
            place == 0,
        )
        for place, row in enumerate(ordered)
    ]


def _strength(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order values as the ledger does: open before ended, more voices before fewer, later before earlier."""
    last = row["last_at"].timestamp() if row["last_at"] is not None else float("-inf")
    return (row["until_at"] is None, row["sources"], last)
