"""The truth of a sample: what really happened, in tables that only ``evaluate`` may read (docs/reference/truth.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.simulate.cameras import FAULTS, Cameras
from vinculum.simulate.clock import DAY, HOUR, SECOND, moment
from vinculum.simulate.crime.fates import Clone, Ends
from vinculum.simulate.crime.happenings import NEVER, Fate, Happenings, Theft
from vinculum.simulate.fleet import FASTEST_PACE
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.honest import Transfer, WriteOff
from vinculum.simulate.reads import ReadRows, join_reads
from vinculum.simulate.sightings import Sightings, gaps
from vinculum.simulate.write import ROW_GROUP

Row = dict[str, Any]
TWICE = 2
TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that truth tables are drawn from."""

    world: Happenings
    cameras: Cameras
    thefts: list[Theft]
    ends: Ends
    clones: list[Clone]
    write_offs: list[WriteOff]
    transfers: list[Transfer]
    boxes: list[Box]
    los: list[Row]
    recoveries: list[Row]
    sellers: list[Row]
    sightings: Sightings
    reads: int


class TruthOfReads:
    """The file truth/reads.parquet, written along with the reads and in their order; nothing if it is not ``wanted``."""

    SCHEMA = pa.schema([("vehicle", pa.int32()), ("vrm_borne", pa.string()), ("true_at", TIME)])

    def __init__(self, truth: Path, *, wanted: bool) -> None:
        self._writer = pq.ParquetWriter(truth / "reads.parquet", self.SCHEMA, compression="zstd") if wanted else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, rows: ReadRows) -> None:
        """Write what was true of ``rows``: the vehicle, the plate it bore, the time."""
        if self._writer is not None:
            borne = pa.array(rows.borne).cast(pa.string())
            columns = [pa.array(rows.vehicle), borne, pa.array(rows.true_at, TIME)]
            self._writer.write_table(pa.table(columns, schema=self.SCHEMA), row_group_size=ROW_GROUP)


def _table(rows: list[Row], **columns: pa.DataType) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))


def truth_tables(facts: Facts) -> dict[str, pa.Table]:
    """Return every table of the truth by name."""
    return {
        "camera_faults": _camera_faults(facts),
        "clones": _clones(facts),
        "dismantling": _dismantling(facts),
        "exports": _exports(facts),
        "hits": _hits(facts),
        "lapses": _lapses(facts),
        "recoveries": _recovered(facts),
        "ringers": _ringers(facts),
        "sellers": _table(facts.sellers, seller_ref=pa.string(), crew=pa.int32()),
        "thefts": _thefts(facts),
        "transfers": _transfers(facts),
        "units": _units(facts),
        "vehicles": _vehicles(facts),
        "vin_reuse": _vin_reuse(facts),
        "write_offs": _write_offs(facts),
    }


def _vehicles(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    return pa.table(
        {
            "vehicle": pa.array(np.arange(fleet.size, dtype=np.int32)),
            "vrm": pa.array(fleet.plate).cast(pa.string()),
            "vin": pa.array(fleet.vin).cast(pa.string()),
            "block": pa.array(fleet.block, mask=fleet.block < 0),
        }
    )


def _units(facts: Facts) -> pa.Table:
    """How many units of each kind the sample holds: the ground that prevalence is told of."""
    declared: dict[str, int] = {}
    for box in facts.boxes:
        for whose in dict.fromkeys(box.canonical):
            declared[whose] = declared.get(whose, 0) + 1
    rows = [
        {"kind": "camera", "unit": "cameras", "n": len(facts.cameras.camera_id)},
        {"kind": "clone", "unit": "plates read correctly at least twice", "n": int((facts.sightings.times_read >= TWICE).sum())},
        {"kind": "export", "unit": "consignments", "n": len(facts.boxes)},
        {"kind": "hit", "unit": "reads", "n": facts.reads},
        {"kind": "lapse", "unit": "stolen markers", "n": len(facts.los)},
        {"kind": "ringer", "unit": "written-off identities", "n": len(facts.write_offs)},
        {
            "kind": "vin_reuse",
            "unit": "chassis numbers declared in at least two consignments",
            "n": sum(n >= TWICE for n in declared.values()),
        },
    ]
    return _table(rows, kind=pa.string(), unit=pa.string(), n=pa.int64())


def _thefts(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    rows = [
        {
            "crime_ref": t.crime_ref or None,
            "vehicle": t.vehicle,
            "vrm": fleet.plate_of(t.vehicle),
            "vin": fleet.vin_of(t.vehicle),
            "taken_at": moment(t.at),
            "crew": t.crew if t.crew >= 0 else None,
            "fate": t.fate.value,
            "false_report": t.false_report,
        }
        for t in facts.thefts
    ]
    return _table(
        rows, crime_ref=pa.string(), vehicle=pa.int32(), vrm=pa.string(), vin=pa.string(), taken_at=TIME, crew=pa.int32(),
        fate=pa.string(), false_report=pa.bool_(),
    )  # fmt: skip


def _clones(facts: Facts) -> pa.Table:
    world, copied = facts.world, join_reads(facts.sightings.copied)
    rows = []
    for clone in sorted(facts.clones, key=lambda c: (c.original, c.since)):
        if clone.until <= world.reads_since or clone.since >= world.until:
            continue
        plate = world.fleet.plate[clone.original]
        mine = copied.where(copied.borne == plate)
        mine = mine.where(np.lexsort((mine.camera, mine.true_at)))
        pace = gaps(world.roads, facts.cameras, mine.true_at, mine.camera, mine.vehicle)
        rows.append(
            {
                "vrm": plate.decode(),
                "original": clone.original,
                "clone": clone.vehicle,
                "since": moment(clone.since),
                "until": moment(clone.until),
                "stolen": clone.stolen,
                "reads_original": int((mine.vehicle == clone.original).sum()),
                "reads_clone": int((mine.vehicle == clone.vehicle).sum()),
                "n_contradictions": int((pace > FASTEST_PACE).sum()),
                "n_beyond_free_flow": int((pace > 1.0).sum()),
            }
        )
    return _table(
        rows, vrm=pa.string(), original=pa.int32(), clone=pa.int32(), since=TIME, until=TIME, stolen=pa.bool_(),
        reads_original=pa.int64(), reads_clone=pa.int64(), n_contradictions=pa.int64(), n_beyond_free_flow=pa.int64(),
    )  # fmt: skip


def _camera_faults(facts: Facts) -> pa.Table:
    cameras = facts.cameras
    rows = [
        {
            "camera_id": cameras.camera_id[i],
            "fault": FAULTS[cameras.fault[i]],
            "since": moment(int(cameras.fault_from[i])),
            "until": moment(min(int(cameras.fault_to[i]), facts.world.until)),
            "seconds": float(cameras.fixed[i]) / SECOND,
            "seconds_a_day": float(cameras.rate[i]) * DAY / SECOND,
        }
        for i in np.flatnonzero(cameras.fault > 0)
    ]
    rows.sort(key=lambda row: str(row["camera_id"]))
    return _table(
        rows, camera_id=pa.string(), fault=pa.string(), since=TIME, until=TIME, seconds=pa.float64(), seconds_a_day=pa.float64()
    )


def _hits(facts: Facts) -> pa.Table:
    hits, fleet = join_reads(facts.sightings.hits), facts.world.fleet
    rows = []
    for i in range(len(hits.vehicle)):
        theft = facts.thefts[int(facts.sightings.theft_of[hits.vehicle[i]])]
        rows.append(
            {
                "camera_id": facts.cameras.camera_id[hits.camera[i]],
                "read_at": moment(int(hits.shown_at[i])),
                "vrm_read": hits.vrm[i].decode(),
                "stolen_vrm": fleet.plate_of(int(hits.vehicle[i])),
                "crime_ref": theft.crime_ref,
                "exact": hits.vrm[i] == hits.borne[i],
            }
        )
    rows.sort(key=lambda row: (row["read_at"], row["camera_id"], row["vrm_read"]))
    return _table(
        rows,
        camera_id=pa.string(),
        read_at=TIME,
        vrm_read=pa.string(),
        stolen_vrm=pa.string(),
        crime_ref=pa.string(),
        exact=pa.bool_(),
    )


def lapse_state(
    created_at: int, confirmed_at: int | None, removal: str | None, end: int, *, found: bool, entered_again: bool
) -> str | None:
    """Return what a marker has lapsed into at ``end`` (DOMAIN 3.6), None if it has not; times are microseconds.

    A marker that stands unconfirmed longer than 48 hours is named by the last alarm passed. One that was weeded has lapsed while
    its vehicle is not found and no later marker stands for it.
    """
    if removal is not None:
        return "weeded" if removal == "weeded" and not found and not entered_again else None
    if confirmed_at is not None or end - created_at <= 48 * HOUR:
        return None
    alarms = [(42, "unconfirmed_42d"), (35, "unconfirmed_35d"), (28, "unconfirmed_28d"), (14, "unconfirmed_14d")]
    return next((state for days, state in alarms if end - created_at >= days * DAY), "unconfirmed_48h")


def _lapses(facts: Facts) -> pa.Table:
    world = facts.world
    found = {world.fleet.plate_of(t.vehicle) for t in facts.thefts if t.found_at is not None and t.found_at < world.until}
    standing: dict[str, list[int]] = {}
    for row in facts.los:
        if row["removed_at"] is None:
            standing.setdefault(row["vrm"], []).append(_us(row["created_at"]))
    rows = []
    for row in facts.los:
        created = _us(row["created_at"])
        true_vrm = row["true_vrm"]
        state = lapse_state(
            created, None if row["confirmed_at"] is None else _us(row["confirmed_at"]), row["removal"], world.until,
            found=true_vrm in found, entered_again=any(at > created for at in standing.get(true_vrm, [])),
        )  # fmt: skip
        if state is not None:
            rows.append(
                {
                    "los_ref": row["los_ref"],
                    "vrm": row["vrm"],
                    "state": state,
                    "since": row["created_at"],
                    "found": true_vrm in found,
                }
            )
    rows.sort(key=lambda r: str(r["los_ref"]))
    return _table(rows, los_ref=pa.string(), vrm=pa.string(), state=pa.string(), since=TIME, found=pa.bool_())


def _us(when: datetime) -> int:
    return round(when.timestamp() * 1_000_000)


def _exports(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    rows = [
        {
            "consignment_ref": box.row["consignment_ref"],
            "n_stolen": len(box.stolen),
            "vehicles": [t.vehicle for t in box.stolen],
            "value_gbp": sum(float(fleet.value[t.vehicle]) for t in box.stolen),
            "crew": box.crew,
        }
        for box in facts.boxes
        if box.stolen
    ]
    rows.sort(key=lambda row: str(row["consignment_ref"]))
    return _table(
        rows,
        consignment_ref=pa.string(),
        n_stolen=pa.int64(),
        vehicles=pa.list_(pa.int32()),
        value_gbp=pa.float64(),
        crew=pa.int32(),
    )


def _vin_reuse(facts: Facts) -> pa.Table:
    """Chassis numbers in two consignments or more: criminal when a crew's papers borrow one, else a booking made again."""
    uses: dict[str, list[tuple[str, str, bool]]] = {}
    for box in facts.boxes:
        for shown, whose in zip(box.row["declared_vins"], box.canonical, strict=True):
            uses.setdefault(whose, []).append((box.row["consignment_ref"], shown, box.crew >= 0))
    rows = [
        {
            "vin": whose,
            "shown": sorted({shown for _, shown, _ in told}),
            "consignments": sorted({ref for ref, _, _ in told}),
            "criminal": any(crew for _, _, crew in told),
        }
        for whose, told in sorted(uses.items())
        if len({ref for ref, _, _ in told}) >= TWICE
    ]
    return _table(rows, vin=pa.string(), shown=pa.list_(pa.string()), consignments=pa.list_(pa.string()), criminal=pa.bool_())


def _ringers(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    rows = [
        {
            "vrm": fleet.plate_of(r.identity),
            "vin": fleet.vin_of(r.identity),
            "stolen_vrm": fleet.plate_of(r.vehicle),
            "stolen_vin": fleet.vin_of(r.vehicle),
            "vehicle": r.vehicle,
            "since": moment(r.since),
        }
        for r in facts.ends.ringers
    ]
    rows.sort(key=lambda row: str(row["vrm"]))
    return _table(
        rows, vrm=pa.string(), vin=pa.string(), stolen_vrm=pa.string(), stolen_vin=pa.string(), vehicle=pa.int32(), since=TIME
    )


def _dismantling(facts: Facts) -> pa.Table:
    rows = [
        {
            "crime_ref": t.crime_ref or None,
            "vehicle": t.vehicle,
            "crew": t.crew,
            "at": moment(t.ready_at),
            "node": facts.world.land.outcode[t.premises],
        }
        for t in facts.thefts
        if t.fate is Fate.CHOP and t.premises >= 0 and t.ready_at < facts.world.until
    ]
    return _table(rows, crime_ref=pa.string(), vehicle=pa.int32(), crew=pa.int32(), at=TIME, node=pa.string())


def _recovered(facts: Facts) -> pa.Table:
    rows = [
        {"crime_ref": t.crime_ref or None, "vehicle": t.vehicle, "found_at": moment(t.found_at), "condition": t.condition}
        for t in facts.thefts
        if t.found_at is not None and t.found_at < facts.world.until
    ]
    return _table(rows, crime_ref=pa.string(), vehicle=pa.int32(), found_at=TIME, condition=pa.string())


def _transfers(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    rows = [
        {
            "vrm": fleet.plate_of(t.giver),
            "giver": t.giver,
            "taker": t.taker,
            "at": moment(t.at),
            "replacement": t.replacement.decode(),
        }
        for t in facts.transfers
    ]
    return _table(rows, vrm=pa.string(), giver=pa.int32(), taker=pa.int32(), at=TIME, replacement=pa.string())


def _write_offs(facts: Facts) -> pa.Table:
    fleet = facts.world.fleet
    rows = [
        {
            "vrm": fleet.plate_of(w.vehicle),
            "vehicle": w.vehicle,
            "at": moment(w.at),
            "category": w.category,
            "repaired_at": moment(w.repaired_at) if w.repaired_at < NEVER else None,
        }
        for w in facts.write_offs
    ]
    return _table(rows, vrm=pa.string(), vehicle=pa.int32(), at=TIME, category=pa.string(), repaired_at=TIME)
