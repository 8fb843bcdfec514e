"""All bookings of the period, honest and not, and the few boxes that somebody opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import HOUR, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import NEVER, Happenings, Theft
from vinculum.simulate.freight.boxes import Box, Quay, crew_boxes, honest_box, roll
from vinculum.simulate.freight.trade import Forwarder, Shipper, forwarders_of, sailings_of, shippers_of
from vinculum.simulate.issue import issue_containers, issue_hex
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import stream

Row = dict[str, Any]
CARS_A_BOX = (0.1, 0.25, 0.35, 0.3)  # one to four used cars in an honest box
LIFT_GBP = 200.0  # DOMAIN 1.7


@dataclass(slots=True)
class PortWork:
    """Bookings in order of time, the rows of inspections, and the firms behind them."""

    boxes: list[Box]
    inspections: list[Row]
    shippers: list[Shipper]
    forwarders: list[Forwarder]


def cars_for_export(consignments: int, prevalence: Prevalence) -> int:
    """Return how many vehicles honest exporters and movers will want."""
    return int(consignments * (prevalence.used_car_share * 3.0 + prevalence.removals_share * 0.25)) + 5


def work_the_port(  # noqa: PLR0913 - the port with everything that meets there
    world: Happenings, crews: list[Crew], thefts: list[Theft], lawful: NDArray[np.int64], count: int, prevalence: Prevalence, seed: int
) -> PortWork:
    """Book ``count`` honest boxes and the crews' own, open a few, and give every row its reference."""
    chance = stream(seed, "freight")
    forwarders = forwarders_of(chance, max(4, count // 250))
    quay = Quay(sailings_of(world, chance), issue_containers(chance, int(count * 1.2) + len(thefts) + 50))
    shares = {"used_cars": prevalence.used_car_share, "removals": prevalence.removals_share, "parts": 0.035}
    shares["general"] = 1.0 - sum(shares.values())
    boxes: list[Box] = []
    shippers: list[Shipper] = []
    unsold = [int(v) for v in lawful]
    for trade, share in shares.items():
        mine = shippers_of(world, chance, forwarders, trade, max(2, int(count * share / 9)))
        weights = np.array([s.weight for s in mine])
        for _ in range(int(count * share)):
            shipper = mine[int(chance.choice(len(mine), p=weights / weights.sum()))]
            wanted = int(chance.choice([1, 2, 3, 4], p=CARS_A_BOX)) if trade == "used_cars" else int(trade == "removals" and chance.random() < 0.2)
            cars, unsold = unsold[:wanted], unsold[wanted:]
            if trade == "used_cars" and not cars:
                continue
            box = honest_box(chance, world, quay, shipper, forwarders, cars)
            boxes.append(box)
            if trade == "used_cars" and chance.random() < prevalence.rolled_share:
                again = roll(chance, world, quay, box)
                boxes += [again] if again else []
        shippers += mine
    sold = lawful[: len(lawful) - len(unsold)]
    world.gone[np.array(unsold, dtype=np.int64)] = NEVER
    for crew in crews:
        boxes += crew_boxes(stream(seed, "crew boxes", crew.number), world, quay, crew, forwarders, thefts, sold)
    boxes.sort(key=lambda b: (b.booked_at, b.row["container_no"], b.sails_at))
    for box, ref in zip(boxes, issue_hex(stream(seed, "refs", "consignments"), len(boxes)), strict=True):
        box.row["consignment_ref"] = ref
    return PortWork(boxes, _inspect(world, boxes, crews, prevalence, seed), shippers, forwarders)


def _inspect(world: Happenings, boxes: list[Box], crews: list[Crew], prevalence: Prevalence, seed: int) -> list[Row]:
    """Open boxes on leads, referrals and at random; what is found in them is recovered on the spot."""
    chance = stream(seed, "inspections")
    rows: list[Row] = []
    doubtful = {"US", "CN", "IN", "AU", "SG"}
    for box in boxes:
        if box.gate_in_at is None:
            continue
        at = box.gate_in_at + int(chance.uniform(0.1, 0.9) * (box.sails_at - box.gate_in_at))
        if at >= world.until or at <= box.gate_in_at:
            continue
        if chance.random() < prevalence.random_inspection_share:
            basis = "random"
        else:
            # Officers know some crews and distrust some routes; both lead them to honest boxes as well.
            known = crews[box.crew].known if box.crew >= 0 else 0.0
            suspect = 0.35 * known + (0.12 if box.row["commodity_code"][:4] in {"9905", "8708", "8703"} and box.row["destination_country"] not in doubtful else 0.01)
            if chance.random() >= suspect * prevalence.inspected_share / 0.03:
                continue
            basis = "lead" if chance.random() < 0.75 else "referral"
        value = sum(float(world.fleet.value[t.vehicle]) for t in box.stolen)
        for theft in box.stolen:
            lat_lon = world.land.ports[box.port]
            theft.found_at, theft.found_node = at, lat_lon.node
            theft.condition = "VIN_TAMPERED" if chance.random() < 0.12 else "COMPLETE"
            theft.context = "CONTAINER_PORT"
            theft.vin_seen = world.fleet.vin_of(theft.vehicle)
            theft.vrm_shown = world.fleet.plate_of(theft.vehicle) if chance.random() < 0.15 else None
        rows.append(
            {
                "container_no": box.row["container_no"],
                "consignment_ref": box.row["consignment_ref"] if chance.random() < 0.96 else None,
                "inspected_at": moment(at // HOUR * HOUR + int(chance.integers(60)) * 60_000_000),
                "place": box.row["load_port"],
                "basis": basis,
                "result": "positive" if box.stolen else "negative",
                "vehicles_found": len(box.stolen),
                "value_gbp": round(value, -2),
                "cost_gbp": LIFT_GBP + round(float(chance.exponential(120.0))) * (len(box.stolen) > 0),
            }
        )
    rows.sort(key=lambda row: (row["inspected_at"], row["container_no"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "inspections"), len(rows)), strict=True):
        row["inspection_ref"] = ref
    return rows
