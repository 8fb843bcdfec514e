"""Writing a sample: each feed as a partner would hand it over, Parquet or CSV, columns and types of its contract."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from vinculum.errors import WrongUse
from vinculum.evidence.contract import contract_of

FORMATS = ("parquet", "csv")
ROW_GROUP = 1 << 20


def schema_of(feed: str) -> pa.Schema:
    """Return the columns that a partner hands over: those of the contract, without where a row came from."""
    return pa.schema([pa.field(c.name, c.arrow_type) for c in contract_of(feed).columns])


def table_of(feed: str, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Return ``rows`` as a table of ``feed``; a column that a row lacks is unknown."""
    return pa.Table.from_pylist(list(rows), schema=schema_of(feed))


class FeedFile:
    """One feed's file, written batch by batch."""

    def __init__(self, folder: Path, feed: str, file_format: str) -> None:
        if file_format not in FORMATS:
            raise WrongUse(f"There is no format {file_format!r}. Formats: {', '.join(FORMATS)}.")
        self.rows = 0
        self._schema = schema_of(feed)
        self._feed = feed
        path = folder / f"{feed}.{file_format}"
        if file_format == "parquet":
            self._writer: pq.ParquetWriter | pa.csv.CSVWriter = pq.ParquetWriter(path, self._schema, compression="zstd")
        else:
            self._writer = pa.csv.CSVWriter(path, _as_text(self._schema.empty_table()).schema)
        self._csv = file_format == "csv"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        """Write the rows of ``table``."""
        table = table.cast(self._schema)
        self.rows += table.num_rows
        if self._csv:
            self._writer.write_table(_as_text(table))
        elif table.num_rows:
            self._writer.write_table(table, row_group_size=ROW_GROUP)


def _as_text(table: pa.Table) -> pa.Table:
    """Return ``table`` with times in ISO 8601 with zone and lists joined by semicolons."""
    columns = []
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_timestamp(field.type):
            column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        elif pa.types.is_list(field.type):
            column = pc.binary_join(column, ";")
        columns.append(column)
    return pa.table(columns, names=table.schema.names)


def write_table(path: Path, table: pa.Table) -> None:
    """Write one whole table of the truth."""
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
