"""The truth of a sample: what really happened, in tables that only ``evaluate`` may read (docs/reference/truth.md)."""

from __future__ import annotations

import pyarrow as pa

from vinculum.simulate.truth.crimes import dismantling, lapse_state, lapses, recovered, thefts
from vinculum.simulate.truth.exports import TWICE, exports, shippers, vin_reuse
from vinculum.simulate.truth.facts import Facts, table
from vinculum.simulate.truth.sightings import TruthOfReads, camera_faults, hits
from vinculum.simulate.truth.vehicles import clones, ringers, transfers, vehicles, write_offs

__all__ = ["Facts", "TruthOfReads", "lapse_state", "truth_tables"]


def truth_tables(facts: Facts) -> dict[str, pa.Table]:
    """Return every table of the truth by name."""
    return {
        "camera_faults": camera_faults(facts),
        "clones": clones(facts),
        "dismantling": dismantling(facts),
        "exports": exports(facts),
        "hits": hits(facts),
        "lapses": lapses(facts),
        "recoveries": recovered(facts),
        "ringers": ringers(facts),
        "shippers": shippers(facts),
        "sellers": table(facts.sellers, seller_ref=pa.string(), crew=pa.int32()),
        "thefts": thefts(facts),
        "transfers": transfers(facts),
        "units": _units(facts),
        "vehicles": vehicles(facts),
        "vin_reuse": vin_reuse(facts),
        "write_offs": write_offs(facts),
    }


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
    return table(rows, kind=pa.string(), unit=pa.string(), n=pa.int64())
