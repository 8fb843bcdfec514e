"""The truth about vehicles: what they are, and who bore whose plate or identity."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from vinculum.simulate.clock import moment
from vinculum.simulate.crime.happenings import NEVER
from vinculum.simulate.fleet import FASTEST_PACE
from vinculum.simulate.reads import join_reads
from vinculum.simulate.sightings import gaps
from vinculum.simulate.truth.facts import TIME, Facts, table


def vehicles(facts: Facts) -> pa.Table:
    """Return every vehicle: number, plate and chassis number issued to it, firm's block."""
    fleet = facts.world.fleet
    return pa.table(
        {
            "vehicle": pa.array(np.arange(fleet.size, dtype=np.int32)),
            "vrm": pa.array(fleet.plate).cast(pa.string()),
            "vin": pa.array(fleet.vin).cast(pa.string()),
            "block": pa.array(fleet.block, mask=fleet.block < 0),
        }
    )


def clones(facts: Facts) -> pa.Table:
    """Return copied plates in the window of reads: both vehicles, how often each was read, how often they contradict."""
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
    return table(
        rows, vrm=pa.string(), original=pa.int32(), clone=pa.int32(), since=TIME, until=TIME, stolen=pa.bool_(),
        reads_original=pa.int64(), reads_clone=pa.int64(), n_contradictions=pa.int64(), n_beyond_free_flow=pa.int64(),
    )  # fmt: skip


def ringers(facts: Facts) -> pa.Table:
    """Return stolen vehicles that live on under the identity of a wreck."""
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
    return table(
        rows, vrm=pa.string(), vin=pa.string(), stolen_vrm=pa.string(), stolen_vin=pa.string(), vehicle=pa.int32(), since=TIME
    )


def transfers(facts: Facts) -> pa.Table:
    """Return plates lawfully moved."""
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
    return table(rows, vrm=pa.string(), giver=pa.int32(), taker=pa.int32(), at=TIME, replacement=pa.string())


def write_offs(facts: Facts) -> pa.Table:
    """Return total losses by damage, and when they drove again."""
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
    return table(rows, vrm=pa.string(), vehicle=pa.int32(), at=TIME, category=pa.string(), repaired_at=TIME)
