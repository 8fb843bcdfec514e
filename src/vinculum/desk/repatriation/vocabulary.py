"""The closed words of the room, read from ``repatriation.toml`` where people may change them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Part(StrEnum):
    """The part that somebody has in a case. The newest of each part stands."""

    OWNER = "owner"
    CLAIMANT = "claimant"
    INSURER = "insurer"
    AUTHORITY = "authority"
    NCB = "ncb"
    AGENT = "agent"

    @property
    def words(self) -> str:
        """The part as a person reads it."""
        return PART_WORDS[self]


PART_WORDS = {
    Part.OWNER: "Registered keeper at the time of the theft",
    Part.CLAIMANT: "Claimant: who asks for the vehicle back",
    Part.INSURER: "Insurer that settled the claim",
    Part.AUTHORITY: "Authority abroad that holds the vehicle",
    Part.NCB: "INTERPOL National Central Bureau",
    Part.AGENT: "Recovery agent",
}


class Capacity(StrEnum):
    """In what capacity somebody claims a vehicle."""

    OWNER = "owner"
    INSURER = "insurer"
    FINANCE = "finance"

    @property
    def words(self) -> str:
        """The capacity as a person reads it."""
        return {"owner": "Owner", "insurer": "Insurer, after settlement", "finance": "Finance house"}[self.value]


# Whose organisation sees a case because it has this part in it.
SEES = (Part.CLAIMANT, Part.INSURER)


class Answer(StrEnum):
    """What happened with a letter after it was drafted."""

    SENT = "sent"
    ANSWERED = "answered"


class CourtKind(StrEnum):
    """What a court did, or will do."""

    HEARING = "hearing"
    ORDER = "order"
    APPEAL = "appeal"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return {"hearing": "Hearing", "order": "Order", "appeal": "Appeal lodged"}[self.value]


class CostKind(StrEnum):
    """What bringing a vehicle home costs money for."""

    STORAGE = "storage"
    SHIPPING = "shipping"
    LEGAL = "legal"
    AGENT = "agent"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        named = {"legal": "Court and lawyers", "agent": "Recovery agent"}
        return named.get(self.value, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter: to whom, its title, its paragraphs as a template, and the date that sending it sets."""

    code: str
    title: str
    to: Part
    paragraphs: tuple[str, ...]
    needs: tuple[str, ...]
    sets: str


@dataclass(frozen=True, slots=True)
class DateKind:
    """A kind of date that a case may not miss: how many days after what, who set the limit, and where that stands."""

    code: str
    title: str
    days: int
    after: str
    basis: str


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.repatriation") / "repatriation.toml").read_text("utf-8"))


@cache
def desks() -> frozenset[str]:
    """Return the national desks that see every case."""
    return frozenset(_told()["desks"])


@cache
def letter_kinds() -> dict[str, LetterKind]:
    """Return the kinds of letter by code, in the order in which a case needs them."""
    return {
        code: LetterKind(code, one["title"], Part(one["to"]), tuple(one["paragraphs"]), tuple(one["needs"]), one.get("sets", ""))
        for code, one in _told()["letters"].items()
    }


@cache
def date_kinds() -> dict[str, DateKind]:
    """Return the kinds of date by code."""
    return {code: DateKind(code, **one) for code, one in _told()["dates"].items()}


@cache
def soon_days() -> int:
    """Return how many days before a date it is called soon."""
    return int(_told()["soon_days"])


@cache
def mopi_group() -> int:
    """Return the MoPI group of a case."""
    return int(_told()["mopi_group"])
