"""Crews: who they are, where they work, what they are ordered to take and what they do with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.simulate.crime.happenings import Fate, Happenings
from vinculum.simulate.issue import issue_phone
from vinculum.simulate.people import Person, Premises, invent_firm, invent_person, invent_premises
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, stream

DESTINATIONS = (("CD", "CDMAT", 0.33), ("AE", "AEJEA", 0.22), ("CY", "CYLMS", 0.1), ("JM", "JMKIN", 0.08), ("GE", "GEPTI", 0.08),
                ("GH", "GHTEM", 0.08), ("UG", "KEMBA", 0.06), ("LT", "LTKLJ", 0.05))  # fmt: skip  # shares: DOMAIN 1.7, 2021-24


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew by number. ``trades`` gives its share of each fate; ``wanted`` the models of each month's orders."""

    number: int
    home: int
    boss: Person
    members: tuple[Person, ...]
    yard: Premises
    chop_shop: Premises
    lock_up: Premises
    wanted: tuple[tuple[int, ...], ...]
    trades: tuple[tuple[Fate, float], ...]
    method: str
    country: str
    discharge: str
    port: int
    fronts: tuple[str, ...]
    front_phones: tuple[str, ...]
    consignees: tuple[str, ...]
    known: float
    weight: float


def crews_of(world: Happenings, prevalence: Prevalence, count: int, seed: int) -> list[Crew]:
    """Invent ``count`` crews on the land."""
    chance = stream(seed, "crews")
    models = world.fleet.models
    there = np.bincount(world.fleet.model, minlength=len(models.make)).astype(float)
    appeal = np.where(there > 0, models.theft_pull**2.0 * np.sqrt(models.licensed) * np.minimum(there, 40), 0.0)
    ports = world.land.ports
    crews = []
    for number in range(count):
        home = int(chance.choice(len(world.land.weight), p=world.land.weight / world.land.weight.sum()))
        months = tuple(
            tuple(int(m) for m in chance.choice(len(appeal), 4, replace=False, p=appeal / appeal.sum())) for _ in range(4)
        )
        tilt = chance.dirichlet(
            np.array([prevalence.export_share, prevalence.chop_share, prevalence.clone_share, prevalence.ringer_share]) * 5
        )
        fates = (Fate.EXPORT, Fate.CHOP, Fate.CLONE, Fate.RINGER)
        country, discharge, _ = DESTINATIONS[int(chance.choice(len(DESTINATIONS), p=[d[2] for d in DESTINATIONS]))]
        distance = np.array([float(world.roads.hours[home, port.node]) for port in ports])
        pull = np.array([port.share for port in ports]) / (0.5 + distance)
        phone = issue_phone(chance)
        crews.append(
            Crew(
                number=number,
                home=home,
                boss=invent_person(chance, world.land, home),
                members=tuple(
                    invent_person(chance, world.land, world.near(chance, home, 0.0, 0.4))
                    for _ in range(int(chance.integers(4, 9)))
                ),
                yard=invent_premises(chance, world, world.near(chance, home, 0.05, 0.6), "yard"),
                chop_shop=invent_premises(chance, world, world.near(chance, home, 0.05, 0.5), "unit"),
                lock_up=invent_premises(chance, world, world.near(chance, home, 0.0, 0.4), "premises"),
                wanted=months,
                trades=tuple(zip(fates, (float(t) for t in tilt), strict=True)),
                method=str(chance.choice(["RELAY", "CAN_INJECTION", "OBD_KEY_PROG", "KEY_BURGLARY", "RELAY"])),
                country=country,
                discharge=discharge,
                port=int(chance.choice(len(ports), p=pull / pull.sum())),
                fronts=tuple(_front(chance) for _ in range(int(chance.integers(2, 5)))),
                front_phones=(phone, phone if happens(chance, 0.6) else issue_phone(chance)),
                consignees=tuple(_front(chance) for _ in range(int(chance.integers(1, 3)))),
                known=float(chance.beta(2, 3)),
                weight=float(chance.gamma(2.0)),
            )
        )
    return crews


def _front(chance: np.random.Generator) -> str:
    return invent_firm(chance, ("TRADING", "LOGISTICS", "EXPORTS", "IMPORT EXPORT", "SHIPPING", "AUTO PARTS"))
