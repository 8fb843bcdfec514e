"""Intelligence logs in plain language, graded 3x5x2 (DOMAIN 2.1): some true, some gossip, some about nobody guilty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, day_of, moment, noted
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.fates import Clone
from vinculum.simulate.crime.happenings import Fate, Happenings, Theft
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.people import Person, pick
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happens, one_of, stream
from vinculum.simulate.told.known import Known

Row = dict[str, Any]
CONDITIONS = (
    "A1 S2: covert development only, consult originator",
    "A2 S1: no action without reference to originator",
    "A3 S2: overt use, sanitise first",
)


@dataclass(slots=True)
class Desk:
    """An intelligence desk: the world it hears of, whom partners know by name, and the logs so far."""

    world: Happenings
    chance: np.random.Generator
    found: Known
    rows: list[Row]

    def log(self, at: int, node: int, about: str, words: dict[str, str], subjects: list[str]) -> None:
        """Write and grade one log; grades tell how it was come by, which says little of whether it is true."""
        chance = self.chance
        sentence = sentences(about)[int(chance.integers(len(sentences(about))))]
        capitals = {name.capitalize(): text[:1].upper() + text[1:] for name, text in words.items()}
        source = one_of(chance, (0.36, "1"), (0.56, "2"), (0.08, "3"))
        shares = (0.05, 0.1, 0.25, 0.4, 0.2) if source == "3" else (0.24, 0.27, 0.22, 0.24, 0.03)
        handling = "C" if happens(chance, 0.22) else "P"
        self.rows.append(
            {
                "force": self.world.land.force[node],
                "submitted_at": noted(at),
                "source": source,
                "assessment": one_of(chance, *zip(shares, "ABCDE", strict=True)),
                "handling": handling,
                "conditions": CONDITIONS[int(chance.integers(3))] if handling == "C" else None,
                "text": sentence.format(**(capitals | words)),
                "subjects": list(dict.fromkeys(subjects)),
            }
        )

    def plate(self, plate: str) -> str:
        """Write a plate as people do: spaced or not, at times only the part that somebody remembered."""
        return one_of(self.chance, (0.45, f"{plate[:4]} {plate[4:]}"), (0.4, plate), (0.1, plate[:4]), (0.05, plate.lower()))

    def who(self, crew: Crew) -> tuple[str, list[str]]:
        """Name somebody of a crew, by name or nickname, with their reference; those unknown stay an unknown male."""
        people = self.found.of_crew.get(crew.number, [])
        if not people or happens(self.chance, 0.2):
            return "an unknown male", []
        ref, person = people[int(self.chance.integers(len(people)))]
        full, nickname = person.name.title(), person.nickname.title()
        name = one_of(self.chance, (0.4, f"{full}, known as {nickname},"), (0.35, full), (0.25, f"a male called {nickname}"))
        return name, [ref]


@cache
def sentences(about: str) -> tuple[str, ...]:
    """Return the shipped sentences about one kind of thing (reference/sentences.csv)."""
    return tuple(row["text"] for row in rows_of("sentences") if row["about"] == about)


def logs(
    world: Happenings, thefts: list[Theft], crews: list[Crew], clones: list[Clone], boxes: list[Box], found: Known, seed: int
) -> list[Row]:
    """Return logs in order of submission; nearly half lead nowhere."""
    desk = Desk(world, stream(seed, "logs"), found, [])
    chance = desk.chance
    for theft in thefts:
        if theft.crew >= 0 and happens(chance, 0.10 + 0.35 * crews[theft.crew].known):
            _of_theft(desk, theft, crews[theft.crew])
    for clone in clones:
        if clone.since < world.until and happens(chance, 0.12):
            _of_clone(desk, clone)
    for box in boxes:
        if box.crew >= 0 and happens(chance, 0.18 * crews[box.crew].known + 0.03):
            _of_box(desk, box, crews[box.crew])
    for crew in crews:
        for _ in range(int(chance.poisson(2 + 8 * crew.known))):
            _of_crew(desk, crew)
    for _ in range(int(len(desk.rows) * 0.9) + 12):
        _of_nobody(desk)
    rows = [row for row in desk.rows if row["submitted_at"] < moment(world.until)]
    rows.sort(key=lambda row: (row["submitted_at"], row["text"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "logs"), len(rows), 8), strict=True):
        row["log_ref"] = f"IR-{ref}"
    return rows


def _car(world: Happenings, vehicle: int) -> str:
    fleet = world.fleet
    return f"{fleet.colour_of(vehicle).lower()} {fleet.make_of(vehicle).title()} {fleet.model_of(vehicle).title()}"


def _of_theft(desk: Desk, theft: Theft, crew: Crew) -> None:
    fleet, (who, subjects) = desk.world.fleet, desk.who(crew)
    where = {Fate.CHOP: crew.chop_shop, Fate.EXPORT: crew.yard}.get(theft.fate, crew.lock_up)
    words = {
        "who": who,
        "car": _car(desk.world, theft.vehicle),
        "plate": desk.plate(fleet.plate_of(theft.vehicle)),
        "model": f"{fleet.make_of(theft.vehicle)} {fleet.model_of(theft.vehicle)}".title(),
        "where": where.name.title(),
        "address": where.address.title(),
        "night": f"{day_of(theft.at):%d/%m/%Y}",
    }
    places = [ref for ref, premises in desk.found.place_of_crew.get(crew.number, []) if premises is where]
    at = theft.at + int(desk.chance.exponential(6.0) * DAY) + 9 * HOUR
    desk.log(at, theft.node, "theft", words, subjects + places)


def _of_clone(desk: Desk, clone: Clone) -> None:
    fleet = desk.world.fleet
    words = {"plate": desk.plate(fleet.plate_of(clone.original)), "car": _car(desk.world, clone.vehicle)}
    at = clone.since + int(desk.chance.uniform(3, 40) * DAY)
    desk.log(at, int(fleet.home[clone.original]), "clone", words, [])


def _of_box(desk: Desk, box: Box, crew: Crew) -> None:
    who, subjects = desk.who(crew)
    words = {
        "who": who,
        "address": crew.yard.address.title(),
        "where": crew.yard.name.title(),
        "shipper": box.row["shipper_name"].title(),
        "container": box.row["container_no"],
        "phone": box.row["shipper_phone"] or "no number",
    }
    desk.log(box.booked_at + int(desk.chance.exponential(5.0) * DAY), crew.yard.node, "box", words, subjects)


def _of_crew(desk: Desk, crew: Crew) -> None:
    (who, subjects), (other, more) = desk.who(crew), desk.who(crew)
    words = {
        "who": who,
        "other": other,
        "boss": crew.boss.nickname.title(),
        "phone": crew.boss.phone,
        "where": crew.lock_up.name.title(),
        "address": crew.chop_shop.address.title(),
        "postcode": crew.chop_shop.postcode,
    }
    at = desk.world.since + int(desk.chance.random() * (desk.world.until - desk.world.since))
    desk.log(at, crew.home, "crew", words, subjects + more)


def _of_nobody(desk: Desk) -> None:
    """Write a log that leads nowhere: an honest garage, a family quarrel, a suspicious van that is a plumber's."""
    chance, world = desk.chance, desk.world
    ref, person = _anybody(desk)
    vehicle = int(chance.integers(world.fleet.size))
    words = {
        "person": person.name.title(),
        "address": person.address.title(),
        "plate": desk.plate(world.fleet.plate_of(vehicle)),
        "car": _car(world, vehicle),
        "street": pick(chance, "street").title(),
    }
    at = world.since + int(chance.random() * (world.until - world.since))
    desk.log(at, person.node, "nobody", words, [ref])
    if words["person"] not in desk.rows[-1]["text"]:
        desk.rows[-1]["subjects"] = []


def _anybody(desk: Desk) -> tuple[str, Person]:
    return desk.found.others[int(desk.chance.integers(len(desk.found.others)))]
