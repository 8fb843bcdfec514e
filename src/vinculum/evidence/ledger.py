"""The ledger: what was taken in, by whom, what became of it, and the row that a lead cites."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import process

from vinculum.errors import VinculumError
from vinculum.evidence.chain import Record, read_chain, read_record
from vinculum.evidence.contract import contract_of
from vinculum.evidence.erasures import proofs
from vinculum.evidence.workspace import Workspace


class UnknownDelivery(VinculumError):
    """There is no such delivery, or it has no such row."""


def deliveries(workspace: Workspace) -> list[Record]:
    """Return the record of every delivery, in order of arrival."""
    return [read_record(workspace.deliveries_folder / link.delivery) for link in read_chain(workspace)]


def delivery(workspace: Workspace, name: str) -> Record:
    """Return the record of one delivery; UnknownDelivery with the nearest name if there is none."""
    known = [link.delivery for link in read_chain(workspace)]
    if name not in known:
        close = process.extractOne(name, known, score_cutoff=60)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise UnknownDelivery(
            f"There is no delivery called {name!r}.{hint} `vinculum deliveries` lists the {len(known)} there are."
        )
    return read_record(workspace.deliveries_folder / name)


def quarantine(workspace: Workspace, name: str) -> pa.Table:
    """Return the rows of a delivery that were set aside (row, field, value, reason, sentence, raw), in order of row."""
    delivery(workspace, name)
    return pq.read_table(workspace.deliveries_folder / name / "quarantine.parquet")


def row_of(workspace: Workspace, name: str, row: int) -> dict[str, Any]:
    """Return one accepted row as a dict of its cells, with ``delivery``, ``row``, ``partner`` and ``file``.

    UnknownDelivery if the delivery has no such row, or it was set aside or erased; the message then says why.
    """
    record = delivery(workspace, name)
    file = workspace.deliveries_folder / name / "accepted.parquet"
    found = pq.read_table(file, schema=contract_of(record["feed"]).schema, filters=[("row", "=", row)])
    if not found.num_rows:
        aside = pq.read_table(file.with_name("quarantine.parquet"), filters=[("row", "=", row)]).to_pylist()
        why = f"was set aside: {aside[0]['sentence']}" if aside else f"is not there; it has {record['rows']:,} rows."
        erased = [proof for proof in proofs(workspace, name) if row in proof.rows]
        if erased:
            why = f"was erased on {erased[0].at[:10]} by {erased[0].by}: {erased[0].why}"
        raise UnknownDelivery(f"Row {row} of {name} {why}")
    cells: dict[str, Any] = found.to_pylist()[0]
    return {**cells, "partner": record["partner"], "file": record["file"]}
