"""Intelligence logs in plain language, graded 3x5x2 (DOMAIN 2.1): some true, some gossip, some about nobody guilty."""

from __future__ import annotations

from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, day_of, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.fates import Clone
from vinculum.simulate.crime.happenings import Fate, Happenings, Theft
from vinculum.simulate.freight.boxes import Box
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.people import Person, pick
from vinculum.simulate.streams import stream
from vinculum.simulate.told.known import Known

Row = dict[str, Any]
CONDITIONS = ("A1 S2: covert development only, consult originator", "A2 S1: no action without reference to originator", "A3 S2: overt use, sanitise first")


def logs(world: Happenings, thefts: list[Theft], crews: list[Crew], clones: list[Clone], boxes: list[Box], found: Known, seed: int) -> list[Row]:  # noqa: PLR0913
    """Return logs in order of submission."""
    chance = stream(seed, "logs")
    rows: list[Row] = []
    for theft in thefts:
        if theft.crew >= 0 and chance.random() < 0.10 + 0.35 * crews[theft.crew].known:
            _of_theft(world, chance, theft, crews[theft.crew], found, rows)
    for clone in clones:
        if clone.since < world.until and chance.random() < 0.12:
            _of_clone(world, chance, clone, rows)
    for box in boxes:
        if box.crew >= 0 and chance.random() < 0.18 * crews[box.crew].known + 0.03:
            _of_box(world, chance, box, crews[box.crew], found, rows)
    for crew in crews:
        for _ in range(int(chance.poisson(2 + 8 * crew.known))):
            _of_crew(world, chance, crew, found, rows)
    for _ in range(int(len(rows) * 0.9) + 12):
        _of_nobody(world, chance, found, rows)
    rows = [row for row in rows if row["submitted_at"] < moment(world.until)]
    rows.sort(key=lambda row: (row["submitted_at"], row["text"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "logs"), len(rows), 8), strict=True):
        row["log_ref"] = f"IR-{ref}"
    return rows


def _log(world: Happenings, chance: np.random.Generator, at: int, node: int, text: str, subjects: list[str]) -> Row:
    """Grade and sign one log; grades tell how it was come by, which says little of whether it is true."""
    source = str(chance.choice(["1", "2", "3"], p=[0.36, 0.56, 0.08]))
    assessment = str(chance.choice(list("ABCDE"), p=[0.24, 0.27, 0.22, 0.24, 0.03] if source != "3" else [0.05, 0.1, 0.25, 0.4, 0.2]))
    handling = "C" if chance.random() < 0.22 else "P"
    return {
        "force": world.land.force[node],
        "submitted_at": moment(at // 60_000_000 * 60_000_000),
        "source": source,
        "assessment": assessment,
        "handling": handling,
        "conditions": CONDITIONS[int(chance.integers(3))] if handling == "C" else None,
        "text": text,
        "subjects": subjects,
    }


def _plate(chance: np.random.Generator, plate: str) -> str:
    """Write a plate as people do: spaced or not, at times only the part that somebody remembered."""
    way = chance.random()
    if way < 0.45:
        return f"{plate[:4]} {plate[4:]}"
    if way < 0.85:
        return plate
    return f"{plate[:4]}" if way < 0.95 else plate.lower()


def _who(chance: np.random.Generator, people: list[tuple[str, Person]]) -> tuple[str, list[str]]:
    """Name somebody of a crew, by name or nickname; unknown people stay 'an unknown male'."""
    if not people or chance.random() < 0.2:
        return "an unknown male", []
    ref, person = people[int(chance.integers(len(people)))]
    way = chance.random()
    if way < 0.4:
        return f"{person.name.title()}, known as {person.nickname.title()},", [ref]
    return (person.name.title(), [ref]) if way < 0.75 else (f"a male called {person.nickname.title()}", [])


def _car(world: Happenings, vehicle: int) -> str:
    fleet = world.fleet
    return f"{fleet.colour_of(vehicle).lower()} {fleet.make_of(vehicle).title()} {fleet.model_of(vehicle).title()}"


def _of_theft(world: Happenings, chance: np.random.Generator, theft: Theft, crew: Crew, found: Known, rows: list[Row]) -> None:
    who, subjects = _who(chance, found.of_crew.get(crew.number, []))
    car, plate = _car(world, theft.vehicle), _plate(chance, world.fleet.plate_of(theft.vehicle))
    where = {Fate.CHOP: crew.chop_shop, Fate.EXPORT: crew.yard}.get(theft.fate, crew.lock_up)
    night = f"{day_of(theft.at):%d/%m/%Y}"
    text = str(
        chance.choice(
            [
                f"{who} is said to have taken the {car} {plate} overnight on {night}. It was left on a side street for some days to see if it was tracked.",
                f"On or after {night} a {car} bearing {plate} was driven into {where.name.title()} at {where.address.title()}. {who.capitalize()} opened the gates.",
                f"{who.capitalize()} has been asking round for a {world.fleet.make_of(theft.vehicle).title()} {world.fleet.model_of(theft.vehicle).title()} to order and paid for one in cash.",
                f"Parts from a {car}, believed stolen on {night}, are being moved from {where.name.title()} by {who}.",
                f"A {car} with false plates has been parked at {where.address.title()} since {night}. {who.capitalize()} moves it at night.",
            ]
        )
    )
    at = theft.at + int(chance.exponential(6.0) * DAY) + 9 * HOUR
    places = [ref for ref, premises in found.place_of_crew.get(crew.number, []) if premises is where]
    rows.append(_log(world, chance, at, theft.node, text, subjects + places))


def _of_clone(world: Happenings, chance: np.random.Generator, clone: Clone, rows: list[Row]) -> None:
    node = int(world.fleet.home[clone.original])
    plate = _plate(chance, world.fleet.plate_of(clone.original))
    text = str(
        chance.choice(
            [
                f"The keeper of {plate} has had penalty notices from a town they have never been to. The photograph shows a {_car(world, clone.vehicle)}.",
                f"Neighbour reports two cars bearing {plate} in the past week, not parked together.",
                f"Caller believes their number {plate} has been copied; charges have come for roads they did not use.",
            ]
        )
    )
    rows.append(_log(world, chance, clone.since + int(chance.uniform(3, 40) * DAY), node, text, []))


def _of_box(world: Happenings, chance: np.random.Generator, box: Box, crew: Crew, found: Known, rows: list[Row]) -> None:
    who, subjects = _who(chance, found.of_crew.get(crew.number, []))
    text = str(
        chance.choice(
            [
                f"{who.capitalize()} loads containers at night at {crew.yard.address.title()}. Mattresses go in last. The shipper is given as {box.row['shipper_name'].title()}.",
                f"Container {box.row['container_no']} was seen at {crew.yard.name.title()} with a low loader outside. {who.capitalize()} paid the haulier in cash.",
                f"{box.row['shipper_name'].title()} has no premises that anybody can find and gives {box.row['shipper_phone'] or 'no number'} as contact.",
            ]
        )
    )
    at = box.booked_at + int(chance.exponential(5.0) * DAY)
    rows.append(_log(world, chance, at, crew.yard.node, text, subjects))


def _of_crew(world: Happenings, chance: np.random.Generator, crew: Crew, found: Known, rows: list[Row]) -> None:
    people = found.of_crew.get(crew.number, [])
    who, subjects = _who(chance, people)
    other, more = _who(chance, people)
    text = str(
        chance.choice(
            [
                f"{who.capitalize()} and {other} meet most days at {crew.lock_up.name.title()}.",
                f"{who.capitalize()} uses {crew.boss.phone} and changes the handset every few weeks.",
                f"{who.capitalize()} gets plates made without papers. {other.capitalize()} collects them.",
                f"{crew.boss.nickname.title()} decides what is taken. {other.capitalize()} only drives.",
                f"Grinding and an alarm sounding late at night at {crew.chop_shop.address.title()}, {crew.chop_shop.postcode}.",
            ]
        )
    )
    at = world.since + int(chance.random() * (world.until - world.since))
    rows.append(_log(world, chance, at, crew.home, text, list(dict.fromkeys(subjects + more))))


def _of_nobody(world: Happenings, chance: np.random.Generator, found: Known, rows: list[Row]) -> None:
    """Write a log that leads nowhere: an honest garage, a family quarrel, a suspicious van that is a plumber's."""
    ref, person = found.others[int(chance.integers(len(found.others)))]
    vehicle = int(chance.integers(world.fleet.size))
    plate, car = _plate(chance, world.fleet.plate_of(vehicle)), _car(world, vehicle)
    street = pick(chance, "street").title()
    text = str(
        chance.choice(
            [
                f"A {car} {plate} has been driving slowly round {street} in the evenings.",
                f"{person.name.title()} is said to buy cars for cash and sell them on. Nothing further known.",
                f"Caller thinks a {car} on {street} has not moved for two weeks. Index {plate}.",
                f"{person.name.title()} works late at a garage on {street}; neighbours complain of noise.",
                f"Anonymous: {person.name.title()} of {person.address.title()} sells car parts online without a licence.",
                f"Two males looking at door handles on {street}. They left in a {car}, part index {plate[:4]}.",
            ]
        )
    )
    at = world.since + int(chance.random() * (world.until - world.since))
    rows.append(_log(world, chance, at, person.node, text, [ref] if person.name.title() in text else []))
