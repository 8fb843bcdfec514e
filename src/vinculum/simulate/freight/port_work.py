"""All bookings of the period, honest and not, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import NEVER, Happenings, Theft
from vinculum.simulate.freight.amendments import amend
from vinculum.simulate.freight.crew_boxes import crew_boxes
from vinculum.simulate.freight.honest_boxes import honest_box, roll
from vinculum.simulate.freight.inspections import inspect
from vinculum.simulate.freight.papers import Box, Office, Quay
from vinculum.simulate.freight.seals import seal
from vinculum.simulate.freight.trade import Forwarder, Shipper, forwarders_of, sailings_of, shippers_of
from vinculum.simulate.issue import issue_containers, issue_hex
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, one_of, stream

Row = dict[str, Any]
PARTS_SHARE = 0.035


@dataclass(slots=True)
class PortWork:
    """Bookings in order of time, later versions of some, the rows of inspections, and the firms behind them."""

    boxes: list[Box]
    amended: list[Row]
    inspections: list[Row]
    shippers: list[Shipper]
    forwarders: list[Forwarder]

    def handed_over(self) -> list[Row]:
        """Return every version of every booking in the order in which carriers hand them over."""
        versions = [*(box.row for box in self.boxes), *self.amended]
        return sorted(versions, key=lambda row: (row.get("amended_at") or row["booked_at"], row["consignment_ref"]))


def cars_for_export(consignments: int, prevalence: Prevalence) -> int:
    """Return how many vehicles honest exporters and movers will want."""
    return int(consignments * (prevalence.used_car_share * 3.0 + prevalence.removals_share * 0.25)) + 5


def work_the_port(
    world: Happenings,
    crews: list[Crew],
    thefts: list[Theft],
    lawful: NDArray[np.int64],
    count: int,
    prevalence: Prevalence,
    seed: int,
) -> PortWork:
    """Book ``count`` honest boxes and the crews' own, open a few, and give every row its reference.

    ``lawful`` are vehicles set aside for honest export; those that nobody booked drive on.
    """
    chance = stream(seed, "freight")
    forwarders = forwarders_of(chance, max(4, count // 250))
    quay = Quay(sailings_of(world, chance), issue_containers(chance, int(count * 1.2) + len(thefts) + 50))
    vans = np.flatnonzero(world.fleet.models.commercial[world.fleet.model])
    hauliers = [world.fleet.plate_of(int(v)) for v in chance.choice(vans, min(len(vans), 15 + count // 150), replace=False)]
    office = Office(chance, world, quay, forwarders, hauliers)
    boxes, shippers, sold = _honest(office, [int(v) for v in lawful], count, prevalence)
    world.gone[lawful[sold:]] = NEVER
    for crew in crews:
        office = Office(stream(seed, "crew boxes", crew.number), world, quay, forwarders, hauliers)
        boxes += crew_boxes(office, crew, thefts, lawful[:sold])
    boxes.sort(key=lambda box: (box.booked_at, box.row["container_no"], box.sails_at))
    for box, ref in zip(boxes, issue_hex(stream(seed, "refs", "consignments"), len(boxes)), strict=True):
        box.row["consignment_ref"] = ref
    seal(boxes, prevalence, seed)
    amended = amend(boxes, prevalence, world.until, seed)
    return PortWork(boxes, amended, inspect(world, boxes, crews, prevalence, seed), shippers, forwarders)


def _honest(office: Office, lawful: list[int], count: int, prevalence: Prevalence) -> tuple[list[Box], list[Shipper], int]:
    """Return the honest boxes, who shipped them, and how many of ``lawful`` went into them."""
    chance = office.chance
    shares = {"used_cars": prevalence.used_car_share, "removals": prevalence.removals_share, "parts": PARTS_SHARE}
    shares["general"] = 1.0 - sum(shares.values())
    boxes: list[Box] = []
    shippers: list[Shipper] = []
    sold = 0
    for trade, share in shares.items():
        mine = shippers_of(office.world, chance, office.agents, trade, max(2, int(count * share / 9)))
        weights = np.array([shipper.weight for shipper in mine])
        for who in chance.choice(len(mine), int(count * share), p=weights / weights.sum()):
            wanted = 0
            if trade == "used_cars":
                wanted = one_of(chance, (0.1, 1), (0.25, 2), (0.35, 3), (0.3, 4))
            elif trade == "removals":
                wanted = int(happens(chance, 0.2))
            cars = lawful[sold : sold + wanted]
            sold += len(cars)
            if trade == "used_cars" and not cars:
                continue
            boxes.append(honest_box(office, mine[who], cars))
            if trade == "used_cars" and happens(chance, prevalence.rolled_share):
                again = roll(office, mine[who], boxes[-1])
                boxes += [again] if again else []
        shippers += mine
    return boxes, shippers, sold
