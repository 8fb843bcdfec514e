"""Who ships and on what: carriers' sailings, forwarders, shippers with what they usually send."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.crime.happenings import Happenings
from vinculum.simulate.issue import issue_imos, issue_phone
from vinculum.simulate.people import invent_address, invent_firm
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happens

CARRIERS = ("MAEU", "MSCU", "CMDU", "HLCU", "ONEY", "EGLV", "OOLU", "GRIU")
SHIP_NAMES = (
    "AURORA",
    "BALTIC",
    "CASPIAN",
    "DORADO",
    "ESPERANZA",
    "FALCON",
    "GALWAY",
    "HELENA",
    "IONA",
    "JUNO",
    "KESTREL",
    "LUNA",
    "MARLIN",
    "NAVARRE",
    "OSPREY",
    "PELICAN",
    "QUEBEC",
    "RHONE",
    "SIERRA",
    "TAGUS",
    "URSA",
    "VALENCIA",
    "WESER",
    "YUKON",
)
SECOND_NAMES = ("EXPRESS", "STAR", "BRIDGE", "TRADER")


@dataclass(frozen=True, slots=True)
class Sailing:
    """A ship leaving a port at a time."""

    port: int
    sails_at: int
    carrier: str
    vessel: str
    imo: str
    voyage: str


@dataclass(frozen=True, slots=True)
class Forwarder:
    """A forwarder; its switchboard's number stands on the papers of many of its customers."""

    name: str
    eori: str
    phone: str


@dataclass(frozen=True, slots=True)
class Shipper:
    """Somebody who ships: what they trade in, from where to where, under whose papers."""

    name: str
    address: str
    phone: str
    eori: str | None
    trade: str
    country: str
    discharge: str
    consignees: tuple[str, ...]
    forwarder: int | None
    haulier: int
    port: int
    weight: float


def issue_eori(chance: np.random.Generator) -> str:
    """Issue an economic operator's number."""
    return f"GB{int(chance.integers(100_000_000, 999_999_999))}000"


def sailings_of(world: Happenings, chance: np.random.Generator) -> list[Sailing]:
    """Return the sailings of every port: its ships call in turn, one every day or two, a fortnight past the end."""
    imos = issue_imos(chance, len(world.land.ports) * 8)
    rows = []
    for number in range(len(world.land.ports)):
        ships = [
            (
                f"{SHIP_NAMES[int(chance.integers(24))]} {SECOND_NAMES[int(chance.integers(4))]}",
                CARRIERS[i],
                imos[number * 8 + i],
            )
            for i in range(8)
        ]
        at, turn = world.since - 20 * DAY + int(chance.uniform(0, DAY)), 0
        while at < world.until + 21 * DAY:
            name, carrier, imo = ships[turn % 8]
            rows.append(
                Sailing(number, at // HOUR * HOUR, carrier, name, imo, f"{int(chance.integers(100, 999))}{'EW'[turn % 2]}")
            )
            at += int(chance.uniform(0.6, 1.7) * DAY)
            turn += 1
    return sorted(rows, key=lambda s: (s.sails_at, s.port))


def forwarders_of(chance: np.random.Generator, count: int) -> list[Forwarder]:
    """Invent forwarders."""
    trades = ("FREIGHT", "FORWARDING", "SHIPPING SERVICES", "CARGO")
    return [Forwarder(invent_firm(chance, trades), issue_eori(chance), issue_phone(chance)) for _ in range(count)]


def shippers_of(
    world: Happenings, chance: np.random.Generator, forwarders: list[Forwarder], trade: str, count: int
) -> list[Shipper]:
    """Invent shippers of one trade: general, used_cars, removals or parts."""
    destinations = rows_of("destinations")
    share = np.array([float(d["used_cars" if trade in {"used_cars", "parts"} else "share"]) for d in destinations])
    names = {
        "general": ("INDUSTRIES", "EXPORTS", "PRODUCTS", "TRADING", "RECYCLING"),
        "used_cars": ("MOTORS", "CAR EXPORTS", "AUTOS", "VEHICLE TRADING"),
        "removals": ("REMOVALS", "MOVING"),
        "parts": ("AUTO SPARES", "BREAKERS", "AUTO PARTS"),
    }[trade]
    port_share = np.array([port.share for port in world.land.ports])
    shippers = []
    for _ in range(count):
        node = int(chance.choice(len(world.land.weight), p=world.land.weight / world.land.weight.sum()))
        address, postcode = invent_address(chance, world.land, node)
        agent = int(chance.zipf(1.6)) - 1 if happens(chance, 0.8) else None
        agent = None if agent is None else min(agent, len(forwarders) - 1)
        switchboard = agent is not None and happens(chance, 0.3)
        place = destinations[int(chance.choice(len(share), p=share / share.sum()))]
        private = trade == "removals" and happens(chance, 0.5)
        shippers.append(
            Shipper(
                name=invent_firm(chance, names),
                address=f"{address}, {postcode}",
                phone=forwarders[agent].phone if agent is not None and switchboard else issue_phone(chance),
                eori=None if private else issue_eori(chance),
                trade=trade,
                country=place["country"],
                discharge=place["port"],
                consignees=tuple(
                    invent_firm(chance, ("TRADING", "IMPORTS", "MOTORS", "STORES")) for _ in range(int(chance.integers(1, 4)))
                ),
                forwarder=agent,
                haulier=int(chance.integers(1_000_000)),
                port=int(chance.choice(len(port_share), p=port_share / port_share.sum())),
                weight=float(chance.pareto(1.3) + 0.2),
            )
        )
    return shippers
