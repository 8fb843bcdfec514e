"""A manifest that is only looked at: read and checked as intake would, taken in nowhere."""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.evidence.contract import contract_of
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace

LOG = logging.getLogger("vinculum.picture.screen")
PARTNER = "NVCRP"  # a manifest that is only looked at belongs to nobody's deliveries
MANIFEST = "manifest"  # what stands for the delivery in evidence that points into the manifest
PLANNED_AHEAD = timedelta(days=366)


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
