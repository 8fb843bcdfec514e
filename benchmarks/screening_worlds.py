"""A year of boxes for `screening_year`: a simulated world of 56 weeks, scored once by the picture's own rules.

Each box is screened once: on the last morning (06:00 UTC) that leaves the hours needed before it sails. What a rule says of it
there rests on records known by then; to make the picture's own `judge` stop at that moment every box is given an inspection at
it, whose result is never looked at (R14, which rests on results, is switched off and reckoned anew in each replay from what that
replay opened). Of papers handed over several times the latest version stands, and names and chassis numbers are resolved over
the whole year at once (in the nation they stand as written). The first four weeks are run in: their papers are known, nothing is
opened. There are no plate reads, so R15 never fires.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contract_of, contracts
from vinculum.picture.current import DELIVERIES
from vinculum.picture.exports.catalogue import rules_in_force
from vinculum.picture.exports.declared import declare
from vinculum.picture.exports.score import forget, judge
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.settings import Settings, read_settings
from vinculum.picture.step import Room
from vinculum.picture.vin_reuse import STEP as VIN_REUSE
from vinculum.simulate.clock import DAY, start_of
from vinculum.simulate.come_about import come_about
from vinculum.simulate.prevalence import prevalence_of
from vinculum.simulate.records import records
from vinculum.simulate.scale import Scale, size_of

WEEKS, RUN_IN, DAYS_A_WEEK = 52, 4, 7
LAST_DAY = date(2026, 3, 31)
SCREENED_AT = timedelta(hours=6)
TRUTH = "screening_truth"
NEVER = -999  # the day of a box whose papers came too late for any morning
BEFORE = (VIN_REUSE, PARTIES)  # names and chassis numbers are resolved over the whole year at once
NO_PARTIES = "CREATE TABLE picture.party_forms (form_id VARCHAR, party_id VARCHAR)"
Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Year:
    """A year of boxes, one a place, in order of reference. ``day`` counts screening mornings from the end of the run-in.

    ``strengths`` holds what each of ``rules`` said (R14 is 0). The marks that tie box i to others are
    ``marks[starts[i]:starts[i+1]]``, each with its rarity. ``sent`` is how many consignments its shipper sent in the year before.
    """

    name: str
    rules: list[str]
    refs: list[str]
    strengths: Numbers
    day: Whole
    port: list[str]
    sender: list[str]
    forwarder: list[str]
    sent: Whole
    positive: npt.NDArray[np.bool_]
    value: Numbers
    crew: Whole
    starts: Whole
    marks: Whole
    rarity: Numbers
    never_screened: int
    positive_never_screened: int


def make_world(scale: Scale, seed: int, folder: Path) -> Path:
    """Simulate the year of one seed into ``folder``/<scale>-<seed> unless it is there; return where. No box is opened."""
    out = folder / f"{scale.value}-{seed}"
    if out.exists():
        return out
    size = size_of(scale)
    weeks = WEEKS + RUN_IN
    size = replace(
        size, weeks=weeks, read_days=1, camera_density=0.02, consignments=round(size.consignments * weeks / size.weeks)
    )
    prevalence = replace(prevalence_of(scale), inspected_share=0.0, random_inspection_share=0.0)
    since = LAST_DAY - timedelta(weeks=weeks) + timedelta(days=1)
    world = come_about(scale, size, prevalence, seed, start_of(since), start_of(LAST_DAY) + DAY)
    part = folder / f".{out.name}"
    part.mkdir(parents=True, exist_ok=True)
    for feed, table in records(world, seed).items():
        pq.write_table(table, part / f"{feed}.parquet", compression="zstd")
    fleet = world.happenings.fleet
    boxes = [box for box in world.port.boxes if box.stolen]
    truth = {
        "consignment_ref": [box.row["consignment_ref"] for box in boxes],
        "value_gbp": [sum(float(fleet.value[theft.vehicle]) for theft in box.stolen) for box in boxes],
        "crew": [box.crew for box in boxes],
    }
    pq.write_table(pa.table(truth), part / f"{TRUTH}.parquet")
    part.rename(out)
    return out


def open_world(folder: Path) -> Door:
    """Return a door on the feeds of a world: every feed of the contracts, empty where the world has none."""
    door = Door(Limits(threads=2))
    for name, contract in contracts().items():
        door.view(f"evidence.{name}", [], contract.schema)
        file = folder / f"{name}.parquet"
        if file.exists():
            table = pq.read_table(file)
            table = table.append_column("delivery", pa.array([f"{name}-1"] * table.num_rows, pa.string()))
            table = table.append_column("row", pa.array(range(1, table.num_rows + 1), pa.int64()))
            door.offer("_rows", table)
            door.run(f"INSERT INTO evidence.{name} BY NAME SELECT * FROM _rows")
            door.withdraw("_rows")
    door.view("evidence.deliveries", [], DELIVERIES)
    door.run("CREATE SCHEMA IF NOT EXISTS picture")
    return door


def year_of(folder: Path) -> Year:
    """Return the year of a world as numbers, kept beside it once made."""
    kept = folder / "year.npz"
    if kept.exists():
        told = np.load(kept, allow_pickle=False)
        text: dict[str, Any] = {name: told[name].tolist() for name in ("rules", "refs", "port", "sender", "forwarder")}
        rest: dict[str, Any] = {
            name: told[name] for name in told.files if name not in {*text, "never_screened", "positive_never_screened"}
        }
        counts: dict[str, Any] = {name: int(told[name]) for name in ("never_screened", "positive_never_screened")}
        return Year(name=folder.name, **text, **rest, **counts)
    year = _reckon(folder)
    arrays = {name: np.array(value) for name, value in vars(year).items() if name != "name"}
    np.savez_compressed(kept, **arrays)  # type: ignore[arg-type]  # its stub takes the names for its own
    return year


def screening_mornings(sails: pa.ChunkedArray, hours: float) -> npt.NDArray[np.datetime64]:
    """Return the last morning that leaves ``hours`` before each sailing."""
    latest = np.array(sails.cast(pa.timestamp("us")).to_numpy(), dtype="datetime64[us]") - np.timedelta64(int(hours * 3600), "s")
    six = np.timedelta64(int(SCREENED_AT.total_seconds()), "s")
    mornings: npt.NDArray[np.datetime64] = np.asarray((latest - six).astype("datetime64[D]"), dtype="datetime64[us]")
    mornings += six
    return mornings


def _reckon(folder: Path) -> Year:
    door = open_world(folder)
    settings = read_settings(Path("none.toml"))
    as_at = datetime.combine(LAST_DAY + timedelta(days=60), datetime.min.time(), UTC)
    with tempfile.TemporaryDirectory() as staging:
        room = Room(door, as_at, settings, Path(staging))
        if folder.name.startswith(Scale.NATION):
            door.run(NO_PARTIES)  # linking 200,000 papers takes longer than the rest: there, names stand as they are written
        else:
            for step in BEFORE:
                step.run(room)
        return _scored(folder, door, settings, as_at)


def _scored(folder: Path, door: Door, settings: Settings, as_at: datetime) -> Year:
    declare(door, "evidence.consignments")
    table = door.ask("SELECT consignment_ref, sails_at, known_at, container_no FROM exports_declared ORDER BY consignment_ref")
    moments = screening_mornings(table.column("sails_at"), float(settings["screening"]["hours"]))
    since = np.datetime64(LAST_DAY - timedelta(weeks=WEEKS) + timedelta(days=1), "us")
    day = ((moments - since) / np.timedelta64(1, "D")).astype(int)
    known = np.array(table.column("known_at").cast(pa.timestamp("us")).to_numpy(), dtype="datetime64[us]")
    in_time = known <= moments
    _give_inspections(door, table, moments)
    off = settings["exports"] | {"off": ["R14"]}
    judge(door, as_at, off)
    rules = [rule.id for rule in rules_in_force(settings["exports"]) if rule.fires]
    refs = table.column("consignment_ref").to_pylist()
    place = {ref: row for row, ref in enumerate(refs)}
    strengths = np.zeros((len(refs), len(rules)))
    for row in door.ask_rows("SELECT consignment_ref, rule, strength FROM exports_fired"):
        strengths[place[row["consignment_ref"]], rules.index(row["rule"])] = row["strength"]
    starts, marks, rarity = _ties(door, place)
    who = door.ask(
        "SELECT told.consignment_ref, load_port, coalesce(sender, '') AS sender, coalesce(forwarder, '') AS forwarder,"
        " count(*) OVER (PARTITION BY sender ORDER BY known_at RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW) AS sent"
        " FROM exports_declared AS told ORDER BY told.consignment_ref"
    )
    forget(door)
    door.close()
    truth = {row["consignment_ref"]: row for row in pq.read_table(folder / f"{TRUTH}.parquet").to_pylist()}
    positive = np.array([ref in truth for ref in refs])
    ahead = (day >= 0) & (day < WEEKS * DAYS_A_WEEK)
    missing = ahead & ~in_time
    return Year(
        name=folder.name, rules=rules, refs=refs, strengths=strengths,
        day=np.where(in_time & (day < WEEKS * DAYS_A_WEEK), day, NEVER),
        port=who.column("load_port").to_pylist(), sender=who.column("sender").to_pylist(),
        forwarder=who.column("forwarder").to_pylist(), sent=who.column("sent").to_numpy(), positive=positive,
        value=np.array([truth[ref]["value_gbp"] if ref in truth else 0.0 for ref in refs]),
        crew=np.array([truth[ref]["crew"] if ref in truth else -1 for ref in refs]),
        starts=starts, marks=marks, rarity=rarity,
        never_screened=int(missing.sum()), positive_never_screened=int((missing & positive).sum()),
    )  # fmt: skip


def _give_inspections(door: Door, table: pa.Table, moments: npt.NDArray[np.datetime64]) -> None:
    """Let every box be opened when it is screened, so that `judge` looks at what was known then and no further."""
    schema = contract_of("inspections").schema
    count = table.num_rows
    given: dict[str, Any] = {
        "inspection_ref": pa.array([f"I{n}" for n in range(count)]),
        "container_no": pc.fill_null(table.column("container_no"), "?"),
        "consignment_ref": table.column("consignment_ref"),
        "inspected_at": pa.array(moments, pa.timestamp("us")).cast(schema.field("inspected_at").type),
        "basis": pa.array(["lead"] * count),
        "result": pa.array(["negative"] * count),
        "delivery": pa.array(["inspections-1"] * count),
        "row": pa.array(range(1, count + 1), pa.int64()),
    }
    door.offer("_rows", pa.table(given))
    door.run("INSERT INTO evidence.inspections BY NAME SELECT * FROM _rows")
    door.withdraw("_rows")


def _ties(door: Door, place: dict[str, int]) -> tuple[Whole, Whole, Numbers]:
    told = door.ask("SELECT consignment_ref, kind || ' ' || mark AS mark, rarity FROM exports_ties ORDER BY ALL")
    rows = np.array([place[ref] for ref in told.column("consignment_ref").to_pylist()], dtype=np.int64)
    marks = told.column("mark").combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(len(place) + 1))
    return starts, marks[order], told.column("rarity").to_numpy()[order]


def main() -> None:
    """Make the worlds named on the command line: FOLDER SCALE SEED [SEED ...]."""
    import sys  # noqa: PLC0415 - only when run by itself

    folder, scale = Path(sys.argv[1]), Scale(sys.argv[2])
    for seed in sys.argv[3:]:
        began = time.monotonic()
        made = make_world(scale, int(seed), folder)
        middle = time.monotonic()
        year = year_of(made)
        print(made.name, len(year.refs), int(year.positive.sum()), year.never_screened, year.positive_never_screened,
              f"{middle - began:.0f} s simulated, {time.monotonic() - middle:.0f} s scored", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
