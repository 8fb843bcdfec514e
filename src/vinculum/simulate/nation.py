"""Inventing a nation: what is asked for, and the files it is written to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vinculum.errors import WrongUse
from vinculum.simulate.clock import DAY, day_of, start_of
from vinculum.simulate.come_about import World, come_about
from vinculum.simulate.plate_reads import plate_reads
from vinculum.simulate.prevalence import Prevalence, prevalence_of
from vinculum.simulate.reads import Reader
from vinculum.simulate.records import records
from vinculum.simulate.scale import Scale, Size, size_of
from vinculum.simulate.truth import TruthOfReads, truth_tables
from vinculum.simulate.write import FORMATS, FeedFile, write_table

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
    # Written beside and moved at the end: an interrupted run leaves nothing that looks like a sample.
    part = out.parent / f".{out.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    (part / "truth").mkdir(parents=True)
    say("roads, vehicles, crews")
    world = come_about(scale, size, prevalence, seed, start_of(since), start_of(until) + DAY)
    rows = {"reads": _write_reads(part, world, seed, file_format, say, with_truth=scale is not Scale.NATION)}
    say("records")
    for feed, table in records(world, seed).items():
        with FeedFile(part, feed, file_format) as file:
            file.add(table)
            rows[feed] = file.rows
    say("truth")
    for name, table in truth_tables(replace(world.facts, reads=rows["reads"])).items():
        write_table(part / "truth" / f"{name}.parquet", table)
    told = Simulated(out, scale, seed, since, until, rows)
    (part / "world.json").write_text(json.dumps(told.as_document(), indent=1) + "\n", "utf-8")
    part.replace(out)
    return told


def _write_reads(part: Path, world: World, seed: int, file_format: str, say: Callable[[str], None], *, with_truth: bool) -> int:
    """Write the reads, and beside each what was true of it unless the nation is too large for that; return how many."""
    reader = Reader(world.cameras, world.happenings.fleet, world.happenings.plate_times(), seed)
    with FeedFile(part, "reads", file_format) as file, TruthOfReads(part / "truth", wanted=with_truth) as beside:
        for rows in plate_reads(world, reader, seed):
            say(f"reads of {day_of(int(rows.shown_at[-1]))}")
            file.add(reader.table(rows))
            beside.add(rows)
        return file.rows


def _check(out: Path, since: date, until: date, file_format: str) -> None:
    if file_format not in FORMATS:
        raise WrongUse(f"There is no format {file_format!r}. Formats: {', '.join(FORMATS)}.")
    if (until - since).days + 1 < SHORTEST_DAYS:
        raise WrongUse(f"A sample needs at least two weeks; {since} to {until} is {(until - since).days + 1} days.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongUse(f"{out} is not an empty folder. Name a new one.")
