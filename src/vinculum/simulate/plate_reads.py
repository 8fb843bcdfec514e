"""All plate reads of a nation, day by day: honest traffic and every extra drive, as the cameras saw it."""

from __future__ import annotations

from collections.abc import Iterator

from vinculum.simulate.clock import DAY
from vinculum.simulate.come_about import World
from vinculum.simulate.drive import Passes, drive, join_passes
from vinculum.simulate.journeys import Traffic
from vinculum.simulate.reads import Reader, ReadRows, in_order
from vinculum.simulate.streams import salt

RUN_UP_DAYS = 3  # so that the first day already has vehicles that are away for the night


def plate_reads(world: World, reader: Reader, seed: int) -> Iterator[ReadRows]:
    """Yield reads in order of the time shown, a day or so at a time, noting on the way what truth must know of them."""
    for rows in in_order(_days(world, reader, seed), world.happenings.until):
        world.facts.sightings.note(world.happenings, rows)
        if len(rows.shown_at):
            yield rows


def _days(world: World, reader: Reader, seed: int) -> Iterator[tuple[int, ReadRows]]:
    happenings = world.happenings
    traffic = Traffic(happenings.land, happenings.roads, world.cameras, happenings.fleet, happenings.absence(), seed)
    extra = happenings.legs()
    waiting: list[Passes] = []
    for day_start in range(happenings.reads_since - RUN_UP_DAYS * DAY, happenings.until, DAY):
        mine = extra.where((extra.depart >= day_start) & (extra.depart < day_start + DAY))
        driven, _ = drive(happenings.roads, world.cameras, mine, happenings.fleet.pace, salt(seed, "extra"))
        passes = join_passes([*waiting, traffic.day(day_start), driven])
        today = passes.at < day_start + DAY
        waiting = [passes.where(~today)]
        if day_start >= happenings.reads_since:
            kept = passes.where(today & (passes.at >= happenings.reads_since))
            yield day_start, reader.read(kept, day_start)
