"""Parquet as batches of records, in bounded memory, with every column brought to text or to the contract's own type.

A type that cannot carry what the contract asks without guessing (a number for a time, a fraction for a mark) refuses the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.evidence.contract import Column, ColumnType
from vinculum.evidence.opening import Source
from vinculum.evidence.records import RawOf, RecordBatch, clipped
from vinculum.evidence.refusal import RefusedDelivery

ROWS_A_BATCH = 131_072


@dataclass(slots=True)
class ParquetRecords:
    """The records of one Parquet file. ``naive`` names the time columns that carry no zone."""

    source: Source
    names: list[str] = field(init=False)
    rows: int = field(init=False, default=0)
    _file: pq.ParquetFile = field(init=False)

    def __post_init__(self) -> None:
        try:
            # Without pre-buffering a large row group is read page by page, so memory stays bounded.
            self._file = pq.ParquetFile(self.source.path, pre_buffer=False)
            self.names = list(self._file.schema_arrow.names)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> RefusedDelivery:
        return RefusedDelivery(self.source.name, f"The Parquet file is damaged ({_brief(error)}). Ask for it again.")

    def type_of(self, name: str) -> pa.DataType:
        """Return the Arrow type the file gives its column ``name``."""
        return self._file.schema_arrow.field(name).type

    def batches(self, wanted: Sequence[str]) -> Iterator[RecordBatch]:
        """Yield the records in file order with the columns ``wanted``, each still of the file's own type."""
        total = max(1, self._file.metadata.num_rows)
        try:
            for batch in self._file.iter_batches(ROWS_A_BATCH, columns=list(wanted)):
                batch.validate(full=True)  # text that is not UTF-8 shows here
                table = pa.Table.from_batches([batch])
                numbers = self.rows + 1 + np.arange(table.num_rows)
                self.rows += table.num_rows
                self.source.consumed = int(self.source.size * self.rows / total)
                yield RecordBatch(table, numbers, _raw_of(table))
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error


def _raw_of(table: pa.Table) -> RawOf:
    return lambda positions: [
        clipped(orjson.dumps(record, default=str).decode()) for record in table.take(pa.array(positions, pa.int64())).to_pylist()
    ]


def misfit(column: Column, given: pa.DataType) -> str | None:
    """Return why ``given`` cannot be read as ``column`` without guessing, or None if it can."""
    if _is_text(given) or pa.types.is_null(given):
        return None
    return (
        None
        if _SUITS.get(column.type, _carries_number)(given)
        else f"{column.name} is of type {given}; the contract has {column.type} there"
    )


def in_contract_type(cells: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    """Return cells as text, or as the contract's own type where they carry it; ``misfit`` has said that they can.

    A time without zone means UTC. A float that is not a number (NaN) is an empty cell, as dataframes write it.
    """
    given = cells.type
    if _is_text(given) or pa.types.is_null(given):
        return pc.cast(cells, pa.string())
    if column.type in {ColumnType.TEXT, ColumnType.BOOLEAN} and not pa.types.is_boolean(given):
        return pc.cast(cells, pa.string())
    if pa.types.is_floating(given):
        cells = pc.if_else(pc.is_nan(cells), pa.scalar(None, given), cells)
    if column.type is ColumnType.INTEGER and not pa.types.is_integer(given):
        return pc.cast(cells, pa.string())
    if column.type is ColumnType.TEXT:
        return pc.cast(cells, pa.string())
    if column.type is ColumnType.DATE:
        return pc.cast(cells, pa.date32(), safe=False)
    if column.type is ColumnType.TIMESTAMP and pa.types.is_date(given):
        cells = pc.cast(cells, pa.timestamp("us"))
    return pc.cast(cells, column.arrow_type, safe=False)


def is_naive(given: pa.DataType) -> bool:
    """Whether times of this type carry no zone."""
    return bool(pa.types.is_date(given) or (pa.types.is_timestamp(given) and given.tz is None))


def _carries_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_boolean(kind))


def _carries_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _carries_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def _carries_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and _is_text(kind.value_type))


_SUITS: dict[ColumnType, Callable[[pa.DataType], bool]] = {
    ColumnType.TEXT: _carries_text,
    ColumnType.LIST: _carries_list,
    ColumnType.TIMESTAMP: _carries_time,
    ColumnType.DATE: _carries_time,
    ColumnType.BOOLEAN: _carries_text,
}


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _brief(error: Exception) -> str:
    return str(error).splitlines()[0][:200].rstrip(".")
