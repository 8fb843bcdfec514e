"""Writing Parquet piece by piece, in row groups cut by count, so that equal rows give equal bytes however they arrived."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 250_000


class RowGroups:
    """An open Parquet file that takes tables of one schema.

    Whole numbers and times are written as differences, which suits what arrives in order; texts by dictionary, but for the
    columns ``mostly_different``, where a dictionary costs time and room. One row group is written while the next is gathered.
    """

    def __init__(self, file: Path, schema: pa.Schema, mostly_different: Collection[str] = ()) -> None:
        self.rows = 0
        self._schema = schema
        rising = [field.name for field in schema if pa.types.is_int64(field.type) or pa.types.is_timestamp(field.type)]
        self._writer = pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            use_dictionary=[name for name in schema.names if name not in rising and name not in mostly_different],
            column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
        )
        self._pending: list[pa.Table] = []
        self._pending_rows = 0
        self._background = ThreadPoolExecutor(1)
        self._written: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._cut(0)
                self._wait()
        finally:
            self._background.shutdown()
            self._writer.close()

    def add(self, table: pa.Table) -> None:
        """Append rows; what went wrong in writing earlier ones is raised here or at the end."""
        if not table.num_rows:
            return
        self._pending.append(table.select(self._schema.names).cast(self._schema))
        self._pending_rows += table.num_rows
        self.rows += table.num_rows
        if self._pending_rows >= ROW_GROUP:
            self._cut(ROW_GROUP)

    def _cut(self, least: int) -> None:
        while self._pending_rows and self._pending_rows >= least:
            table = pa.concat_tables(self._pending)
            self._wait()
            self._written = self._background.submit(self._write, table.slice(0, ROW_GROUP))
            rest = table.slice(ROW_GROUP)
            self._pending = [rest] if rest.num_rows else []
            self._pending_rows = rest.num_rows

    def _write(self, group: pa.Table) -> None:
        self._writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP)

    def _wait(self) -> None:
        if self._written is not None:
            self._written.result()
            self._written = None
