"""People, firms, places and the ties between them, as partners have written them down: partly, twice, and not always alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, moment
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Happenings
from vinculum.simulate.freight.port_work import PortWork
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.people import Person, Premises, invent_person, invent_premises
from vinculum.simulate.streams import happens, one_of, stream

Row = dict[str, Any]
MONTHS = 12


@dataclass(slots=True)
class Known:
    """Rows of parties, places and links, with the references by which logs call a crew's people and premises."""

    parties: list[Row]
    places: list[Row]
    links: list[Row]
    of_crew: dict[int, list[tuple[str, Person]]]
    place_of_crew: dict[int, list[tuple[str, Premises]]]
    others: list[tuple[str, Person]]

    def chop_shops(self, crews: list[Crew]) -> dict[int, tuple[str, Premises]]:
        """Return reference and premises of each crew's chop shop that partners have written down."""
        return {crew.number: told for crew in crews for told in self.place_of_crew[crew.number] if told[1] is crew.chop_shop}


def known(world: Happenings, crews: list[Crew], port: PortWork, seed: int) -> Known:
    """Write down who and what partners know at the end of the period; being on file says little about guilt."""
    chance = stream(seed, "known")
    honest = max(40, world.fleet.size // 400)
    refs = iter(issue_hex(stream(seed, "refs", "parties"), honest * 3 + len(crews) * 60 + len(port.shippers) * 2 + 200))
    found = Known([], [], [], {}, {}, [])
    for crew in crews:
        _crew(world, chance, crew, refs, found)
    _firms(chance, port, refs, found)
    for _ in range(honest):
        person = invent_person(chance, world.land, int(chance.integers(len(world.land.place))))
        ref = next(refs)
        found.others.append((ref, person))
        found.parties.append(
            _person(chance, ref, person, str(chance.choice(["keeper", "witness", "suspect", "victim", "employee"])))
        )
        if happens(chance, 0.08):
            found.parties.append(_again(chance, next(refs), person))
    for _ in range(max(20, world.fleet.size // 2500)):
        kind = str(chance.choice(["premises", "yard", "unit", "address"]))
        found.places.append(_place(next(refs), invent_premises(chance, world, int(chance.integers(len(world.land.place))), kind)))
    _everyday_ties(world, chance, found)
    found.parties.sort(key=lambda row: str(row["party_ref"]))
    found.places.sort(key=lambda row: str(row["place_ref"]))
    once = {(row["from_ref"], row["to_ref"], row["kind"]): row for row in found.links}
    found.links = [once[key] for key in sorted(once)]
    return found


def _person(chance: np.random.Generator, ref: str, person: Person, role: str) -> Row:
    return {
        "party_ref": ref,
        "kind": "person",
        "name": person.name,
        "born_on": person.born_on if happens(chance, 0.75) else None,
        "address": person.address if happens(chance, 0.85) else None,
        "postcode": person.postcode if happens(chance, 0.85) else None,
        "phone": person.phone if happens(chance, 0.6) else None,
        "email": f"{person.name.lower().replace(' ', '.')}{int(chance.integers(100))}@example.com"
        if happens(chance, 0.2)
        else None,
        "company_no": None,
        "role": role,
    }


def _again(chance: np.random.Generator, ref: str, person: Person) -> Row:
    """Write the same person down a second time, as another clerk would."""
    first, last = person.name.split(" ", 1)
    place = int(chance.integers(1, len(last)))
    doubled = f"{last[:place]}{last[place - 1]}{last[place:]}"
    name = one_of(chance, (0.3, f"{first[0]} {last}"), (0.35, f"{first} {doubled}"), (0.35, f"{last} {first}"))
    born = person.born_on
    if happens(chance, 0.2) and born.day <= MONTHS:
        born = born.replace(month=born.day, day=born.month)
    return _person(chance, ref, replace(person, name=name, born_on=born), "associate")


def _place(ref: str, premises: Premises) -> Row:
    return {
        "place_ref": ref,
        "kind": premises.kind,
        "name": premises.name,
        "address": premises.address,
        "postcode": premises.postcode,
        "lat": premises.lat,
        "lon": premises.lon,
    }


def _tie(world: Happenings, chance: np.random.Generator, one: str, other: str, kind: str, weight: float) -> Row:
    first = world.since + int(chance.random() * (world.until - world.since - DAY))
    last = first + int(chance.random() * (world.until - first - 3600_000_000))
    return {
        "from_ref": one,
        "to_ref": other,
        "kind": kind,
        "seen_from": moment(first // 10**6 * 10**6),
        "seen_to": moment(last // 10**6 * 10**6),
        "weight": weight,
    }


def _crew(world: Happenings, chance: np.random.Generator, crew: Crew, refs: Iterator[str], found: Known) -> None:
    """Write down those of a crew that partners know, and where they are seen."""
    people: list[tuple[str, Person]] = []
    for person in (crew.boss, *crew.members):
        if happens(chance, 0.25 + 0.7 * crew.known):
            people.append((next(refs), person))
            role = one_of(chance, (0.5, "suspect"), (0.3, "associate"), (0.12, "keeper"), (0.08, "employee"))
            found.parties.append(_person(chance, people[-1][0], person, role))
            if happens(chance, 0.15):
                found.parties.append(_again(chance, next(refs), person))
    places = [
        (next(refs), premises)
        for premises in (crew.yard, crew.chop_shop, crew.lock_up)
        if happens(chance, 0.2 + 0.6 * crew.known)
    ]
    found.places += [_place(ref, premises) for ref, premises in places]
    found.of_crew[crew.number], found.place_of_crew[crew.number] = people, places
    found.links += _crew_ties(world, chance, people, places)
    for front in crew.fronts:
        if happens(chance, 0.4) and people:
            ref = next(refs)
            found.parties.append(_firm(chance, ref, front, crew.front_phones[0], "shipper"))
            found.links.append(_tie(world, chance, people[int(chance.integers(len(people)))][0], ref, "director_of", 1.0))


def _crew_ties(
    world: Happenings, chance: np.random.Generator, people: list[tuple[str, Person]], places: list[tuple[str, Premises]]
) -> Iterator[Row]:
    """Yield calls and meetings among a crew's people, and sightings at its premises."""
    for i, (one, _) in enumerate(people):
        for other, _ in people[i + 1 :]:
            if happens(chance, 0.4):
                kind = one_of(chance, (1, "calls"), (1, "associate"), (1, "co-travel"))
                yield _tie(world, chance, one, other, kind, float(chance.integers(2, 90)))
        for ref, _ in places:
            if happens(chance, 0.35):
                yield _tie(world, chance, one, ref, "seen_at", float(chance.integers(1, 12)))


def _firm(chance: np.random.Generator, ref: str, name: str, phone: str | None, role: str) -> Row:
    number = f"{int(chance.integers(1_000_000, 16_000_000)):08d}"
    return {
        "party_ref": ref,
        "kind": "organisation",
        "name": name,
        "phone": phone,
        "company_no": number if happens(chance, 0.8) else None,
        "role": role,
    }


def _firms(chance: np.random.Generator, port: PortWork, refs: Iterator[str], found: Known) -> None:
    for shipper in port.shippers:
        if happens(chance, 0.5):
            found.parties.append(_firm(chance, next(refs), shipper.name, shipper.phone, "shipper") | {"address": shipper.address})
    for forwarder in port.forwarders:
        found.parties.append(_firm(chance, next(refs), forwarder.name, forwarder.phone, "forwarder"))


def _everyday_ties(world: Happenings, chance: np.random.Generator, found: Known) -> None:
    """Tie honest people to one another, and a few of them to crews: a cousin, a customer, a landlord."""
    others = [ref for ref, _ in found.others]
    criminal = [ref for people in found.of_crew.values() for ref, _ in people]
    places = [str(row["place_ref"]) for row in found.places]
    for ref in others:
        for _ in range(int(chance.poisson(1.1))):
            target = others[int(chance.integers(len(others)))]
            if criminal and happens(chance, 0.05):
                target = criminal[int(chance.integers(len(criminal)))]
            if target != ref:
                found.links.append(
                    _tie(
                        world,
                        chance,
                        ref,
                        target,
                        str(chance.choice(["calls", "associate", "household"])),
                        float(chance.integers(1, 60)),
                    )
                )
        if places and happens(chance, 0.12):
            found.links.append(
                _tie(world, chance, ref, places[int(chance.integers(len(places)))], "seen_at", float(chance.integers(1, 6)))
            )
