"""Delimited text is told apart as RFC 4180 says, in blocks of any size, and no record is lost."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vinculum.evidence import opening
from vinculum.evidence.delimited import DelimitedRecords
from vinculum.evidence.intake import Intake
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.opening import Kind, Source
from vinculum.evidence.records import RecordBatch
from vinculum.evidence.stretches import Dialect

Rows = Callable[[Intake], list[dict[str, Any]]]

CELL = st.text(st.sampled_from('ab1 ,"\n\r;é漢'), max_size=6)
TABLE = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12))


def _batches(path: Path, dialect: Dialect) -> tuple[list[str], list[RecordBatch]]:
    source = Source(path, path.name, Kind.DELIMITED, gzipped=False, limits=intake_limits(), size=path.stat().st_size)
    records = DelimitedRecords(source, dialect)
    return records.names, list(records.batches(records.names))


def _rows(batches: list[RecordBatch]) -> list[list[str]]:
    return [list(row.values()) for batch in batches for row in batch.columns.to_pylist()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLE, block=st.integers(1, 40), ending=st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_writes_is_read_back(
    table: list[list[str]], block: int, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotes, delimiters and line ends inside cells, whatever the size of the blocks that are read."""
    width = len(table[0])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([[f"column {n}" for n in range(width)], *table])
    file = tmp_path / "table.csv"
    file.write_text(text.getvalue(), "utf-8", newline="")
    monkeypatch.setattr(opening, "BLOCK", block)
    names, batches = _batches(file, Dialect())
    assert names == [f"column {n}" for n in range(width)]
    assert [entry for batch in batches for entry in batch.set_aside] == []
    assert _rows(batches) == table


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(st.sampled_from('ab,"\n\r\0é'), max_size=60), block=st.integers(1, 30))
def test_no_record_is_lost_however_broken(content: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and rows set aside are numbered 1, 2, 3 ... without a gap, and together they show every letter of the file."""
    file = tmp_path / "table.csv"
    file.write_bytes(b"x,y\n" + content.encode())
    monkeypatch.setattr(opening, "BLOCK", block)
    _, batches = _batches(file, Dialect())
    numbers = [int(row) for batch in batches for row in batch.rows] + [
        entry.row for batch in batches for entry in batch.set_aside
    ]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    shown = "".join(cell for row in _rows(batches) for cell in row) + "".join(
        entry.raw for batch in batches for entry in batch.set_aside
    )
    assert all(shown.count(letter) >= content.count(letter) for letter in "abé")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(st.sampled_from('ab,"\n\r\0é'), max_size=60), block=st.integers(1, 30))
def test_the_size_of_the_blocks_changes_nothing(
    content: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file read in small blocks and at once gives the same rows."""
    file = tmp_path / "table.csv"
    file.write_bytes(b"x,y\n" + content.encode())
    _, whole = _batches(file, Dialect())
    with monkeypatch.context() as patch:
        patch.setattr(opening, "BLOCK", block)
        _, parts = _batches(file, Dialect())
    assert _rows(parts) == _rows(whole)
    told = [
        [(entry.row, entry.reason, entry.raw) for batch in batches for entry in batch.set_aside] for batches in (parts, whole)
    ]
    assert told[0] == told[1]


def test_a_quote_within_a_cell_is_a_letter(tmp_path: Path) -> None:
    """`8X4 6" TRAILER` is what it says: only a quote at the start of a cell opens one."""
    file = tmp_path / "table.csv"
    file.write_text('x,y\n8X4 6" TRAILER,1\n2" x,2\n', "utf-8")
    _, batches = _batches(file, Dialect())
    assert _rows(batches) == [['8X4 6" TRAILER', "1"], ['2" x', "2"]]


def test_an_unclosed_quote_costs_its_line_only(tmp_path: Path) -> None:
    """The quote never closes, so the record ends where its line ends and the next line is read as usual."""
    file = tmp_path / "table.csv"
    file.write_text('x,y\n1,2\n"3,4\n5,6\n', "utf-8")
    _, batches = _batches(file, Dialect())
    assert _rows(batches) == [["1", "2"], ["5", "6"]]
    assert [(entry.row, entry.reason, entry.raw) for batch in batches for entry in batch.set_aside] == [(2, "open_quote", '"3,4')]


def test_raw_records_are_shown_as_they_stand(tmp_path: Path) -> None:
    """What quarantine shows is the line of the file, not a rewriting of it."""
    file = tmp_path / "table.csv"
    file.write_text('x,y\n"a ""b""",2\n\nc,3\n', "utf-8")
    _, (batch,) = _batches(file, Dialect())
    assert batch.raw_of([1, 0]) == ["c,3", '"a ""b""",2']
    assert batch.rows.tolist() == [1, 2]


def test_latin1_is_read_where_a_layout_says_so(tmp_path: Path) -> None:
    """UN/LOCODE is Latin-1, has no header, and its names come from the layout."""
    file = tmp_path / "table.csv"
    file.write_bytes("AD,Andorra la Vélla\n".encode("latin-1"))
    names, batches = _batches(file, Dialect(encoding="latin-1", names=("code", "name")))
    assert (names, _rows(batches)) == (["code", "name"], [["AD", "Andorra la Vélla"]])


def test_columns_without_a_name_are_called_by_their_place(tmp_path: Path) -> None:
    """An empty header cell is no reason to refuse a file."""
    file = tmp_path / "table.csv"
    file.write_text("x,,y\n1,2,3\n", "utf-8")
    names, _ = _batches(file, Dialect())
    assert names == ["x", "(column 2)", "y"]
