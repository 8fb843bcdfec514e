"""Repairing rows that were set aside: corrected cells are checked against the contract again and taken in beside the original.

A repair is a delivery of its own, of the same feed and partner, whose record says which delivery it ``repairs``, who did it and
why. Its rows keep the numbers they have in the original, which stays as it was handed over. Invariant: of the rows of a delivery,
each is accepted there, repaired by exactly one other delivery, dismissed, or open.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.engine.door import Door, Limits
from vinculum.errors import WrongUse
from vinculum.evidence.aftermath import State, aftermath, check_state, repairs_of
from vinculum.evidence.arrivals import MEMORY
from vinculum.evidence.arriving import Arrival, PlainArrival
from vinculum.evidence.chain import Record, enter
from vinculum.evidence.contract import Contract, contract_of
from vinculum.evidence.delimited import DelimitedRecords
from vinculum.evidence.ledger import delivery, quarantine
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.locking import writing
from vinculum.evidence.opening import open_source
from vinculum.evidence.reasons import Reason
from vinculum.evidence.recording import record_of
from vinculum.evidence.set_aside import ROW, cells_set_aside, write_cells
from vinculum.evidence.settling import settle
from vinculum.evidence.sifting import Sifted, sift
from vinculum.evidence.staging import room_on_disk, sha256_of, staged
from vinculum.evidence.stretches import Dialect
from vinculum.evidence.workspace import Workspace

Corrections = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Left:
    """A row that cannot be accepted as corrected, and why; it stays set aside in its delivery."""

    row: int
    field: str | None
    value: str | None
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of corrected rows: those ``accepted`` stand in ``delivery`` (None where none does, or it was a dry run)."""

    delivery: str | None
    repairs: str
    accepted: tuple[int, ...]
    left: tuple[Left, ...]

    def as_document(self) -> dict[str, Any]:
        """Return what ``repair --json`` prints."""
        left = [{name: getattr(one, name) for name in Left.__slots__} for one in self.left]
        return {"delivery": self.delivery, "repairs": self.repairs, "accepted": list(self.accepted), "left": left}


class CorrectedRows(PlainArrival):
    """A file of corrected rows, each under the number that it has in the original."""

    def __init__(self, records: DelimitedRecords, contract: Contract, withheld: tuple[str, ...], numbers: list[int]) -> None:
        super().__init__(records, contract)
        self.withheld = withheld
        self._numbers = np.array([0, *numbers], np.int64)

    @property
    def unknown_columns(self) -> list[str]:
        """None: the row number is ours."""
        return []

    def batches(self) -> Iterator[Arrival]:
        """Yield each batch of corrected rows."""
        for batch, cells, naive in super().batches():
            rows = self._numbers[batch.rows]
            aside = [replace(entry, row=int(self._numbers[entry.row])) for entry in batch.set_aside]
            numbered = cells.set_column(cells.column_names.index("_row"), "_row", pa.array(rows))
            yield replace(batch, rows=rows, set_aside=aside), numbered, naive


def repair(
    workspace: Workspace,
    name: str,
    corrections: Corrections,
    *,
    by: str,
    why: str,
    dry_run: bool = False,
    received_at: datetime | None = None,
) -> Repair:
    """Check corrected cells (``{row: {column: text}}``) of rows set aside by ``name`` and take in those that hold now.

    The rest stay set aside where they are, and the answer says why. WrongUse if a row is not open (accepted, repaired or
    dismissed already), a column is unknown or nobody says who and why; then, and in a dry run, nothing was changed.
    """
    record = delivery(workspace, name)
    if not by.strip() or not why.strip():
        raise WrongUse("A repair has to say who did it and why: give both, they are kept with the evidence.")
    if "repairs" in record:
        raise WrongUse(f"{name} holds rows repaired already. Repair those that are left from {record['repairs']}.")
    said = {"repairs": name, "repaired_by": by.strip(), "why": why.strip()}
    moment = received_at or datetime.now(UTC)
    if dry_run:
        return _repair(workspace, record, corrections, said, moment, dry_run=True)
    with writing(workspace):
        settle(workspace)
        return _repair(workspace, record, corrections, said, moment, dry_run=False)


def _repair(
    workspace: Workspace, record: Record, corrections: Corrections, said: dict[str, str], moment: datetime, *, dry_run: bool
) -> Repair:
    contract, name = contract_of(record["feed"]), record["delivery"]
    _check(workspace, contract, name, corrections)
    cells = _corrected(cells_set_aside(workspace, name), corrections)
    with room_on_disk(workspace), staged(workspace, dry_run=dry_run) as folder:
        trial = folder / "trial"
        _sift(workspace, record, cells, trial, "trial", moment)
        left = sorted([*_faults(trial), *_copies(workspace, record, trial)], key=lambda one: one.row)
        shutil.rmtree(trial)
        wrong = {one.row for one in left}
        good = cells.filter(pa.array([row not in wrong for row in cells[ROW].to_pylist()], pa.bool_()))
        accepted = tuple(good[ROW].to_pylist())
        if dry_run or not accepted:
            return Repair(None, name, accepted, tuple(left))
        file = _write(good, folder, name)
        repaired = _delivery_id(record, sha256_of(file))
        sifted = _sift(workspace, record, good, folder, repaired, moment)
        entry = record_of(folder, repaired, file, sha256_of(file), sifted, moment)
        kept = {column: record[column] for column in ("feed", "partner", "agreement", "withheld")}
        enter(workspace, folder, {**entry, **kept, "layout": None, **said})
    return Repair(repaired, name, accepted, tuple(left))


def _check(workspace: Workspace, contract: Contract, name: str, corrections: Corrections) -> None:
    check_state(name, corrections.keys(), aftermath(workspace, name), State.OPEN)
    known = {column.name for column in contract.columns}
    unknown = sorted({column for cells in corrections.values() for column in cells} - known)
    if unknown:
        raise WrongUse(f"The feed {contract.feed} has no column {unknown[0]!r}. Its columns: {', '.join(sorted(known))}.")
    reasons = dict(zip(*(quarantine(workspace, name)[column].to_pylist() for column in ("row", "reason")), strict=True))
    outside = [row for row in sorted(corrections) if reasons[row] == Reason.OUT_OF_SCOPE]
    if outside:
        raise WrongUse(f"Row {outside[0]} of {name} is not of the kind that the feed takes, so there is nothing to repair.")


def _corrected(cells: pa.Table, corrections: Corrections) -> pa.Table:
    rows = [
        {**row, **{name: value.strip() or None for name, value in corrections[row[ROW]].items()}}
        for row in cells.to_pylist()
        if row[ROW] in corrections
    ]
    return pa.Table.from_pylist(rows, cells.schema)


def _write(cells: pa.Table, folder: Path, name: str) -> Path:
    file = folder / "original" / f"repair-of-{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        write_cells(cells, out)
    return file


def _sift(workspace: Workspace, record: Record, cells: pa.Table, folder: Path, repaired: str, moment: datetime) -> Sifted:
    contract = contract_of(record["feed"])
    file = _write(cells, folder, record["delivery"])
    source = open_source(file, file.name, intake_limits(workspace))
    arrival = CorrectedRows(DelimitedRecords(source, Dialect()), contract, tuple(record["withheld"]), cells[ROW].to_pylist())
    with Door(Limits(memory=MEMORY)) as door:
        return sift(arrival, contract, source, folder, repaired, moment, door, lambda _, __: None)


def _faults(folder: Path) -> list[Left]:
    found = pq.read_table(folder / "quarantine.parquet", columns=list(Left.__slots__)).to_pylist()
    return [Left(**one) for one in found]


def _copies(workspace: Workspace, record: Record, trial: Path) -> list[Left]:
    """Return the rows that, corrected, say what an accepted row of the delivery or of one of its repairs says already."""
    contract = contract_of(record["feed"])
    names = [record["delivery"], *(one["delivery"] for one in repairs_of(workspace, record["delivery"]))]
    with Door(Limits(memory=MEMORY)) as door:
        door.view("held", [workspace.deliveries_folder / name / "accepted.parquet" for name in names], contract.schema)
        door.view("corrected", [trial / "accepted.parquet"], contract.schema)
        same = " AND ".join(f'h."{column.name}" IS NOT DISTINCT FROM c."{column.name}"' for column in contract.columns)
        found = door.ask_rows(
            f'SELECT c."row", min((h.delivery, h."row")) AS first FROM corrected AS c JOIN held AS h ON {same} '
            'GROUP BY c."row" ORDER BY c."row"'
        )
    copies = []
    for one in found:
        name, row = one["first"].values()
        sentence = f"The row says the same as row {row} of {name} in every column of the feed."
        copies.append(Left(one["row"], None, None, str(Reason.DUPLICATE), sentence))
    return copies


def _delivery_id(record: Record, sha256: str) -> str:
    """Name a repair by its content and by what it repairs."""
    parts = [record["feed"], record["partner"], f"repairs {record['delivery']}", sha256]
    return f"{record['feed']}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:12]}"
