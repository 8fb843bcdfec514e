"""Erasing rows so that it can be proved that they went, and not what they said.

Rows leave the accepted rows, the rows set aside and, with it whole, the original as handed over; every other row keeps its
number. What stays is a sealed proof: which rows, whose order, why, when, the hash of each file before and after, and a keyed hash
of the rows' content. Its key, the receipt, is given to whoever ordered the erasure and kept nowhere: without it nobody can try
guesses against the hash; with it, whoever still has the rows can show that they are the ones that went.

Invariant: killed at any instant, either nothing was erased or the next writer finishes it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.engine.door import Door, Limits
from vinculum.errors import WrongUse
from vinculum.evidence.acts import Act, Kind, line_of, next_act, pending_folder, read_acts, write_act
from vinculum.evidence.arrivals import MEMORY
from vinculum.evidence.chain import newest_link, settle_chain
from vinculum.evidence.contract import contract_of
from vinculum.evidence.erasures import (
    Expected,
    Proof,
    Rows,
    among,
    expected_files,
    kept_before,
    proofs_of,
    sorted_rows,
    stretches_of,
)
from vinculum.evidence.ledger import delivery
from vinculum.evidence.locking import not_building, writing
from vinculum.evidence.quarantine import QUARANTINE_SCHEMA
from vinculum.evidence.retention import Cited, by_delivery
from vinculum.evidence.row_groups import RowGroups
from vinculum.evidence.sealing import DamagedEvidence
from vinculum.evidence.set_aside import CELLS_FILE, cells_set_aside
from vinculum.evidence.settling import settle
from vinculum.evidence.sifting import mostly_different
from vinculum.evidence.staging import make_durable, room_on_disk, sha256_of, staged
from vinculum.evidence.together import with_those_that_say_the_same
from vinculum.evidence.workspace import Workspace

RECEIPT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: the act in the log, the proof of each delivery, and the receipt, which is kept nowhere else."""

    sequence: int
    proofs: tuple[Proof, ...]
    receipt: str

    def as_document(self) -> dict[str, Any]:
        """Return what ``erase --json`` prints."""
        return {"act": self.sequence, "receipt": self.receipt, "proofs": [proof.as_document() for proof in self.proofs]}


def erase(
    workspace: Workspace,
    rows: Mapping[str, Sequence[int] | Rows],
    *,
    by: str,
    why: str,
    kept: Cited = (),
    held: Cited = (),
    at: datetime | None = None,
) -> Erasure:
    """Erase rows, by delivery, from the evidence; rows repaired or repeated go with the ones that say the same.

    ``kept`` are rows that evidence a lead or a hit: they are written down, so that later erasures keep them too, unless named.
    ``held`` are rows under a legal hold: naming one, even through its repair, is WrongUse. WrongUse too if a row is not there or
    nobody says who and why; then nothing was erased. Pictures built before still hold the rows: build anew, then remove them.
    """
    if not any(len(numbers) for numbers in rows.values()):
        raise WrongUse("No row to erase was named.")
    with not_building(workspace), writing(workspace), room_on_disk(workspace):
        settle(workspace)
        links = settle_chain(workspace)
        wanted = with_those_that_say_the_same(
            workspace, {name: sorted_rows(numbers) for name, numbers in rows.items() if len(numbers)}
        )
        _check_holds(wanted, held)
        receipt = secrets.token_hex(RECEIPT_BYTES)
        with staged(workspace, dry_run=False) as folder:
            told = [_prepare(workspace, name, numbers, folder / name, receipt) for name, numbers in sorted(wanted.items())]
            says = {"deliveries": told, "kept": _newly_kept(workspace, kept, wanted)}
            act = next_act(workspace, newest_link(links), Kind.ERASURE, says, by=by, why=why, at=at or datetime.now(UTC))
            (folder / "act.json").write_bytes(line_of(act))
            make_durable(folder)
            # From here on the erasure is decided: whatever happens, the next writer carries it out.
            folder.rename(pending_folder(workspace))
        settle(workspace)
    return Erasure(act.sequence, tuple(proofs_of([act])), receipt)


def _newly_kept(workspace: Workspace, kept: Cited, wanted: Mapping[str, Rows]) -> dict[str, list[list[int]]]:
    """Return the kept rows that no earlier erasure wrote down and this one does not take, as stretches by delivery."""
    before = kept_before(workspace)
    fresh = {
        name: rows[~np.isin(rows, sorted_rows(before.get(name, ()), wanted.get(name, ())))]
        for name, rows in sorted(by_delivery(kept).items())
    }
    return {name: stretches_of(rows) for name, rows in fresh.items() if len(rows)}


def note_pictures_removed(workspace: Workspace, removed: Collection[str], built: str | None, *, by: str) -> Act:
    """Write down that pictures which held erased rows are gone, and which build took their place."""
    with writing(workspace):
        settle(workspace)
        told = {"removed": sorted(removed), "built": built}
        newest = newest_link(settle_chain(workspace))
        why = "They were built before rows were erased and held them still."
        act = next_act(workspace, newest, Kind.PICTURES_REMOVED, told, by=by, why=why, at=datetime.now(UTC))
        write_act(workspace, act)
    return act


def content_digest(folder: Path, rows: Rows, receipt: str) -> str:
    """Return the keyed hash of rows of the delivery in ``folder``: HMAC-SHA256 over one JSON line a row, accepted ones first.

    Whoever has the rows still (a partner, an older dump) compares it with the digest of the proof.
    """
    told = hmac.new(receipt.encode(), digestmod="sha256")
    with Door(Limits(memory=MEMORY)) as door:
        door.offer("chosen", pa.table({"row": rows}))
        for name in ("accepted", "quarantine"):
            query = (
                "SELECT to_json(held)::VARCHAR AS line FROM read_parquet($file) AS held "
                "WHERE row IN (SELECT row FROM chosen) ORDER BY row"
            )
            for batch in door.stream(query, {"file": str(folder / f"{name}.parquet")}):
                told.update(("\n".join(batch.column(0).to_pylist()) + "\n").encode())
    return told.hexdigest()


def _check_holds(wanted: Mapping[str, Rows], held: Cited) -> None:
    for name, row in sorted(held):
        if name in wanted and row in wanted[name]:
            raise WrongUse(f"Row {row} of {name} is under a legal hold, so it cannot be erased. Nothing was erased.")


def _prepare(workspace: Workspace, name: str, rows: Rows, folder: Path, receipt: str) -> dict[str, Any]:
    """Write what one delivery will hold into ``folder`` and return the proof as it goes into the log."""
    place = workspace.deliveries_folder / name
    before = _checked(workspace, name, place)
    aside = pq.read_table(place / "quarantine.parquet", schema=QUARANTINE_SCHEMA)
    goes_aside = among(aside["row"], rows)
    set_aside = int(pc.sum(goes_aside).as_py() or 0)
    folder.mkdir()
    accepted = _write_accepted(workspace, name, rows, folder / "accepted.parquet")
    if accepted + set_aside < len(rows):
        raise WrongUse(
            f"{name} does not have all of the {len(rows):,} rows named, or they were erased before. Nothing was erased."
        )
    digest = content_digest(place, rows, receipt)
    if not accepted:
        (folder / "accepted.parquet").unlink()
    if set_aside:
        pq.write_table(aside.filter(pc.invert(goes_aside)), folder / "quarantine.parquet", compression="zstd")
    if set_aside < aside.num_rows:
        cells = cells_set_aside(workspace, name)
        cells = cells.filter(pc.invert(among(cells["row"], rows)))
        pq.write_table(cells, folder / CELLS_FILE, compression="zstd")
    after: dict[str, str | None] = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
    gone = [file for file in before if file.startswith("original/") or (file == CELLS_FILE and file not in after)]
    after |= dict.fromkeys(gone)
    return {
        "delivery": name,
        "rows": stretches_of(rows),
        "accepted": accepted,
        "set_aside": set_aside,
        "digest": digest,
        "before": {file: before.get(file) for file in after},
        "after": after,
    }


def _checked(workspace: Workspace, name: str, place: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a delivery; DamagedEvidence if one was altered: an erasure must not cover that up."""
    expected: Expected = {file: (digest,) for file, digest in delivery(workspace, name)["files"].items()}
    expected.update(expected_files(workspace, read_acts(workspace)).get(name, {}))
    found = {}
    for file, digests in expected.items():
        standing = sha256_of(place / file) if (place / file).is_file() else None
        if standing not in digests:
            raise DamagedEvidence(f"{name}: {file} is not what it was. See `vinculum deliveries --verify`. Nothing was erased.")
        if standing is not None:
            found[file] = standing
    return found


def _write_accepted(workspace: Workspace, name: str, rows: Rows, file: Path) -> int:
    """Write the accepted rows that stay, in the form that intake writes them, and return how many go."""
    contract = contract_of(delivery(workspace, name)["feed"])
    going = 0
    held = pq.ParquetFile(workspace.deliveries_folder / name / "accepted.parquet", pre_buffer=False)
    with RowGroups(file, contract.schema, mostly_different(contract)) as kept:
        for batch in held.iter_batches(131_072):
            table = pa.Table.from_batches([batch])
            goes = among(table["row"], rows)
            stays = table.filter(pc.invert(goes))
            going += table.num_rows - stays.num_rows
            kept.add(stays)
    return going
