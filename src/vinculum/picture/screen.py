"""Screening: score a manifest now, against the picture as it stands, and choose which boxes to open.

The rules, weights and starting point are those of the build (`picture.exports`); nothing is taken in and nothing is written.
"""

from __future__ import annotations

import hashlib
import logging
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.engine.door import Door
from vinculum.evidence.contract import contract_of
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace
from vinculum.picture.exports.declared import declare
from vinculum.picture.exports.model_table import read_model
from vinculum.picture.exports.reasons import REASONS_BY_BOX, starting_reason
from vinculum.picture.exports.score import forget, judge
from vinculum.picture.settings import Settings

LOG = logging.getLogger(__name__)
PARTNER = "NVCRP"  # a manifest that is only looked at belongs to nobody's deliveries
MANIFEST = "manifest"  # what stands for the delivery in evidence that points into the manifest
PLANNED_AHEAD = timedelta(days=366)

ON_THE_MANIFEST = "declared.consignment_ref IN (SELECT consignment_ref FROM exports_manifest)"

# What the manifest says of a consignment replaces what was declared of it before.
TOGETHER = """
CREATE OR REPLACE TEMP TABLE exports_declared AS
SELECT * FROM picture.export_declared WHERE consignment_ref NOT IN (SELECT consignment_ref FROM exports_manifest)
UNION ALL BY NAME
SELECT * REPLACE (least(known_at, $as_at) AS known_at) FROM exports_manifest
"""

SCREENED = f"""
SELECT scored.consignment_ref, scored.container_no, scored.container, scored.sails_at, scored.opened_at, scored.probability,
    round(scored.probability * $value, 2) AS expected_value_gbp, told.reasons
FROM exports_scored AS scored LEFT JOIN ({REASONS_BY_BOX}) AS told USING (consignment_ref)
ORDER BY scored.probability DESC, scored.consignment_ref
"""


@dataclass(frozen=True, slots=True)
class Box:
    """What can be lifted: one container on one sailing. ``consignment_ref`` is its riskiest consignment."""

    consignment_ref: str
    expected_value_gbp: float


def screen(
    door: Door, consignments: pa.Table | Path, lifts: int | None = None, *, as_at: datetime, settings: Settings
) -> list[dict[str, Any]]:
    """Score a manifest and choose ``lifts`` boxes; return the consignments, riskiest first.

    ``consignments`` is a file in the columns of the contract, or a table of them with ``delivery`` and ``row``. A document is
    ``{consignment_ref, container_no, probability, expected_value_gbp, reasons, chosen, basis}``; ``basis`` is ``lead``,
    ``random`` or None. Only boxes that sail after ``as_at`` (UTC) and were not opened are chosen, each once, shown on its
    riskiest consignment. Raises RefusedDelivery for a file that is no manifest, NoPicture where nothing was built yet.
    """
    manifest = consignments if isinstance(consignments, pa.Table) else read_manifest(consignments, as_at)
    section = settings["exports"]
    model = read_model(door)
    door.offer("_manifest", manifest)
    declare(door, "_manifest", "exports_manifest")
    door.withdraw("_manifest")
    door.run(TOGETHER, {"as_at": as_at})
    judge(door, as_at, section, model, ON_THE_MANIFEST)
    rows = door.ask_rows(SCREENED, {"value": model.box_value_gbp})
    forget(door)
    boxes = boxes_that_can_be_opened(rows, as_at)
    chosen = choose_boxes(boxes, lifts or 0, lift_gbp=float(section["lift_gbp"]), random_share=float(section["random_share"]))
    start = starting_reason(model)
    return [_document(row, start, chosen) for row in rows]


def read_manifest(path: Path, as_at: datetime) -> pa.Table:
    """Return the consignments of a file, read and checked as intake would; what cannot be read is counted in a warning."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        taken = take_in(workspace, "consignments", path, PARTNER, received_at=as_at + PLANNED_AHEAD)
        table = pq.read_table(workspace.deliveries_folder / taken.delivery / "accepted.parquet")
    if taken.faulty:
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(taken.reasons.items()))
        LOG.warning("%s: %d of %d consignments could not be read and are not scored (%s).", path, taken.faulty, taken.rows, told)
    names = contract_of("consignments").schema.names
    place = names.index("delivery")
    return table.select(names).set_column(place, "delivery", pa.array([MANIFEST] * table.num_rows, pa.string()))


def boxes_that_can_be_opened(rows: Sequence[Mapping[str, Any]], as_at: datetime) -> list[Box]:
    """Return the boxes of scored consignments (riskiest first) that still stand in the port unopened."""
    seen: set[tuple[Any, ...]] = set()
    boxes = []
    for row in rows:
        if row["sails_at"] <= as_at or row["opened_at"] is not None:
            continue
        # Without a container number the consignment is its own box.
        box = (row["container"] or row["consignment_ref"], row["sails_at"])
        if box not in seen:
            seen.add(box)
            boxes.append(Box(row["consignment_ref"], row["expected_value_gbp"]))
    return boxes


def choose_boxes(boxes: Sequence[Box], lifts: int, *, lift_gbp: float, random_share: float) -> dict[str, str]:
    """Return the consignments whose boxes to open, each with its basis: ``random`` or ``lead``.

    The random arm is drawn first, from all boxes alike, so that what it finds is an honest sample of all boxes; the draw is
    seeded by the boxes themselves, so the same manifest gives the same draw. It has ``random_share`` of the lifts, and those for
    which no box is worth its ``lift_gbp``. The other lifts go to the highest expected values among the boxes not drawn.
    """
    drawn = _in_drawn_order([box.consignment_ref for box in boxes])
    worth = sum(box.expected_value_gbp >= lift_gbp for box in boxes)
    at_random = drawn[: max(math.floor(lifts * random_share + 0.5), lifts - worth)]
    by_value = sorted(boxes, key=lambda box: (-box.expected_value_gbp, box.consignment_ref))
    on_leads = [box.consignment_ref for box in by_value if box.consignment_ref not in set(at_random)]
    return dict.fromkeys(on_leads[: lifts - len(at_random)], "lead") | dict.fromkeys(at_random, "random")


def _in_drawn_order(refs: Sequence[str]) -> list[str]:
    seed = hashlib.sha256("\n".join(sorted(refs)).encode()).hexdigest()
    return sorted(refs, key=lambda ref: (hashlib.sha256(f"{seed}|{ref}".encode()).hexdigest(), ref))


def _document(row: Mapping[str, Any], start: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    basis = chosen.get(row["consignment_ref"])
    return {
        "consignment_ref": row["consignment_ref"],
        "container_no": row["container_no"],
        "probability": row["probability"],
        "expected_value_gbp": row["expected_value_gbp"],
        "reasons": [*(row["reasons"] or []), start],
        "chosen": basis is not None,
        "basis": basis,
    }
