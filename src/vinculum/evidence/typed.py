"""Typing and checking a batch: one query, generated from the contract.

The query gives every contract column in its type, and beside them ``_row``, ``_fault`` (the first thing wrong with the row, null
when nothing is), ``_naive`` (times without zone in it), ``_same`` and ``_key`` (hashes of the whole row and of its key).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from vinculum.evidence.cells import SQL_TYPES, has_grouped_digits, has_no_zone, literal, read_cell
from vinculum.evidence.contract import Column, ColumnType, Contract
from vinculum.evidence.reasons import DECIMAL_TYPES, EARLIEST_DAY, EARLIEST_EVENT, Reason

# A ship may be booked this far ahead.
AHEAD = timedelta(days=2 * 366)

_UNREAD = {
    ColumnType.INTEGER: Reason.NOT_INTEGER,
    ColumnType.NUMBER: Reason.NOT_NUMBER,
    ColumnType.MONEY: Reason.NOT_NUMBER,
    ColumnType.TIMESTAMP: Reason.NOT_TIME,
    ColumnType.DATE: Reason.NOT_DATE,
    ColumnType.LATITUDE: Reason.NOT_LATITUDE,
    ColumnType.LONGITUDE: Reason.NOT_LONGITUDE,
    ColumnType.BOOLEAN: Reason.NOT_BOOLEAN,
}

_DEGREES = {ColumnType.LATITUDE: 90, ColumnType.LONGITUDE: 180}

Tests = Iterator[tuple[Reason, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a row: the column it is about (None: the row) and the reason."""

    column: Column | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class TypingQuery:
    """The query over ``batch`` and what the numbers in its ``_fault`` stand for."""

    sql: str
    faults: tuple[Fault, ...]


def typing_query(
    contract: Contract, given: Mapping[str, bool], waived: Collection[str], received_at: datetime, *, scoped: bool
) -> TypingQuery:
    """Return the query that types and checks a batch whose columns are ``given`` (name: whether it is text still).

    ``waived`` are required columns that the source declares it withholds. ``scoped`` says that the batch has a column
    ``_in_scope``. Times are checked against ``received_at``: a record may not lie more than a day ahead of it.
    """
    day = datetime.combine(received_at.astimezone(UTC).date(), time(), UTC)
    wrong: list[tuple[Fault, str]] = []
    if scoped:
        wrong.append((Fault(None, Reason.OUT_OF_SCOPE), "NOT coalesce(_in_scope, false)"))
    there = [column for column in contract.columns if column.name in given]
    texts = [column for column in there if given[column.name]]
    for column in there:
        if column.required and column.name not in waived:
            wrong.append((Fault(column, Reason.MISSING), _is_empty(column, column in texts)))
        tests = [*(_text_tests(column) if column in texts else ()), *_value_tests(column, contract, day)]
        wrong.extend((Fault(column, reason), test) for reason, test in tests)
    conditional = [column for column in contract.columns if column.required_when]
    wrong.extend((Fault(column, Reason.MISSING), _is_lacking(column, contract)) for column in conditional)
    cases = " ".join(f"WHEN {test} THEN {number}" for number, (_, test) in enumerate(wrong))
    naive = [_counts_naive(column) for column in texts if column.type is ColumnType.TIMESTAMP]
    every = ", ".join(_typed_name(column) for column in contract.columns)
    typed = ",\n  ".join(f"{_typed(column, there, texts)} AS {_typed_name(column)}" for column in contract.columns)
    sql = f"""
WITH typed AS (SELECT *,
  {typed}
FROM batch)
SELECT {", ".join(f'{_typed_name(column)} AS "{column.name}"' for column in contract.columns)}, _row,
  CAST({f"CASE {cases} END" if cases else "NULL"} AS USMALLINT) AS _fault,
  CAST({" + ".join(naive) or "0"} AS USMALLINT) AS _naive,
  hash({every}) AS _same,
  hash({", ".join(_typed_name(contract.column(name)) for name in contract.key)}) AS _key
FROM typed"""
    return TypingQuery(sql, tuple(fault for fault, _ in wrong))


def _typed_name(column: Column) -> str:
    return f'"typed {column.name}"'


def _typed(column: Column, there: Collection[Column], texts: Collection[Column]) -> str:
    if column in texts:
        return read_cell(column)
    return f'"{column.name}"' if column in there else f"CAST(NULL AS {SQL_TYPES[column.type]})"


def _is_empty(column: Column, is_text: bool) -> str:  # noqa: FBT001 - one of two forms of the same test
    return f"coalesce(\"{column.name}\" = '', true)" if is_text else f'"{column.name}" IS NULL'


def _is_lacking(column: Column, contract: Contract) -> str:
    others = [f"{_typed_name(contract.column(name))} = {literal(value)}" for name, value in column.required_when.items()]
    return f"({_typed_name(column)} IS NULL AND {' AND '.join(others)})"


def _text_tests(column: Column) -> Tests:
    """Yield what can be wrong with a cell as text: it holds what cannot be read as the column's type."""
    cell = f'"{column.name}"'
    unread = f"({_typed_name(column)} IS NULL AND {cell} <> '')"
    if column.type in {ColumnType.TEXT, ColumnType.LIST}:
        yield Reason.NUL_BYTE, f"contains({cell}, chr(0))"
        if column.values:
            yield Reason.NOT_IN_VOCABULARY, unread
        return
    if column.type in DECIMAL_TYPES or column.type is ColumnType.INTEGER:
        yield Reason.GROUPED_DIGITS, f"({unread} AND {has_grouped_digits(column)})"
    yield _UNREAD[column.type], unread


def _value_tests(column: Column, contract: Contract, day: datetime) -> Tests:
    """Yield what can be wrong with a value once it is read: it lies where such a value cannot."""
    value = _typed_name(column)
    if column.type is ColumnType.TIMESTAMP:
        earliest = EARLIEST_EVENT if column.name == contract.event_time else EARLIEST_DAY
        end = day + (AHEAD if column.may_lie_ahead else timedelta(days=2))
        yield Reason.TOO_EARLY, f"{value} < TIMESTAMPTZ '{earliest} 00:00:00+00'"
        yield Reason.TOO_LATE, f"{value} >= TIMESTAMPTZ '{end:%Y-%m-%d} 00:00:00+00'"
    elif column.type is ColumnType.DATE:
        earliest = EARLIEST_EVENT if column.name == contract.event_time else EARLIEST_DAY
        last = day + (AHEAD if column.may_lie_ahead else timedelta(days=1))
        yield Reason.TOO_EARLY, f"{value} < DATE '{earliest}'"
        yield Reason.TOO_LATE, f"{value} > DATE '{last:%Y-%m-%d}'"
    elif column.type in _DEGREES:
        yield _UNREAD[column.type], f"NOT isfinite({value}) OR abs({value}) > {_DEGREES[column.type]}"
    elif column.type in DECIMAL_TYPES:
        yield _UNREAD[column.type], f"NOT isfinite({value})"
    if column.minimum is not None:
        yield Reason.BELOW_MINIMUM, f"{value} < {column.minimum!r}"
    if column.maximum is not None:
        yield Reason.ABOVE_MAXIMUM, f"{value} > {column.maximum!r}"


def _counts_naive(column: Column) -> str:
    return f"CASE WHEN {_typed_name(column)} IS NOT NULL AND {has_no_zone(column)} THEN 1 ELSE 0 END"
