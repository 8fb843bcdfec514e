"""How a cell is read and what is wrong with it, type by type."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from vinculum.engine.door import Door
from vinculum.evidence.contract import Column, ColumnType, Contract
from vinculum.evidence.typed import typing_query

RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _read(column: Column, text: str | None) -> tuple[object, str | None]:
    """Read one cell as its contract says; return its value and the reason it is at fault."""
    contract = Contract("x", "", "", "", "", (column.name,), (column,), "happened_at", None, 1, 0.5)
    query = typing_query(contract, {column.name: True}, (), RECEIVED, scoped=False)
    with Door() as door:
        door.offer("batch", pa.table({column.name: pa.array([text], pa.string()), "_row": [1]}))
        (row,) = door.ask_rows(query.sql)
    fault = None if row["_fault"] is None else str(query.faults[row["_fault"]].reason)
    return row[column.name], fault


def _column(kind: ColumnType, **more: object) -> Column:
    return Column(name="cell", type=kind, about="", **more)  # type: ignore[arg-type]  # the keywords differ from test to test


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour ...


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-01T10:00:00Z", _at(2026, 2, 1, 10)),
        ("2026-02-01t10:00:00z", _at(2026, 2, 1, 10)),
        ("2026-02-01 10:00", _at(2026, 2, 1, 10)),
        ("2026-02-01", _at(2026, 2, 1)),
        ("2026-02-01T10:00:00+01:00", _at(2026, 2, 1, 9)),
        ("2026-02-01T10:00:00 +01", _at(2026, 2, 1, 9)),
        ("2026-02-01T10:00:00-0530", _at(2026, 2, 1, 15, 30)),
        ("2026-02-01T10:00:00.25Z", _at(2026, 2, 1, 10, 0, 0, 250_000)),
        ("2026-02-01T10:00:00,123456789Z", _at(2026, 2, 1, 10, 0, 0, 123_456)),
        ("2026-03-02T23:59:59Z", _at(2026, 3, 2, 23, 59, 59)),
        ("1900-01-01T00:00:00Z", _at(1900, 1, 1)),
        ("", None),
        (None, None),
    ],
)
def test_times_are_iso_8601(text: str | None, expected: datetime | None) -> None:
    """With zone, or UTC where there is none; up to a day ahead of the day of receipt."""
    assert _read(_column(ColumnType.TIMESTAMP), text) == (expected, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("01/02/2026", "not_time"),
        ("2026-2-1", "not_time"),
        ("2026-02-30T10:00:00Z", "not_time"),
        ("2026-02-01T25:00:00Z", "not_time"),
        ("1767225600", "not_time"),
        ("infinity", "not_time"),
        ("now", "not_time"),
        ("2026-02-01T10:00:00 Europe/London", "not_time"),
        ("1899-12-31T23:59:59Z", "too_early"),
        ("2026-03-03T00:00:00Z", "too_late"),
        ("2999-01-01", "too_late"),
    ],
)
def test_what_is_not_a_time_or_cannot_be_one_is_at_fault(text: str, reason: str) -> None:
    """Nothing is guessed: 01/02 could be January or February."""
    assert _read(_column(ColumnType.TIMESTAMP), text)[1] == reason


def test_what_may_lie_ahead_may_do_so_for_two_years() -> None:
    """A ship is booked before it sails."""
    column = _column(ColumnType.TIMESTAMP, may_lie_ahead=True)
    assert _read(column, "2028-02-28T00:00:00Z")[1] is None
    assert _read(column, "2028-03-05T00:00:00Z")[1] == "too_late"


def test_an_event_lies_after_1970() -> None:
    """A clock that was never set says 1970 or earlier; a birthday may be earlier than that."""
    event = Column(name="happened_at", type=ColumnType.TIMESTAMP, about="")
    assert _read(event, "1969-12-31T23:59:59Z")[1] == "too_early"
    assert _read(_column(ColumnType.DATE), "1931-05-04") == (date(1931, 5, 4), None)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (ColumnType.DATE, "2026-02-01", date(2026, 2, 1)),
        (ColumnType.DATE, "2026-02-01T23:00:00Z", date(2026, 2, 1)),
        (ColumnType.INTEGER, "42", 42),
        (ColumnType.INTEGER, "-7", -7),
        (ColumnType.INTEGER, "42.0", 42),
        (ColumnType.NUMBER, "0.5", 0.5),
        (ColumnType.NUMBER, ".5", 0.5),
        (ColumnType.NUMBER, "1e3", 1000.0),
        (ColumnType.MONEY, "1200.50", 1200.5),
        (ColumnType.LATITUDE, "-90", -90.0),
        (ColumnType.LONGITUDE, "179.99", 179.99),
        (ColumnType.BOOLEAN, "Yes", True),
        (ColumnType.BOOLEAN, "0", False),
        (ColumnType.BOOLEAN, "TRUE", True),
        (ColumnType.LIST, "A; B;;C ", ["A", "B", "C"]),
        (ColumnType.LIST, "", None),
        (ColumnType.TEXT, "NULL", "NULL"),
        (ColumnType.TEXT, "", None),
    ],
)
def test_cells_are_read_by_type(kind: ColumnType, text: str, expected: object) -> None:
    """Text stays text, lists are cut at their separator, yes and no have many spellings."""
    assert _read(_column(kind), text) == (expected, None)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (ColumnType.DATE, "01/02/2026", "not_date"),
        (ColumnType.DATE, "2026-02-30", "not_date"),
        (ColumnType.DATE, "1899-01-01", "too_early"),
        (ColumnType.DATE, "2026-03-03", "too_late"),
        (ColumnType.INTEGER, "1.5", "not_integer"),
        (ColumnType.INTEGER, "1,200", "grouped_digits"),
        (ColumnType.INTEGER, "99999999999999999999", "not_integer"),
        (ColumnType.NUMBER, "NaN", "not_number"),
        (ColumnType.NUMBER, "inf", "not_number"),
        (ColumnType.NUMBER, "1e999", "not_number"),
        (ColumnType.MONEY, "1,200.50", "grouped_digits"),
        (ColumnType.MONEY, "1.200,50", "not_number"),
        (ColumnType.MONEY, "£12", "not_number"),
        (ColumnType.LATITUDE, "90.1", "not_latitude"),
        (ColumnType.LONGITUDE, "-180.5", "not_longitude"),
        (ColumnType.BOOLEAN, "perhaps", "not_boolean"),
        (ColumnType.TEXT, "A\0B", "nul_byte"),
    ],
)
def test_cells_that_do_not_say_what_they_should_are_at_fault(kind: ColumnType, text: str, reason: str) -> None:
    """Each with the reason a person can act on."""
    assert _read(_column(kind), text)[1] == reason


def test_vocabularies_match_in_any_capitals() -> None:
    """And come out as the contract spells them."""
    column = _column(ColumnType.TEXT, values=("licensed", "SORN"))
    assert _read(column, "Licensed") == ("licensed", None)
    assert _read(column, "sorn") == ("SORN", None)
    assert _read(column, "taxed")[1] == "not_in_vocabulary"


def test_a_required_cell_must_be_filled() -> None:
    """Empty and absent are the same."""
    column = _column(ColumnType.NUMBER, required=True)
    assert (_read(column, "")[1], _read(column, None)[1], _read(column, "0")[1]) == ("missing", "missing", None)
