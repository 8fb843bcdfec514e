"""Rows that say the same and so are erased together: a row set aside and its repair, a row and its exact copies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.evidence.aftermath import repairs_of
from vinculum.evidence.erasures import Rows, among, sorted_rows
from vinculum.evidence.ledger import delivery
from vinculum.evidence.reasons import Reason
from vinculum.evidence.sifting import raw_of_copy
from vinculum.evidence.workspace import Workspace


def with_those_that_say_the_same(workspace: Workspace, rows: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return ``rows`` by delivery with their repairs, with what they repair, and with the copies set aside beside them."""
    told = dict(rows)
    for name, numbers in rows.items():
        origin = delivery(workspace, name).get("repairs")
        if origin is not None:
            _add(told, origin, numbers)
        for repair in repairs_of(workspace, name):
            repaired = pq.read_table(workspace.deliveries_folder / repair["delivery"] / "accepted.parquet", columns=["row"])
            _add(told, repair["delivery"], repaired.filter(among(repaired["row"], numbers))["row"].to_numpy())
    for name in list(told):
        _add(told, name, _copies(workspace.deliveries_folder / name, told[name]))
    return told


def _add(told: dict[str, Rows], name: str, numbers: Rows) -> None:
    if len(numbers):
        told[name] = sorted_rows(told.get(name, ()), numbers)


def _copies(folder: Path, rows: Rows) -> Rows:
    """Return the rows that were set aside because they repeat one of ``rows`` in every column."""
    aside = pq.read_table(folder / "quarantine.parquet", columns=["row", "reason", "sentence", "raw"])
    aside = aside.filter(pc.is_in(aside["reason"], pa.array([str(Reason.DUPLICATE), str(Reason.REPEAT)])))
    if not aside.num_rows:
        return np.empty(0, np.int64)
    # Only rows that the sentence of a copy names can have copies; that they are the same is told by their content.
    named = pc.extract_regex(aside["sentence"], r"row (?P<first>\d+)")
    firsts = pc.struct_field(named, "first").cast(pa.int64()).drop_null()
    going = firsts.filter(among(firsts, rows)).unique()
    chosen = pq.read_table(folder / "accepted.parquet", filters=pc.field("row").isin(going))
    raws = {raw_of_copy(record) for record in chosen.to_pylist()}
    copies: Rows = aside.filter(pc.is_in(aside["raw"], pa.array(sorted(raws), pa.string())))["row"].to_numpy()
    return copies
