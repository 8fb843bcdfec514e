"""Sifting a delivery: every record is typed and checked, and goes to the accepted rows or to quarantine with its reason.

Invariant: rows = accepted + quarantined. Memory is bounded by the batch, but for 20 bytes a row that find exact copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.engine.door import Door
from vinculum.evidence.arriving import LaidArrival, PlainArrival
from vinculum.evidence.contract import Contract
from vinculum.evidence.copies import Seen, exact_copies
from vinculum.evidence.opening import Source
from vinculum.evidence.plausibility import check_swapped
from vinculum.evidence.quarantine import Quarantine, faulty_rows
from vinculum.evidence.reasons import Reason
from vinculum.evidence.records import RecordBatch, SetAside, clipped
from vinculum.evidence.row_groups import RowGroups
from vinculum.evidence.typed import TypingQuery, typing_query

Progress = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What became of a delivery's rows. ``filled`` counts accepted rows whose cell is filled, by column that the file has."""

    rows: int
    accepted: int
    reasons: dict[str, int]
    examples: dict[Reason, SetAside]
    unknown_columns: list[str]
    naive_times: int
    repeated_keys: int
    filled: dict[str, int]

    @property
    def quarantined(self) -> int:
        """How many rows were set aside."""
        return self.rows - self.accepted

    @property
    def faulty(self) -> int:
        """How many of those are at fault: neither exact copies nor left out by a layout."""
        return sum(count for reason, count in self.reasons.items() if Reason(reason).is_fault)


@dataclass(slots=True)
class _Tally:
    naive: int
    filled: dict[str, int]
    seen: Seen


def sift(
    arrival: PlainArrival | LaidArrival,
    contract: Contract,
    source: Source,
    folder: Path,
    delivery: str,
    received_at: datetime,
    door: Door,
    progress: Progress,
) -> Sifted:
    """Write ``accepted.parquet`` and ``quarantine.parquet`` into ``folder`` and say what became of the rows."""
    query = typing_query(contract, arrival.given, arrival.withheld, received_at, scoped=arrival.scoped)
    tally = _Tally(0, dict.fromkeys(arrival.given, 0), Seen())
    accepted_file, quarantine_file = folder / "accepted.parquet", folder / "quarantine.parquet"
    rows = 0
    with (
        RowGroups(accepted_file, contract.schema, mostly_different(contract)) as accepted,
        Quarantine(quarantine_file) as quarantine,
    ):
        for number, (batch, cells, naive) in enumerate(arrival.batches()):
            if number == 0:
                check_swapped(cells, contract, source.name)
            typed, set_aside = _sift_batch(batch, cells, query, door)
            quarantine.add([*batch.set_aside, *set_aside])
            _take_note(tally, typed, naive)
            accepted.add(_with_source(typed, delivery))
            rows += len(batch.rows) + len(batch.set_aside)
            progress(source.fraction, rows)
    copies = exact_copies(door, accepted_file, contract, tally.seen.suspects())
    copied = copies["row"].to_numpy()
    if len(copied):
        _set_copies_aside(folder, contract, copies, quarantine, Reason.REPEAT if arrival.distinct else Reason.DUPLICATE, door)
        tally.filled = _filled(accepted_file, list(tally.filled), door)
    return Sifted(
        rows=rows,
        accepted=rows - quarantine.counts.total(),
        reasons={str(reason): count for reason, count in sorted(quarantine.counts.items())},
        examples=quarantine.examples,
        unknown_columns=arrival.unknown_columns,
        naive_times=tally.naive,
        repeated_keys=tally.seen.repeated_keys(copied),
        filled={name: count for name, count in tally.filled.items() if name in arrival.there},
    )


def _sift_batch(batch: RecordBatch, cells: pa.Table, query: TypingQuery, door: Door) -> tuple[pa.Table, list[SetAside]]:
    door.offer("batch", cells)
    typed = door.ask(query.sql)
    door.withdraw("batch")
    faults = typed["_fault"]
    if faults.null_count == len(faults):
        return typed, []
    wrong = pc.is_valid(faults)
    at = np.flatnonzero(wrong.to_numpy())
    found = faults.filter(wrong).to_numpy().astype(np.int64)
    return typed.filter(pc.invert(wrong)), faulty_rows(door, batch, cells, query.faults, found, at)


def _take_note(tally: _Tally, typed: pa.Table, naive: int) -> None:
    tally.seen.add(typed)
    tally.naive += naive + (pc.sum(typed["_naive"]).as_py() or 0)
    for name in tally.filled:
        tally.filled[name] += typed.num_rows - typed[name].null_count


def mostly_different(contract: Contract) -> list[str]:
    """Return the columns whose values seldom come twice, so that a dictionary of them is a waste."""
    return [column.name for column in contract.columns if column.mark in {"vrm", "vin", "container", "mrn", "phone"}]


def _with_source(typed: pa.Table, delivery: str) -> pa.Table:
    return typed.append_column("delivery", pa.repeat(pa.scalar(delivery), typed.num_rows)).append_column("row", typed["_row"])


def _set_copies_aside(
    folder: Path, contract: Contract, copies: pa.Table, quarantine: Quarantine, reason: Reason, door: Door
) -> None:
    """Move exact copies from the accepted rows to quarantine, which is then put in order of row again."""
    accepted_file, quarantine_file = folder / "accepted.parquet", folder / "quarantine.parquet"
    first_of = dict(zip(copies["row"].to_pylist(), copies["first"].to_pylist(), strict=True))
    kept_file, more_file = folder / "kept.parquet", folder / "more.parquet"
    more = Quarantine(more_file)
    with RowGroups(kept_file, contract.schema, mostly_different(contract)) as kept, more:
        for batch in pq.ParquetFile(accepted_file, pre_buffer=False).iter_batches(131_072):
            table = pa.Table.from_batches([batch])
            is_copy = pc.is_in(table["row"], copies["row"].combine_chunks())
            kept.add(table.filter(pc.invert(is_copy)))
            more.add(_copy_entry(record, first_of[record["row"]], reason) for record in table.filter(is_copy).to_pylist())
    kept_file.replace(accepted_file)
    quarantine.counts.update(more.counts)
    quarantine.examples.update(more.examples)
    ordered = folder / "ordered.parquet"
    door.write(
        "SELECT * FROM (FROM read_parquet($first) UNION ALL FROM read_parquet($more)) ORDER BY row",
        ordered,
        {"first": str(quarantine_file), "more": str(more_file)},
    )
    ordered.replace(quarantine_file)
    more_file.unlink()


def _copy_entry(record: dict[str, Any], first: int, reason: Reason) -> SetAside:
    sentence = f"The row says the same as row {first} in every column of the feed."
    return SetAside(record["row"], None, None, reason, sentence, raw_of_copy(record))


def raw_of_copy(record: dict[str, Any]) -> str:
    """Return an accepted row as the quarantine keeps it where it repeats another."""
    raw = {name: value for name, value in record.items() if value is not None and name not in {"delivery", "row"}}
    return clipped(orjson.dumps(raw, default=str).decode())


def _filled(accepted_file: Path, names: list[str], door: Door) -> dict[str, int]:
    counts = ", ".join(f'count("{name}") AS "{name}"' for name in names)
    filled: dict[str, int] = door.ask_rows(f"SELECT {counts} FROM read_parquet($file)", {"file": str(accepted_file)})[0]
    return filled
