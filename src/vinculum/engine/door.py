"""The one door to the columns.

Every query of the picture passes here, so threads, memory, spill folder, time and row budgets are set in one place, and
tables are written in one way: sorted and by one writer, so that equal rows give equal bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.engine.budget import within
from vinculum.errors import VinculumError

ROW_GROUP = 250_000
LOOKUP_GROUP = 25_000  # of a table that is asked for one subject at a time: so many rows are read for each answer


class BudgetExceeded(VinculumError):
    """A query asked for more time or rows than its budget allows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one door may use: threads, memory (such as ``2GB``), spill folder, seconds a query, rows an answer."""

    threads: int = os.cpu_count() or 1
    memory: str = "4GB"
    spill: Path | None = None
    seconds: float | None = None
    rows: int | None = None


class Door:
    """A DuckDB connection with its limits. Session time zone is UTC. Not shared between threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET preserve_insertion_order = true")
        self._connection.execute(f"SET threads = {self.limits.threads}")
        self._connection.execute(f"SET memory_limit = '{self.limits.memory}'")
        self._connection.execute("SET autoinstall_known_extensions = false")
        self._connection.execute("SET enable_progress_bar = false")
        if self.limits.spill is not None:
            self._connection.execute(f"SET temp_directory = {_literal(str(self.limits.spill))}")

    @classmethod
    def beside(cls, other: Door, catalog: str | None = None, limits: Limits | None = None) -> Self:
        """Return a second door onto the tables of ``other``, for another thread; unqualified names are those of ``catalog``.

        What was offered to ``other`` is not offered to it. Threads and memory are those of ``other``; time and rows may differ.
        """
        door = cls.__new__(cls)
        door.limits = limits or other.limits
        connection = other._connection.cursor()
        connection.execute("SET TimeZone = 'UTC'")
        if catalog is not None:
            connection.execute(f"USE {catalog}")
        door._connection = connection  # noqa: SLF001 - its own field
        return door

    def attach(self, catalog: str) -> None:
        """Add an empty catalog, held in memory, beside the one that views are made in (``memory``)."""
        self.run(f"ATTACH ':memory:' AS {catalog}")

    def detach(self, catalog: str) -> None:
        """Drop a catalog with all it holds."""
        self.run(f"DETACH {catalog}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def run(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        """Run a statement that returns nothing, with named parameters (``$name``)."""
        with self._timed():
            self._connection.execute(statement, dict(values or {})).fetchall()

    def ask(self, query: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """Return a query's whole answer as an Arrow table; BudgetExceeded past the row or time budget."""
        with self._timed():
            answer = self._connection.sql(query, params=dict(values or {})).to_arrow_table()
        if self.limits.rows is not None and answer.num_rows > self.limits.rows:
            raise BudgetExceeded(f"The query gives {answer.num_rows} rows; its budget is {self.limits.rows}. Narrow it.")
        return answer

    def ask_rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return a query's whole answer as a list of dicts, for small answers."""
        rows: list[dict[str, Any]] = self.ask(query, values).to_pylist()
        return rows

    def stream(
        self, query: str, values: Mapping[str, Any] | None = None, rows_a_batch: int = 100_000
    ) -> Iterator[pa.RecordBatch]:
        """Yield a query's answer batch by batch, in bounded memory. The door serves nothing else until it is exhausted."""
        with self._timed():
            yield from self._connection.sql(query, params=dict(values or {})).to_arrow_reader(rows_a_batch)

    def offer(self, name: str, table: pa.Table) -> None:
        """Let queries read an Arrow table under ``name`` (no schema prefix)."""
        self._connection.register(name, table)

    def withdraw(self, name: str) -> None:
        """Take back what was offered under ``name``."""
        self._connection.unregister(name)

    def lend(self) -> duckdb.DuckDBPyConnection:
        """Return the connection itself, for a library that asks its own queries; its limits of memory and threads stay."""
        return self._connection

    def view(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Make ``name`` (which may be ``schema.table``) a view over Parquet files, or an empty table of ``schema``.

        A column of ``schema`` that no file has, because they were written before it was declared, is there and empty.
        """
        if "." in name:
            self.run(f"CREATE SCHEMA IF NOT EXISTS {name.split('.', maxsplit=1)[0]}")
        if files:
            listed = ", ".join(_literal(str(file)) for file in files)
            query = f"SELECT * FROM read_parquet([{listed}], union_by_name = true)"
            self.run(f"CREATE OR REPLACE VIEW {name} AS {query}")
            if len(schema):
                self._fill_in(name, query, schema)
            return
        self.offer("_empty", schema.empty_table())
        self.run(f"DROP VIEW IF EXISTS {name}")
        self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM _empty")
        self.withdraw("_empty")

    def _fill_in(self, view: str, query: str, schema: pa.Schema) -> None:
        """Make ``view`` anew with an empty column for each of ``schema`` that ``query`` does not give."""
        spot = {"folder": view.rpartition(".")[0] or "main", "name": view.rpartition(".")[2]}
        told = "SELECT column_name AS name FROM duckdb_columns() WHERE schema_name = $folder AND table_name = $name"
        given = {row["name"] for row in self.ask_rows(told, spot)}
        absent = [field.name for field in schema if field.name not in given]
        if absent:
            self.offer("_absent", pa.table([pa.nulls(0, schema.field(name).type) for name in absent], names=absent))
            typed = self._connection.sql("SELECT * FROM _absent")
            empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in zip(absent, typed.types, strict=True))
            self.withdraw("_absent")
            self.run(f"CREATE OR REPLACE VIEW {view} AS SELECT *, {empty} FROM ({query})")

    def write(
        self,
        source: str | pa.Table | pa.RecordBatchReader,
        file: Path,
        values: Mapping[str, Any] | None = None,
        rows_a_group: int = ROW_GROUP,
    ) -> int:
        """Write a query, an Arrow table or a reader of batches to one Parquet file, in its own order; return how many rows.

        A query must carry an ORDER BY that leaves no ties, or the bytes are not repeatable.
        """
        if isinstance(source, pa.Table):
            schema, batches = source.schema, iter(source.to_batches(max_chunksize=rows_a_group))
        elif isinstance(source, pa.RecordBatchReader):
            schema, batches = source.schema, iter(source)
        else:
            with self._timed():
                reader = self._connection.sql(source, params=dict(values or {})).to_arrow_reader(rows_a_group)
                schema, batches = reader.schema, iter(reader)
        rows = 0
        pending: list[pa.RecordBatch] = []
        with pq.ParquetWriter(file, schema.remove_metadata(), compression="zstd") as writer:
            # Row groups are cut by count and written in one piece, however the rows happened to arrive.
            for batch in batches:
                pending.append(batch)
                rows += batch.num_rows
                while sum(part.num_rows for part in pending) >= rows_a_group:
                    table = pa.Table.from_batches(pending, schema)
                    _write_group(writer, table.slice(0, rows_a_group), rows_a_group)
                    pending = table.slice(rows_a_group).to_batches()
            if pending:
                _write_group(writer, pa.Table.from_batches(pending, schema), rows_a_group)
        return rows

    @contextmanager
    def _timed(self) -> Iterator[None]:
        if self.limits.seconds is None:
            yield
            return
        try:
            with within(self.limits.seconds, self._connection.interrupt):
                yield
        except duckdb.InterruptException as error:
            raise BudgetExceeded(f"The query took longer than its budget of {self.limits.seconds} s. Narrow it.") from error


def _write_group(writer: pq.ParquetWriter, rows: pa.Table, most: int) -> None:
    writer.write_table(rows.replace_schema_metadata().combine_chunks(), row_group_size=most)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
