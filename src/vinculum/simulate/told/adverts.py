"""Parts offered for sale online: by breakers and hobbyists, and by those who sell what chop shops strip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Fate, Happenings, Theft
from vinculum.simulate.issue import issue_hex, issue_phone, issue_serial
from vinculum.simulate.streams import happens, stream

Row = dict[str, Any]
# Part, share of the vehicle's value it is worth, component whose serial it bears.
PARTS: tuple[tuple[str, float, str | None], ...] = (
    ("ENGINE", 0.11, "engine"),
    ("GEARBOX", 0.05, "gearbox"),
    ("HEADLIGHT PAIR", 0.02, None),
    ("FRONT BUMPER", 0.012, None),
    ("BONNET", 0.014, None),
    ("DOOR", 0.011, None),
    ("AIRBAG KIT", 0.03, "airbag"),
    ("SEATS LEATHER SET", 0.02, None),
    ("ALLOY WHEELS SET", 0.025, None),
    ("TAILGATE", 0.014, None),
    ("SAT NAV UNIT", 0.014, "ecu"),
    ("CATALYTIC CONVERTER", 0.02, None),
)
MARKETPLACES = ("autobits", "carboot online", "sparesearch", "streetmarket")
STOLEN_DISCOUNT = 0.55
ENDINGS = ("collection only", "cash on collection", "can post", "no time wasters", "ring or text")


@dataclass(frozen=True, slots=True)
class Seller:
    """An account on a marketplace."""

    ref: str
    phone: str
    area: str


def listings(world: Happenings, thefts: list[Theft], crews: list[Crew], seed: int) -> tuple[list[Row], list[Row]]:
    """Return adverts in order of time, and the truth of which sellers sell for crews."""
    chance = stream(seed, "listings")
    refs = issue_hex(stream(seed, "refs", "sellers"), len(crews) * 3 + world.fleet.size // 400 + 30, 8)
    sellers: dict[int, list[Seller]] = {}
    for crew in crews:
        mine = [refs.pop() for _ in range(int(chance.integers(1, 4)))]
        sellers[crew.number] = [_crew_seller(world, chance, crew, ref) for ref in mine]
    rows: list[Row] = []
    for theft in thefts:
        if theft.fate is not Fate.CHOP or theft.premises < 0:
            continue
        for part in PARTS:
            at = theft.ready_at + int(chance.gamma(2.0, 5.0) * DAY)
            if at < world.until and happens(chance, 0.5):
                seller = sellers[theft.crew][int(chance.integers(len(sellers[theft.crew])))]
                rows.append(_advert(world, chance, theft.vehicle, at, seller, part, STOLEN_DISCOUNT, seed))
    rows += _honest(world, chance, refs, seed)
    rows.sort(key=lambda row: (row["posted_at"], row["seller_ref"], row["title"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "listings"), len(rows)), strict=True):
        row["listing_ref"] = ref
    return rows, [{"seller_ref": one.ref, "crew": crew} for crew, mine in sorted(sellers.items()) for one in mine]


def _crew_seller(world: Happenings, chance: np.random.Generator, crew: Crew, ref: str) -> Seller:
    phone = crew.front_phones[int(chance.integers(2))] if happens(chance, 0.4) else issue_phone(chance)
    return Seller(ref, phone, world.land.place[crew.chop_shop.node].upper())


def _honest(world: Happenings, chance: np.random.Generator, refs: list[str], seed: int) -> list[Row]:
    places = chance.integers(len(world.land.place), size=len(refs))
    sellers = [Seller(r, issue_phone(chance), world.land.place[p].upper()) for r, p in zip(refs, places, strict=True)]
    weights = chance.pareto(1.2, len(sellers)) + 0.1
    count = max(60, world.fleet.size // 60)
    chosen = chance.choice(len(sellers), count, p=weights / weights.sum())
    rows = []
    for who in chosen:
        at = world.since + int(chance.random() * (world.until - world.since - HOUR))
        part, vehicle = PARTS[int(chance.integers(len(PARTS)))], int(chance.integers(world.fleet.size))
        rows.append(_advert(world, chance, vehicle, at, sellers[who], part, float(chance.uniform(0.6, 1.3)), seed))
    return rows


def _advert(
    world: Happenings,
    chance: np.random.Generator,
    vehicle: int,
    at: int,
    seller: Seller,
    part: tuple[str, float, str | None],
    price: float,
    seed: int,
) -> Row:
    """Write one advert for ``part`` of ``vehicle`` at ``price`` times what it is worth."""
    fleet, (name, share, component) = world.fleet, part
    words = [f"{name} off {fleet.colour_of(vehicle).lower()} {fleet.model_of(vehicle)}"]
    words.append("good condition" if happens(chance, 0.6) else "removed from running car")
    if component and happens(chance, 0.35):
        words.append(f"no {issue_serial(seed, fleet.vin_of(vehicle), component)}")
    if happens(chance, 0.3):
        words.append(ENDINGS[int(chance.integers(len(ENDINGS)))])
    return {
        "marketplace": MARKETPLACES[int(chance.integers(len(MARKETPLACES)))],
        "posted_at": moment(at // 1_000_000 * 1_000_000),
        "seller_ref": seller.ref,
        "seller_phone": seller.phone if happens(chance, 0.6) else None,
        "title": f"{fleet.make_of(vehicle)} {fleet.model_of(vehicle)} {1970 + int(fleet.first_day[vehicle]) // 365} {name}",
        "text": ", ".join(words),
        "price_gbp": round(float(fleet.value[vehicle]) * share * price / 5) * 5.0 + 15.0,
        "area": seller.area if happens(chance, 0.85) else None,
        "image_hashes": issue_hex(chance, int(chance.integers(1, 4)), 16),
    }
