"""Opening a file that was handed over as an arrival: its records under the contract's names, by its layout or its own columns."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vinculum.engine.door import Door, Limits
from vinculum.evidence.arriving import LaidArrival, PlainArrival, Records
from vinculum.evidence.contract import Contract
from vinculum.evidence.delimited import DelimitedRecords
from vinculum.evidence.json_records import JsonRecords
from vinculum.evidence.layout import Layout
from vinculum.evidence.limits import IntakeLimits
from vinculum.evidence.matrix import MatrixRecords
from vinculum.evidence.opening import Kind, Source, open_source
from vinculum.evidence.parquet_records import ParquetRecords
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.stretches import Dialect

MEMORY = "384MB"


@contextmanager
def arrival_of(
    path: Path, name: str, contract: Contract, layout: Layout | None, limits: IntakeLimits, folder: Path
) -> Iterator[tuple[PlainArrival | LaidArrival, Source, Door]]:
    """Give the records of the file at ``path``, which the partner calls ``name``, with its source and the door it uses.

    What has to be unpacked or spilled meanwhile goes into ``folder`` and is gone afterwards.
    """
    source = open_source(path, name, limits)
    spill, unpacked = folder / "spill", folder / "unpacked.parquet"
    try:
        with Door(Limits(memory=MEMORY, spill=spill)) as door:
            if source.kind is Kind.PARQUET and source.gzipped:
                source = _unpacked(source, unpacked)
            records = open_records(source, layout)
            arrival: PlainArrival | LaidArrival
            if layout is None:
                arrival = PlainArrival(records, contract)
            else:
                arrival = LaidArrival(records, layout, layout.for_feed(contract.feed), door, path.parent)
            yield arrival, source, door
    finally:
        if spill.exists():
            shutil.rmtree(spill)
        unpacked.unlink(missing_ok=True)


def _unpacked(source: Source, file: Path) -> Source:
    """Unpack a gzipped Parquet file: its index stands at its end, so it cannot be read as a stream."""
    with file.open("wb") as plain:
        for block in source.blocks():
            plain.write(block)
    return open_source(file, source.name, source.limits)


def open_records(source: Source, layout: Layout | None) -> Records:
    """Return the records of a file, read as its layout or its kind asks."""
    if layout is not None and layout.format == "matrix":
        return MatrixRecords(source)
    if layout is not None and (layout.format == "json") != (source.kind is Kind.JSON):
        raise RefusedDelivery(source.name, f"The layout {layout.name} reads {layout.format} files; this one is {source.kind}.")
    if source.kind is Kind.JSON:
        return JsonRecords(source, layout.explode if layout else None)
    if source.kind is Kind.PARQUET:
        return ParquetRecords(source)
    return DelimitedRecords(source, layout.dialect if layout else Dialect())
