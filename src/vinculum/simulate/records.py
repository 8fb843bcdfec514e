"""Every feed but the plate reads, as partners hand it over."""

from __future__ import annotations

import pyarrow as pa

from vinculum.simulate.cameras import shown_cameras
from vinculum.simulate.come_about import World
from vinculum.simulate.registers import register, tests
from vinculum.simulate.told.examinations import examinations
from vinculum.simulate.told.logs import logs
from vinculum.simulate.told.telematics import telematics
from vinculum.simulate.write import table_of


def records(world: World, seed: int) -> dict[str, pa.Table]:
    """Return every feed but the reads, by name."""
    happenings, facts, reports = world.happenings, world.facts, world.reports
    people = world.people
    return {
        "cameras": table_of("cameras", shown_cameras(world.cameras)),
        "register": register(happenings, facts.write_offs, facts.transfers, facts.ends.ringers, facts.boxes, seed),
        "tests": tests(happenings, facts.transfers, facts.ends.ringers, seed),
        "thefts": table_of("thefts", reports.thefts),
        "los": table_of("los", reports.los),
        "recoveries": table_of("recoveries", reports.recoveries),
        "losses": table_of("losses", reports.losses),
        "consignments": table_of("consignments", world.port.handed_over()),
        "inspections": table_of("inspections", world.port.inspections),
        "telematics": table_of("telematics", telematics(happenings, facts.thefts, world.crews, seed)),
        "examinations": table_of("examinations", examinations(happenings, facts.thefts, facts.ends.ringers, seed)),
        "listings": table_of("listings", world.listings),
        "parties": table_of("parties", people.parties),
        "places": table_of("places", people.places),
        "links": table_of("links", people.links),
        "logs": table_of("logs", logs(happenings, facts.thefts, world.crews, facts.clones, facts.boxes, people, seed)),
    }
