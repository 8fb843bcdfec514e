"""The door keeps its limits and writes equal rows as equal bytes."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.engine.door import BudgetExceeded, Door, Limits


def test_times_are_utc() -> None:
    """A zoned time comes back as the same instant in UTC."""
    with Door(Limits(threads=1)) as door:
        (row,) = door.ask_rows("SELECT CAST(TIMESTAMPTZ '2026-07-01 12:00:00+01:00' AS VARCHAR) AS told")
    assert row["told"] == "2026-07-01 11:00:00+00"


def test_a_row_budget_is_kept() -> None:
    """An answer past the budget is refused, not cut short in silence."""
    with Door(Limits(threads=1, rows=10)) as door, pytest.raises(BudgetExceeded, match="11 rows"):
        door.ask("SELECT * FROM range(11)")


def test_a_time_budget_is_kept() -> None:
    """A query that takes too long is stopped with a sentence, and the door still works."""
    with Door(Limits(threads=1, seconds=0.2)) as door:
        with pytest.raises(BudgetExceeded, match=r"0\.2 s"):
            door.ask("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b")
        assert door.ask_rows("SELECT 1 AS one") == [{"one": 1}]


def test_a_feed_without_deliveries_is_an_empty_table(tmp_path: Path) -> None:
    """No file is no rows, with every column of its type."""
    with Door(Limits(threads=1)) as door:
        door.view("evidence.tests", [], pa.schema([("vrm", pa.string()), ("odometer", pa.int64())]))
        table = door.ask("SELECT * FROM evidence.tests")
        assert (table.num_rows, table.schema.names) == (0, ["vrm", "odometer"])
        assert door.write("SELECT * FROM evidence.tests ORDER BY vrm", tmp_path / "none.parquet") == 0
    assert pq.read_table(tmp_path / "none.parquet").schema.field("odometer").type == pa.int64()


@pytest.mark.parametrize("threads", [1, 2])
def test_equal_rows_are_equal_bytes(tmp_path: Path, threads: int) -> None:
    """Neither threads nor the way rows arrive show in the file: a query and a table with its rows give the same bytes."""
    query = "SELECT range AS n, 'plate ' || (range % 1000) AS plate FROM range(600000) ORDER BY n"
    with Door(Limits(threads=threads)) as door:
        assert door.write(query, tmp_path / "query.parquet") == 600_000
        table = door.ask(query)
        pieces = pa.concat_tables([table.slice(0, 17), table.slice(17, 300_000), table.slice(300_017)])
        door.write(pieces, tmp_path / "table.parquet")
    assert (tmp_path / "query.parquet").read_bytes() == (tmp_path / "table.parquet").read_bytes()


def test_a_stream_is_bounded() -> None:
    """Batches are no longer than asked for, and nothing is lost between them."""
    with Door(Limits(threads=1)) as door:
        sizes = [batch.num_rows for batch in door.stream("SELECT * FROM range(250000)", rows_a_batch=50_000)]
    assert sum(sizes) == 250_000
    assert max(sizes) <= 50_000
