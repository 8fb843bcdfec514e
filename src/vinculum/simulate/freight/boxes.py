"""Boxes: honest ones of every trade, and those that crews load with stolen vehicles under false papers (S8 LOAD, S9 EXPORT)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR, noted
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Fate, Happenings, Theft
from vinculum.simulate.freight.trade import Forwarder, Sailing, Shipper, issue_eori
from vinculum.simulate.issue import issue_phone
from vinculum.simulate.people import invent_address
from vinculum.simulate.reference import rows_of

Row = dict[str, Any]
TARE_KG = 3900
FOLLOW_ON = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(slots=True)
class Box:
    """One booking: its row as handed over and what is truly inside."""

    row: Row
    booked_at: int
    gate_in_at: int | None
    sails_at: int
    port: int
    stolen: list[Theft] = field(default_factory=list)
    true_vins: list[str] = field(default_factory=list)
    crew: int = -1
    rolled_from: Box | None = None
    canonical: list[str] = field(default_factory=list)  # whose number each declared one truly is, in the same order
    borrows: bool = False
    cars: list[int] = field(default_factory=list)


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


def vehicle_kg(value_new: float, *, commercial: bool) -> float:
    """Return the kerb mass of a model from what it costs new: dear ones are heavy."""
    return min(1000 + 14.5 * value_new / 1000, 2500) + (450 if commercial else 0)


def _paper(chance: np.random.Generator, world: Happenings, quay: Quay, port: int, booked: int, lead: float) -> tuple[Row, int | None, int]:
    """Return the ship's part of a row: booking, container, gate and sailing ``lead`` days after booking or more."""
    sailing = quay.next_after(port, booked + int(lead * DAY))
    gate = sailing.sails_at - int(chance.uniform(14, 96) * HOUR)
    gate = max(gate, booked + 2 * HOUR)
    arrived = gate if gate < min(world.until, sailing.sails_at) else None
    year = noted(booked).year % 100
    return (
        {
            "mrn": f"{year:02d}GB{''.join(FOLLOW_ON[i] for i in chance.integers(33, size=14))}" if chance.random() < 0.9 else None,
            "booking_ref": f"{sailing.carrier[:3]}{int(chance.integers(10**8)):08d}",
            "container_no": quay.container(),
            "seal_no": f"{sailing.carrier[:2]}{int(chance.integers(10**6)):06d}" if chance.random() < 0.85 else None,
            "carrier": sailing.carrier,
            "vessel": sailing.vessel,
            "imo": sailing.imo,
            "voyage": sailing.voyage,
            "load_port": world.land.ports[port].locode,
            "haulier_vrm": world.fleet.plate_of(int(chance.integers(world.fleet.size))) if chance.random() < 0.5 else None,
            "booked_at": noted(booked),
            "gate_in_at": None if arrived is None else noted(arrived),
            "sails_at": noted(sailing.sails_at),
        },
        arrived,
        sailing.sails_at,
    )


def honest_box(  # noqa: PLR0913 - a booking with everything it is written from
    chance: np.random.Generator, world: Happenings, quay: Quay, shipper: Shipper, agents: list[Forwarder], cars: list[int]
) -> Box:
    """Book one honest box; ``cars`` are vehicles inside (used cars for sale, or one that moves house)."""
    booked = world.since + int(chance.random() * (world.until - world.since - HOUR))
    lead = float(chance.gamma(4.0, 2.4)) + (0.0 if chance.random() < 0.1 else 1.5)
    paper, gate, sails = _paper(chance, world, quay, shipper.port, booked, lead)
    goods = rows_of_trade(shipper.trade)
    kind = goods[int(chance.choice(len(goods), p=[float(g["share"]) for g in goods]))]
    kg = float(kind["kg"]) * float(chance.lognormal(0, 0.28))
    worth = float(kind["gbp"]) * float(chance.lognormal(0, 0.5))
    vins = [world.fleet.vin_of(v) for v in cars]
    models = world.fleet.models
    if cars:
        kg += sum(vehicle_kg(models.price_new[world.fleet.model[v]], commercial=bool(models.commercial[world.fleet.model[v]])) for v in cars)
        worth += sum(float(world.fleet.value[v]) for v in cars) * float(chance.uniform(0.45, 1.0))
    words = kind["words"]
    if cars and shipper.trade == "used_cars":
        words = f"{len(cars)} {words}: " + ", ".join(f"{world.fleet.make_of(v)} {world.fleet.model_of(v)}" for v in cars)
    shown = vins if chance.random() < 0.9 else []
    row = _fill(chance, paper, shipper, agents, kind["code"], words, min(kg, 27_500.0), worth, shown)
    for car in cars:
        world.gone[car] = min(int(world.gone[car]) if world.gone[car] > world.since else sails, (gate or booked) // DAY * DAY - 2 * DAY)
    return Box(row, booked, gate, sails, shipper.port, true_vins=vins, canonical=list(shown), cars=cars)


@cache
def rows_of_trade(trade: str) -> list[dict[str, str]]:
    """Return the goods of one trade."""
    return [g for g in rows_of("goods") if g["trade"] == trade]


def _fill(  # noqa: PLR0913 - the whole form
    chance: np.random.Generator,
    paper: Row,
    shipper: Shipper,
    agents: list[Forwarder],
    code: str,
    words: str,
    kg: float,
    worth: float,
    vins: list[str],
    vgm: float | None = None,
) -> Row:
    agent = agents[shipper.forwarder] if shipper.forwarder is not None else None
    consignee = shipper.consignees[int(chance.integers(len(shipper.consignees)))]
    return {
        **paper,
        "discharge_port": shipper.discharge if chance.random() < 0.97 else None,
        "destination_country": shipper.country,
        "shipper_name": _as_typed(chance, shipper.name),
        "shipper_address": shipper.address,
        "shipper_phone": shipper.phone if chance.random() < 0.92 else None,
        "shipper_eori": shipper.eori,
        "consignee_name": "TO ORDER" if chance.random() < 0.04 else consignee,
        "consignee_address": None,
        "notify_name": consignee if chance.random() < 0.7 else None,
        "forwarder_name": agent.name if agent else None,
        "forwarder_eori": agent.eori if agent else None,
        "commodity_code": code if chance.random() < 0.9 else code[:6],
        "goods_description": words,
        "gross_kg": round(kg, 0),
        "vgm_kg": round((kg if vgm is None else vgm) + TARE_KG + float(chance.normal(0, 130)), 0),
        "value_gbp": round(worth, 0),
        "declared_vins": vins,
    }


def _as_typed(chance: np.random.Generator, name: str) -> str:
    """Return a name as a clerk may type it: mostly right, sometimes LTD for LIMITED, a letter doubled or dropped."""
    way = chance.random()
    if way < 0.9:
        return name
    if way < 0.95:
        return name.replace(" LIMITED", " LTD") if "LIMITED" in name else name.replace(" LTD", " LIMITED")
    place = int(chance.integers(1, len(name) - 1))
    return name[:place] + name[place + 1 :] if way < 0.98 else name[:place] + name[place] + name[place:]


def roll(chance: np.random.Generator, world: Happenings, quay: Quay, box: Box) -> Box | None:
    """Book a box again that missed its ship: same goods and parties; as a rule the first never passed the gate."""
    booked = box.sails_at - int(chance.uniform(0.2, 4) * DAY)
    if not box.booked_at < booked < world.until:
        return None
    paper, gate, sails = _paper(chance, world, quay, box.port, booked, 3.0)
    row = {**box.row, **paper}
    if box.gate_in_at is not None and chance.random() < 0.25:
        # The box itself was late for the ship and waits on the quay: the same container, gated in once.
        row["container_no"], row["gate_in_at"], row["seal_no"] = box.row["container_no"], box.row["gate_in_at"], box.row["seal_no"]
        gate = box.gate_in_at
    else:
        box.row["gate_in_at"], box.gate_in_at = None, None
    kept = [i for i in range(len(box.canonical)) if chance.random() < 0.96]
    vins = [box.row["declared_vins"][i] for i in kept]
    if vins and chance.random() < 0.06:
        place, which = int(chance.integers(3, 17)), int(chance.integers(len(vins)))
        vins[which] = vins[which][:place] + FOLLOW_ON[int(chance.integers(33))] + vins[which][place + 1 :]
    row["declared_vins"] = vins
    return Box(row, booked, gate, sails, box.port, true_vins=list(box.true_vins), rolled_from=box, canonical=[box.canonical[i] for i in kept])


def crew_boxes(  # noqa: PLR0913 - a crew's trade with everything it draws on
    chance: np.random.Generator,
    world: Happenings,
    quay: Quay,
    crew: Crew,
    agents: list[Forwarder],
    thefts: list[Theft],
    lawful: NDArray[np.int64],
) -> list[Box]:
    """Load what the crew's yard holds, one to four to a box; ``lawful`` are vehicles whose chassis numbers its papers borrow."""
    waiting = sorted((t for t in thefts if t.crew == crew.number and t.fate is Fate.EXPORT), key=lambda t: (t.ready_at, t.vehicle))
    borrowed = [world.fleet.vin_of(int(v)) for v in chance.choice(lawful, min(len(lawful), int(chance.integers(1, 5))), replace=False)]
    addresses = [", ".join(invent_address(chance, world.land, crew.yard.node)) for _ in range(2)] + [f"{crew.yard.address}, {crew.yard.postcode}"]
    eoris = [issue_eori(chance) if chance.random() < 0.7 else None for _ in crew.fronts]
    agent = min(int(chance.zipf(1.5)) - 1, len(agents) - 1)
    boxes: list[Box] = []
    while waiting:
        size = int(chance.choice([1, 2, 3, 4], p=[0.12, 0.3, 0.38, 0.2]))
        load, waiting = waiting[:size], waiting[size:]
        while len(load) > 1 and load[-1].ready_at - load[0].ready_at > 21 * DAY:
            waiting.insert(0, load.pop())
        ready = load[-1].ready_at + int(chance.uniform(4, 60) * HOUR)
        booked = ready - int(chance.uniform(-0.5, 3) * DAY)
        if booked >= world.until - HOUR:
            continue
        front = int(chance.integers(len(crew.fronts)))
        shipper = Shipper(
            name=crew.fronts[front],
            address=addresses[int(chance.integers(3))],
            phone=crew.front_phones[int(chance.integers(2))] if chance.random() < 0.85 else issue_phone(chance),
            eori=eoris[front],
            trade="cover",
            country=crew.country,
            discharge=crew.discharge,
            consignees=crew.consignees,
            forwarder=agent if chance.random() < 0.85 else None,
            port=crew.port,
            weight=1.0,
        )
        boxes.append(_loaded(chance, world, quay, shipper, agents, load, borrowed, booked, ready, crew.number))
    return boxes


def _loaded(  # noqa: PLR0913 - the act of loading with all it takes
    chance: np.random.Generator,
    world: Happenings,
    quay: Quay,
    shipper: Shipper,
    agents: list[Forwarder],
    load: list[Theft],
    borrowed: list[str],
    booked: int,
    ready: int,
    crew: int,
) -> Box:
    paper, gate, sails = _paper(chance, world, quay, shipper.port, max(booked, ready - DAY), max((ready - booked) / DAY + 1.0, 1.0))
    if gate is not None and gate < ready:
        gate = min(ready + 5 * HOUR, sails - 2 * HOUR)
        gate = gate if gate < world.until else None
        paper["gate_in_at"] = None if gate is None else noted(gate)
    models = world.fleet.models
    heavy = sum(vehicle_kg(models.price_new[world.fleet.model[t.vehicle]], commercial=False) for t in load)
    as_cars = chance.random() < 0.42
    goods = rows_of_trade("used_cars" if as_cars else "cover")
    kind = goods[int(chance.choice(len(goods), p=[float(g["share"]) for g in goods]))]
    papers = _false_papers(chance, world, load, borrowed) if as_cars or chance.random() < 0.15 else []
    vins = [shown for shown, _ in papers]
    cover = 900.0 + float(chance.exponential(700.0))
    said = float(kind["kg"]) * float(chance.lognormal(0, 0.25)) if not as_cars else heavy * float(chance.uniform(0.75, 1.05))
    honest_weight = chance.random() < 0.45
    kg = heavy + cover if honest_weight else said
    vgm = heavy + cover if chance.random() < 0.7 else kg
    worth = float(kind["gbp"]) * float(chance.lognormal(0, 0.4)) if not as_cars else float(chance.uniform(1200, 4200)) * len(load)
    row = _fill(chance, paper, shipper, agents, kind["code"], kind["words"], kg, worth, vins, vgm)
    box = Box(row, booked, gate, sails, shipper.port, stolen=load, true_vins=[world.fleet.vin_of(t.vehicle) for t in load], crew=crew)
    box.canonical = [whose for _, whose in papers]
    box.borrows = any(whose in borrowed for whose in box.canonical)
    row["booked_at"] = noted(max(booked, ready - DAY))
    box.booked_at = max(booked, ready - DAY)
    return box


def _false_papers(chance: np.random.Generator, world: Happenings, load: list[Theft], borrowed: list[str]) -> list[tuple[str, str]]:
    """Return the chassis number put on paper for each vehicle, and whose it is.

    Most are borrowed from a lawful export, some of them altered by a digit or a dot; others are true, or made up.
    """
    at_hand = [borrowed[int(i)] for i in chance.permutation(len(borrowed))]
    papers = []
    for theft in load:
        own, way = world.fleet.vin_of(theft.vehicle), chance.random()
        if way < 0.68 and at_hand:
            whose = at_hand.pop()
            shown = whose
            if chance.random() < 0.3:
                place = int(chance.integers(11, 17))
                shown = whose[:place] + str((int(whose[place]) + int(chance.integers(1, 10))) % 10) + whose[place + 1 :]
            if chance.random() < 0.08:
                shown = f"{shown[:8]}.{shown[8:]}"
            papers.append((shown, whose))
        elif way < 0.8:
            papers.append((own, own))
        else:
            made_up = own[:11] + f"{int(chance.integers(10**6)):06d}"
            papers.append((made_up, made_up))
    return papers
