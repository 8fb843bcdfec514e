"""What dismantling leaves: marks on components as examiners saw them, and parts offered for sale."""

from __future__ import annotations

from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.fates import Ringer
from vinculum.simulate.crime.happenings import Fate, Happenings, Theft
from vinculum.simulate.issue import issue_hex, issue_phone
from vinculum.simulate.streams import salt, stream

Row = dict[str, Any]
PARTS = (("ENGINE", 0.11, "engine"), ("GEARBOX", 0.05, "gearbox"), ("HEADLIGHT PAIR", 0.02, None), ("FRONT BUMPER", 0.012, None),
         ("BONNET", 0.014, None), ("DOOR", 0.011, None), ("AIRBAG KIT", 0.03, "airbag"), ("SEATS LEATHER SET", 0.02, None),
         ("ALLOY WHEELS SET", 0.025, None), ("TAILGATE", 0.014, None), ("SAT NAV UNIT", 0.014, "ecu"), ("CATALYTIC CONVERTER", 0.02, None))  # fmt: skip
MARKETPLACES = ("autobits", "carboot online", "sparesearch", "streetmarket")
EXAMINERS = 14


def serial_of(seed: int, vin: str, component: str) -> str:
    """Return the serial a maker gave a component of the vehicle ``vin``: fixed for the vehicle, unlike its chassis number."""
    number = salt(seed, "serial", vin, component)
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return f"{letters[number % 23]}{letters[number // 23 % 23]}{letters[number // 529 % 23]}{number // 12167 % 1_000_000:06d}"


def examinations(world: Happenings, thefts: list[Theft], ringers: list[Ringer], seed: int) -> list[Row]:
    """Return marks seen on recovered shells and parts, on suspected ringers and on honest vehicles that were checked."""
    chance = stream(seed, "examinations")
    seen: list[tuple[int, int, str, str, bool]] = []
    for theft in thefts:
        if theft.found_at is None or theft.found_at >= world.until:
            continue
        likely = {"STRIPPED_SHELL": 0.7, "NOSE_CUT": 0.7, "PARTS_ONLY": 0.9, "VIN_TAMPERED": 0.95, "CLONED_LIVE": 0.8}.get(theft.condition, 0.04)
        if chance.random() < likely:
            context = theft.context or "STREET"
            seen.append((theft.vehicle, theft.found_at + int(chance.uniform(0.2, 6) * DAY), world.fleet.vin_of(theft.vehicle), context, theft.condition == "VIN_TAMPERED"))
    for ringer in ringers:
        at = ringer.since + int(chance.uniform(5, 90) * DAY)
        if chance.random() < 0.15:
            seen.append((ringer.vehicle, at, world.fleet.vin_of(ringer.identity), "STOP", True))
    for vehicle in chance.choice(world.fleet.size, max(6, len(thefts) // 12), replace=False):
        at = world.since + int(chance.random() * (world.until - world.since))
        seen.append((int(vehicle), at, world.fleet.vin_of(int(vehicle)), str(chance.choice(["STOP", "AUCTION"])), False))
    seen = sorted((s for s in seen if s[1] < world.until), key=lambda s: (s[1], s[0]))
    rows: list[Row] = []
    for (vehicle, at, shown_vin, context, tampered), ref in zip(seen, issue_hex(stream(seed, "refs", "examinations"), len(seen)), strict=True):
        rows += _examined(world, chance, vehicle, at, shown_vin, context, tampered=tampered, ref=ref, seed=seed)
    return rows


def _examined(  # noqa: PLR0913 - an examination with all that is seen at it
    world: Happenings, chance: np.random.Generator, vehicle: int, at: int, shown_vin: str, context: str, *, tampered: bool, ref: str, seed: int
) -> list[Row]:
    fleet, true_vin = world.fleet, world.fleet.vin_of(vehicle)
    base: Row = {
        "exam_ref": ref,
        "examined_at": moment(at // (15 * 60_000_000) * (15 * 60_000_000)),
        "examiner_ref": f"QSVE-{int(chance.integers(1, EXAMINERS)):02d}",
        "force": world.land.force[int(fleet.home[vehicle])],
        "place_ref": None,
        "context": context,
        "make": fleet.make_of(vehicle),
        "model": fleet.model_of(vehicle),
    }
    marks = [("floor", "vin", shown_vin, "restamped" if tampered else "intact"), ("dash", "vin", shown_vin, "plate_replaced" if tampered else "intact")]
    if tampered:
        marks.append(("ecu", "vin", true_vin, "ecu_mismatch"))
    marks += [(c, "serial", serial_of(seed, true_vin, c), "intact") for c in ("engine", "gearbox", "airbag") if chance.random() < 0.75]
    rows = []
    for component, kind, mark, finding in marks:
        if chance.random() < 0.12 and kind == "vin" and not tampered:
            rows.append({**base, "component": component, "mark_kind": kind, "mark_seen": "?" * len(mark), "finding": "obliterated"})
            continue
        worn = "".join("?" if chance.random() < 0.05 else c for c in mark)
        rows.append({**base, "component": component, "mark_kind": kind, "mark_seen": worn, "finding": finding})
    return rows


def listings(world: Happenings, thefts: list[Theft], crews: list[Crew], seed: int) -> tuple[list[Row], list[Row]]:
    """Return adverts in order of time, and the truth of which sellers sell for crews."""
    chance = stream(seed, "listings")
    rows: list[Row] = []
    sellers: dict[int, list[tuple[str, str, str]]] = {}
    refs = iter(issue_hex(stream(seed, "refs", "sellers"), len(crews) * 3 + world.fleet.size // 400 + 30, 8))
    for crew in crews:
        sellers[crew.number] = [
            (next(refs), crew.front_phones[i % 2] if chance.random() < 0.4 else issue_phone(chance), world.land.place[crew.chop_shop.node].upper())
            for i in range(int(chance.integers(1, 4)))
        ]
    for theft in thefts:
        if theft.fate is not Fate.CHOP or theft.premises < 0:
            continue
        for name, share, component in PARTS:
            at = theft.ready_at + int(chance.gamma(2.0, 5.0) * DAY)
            if at < world.until and chance.random() < 0.5:
                seller = sellers[theft.crew][int(chance.integers(len(sellers[theft.crew])))]
                rows.append(_advert(world, chance, theft.vehicle, at, seller, name, share * 0.55, component, seed))
    honest = [(ref, issue_phone(chance), world.land.place[int(chance.integers(len(world.land.place)))].upper()) for ref in refs]
    weights = chance.pareto(1.2, len(honest)) + 0.1
    for _ in range(max(60, world.fleet.size // 60)):
        vehicle = int(chance.integers(world.fleet.size))
        name, share, component = PARTS[int(chance.integers(len(PARTS)))]
        at = world.since + int(chance.random() * (world.until - world.since - HOUR))
        seller = honest[int(chance.choice(len(honest), p=weights / weights.sum()))]
        rows.append(_advert(world, chance, vehicle, at, seller, name, share * float(chance.uniform(0.6, 1.3)), component, seed))
    rows.sort(key=lambda row: (row["posted_at"], row["seller_ref"], row["title"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "listings"), len(rows)), strict=True):
        row["listing_ref"] = ref
    criminal = [{"seller_ref": ref, "crew": crew} for crew, mine in sorted(sellers.items()) for ref, _, _ in mine]
    return rows, criminal


def _advert(  # noqa: PLR0913 - an advert with all it tells
    world: Happenings, chance: np.random.Generator, vehicle: int, at: int, seller: tuple[str, str, str], name: str, share: float, component: str | None, seed: int
) -> Row:
    fleet = world.fleet
    year = 1970 + int(fleet.first_day[vehicle]) // 365
    title = f"{fleet.make_of(vehicle)} {fleet.model_of(vehicle)} {year} {name}"
    words = [f"{name} off {fleet.colour_of(vehicle).lower()} {fleet.model_of(vehicle)}", "good condition" if chance.random() < 0.6 else "removed from running car"]
    if component and chance.random() < 0.35:
        words.append(f"no {serial_of(seed, fleet.vin_of(vehicle), component)}")
    if chance.random() < 0.3:
        words.append(str(chance.choice(["collection only", "cash on collection", "can post", "no time wasters", "ring or text"])))
    return {
        "marketplace": MARKETPLACES[int(chance.integers(len(MARKETPLACES)))],
        "posted_at": moment(at // 1_000_000 * 1_000_000),
        "seller_ref": seller[0],
        "seller_phone": seller[1] if chance.random() < 0.6 else None,
        "title": title,
        "text": ", ".join(words),
        "price_gbp": round(float(fleet.value[vehicle]) * share / 5) * 5.0 + 15.0,
        "area": seller[2] if chance.random() < 0.85 else None,
        "image_hashes": issue_hex(chance, int(chance.integers(1, 4)), 16),
    }
