"""What each feed says of a vehicle, read from ``claims.toml``: who speaks, about which marks, since when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Saying:
    """One property that a feed's rows state. ``value`` and the times are SQL over the feed's columns, alias ``f``."""

    property: str
    value: str
    original: str | None
    from_at: str
    until_at: str


@dataclass(frozen=True, slots=True)
class Witness:
    """One feed: the columns that hold its marks, whose voice it speaks with, its grade, and what it says.

    ``text`` is SQL for free text in which marks are looked for; such a feed has no mark columns.
    """

    feed: str
    vrm: str | None
    vin: str | None
    text: str | None
    role: str
    said_by: str
    grade: str
    from_at: str
    until_at: str
    tie_from: str
    daily: bool
    says: tuple[Saying, ...]


@cache
def witnesses() -> tuple[Witness, ...]:
    """Return every feed that says something of a vehicle, in the order of the data file."""
    told = tomllib.loads((resources.files("vinculum.picture.claims") / "claims.toml").read_text("utf-8"))
    found = []
    for feed in told["feeds"]:
        from_at, until_at = feed["from"], feed.get("until", "NULL")
        says = tuple(
            Saying(
                say["property"], say["value"], say.get("original"), say.get("from", from_at), say.get("until", until_at)
            )
            for say in feed["says"]
        )  # fmt: skip
        found.append(
            Witness(
                feed=feed["feed"],
                vrm=feed.get("vrm"),
                vin=feed.get("vin"),
                text=feed.get("text"),
                role=feed["role"],
                said_by=feed["said_by"],
                grade=feed.get("grade", "NULL"),
                from_at=from_at,
                until_at=until_at,
                tie_from=feed.get("tie_from", from_at),
                daily=feed.get("daily", False),
                says=says,
            )
        )
    return tuple(found)
