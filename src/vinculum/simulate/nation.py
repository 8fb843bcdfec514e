"""Inventing a nation: the order in which its parts come about, and the files they are written to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from vinculum.errors import WrongUse
from vinculum.simulate.cameras import Cameras, cameras_of, shown_cameras
from vinculum.simulate.clock import DAY, start_of
from vinculum.simulate.crime.crews import Crew, crews_of
from vinculum.simulate.crime.dodgers import dodge
from vinculum.simulate.crime.fates import unfold
from vinculum.simulate.crime.happenings import NEVER, Happenings
from vinculum.simulate.crime.takings import take_vehicles
from vinculum.simulate.crime.victims import Victims
from vinculum.simulate.crime_reports import Reports, write_reports
from vinculum.simulate.drive import Passes, drive, join_passes
from vinculum.simulate.fleet import fleet_of
from vinculum.simulate.freight.port_work import PortWork, cars_for_export, work_the_port
from vinculum.simulate.geography.land import land_of
from vinculum.simulate.honest import sell_abroad, transfer_plates, write_off
from vinculum.simulate.journeys import Traffic
from vinculum.simulate.prevalence import Prevalence, prevalence_of
from vinculum.simulate.reads import Reader, ReadRows, in_order
from vinculum.simulate.registers import register, tests
from vinculum.simulate.roads import roads_of
from vinculum.simulate.scale import Scale, Size, size_of
from vinculum.simulate.sightings import watch
from vinculum.simulate.streams import salt
from vinculum.simulate.told.adverts import listings
from vinculum.simulate.told.examinations import examinations
from vinculum.simulate.told.known import known
from vinculum.simulate.told.logs import logs
from vinculum.simulate.told.telematics import telematics
from vinculum.simulate.truth import Facts, truth_tables
from vinculum.simulate.write import FORMATS, FeedFile, table_of, write_table

LAST_DAY = date(2026, 3, 31)
SHORTEST_DAYS = 14
Progress = Callable[[str], None] | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written: where, of what scale and seed, over which days, how many rows a feed."""

    out: Path
    scale: Scale
    seed: int
    since: date
    until: date
    rows: dict[str, int]

    def as_document(self) -> dict[str, Any]:
        """Return what ``world.json`` says."""
        return {
            "scale": self.scale.value,
            "seed": self.seed,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "rows": dict(sorted(self.rows.items())),
        }


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


def simulate(  # noqa: PLR0913 - one argument for each choice of the command
    out: Path,
    scale: Scale,
    seed: int,
    since: date | None = None,
    until: date | None = None,
    file_format: str = "parquet",
    prevalence: Prevalence | None = None,
    *,
    size: Size | None = None,
    progress: Progress = None,
) -> Simulated:
    """Invent a nation and write ``OUT/<feed>.<format>``, ``OUT/truth/*.parquet`` and ``OUT/world.json``.

    Records span ``since`` to ``until`` (both days included; the scale's weeks up to 31 March 2026 by default), plate reads the
    scale's last days of them. The same arguments give the same bytes. WrongUse if ``out`` holds anything, or the days are few.
    """
    size = size or size_of(scale)
    prevalence = prevalence or prevalence_of(scale)
    until = until or LAST_DAY
    since = since or until - timedelta(weeks=size.weeks) + timedelta(days=1)
    _check(out, since, until, file_format)
    say = progress or (lambda _: None)
    (out / "truth").mkdir(parents=True, exist_ok=True)
    say("roads, vehicles, crews")
    world = _come_about(scale, size, prevalence, seed, start_of(since), start_of(until) + DAY)
    rows: dict[str, int] = {}
    with FeedFile(out, "reads", file_format) as file:
        for day, batch in _reads(world, seed):
            say(f"reads of {day}")
            file.add(batch)
        rows["reads"] = file.rows
    say("records")
    for feed, table in _records(world, seed).items():
        with FeedFile(out, feed, file_format) as file:
            file.add(table)
            rows[feed] = file.rows
    say("truth")
    facts = world.facts
    counted = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"reads": rows["reads"]})
    for name, table in truth_tables(counted).items():
        write_table(out / "truth" / f"{name}.parquet", table)
    told = Simulated(out, scale, seed, since, until, rows)
    (out / "world.json").write_text(json.dumps(told.as_document(), indent=1) + "\n", "utf-8")
    return told


def _check(out: Path, since: date, until: date, file_format: str) -> None:
    if file_format not in FORMATS:
        raise WrongUse(f"There is no format {file_format!r}. Formats: {', '.join(FORMATS)}.")
    if (until - since).days + 1 < SHORTEST_DAYS:
        raise WrongUse(f"A sample needs at least two weeks; {since} to {until} is {(until - since).days + 1} days.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongUse(f"{out} is not an empty folder. Name a new one.")


def _come_about(scale: Scale, size: Size, prevalence: Prevalence, seed: int, since: int, until: int) -> World:
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
    reports = write_reports(world, thefts, write_offs, prevalence, seed)
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
    return World(world, cameras, crews, facts, reports, port, adverts)


def _reads(world: World, seed: int) -> Iterator[tuple[date, pa.Table]]:
    """Yield reads day by day, in order of the time shown, noting on the way what truth must know of them."""
    happenings, sightings = world.happenings, world.facts.sightings
    reader = Reader(world.cameras, happenings.fleet, happenings.plate_times(), seed)
    for rows in in_order(_days_of_reads(world, reader, seed), happenings.until):
        sightings.note(happenings, rows)
        if len(rows.shown_at):
            yield date(1970, 1, 1) + timedelta(days=int(rows.shown_at[-1]) // DAY), reader.table(rows)


def _days_of_reads(world: World, reader: Reader, seed: int) -> Iterator[tuple[int, ReadRows]]:
    happenings = world.happenings
    traffic = Traffic(happenings.land, happenings.roads, world.cameras, happenings.fleet, happenings.absence(), seed)
    extra = happenings.legs()
    waiting: list[Passes] = []
    # Three days' run-up, so that the first day already has vehicles that are away for the night.
    for day_start in range(happenings.reads_since - 3 * DAY, happenings.until, DAY):
        mine = extra.where((extra.depart >= day_start) & (extra.depart < day_start + DAY))
        driven, _ = drive(happenings.roads, world.cameras, mine, happenings.fleet.pace, salt(seed, "extra"))
        passes = join_passes([*waiting, traffic.day(day_start), driven])
        today = passes.at < day_start + DAY
        waiting = [passes.where(~today)]
        if day_start >= happenings.reads_since:
            kept = passes.where(today & (passes.at >= happenings.reads_since))
            yield day_start, reader.read(kept, day_start)


def _records(world: World, seed: int) -> dict[str, pa.Table]:
    """Return every feed but the reads."""
    happenings, facts, reports = world.happenings, world.facts, world.reports
    people = known(happenings, world.crews, world.port, seed)
    return {
        "cameras": table_of("cameras", shown_cameras(world.cameras)),
        "register": register(happenings, facts.write_offs, facts.transfers, facts.ends.ringers, facts.boxes, seed),
        "tests": tests(happenings, facts.transfers, facts.ends.ringers, seed),
        "thefts": table_of("thefts", reports.thefts),
        "los": table_of("los", reports.los),
        "recoveries": table_of("recoveries", reports.recoveries),
        "losses": table_of("losses", reports.losses),
        "consignments": table_of("consignments", [box.row for box in world.port.boxes]),
        "inspections": table_of("inspections", world.port.inspections),
        "telematics": table_of("telematics", telematics(happenings, facts.thefts, seed)),
        "examinations": table_of("examinations", examinations(happenings, facts.thefts, facts.ends.ringers, seed)),
        "listings": table_of("listings", world.listings),
        "parties": table_of("parties", people.parties),
        "places": table_of("places", people.places),
        "links": table_of("links", people.links),
        "logs": table_of("logs", logs(happenings, facts.thefts, world.crews, facts.clones, facts.boxes, people, seed)),
    }
