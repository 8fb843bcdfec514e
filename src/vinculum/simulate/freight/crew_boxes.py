"""Boxes that crews load with stolen vehicles under false papers (S8 LOAD, S9 EXPORT of DOMAIN 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR, noted
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Fate, Theft
from vinculum.simulate.freight.papers import Box, Goods, Office, pick_goods, vehicle_kg
from vinculum.simulate.freight.trade import Shipper, issue_eori
from vinculum.simulate.issue import issue_phone
from vinculum.simulate.people import invent_address
from vinculum.simulate.streams import happens, one_of

LONGEST_WAIT = 21 * DAY  # a yard does not keep a car longer for want of a load


def crew_boxes(office: Office, crew: Crew, thefts: list[Theft], lawful: NDArray[np.int64]) -> list[Box]:
    """Load what the crew's yard holds; ``lawful`` are vehicles exported honestly, whose chassis numbers its papers borrow."""
    chance, world = office.chance, office.world
    count = min(len(lawful), int(chance.integers(1, 5)))
    borrowed = [world.fleet.vin_of(int(v)) for v in chance.choice(lawful, count, replace=False)]
    fronts = list(_fronts(office, crew))
    boxes = []
    for load in _loads(chance, crew, thefts):
        ready = load[-1].ready_at + int(chance.uniform(4, 60) * HOUR)
        booked = max(ready - int(chance.uniform(-0.5, 3) * DAY), ready - DAY)
        if booked < world.until - HOUR:
            shipper = fronts[int(chance.integers(len(fronts)))]
            boxes.append(_loaded(office, shipper, load, borrowed, booked, ready))
    return boxes


def _loads(chance: np.random.Generator, crew: Crew, thefts: list[Theft]) -> Iterator[list[Theft]]:
    """Yield the crew's vehicles for export in the order they become ready, one to four to a box."""
    mine = (theft for theft in thefts if theft.crew == crew.number and theft.fate is Fate.EXPORT)
    waiting = sorted(mine, key=lambda theft: (theft.ready_at, theft.vehicle))
    while waiting:
        size = one_of(chance, (0.12, 1), (0.3, 2), (0.38, 3), (0.2, 4))
        load = [theft for theft in waiting[:size] if theft.ready_at - waiting[0].ready_at <= LONGEST_WAIT]
        waiting = waiting[len(load) :]
        yield load


def _fronts(office: Office, crew: Crew) -> Iterator[Shipper]:
    """Yield the names the crew ships under: other names and addresses, often the same phone and forwarder."""
    chance, world = office.chance, office.world
    addresses = [", ".join(invent_address(chance, world.land, crew.yard.node)) for _ in range(2)]
    addresses.append(f"{crew.yard.address}, {crew.yard.postcode}")
    agent = min(int(chance.zipf(1.5)) - 1, len(office.agents) - 1)
    haulier = int(chance.integers(len(office.hauliers)))
    for name in crew.fronts:
        yield Shipper(
            name=name,
            address=addresses[int(chance.integers(3))],
            phone=crew.front_phones[int(chance.integers(2))] if happens(chance, 0.85) else issue_phone(chance),
            eori=issue_eori(chance) if happens(chance, 0.7) else None,
            trade="cover",
            country=crew.country,
            discharge=crew.discharge,
            consignees=crew.consignees,
            forwarder=agent if happens(chance, 0.85) else None,
            haulier=haulier,
            port=crew.port,
            weight=1.0,
        )


def _loaded(office: Office, shipper: Shipper, load: list[Theft], borrowed: list[str], booked: int, ready: int) -> Box:
    """Book the box of one load: declared as a cover load or as other cars, weighed truly or not."""
    chance, world = office.chance, office.world
    voyage = office.book(shipper, booked, max((ready - booked) / DAY + 1.0, 1.0))
    gate = voyage.gate_in_at
    if gate is not None and gate < ready:
        late = min(ready + 5 * HOUR, voyage.sails_at - 2 * HOUR)
        gate = late if late < world.until else None
        voyage.row["gate_in_at"] = None if gate is None else noted(gate)
    heavy = sum(vehicle_kg(world, theft.vehicle) for theft in load)
    as_cars = happens(chance, 0.42)
    kind = pick_goods(chance, "used_cars" if as_cars else "cover")
    papers = _false_papers(office, load, borrowed) if as_cars or happens(chance, 0.15) else []
    said = heavy * float(chance.uniform(0.75, 1.05)) if as_cars else float(kind["kg"]) * float(chance.lognormal(0, 0.25))
    true_kg = heavy + 900.0 + float(chance.exponential(700.0))
    kg = true_kg if happens(chance, 0.45) else said
    gbp = float(chance.uniform(1200, 4200)) * len(load) if as_cars else float(kind["gbp"]) * float(chance.lognormal(0, 0.4))
    vins = [shown for shown, _ in papers]
    goods = Goods(kind["code"], kind["words"], kg, gbp, vins, true_kg if happens(chance, 0.7) else kg)
    row = voyage.row | office.declare(shipper, goods)
    whose = [true for _, true in papers]
    return Box(row, booked, gate, voyage.sails_at, shipper.port, whose, stolen=load, crew=load[0].crew, shipper=shipper)


def _false_papers(office: Office, load: list[Theft], borrowed: list[str]) -> list[tuple[str, str]]:
    """Return the chassis number put on paper for each vehicle, and whose it is.

    Most are borrowed from a lawful export, some of them altered by a digit or a dot (as Montreal saw: DOMAIN 4.6 R02); others are
    true, or made up.
    """
    chance, fleet = office.chance, office.world.fleet
    at_hand = [borrowed[int(i)] for i in chance.permutation(len(borrowed))]
    papers = []
    for theft in load:
        own = fleet.vin_of(theft.vehicle)
        paper = one_of(chance, (0.68, "borrowed"), (0.12, "true"), (0.2, "made up"))
        if paper == "borrowed" and at_hand:
            whose = at_hand.pop()
            papers.append((_altered(chance, whose), whose))
        elif paper == "true":
            papers.append((own, own))
        else:
            made_up = own[:11] + f"{int(chance.integers(10**6)):06d}"
            papers.append((made_up, made_up))
    return papers


def _altered(chance: np.random.Generator, vin: str) -> str:
    shown = vin
    if happens(chance, 0.3):
        place = int(chance.integers(11, 17))
        shown = vin[:place] + str((int(vin[place]) + int(chance.integers(1, 10))) % 10) + vin[place + 1 :]
    return f"{shown[:8]}.{shown[8:]}" if happens(chance, 0.08) else shown
