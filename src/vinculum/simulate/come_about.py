"""How a nation comes about: land, vehicles, honest lives, crews, thefts and what becomes of them, freight, reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from vinculum.simulate.cameras import Cameras, cameras_of
from vinculum.simulate.clock import DAY
from vinculum.simulate.crime.crews import Crew, crews_of
from vinculum.simulate.crime.dodgers import dodge
from vinculum.simulate.crime.fates import unfold
from vinculum.simulate.crime.happenings import NEVER, Happenings
from vinculum.simulate.crime.takings import take_vehicles
from vinculum.simulate.crime.victims import Victims
from vinculum.simulate.fleet import fleet_of
from vinculum.simulate.freight.port_work import PortWork, cars_for_export, work_the_port
from vinculum.simulate.geography.land import land_of
from vinculum.simulate.honest import sell_abroad, transfer_plates, write_off
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.reports import Reports, write_reports
from vinculum.simulate.roads import roads_of
from vinculum.simulate.scale import Scale, Size
from vinculum.simulate.sightings import watch
from vinculum.simulate.told.adverts import listings
from vinculum.simulate.told.known import Known, known
from vinculum.simulate.truth import Facts


@dataclass(frozen=True, slots=True)
class World:
    """Everything that comes about before the first plate is read."""

    happenings: Happenings
    cameras: Cameras
    crews: list[Crew]
    facts: Facts
    reports: Reports
    port: PortWork
    listings: list[dict[str, Any]]
    people: Known


def come_about(scale: Scale, size: Size, prevalence: Prevalence, seed: int, since: int, until: int) -> World:
    """Let a nation come about between ``since`` and ``until`` (microseconds): everything but the traffic."""
    land = land_of(scale, seed, size.radius_km)
    roads = roads_of(land)
    reads_since = max(since, until - size.read_days * DAY)
    cameras = cameras_of(land, roads, size.camera_density, prevalence, seed, reads_since, until)
    abroad = cars_for_export(size.consignments, prevalence)
    fleet = fleet_of(land, size.vehicles + abroad, seed, date(1970, 1, 1) + timedelta(days=until // DAY - 1))
    n = fleet.size
    world = Happenings(
        land, roads, fleet, since, until, reads_since,
        used=np.zeros(n, dtype=bool), gone=np.full(n, NEVER), back=np.full(n, NEVER),
    )  # fmt: skip
    crews = crews_of(world, prevalence, size.crews, seed)
    lawful = sell_abroad(world, abroad, seed)
    write_offs = write_off(world, prevalence, seed)
    transfers = transfer_plates(world, prevalence, seed)
    victims = Victims(world)
    thefts = take_vehicles(world, crews, victims, prevalence, seed)
    wrecks = np.array([w.vehicle for w in write_offs if w.repaired_at >= NEVER], dtype=np.int64)
    ends = unfold(world, crews, victims, thefts, wrecks, seed)
    clones = ends.clones + dodge(world, victims, prevalence, seed)
    port = work_the_port(world, crews, thefts, lawful, size.consignments, prevalence, seed)
    people = known(world, crews, port, seed)
    reports = write_reports(world, thefts, write_offs, people.chop_shops(crews), port.boxes, prevalence, seed)
    sightings = watch(world, thefts, clones)
    adverts, sellers = listings(world, thefts, crews, seed)
    facts = Facts(
        world,
        cameras,
        thefts,
        ends,
        clones,
        write_offs,
        transfers,
        port.boxes,
        reports.los,
        reports.recoveries,
        sellers,
        sightings,
        0,
    )
    return World(world, cameras, crews, facts, reports, port, adverts, people)
