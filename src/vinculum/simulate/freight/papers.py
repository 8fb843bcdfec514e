"""The papers of a box: what a clerk fills in, from the booking to the goods, true or not."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, noted
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.freight.trade import Forwarder, Sailing, Shipper
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happens, one_of

Row = dict[str, Any]
TARE_KG = 3900
LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(slots=True)
class Box:
    """One booking: its row as handed over, its times in microseconds, and what is truly inside.

    ``canonical`` tells whose chassis number each declared one truly is, in the order of the row's ``declared_vins``. ``cars`` are
    the honest vehicles inside, ``stolen`` the others; ``crew`` is -1 for an honest box. ``seal_worn`` is the seal on its doors.
    """

    row: Row
    booked_at: int
    gate_in_at: int | None
    sails_at: int
    port: int
    canonical: list[str]
    cars: list[int] = field(default_factory=list)
    stolen: list[Theft] = field(default_factory=list)
    crew: int = -1
    shipper: Shipper | None = None
    seal_worn: str | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods as declared: commodity code, words, kilograms without the box, pounds, chassis numbers; and what the scale shows."""

    code: str
    words: str
    kg: float
    gbp: float
    vins: list[str]
    scale_kg: float


@dataclass(frozen=True, slots=True)
class Voyage:
    """The ship's part of a row, with when the box passes the gate (None if it has not by the end) and when the ship sails."""

    row: Row
    gate_in_at: int | None
    sails_at: int


class Quay:
    """Sailings by port, asked for the next one after a time; and container numbers to hand out."""

    def __init__(self, sailings: list[Sailing], containers: list[str]) -> None:
        self._by_port: dict[int, list[Sailing]] = {}
        for sailing in sailings:
            self._by_port.setdefault(sailing.port, []).append(sailing)
        self._times = {port: [s.sails_at for s in rows] for port, rows in self._by_port.items()}
        self._containers = iter(containers)

    def next_after(self, port: int, at: int) -> Sailing:
        """Return the first sailing of ``port`` after ``at``; the last there is, if none comes later."""
        rows = self._by_port[port]
        return rows[min(bisect_left(self._times[port], at), len(rows) - 1)]

    def container(self) -> str:
        """Return a container number not used before."""
        return next(self._containers)


@dataclass(frozen=True, slots=True)
class Office:
    """Where boxes are booked: the world, its quays, forwarders and hauliers' plates, and the stream of chance that runs there."""

    chance: np.random.Generator
    world: Happenings
    quay: Quay
    agents: list[Forwarder]
    hauliers: list[str]

    def book(self, shipper: Shipper, booked: int, lead_days: float) -> Voyage:
        """Book the first ship at least ``lead_days`` after ``booked``."""
        chance, sailing = self.chance, self.quay.next_after(shipper.port, booked + int(lead_days * DAY))
        gate = max(sailing.sails_at - int(chance.uniform(14, 96) * HOUR), booked + 2 * HOUR)
        arrived = gate if gate < min(self.world.until, sailing.sails_at) else None
        number = "".join(LETTERS_AND_DIGITS[i] for i in chance.integers(len(LETTERS_AND_DIGITS), size=14))
        row = {
            "mrn": f"{noted(booked).year % 100:02d}GB{number}" if happens(chance, 0.9) else None,
            "booking_ref": f"{sailing.carrier[:3]}{int(chance.integers(10**8)):08d}",
            "container_no": self.quay.container(),
            "seal_no": f"{sailing.carrier[:2]}{int(chance.integers(10**6)):06d}" if happens(chance, 0.85) else None,
            "carrier": sailing.carrier,
            "vessel": sailing.vessel,
            "imo": sailing.imo,
            "voyage": sailing.voyage,
            "load_port": self.world.land.ports[shipper.port].locode,
            "haulier_vrm": self.hauliers[shipper.haulier % len(self.hauliers)] if happens(chance, 0.5) else None,
            "booked_at": noted(booked),
            "gate_in_at": None if arrived is None else noted(arrived),
            "sails_at": noted(sailing.sails_at),
        }
        return Voyage(row, arrived, sailing.sails_at)

    def declare(self, shipper: Shipper, goods: Goods) -> Row:
        """Fill in who ships what to whom, as carefully as clerks do."""
        chance = self.chance
        agent = self.agents[shipper.forwarder] if shipper.forwarder is not None else None
        consignee = shipper.consignees[int(chance.integers(len(shipper.consignees)))]
        return {
            "discharge_port": shipper.discharge if happens(chance, 0.97) else None,
            "destination_country": shipper.country,
            "shipper_name": as_typed(chance, shipper.name),
            "shipper_address": shipper.address,
            "shipper_phone": shipper.phone if happens(chance, 0.92) else None,
            "shipper_eori": shipper.eori,
            "consignee_name": "TO ORDER" if happens(chance, 0.04) else consignee,
            "consignee_address": None,
            "notify_name": consignee if happens(chance, 0.7) else None,
            "forwarder_name": agent.name if agent else None,
            "forwarder_eori": agent.eori if agent else None,
            "commodity_code": goods.code if happens(chance, 0.9) else goods.code[:6],
            "goods_description": goods.words,
            "gross_kg": round(goods.kg, 0),
            "vgm_kg": round(goods.scale_kg + TARE_KG + float(chance.normal(0, 130)), 0),
            "value_gbp": round(goods.gbp, 0),
            "declared_vins": goods.vins,
        }


def as_typed(chance: np.random.Generator, name: str) -> str:
    """Return a name as a clerk may type it: mostly right, sometimes LTD for LIMITED, a letter doubled or dropped."""
    place = int(chance.integers(1, len(name) - 1))
    return one_of(
        chance,
        (0.9, name),
        (0.05, name.replace(" LIMITED", " LTD") if "LIMITED" in name else name.replace(" LTD", " LIMITED")),
        (0.03, name[:place] + name[place + 1 :]),
        (0.02, name[:place] + name[place] + name[place:]),
    )


def vehicle_kg(world: Happenings, vehicle: int) -> float:
    """Return the kerb mass of a vehicle from what its model costs new: dear ones are heavy, vans heavier."""
    models, model = world.fleet.models, world.fleet.model[vehicle]
    return float(min(1000 + 14.5 * models.price_new[model] / 1000, 2500) + (450 if models.commercial[model] else 0))


@cache
def _goods_of(trade: str) -> list[dict[str, str]]:
    return [goods for goods in rows_of("goods") if goods["trade"] == trade]


def pick_goods(chance: np.random.Generator, trade: str) -> dict[str, str]:
    """Draw what a box of one trade holds (reference/goods.csv)."""
    goods = _goods_of(trade)
    return one_of(chance, *((float(one["share"]), one) for one in goods))
