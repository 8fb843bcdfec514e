"""Honest boxes: general cargo, used cars, parts, people who move house; and bookings made again when a box missed its ship."""

from __future__ import annotations

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.freight.papers import LETTERS_AND_DIGITS, Box, Goods, Office, pick_goods, vehicle_kg
from vinculum.simulate.freight.trade import Shipper
from vinculum.simulate.streams import happens

HEAVIEST_KG = 27_500.0


def honest_box(office: Office, shipper: Shipper, cars: list[int]) -> Box:
    """Book one honest box; ``cars`` are vehicles inside (used cars for sale, or one that moves house) and drive no more."""
    chance, world = office.chance, office.world
    booked = world.since + int(chance.random() * (world.until - world.since - HOUR))
    lead = float(chance.gamma(4.0, 2.4)) + (0.0 if happens(chance, 0.1) else 1.5)
    voyage = office.book(shipper, booked, lead)
    kind = pick_goods(chance, shipper.trade)
    kg = float(kind["kg"]) * float(chance.lognormal(0, 0.28)) + sum(vehicle_kg(world, car) for car in cars)
    gbp = float(kind["gbp"]) * float(chance.lognormal(0, 0.5))
    gbp += sum(float(world.fleet.value[car]) for car in cars) * float(chance.uniform(0.45, 1.0))
    words = kind["words"]
    if cars and shipper.trade == "used_cars":
        words = f"{len(cars)} {words}: " + ", ".join(f"{world.fleet.make_of(car)} {world.fleet.model_of(car)}" for car in cars)
    vins = [world.fleet.vin_of(car) for car in cars] if happens(chance, 0.9) else []
    kg = min(kg, HEAVIEST_KG)
    row = voyage.row | office.declare(shipper, Goods(kind["code"], words, kg, gbp, vins, kg))
    world.gone[cars] = (voyage.gate_in_at or booked) // DAY * DAY - 2 * DAY
    return Box(row, booked, voyage.gate_in_at, voyage.sails_at, shipper.port, list(vins), cars=cars, shipper=shipper)


def roll(office: Office, shipper: Shipper, box: Box) -> Box | None:
    """Book a box again that missed its ship: same goods and parties. None if there is no time for it.

    As a rule the first booking never passed the gate; now and then the box itself was late and waits on the quay, and then the
    container and its gate-in are the same. A chassis number may be left out or mistyped on the way.
    """
    chance = office.chance
    booked = box.sails_at - int(chance.uniform(0.2, 4) * DAY)
    if not box.booked_at < booked < office.world.until:
        return None
    voyage = office.book(shipper, booked, 3.0)
    row, gate = {**box.row, **voyage.row}, voyage.gate_in_at
    if box.gate_in_at is not None and happens(chance, 0.25):
        row |= {name: box.row[name] for name in ("container_no", "gate_in_at", "seal_no")}
        gate = box.gate_in_at
    else:
        box.row["gate_in_at"], box.gate_in_at = None, None
    kept = [i for i in range(len(box.canonical)) if happens(chance, 0.96)]
    vins = [box.row["declared_vins"][i] for i in kept]
    if vins and happens(chance, 0.06):
        place, which = int(chance.integers(3, 17)), int(chance.integers(len(vins)))
        typed = LETTERS_AND_DIGITS[int(chance.integers(len(LETTERS_AND_DIGITS)))]
        vins[which] = vins[which][:place] + typed + vins[which][place + 1 :]
    row["declared_vins"] = vins
    return Box(row, booked, gate, voyage.sails_at, box.port, [box.canonical[i] for i in kept], shipper=shipper)
