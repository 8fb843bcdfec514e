"""People, firms and premises of the sample nation: names, birthdays, addresses, phones. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from vinculum.simulate.geography.land import Land
from vinculum.simulate.issue import issue_phone
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happens

if TYPE_CHECKING:
    from vinculum.simulate.crime.happenings import Happenings

SUFFIX = ("LTD", "LIMITED", "LTD", "LLP", "(UK) LTD")
POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they are; what a partner writes down may differ."""

    name: str
    nickname: str
    born_on: date
    address: str
    postcode: str
    phone: str
    node: int


@dataclass(frozen=True, slots=True)
class Premises:
    """A yard, unit, lock-up or address, with its true position."""

    kind: str
    name: str
    address: str
    postcode: str
    lat: float
    lon: float
    node: int


@cache
def names(kind: str) -> tuple[str, ...]:
    """Return the shipped names of one kind: given, family, nickname, street or firm."""
    return tuple(row["name"] for row in rows_of("names") if row["kind"] == kind)


def pick(chance: np.random.Generator, kind: str) -> str:
    """Draw a name of one kind."""
    known = names(kind)
    return known[int(chance.integers(len(known)))]


def invent_address(chance: np.random.Generator, land: Land, node: int) -> tuple[str, str]:
    """Return a street address and postcode in a place."""
    inward = f"{int(chance.integers(1, 10))}{''.join(POSTCODE_LETTERS[int(chance.integers(20))] for _ in range(2))}"
    return (
        f"{int(chance.integers(1, 180))} {pick(chance, 'street')}, {land.place[node].upper()}",
        f"{land.outcode[node]} {inward}",
    )


def invent_person(chance: np.random.Generator, land: Land, node: int) -> Person:
    """Invent somebody who lives in a place."""
    address, postcode = invent_address(chance, land, node)
    return Person(
        name=f"{pick(chance, 'given')} {pick(chance, 'family')}",
        nickname=pick(chance, "nickname"),
        born_on=date(1960, 1, 1) + timedelta(days=int(chance.integers(0, 16_500))),
        address=address,
        postcode=postcode,
        phone=issue_phone(chance),
        node=node,
    )


def invent_firm(chance: np.random.Generator, trades: tuple[str, ...]) -> str:
    """Invent a firm's name in one of ``trades``."""
    first = pick(chance, "firm") if happens(chance, 0.7) else pick(chance, "family")
    second = f" {pick(chance, 'firm')}" if happens(chance, 0.3) else ""
    return f"{first}{second} {trades[int(chance.integers(len(trades)))]} {SUFFIX[int(chance.integers(len(SUFFIX)))]}"


def invent_premises(chance: np.random.Generator, world: Happenings, node: int, kind: str) -> Premises:
    """Invent premises in a place."""
    address, postcode = invent_address(chance, world.land, node)
    if kind != "address":
        address = f"UNIT {int(chance.integers(1, 40))} {address}"
    lat, lon = world.around(chance, node)
    label = {"yard": "YARD", "unit": "WORKSHOP", "premises": "LOCK-UPS", "address": "HOUSE"}[kind]
    return Premises(kind, f"{pick(chance, 'street')} {label}", address, postcode, lat, lon, node)
