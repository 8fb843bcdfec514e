"""Typing and checking cells: one query over a batch, generated from the contract.

The query gives every contract column in its type, and beside them ``_fault`` (the first thing wrong with the row, null when
nothing is), ``_naive`` (times without zone in it), ``_same`` and ``_key`` (hashes of the whole row and of its key).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

import pyarrow as pa

from vinculum.evidence.contract import Column, ColumnType, Contract
from vinculum.evidence.reasons import DECIMAL_TYPES, EARLIEST_DAY, EARLIEST_EVENT, Reason

_TIME = r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)? ?([Zz]|[+-]\d\d(:?\d\d)?)?)?"
_DATE = r"\d{4}-\d\d-\d\d([Tt ].*)?"
_DECIMAL = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_WHOLE = r"[+-]?\d{1,18}(\.0*)?"
_GROUPED = r"[+-]?\d+([, '’]\d+)+(\.\d+)?"
_YES = "'true', 't', 'yes', 'y', '1', 'on'"
_NO = "'false', 'f', 'no', 'n', '0', 'off'"

AHEAD = timedelta(days=2 * 366)


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
    contract: Contract, given: Mapping[str, bool], waived: Sequence[str], received_at: datetime, *, scoped: bool
) -> TypingQuery:
    """Return the query that types and checks a batch whose columns are ``given`` (name: whether it is text still).

    ``waived`` are required columns that the source declares it withholds. ``scoped`` says that the batch has a column
    ``_in_scope``. Times are checked against ``received_at``: a record may not lie more than a day ahead of it.
    """
    received_day = datetime.combine(received_at.astimezone(timezone.utc).date(), time(), timezone.utc)
    faults: list[Fault] = []
    tests: list[str] = []
    if scoped:
        faults.append(Fault(None, Reason.OUT_OF_SCOPE))
        tests.append("NOT coalesce(_in_scope, false)")
    for column in contract.columns:
        for reason, test in _tests(column, contract, given.get(column.name), column.name not in waived, received_day):
            faults.append(Fault(column, reason))
            tests.append(test)
    typed = ",\n  ".join(f"{_typed(column, given.get(column.name))} AS {_t(column)}" for column in contract.columns)
    cases = " ".join(f"WHEN {test} THEN {number}" for number, test in enumerate(tests))
    naive = [_naive(column) for column in contract.columns if column.type is ColumnType.TIMESTAMP and given.get(column.name)]
    key = ", ".join(_t(contract.column(name)) for name in contract.key)
    sql = f"""
WITH typed AS (SELECT *,
  {typed}
FROM batch)
SELECT {", ".join(f'{_t(column)} AS "{column.name}"' for column in contract.columns)}, _row,
  CAST({f"CASE {cases} END" if cases else "NULL"} AS USMALLINT) AS _fault,
  CAST({" + ".join(naive) or "0"} AS USMALLINT) AS _naive,
  hash({", ".join(_t(column) for column in contract.columns)}) AS _same,
  hash({key}) AS _key
FROM typed"""
    return TypingQuery(sql, tuple(faults))


def _t(column: Column) -> str:
    return f'"t_{column.name}"'


def _x(column: Column) -> str:
    return f'"{column.name}"'


def _typed(column: Column, is_text: bool | None) -> str:
    """Return the expression that gives the column in its type: null where the cell is empty or cannot be read."""
    x = _x(column)
    if is_text is None:
        return f"CAST(NULL AS {_SQL_TYPES[column.type]})"
    if not is_text:
        return x
    if column.type is ColumnType.TEXT:
        if not column.values:
            return f"nullif({x}, '')"
        cases = " ".join(f"WHEN {_text(value.lower())} THEN {_text(value)}" for value in column.values)
        return f"CASE lower({x}) {cases} END"
    if column.type is ColumnType.TIMESTAMP:
        # DuckDB wants capitals, a point before fractions and no blank before the zone.
        mended = f"replace(replace(upper({x}), ',', '.'), ' +', '+')"
        read = f"coalesce(TRY_CAST({x} AS TIMESTAMPTZ), TRY_CAST({mended} AS TIMESTAMPTZ))"
        return f"CASE WHEN regexp_full_match({x}, {_text(_TIME)}) THEN {read} END"
    if column.type is ColumnType.DATE:
        return f"CASE WHEN regexp_full_match({x}, {_text(_DATE)}) THEN TRY_CAST(substr({x}, 1, 10) AS DATE) END"
    if column.type is ColumnType.INTEGER:
        return f"CASE WHEN regexp_full_match({x}, {_text(_WHOLE)}) THEN TRY_CAST(split_part({x}, '.', 1) AS BIGINT) END"
    if column.type is ColumnType.BOOLEAN:
        return f"CASE WHEN lower({x}) IN ({_YES}) THEN true WHEN lower({x}) IN ({_NO}) THEN false END"
    if column.type is ColumnType.LIST:
        parts = f"list_transform(string_split({x}, {_text(column.separator)}), lambda part: trim(part))"
        return f"CASE WHEN {x} <> '' THEN list_filter({parts}, lambda part: part <> '') END"
    return f"CASE WHEN regexp_full_match({x}, {_text(_DECIMAL)}) THEN TRY_CAST({x} AS DOUBLE) END"


def _tests(
    column: Column, contract: Contract, is_text: bool | None, is_needed: bool, received_day: datetime
) -> Iterator[tuple[Reason, str]]:
    """Yield what can be wrong with a cell of ``column``, and the condition that says so."""
    t, x = _t(column), _x(column)
    if is_text is None:
        return
    empty = f"coalesce({x} = '', true)" if is_text else f"{x} IS NULL"
    if column.required and is_needed:
        yield Reason.MISSING, empty
    unread = f"({t} IS NULL AND {x} <> '')"
    if column.type in {ColumnType.TEXT, ColumnType.LIST}:
        if is_text:
            yield Reason.NUL_BYTE, f"contains({x}, chr(0))"
        if column.values:
            yield Reason.NOT_IN_VOCABULARY, unread
        return
    if is_text:
        if column.type in DECIMAL_TYPES or column.type is ColumnType.INTEGER:
            yield Reason.GROUPED_DIGITS, f"({unread} AND regexp_full_match({x}, {_text(_GROUPED)}))"
        yield _UNREAD[column.type], unread
    if column.type in {ColumnType.TIMESTAMP, ColumnType.DATE}:
        yield from _time_tests(column, contract, received_day)
    if column.type in DECIMAL_TYPES:
        yield _UNREAD[column.type], f"NOT isfinite({t})"
    lowest, highest = _RANGES.get(column.type, (column.minimum, column.maximum))
    if lowest is not None:
        yield _UNREAD[column.type] if column.type in _RANGES else Reason.BELOW_MINIMUM, f"{t} < {lowest!r}"
    if highest is not None:
        yield _UNREAD[column.type] if column.type in _RANGES else Reason.ABOVE_MAXIMUM, f"{t} > {highest!r}"


def _time_tests(column: Column, contract: Contract, received_day: datetime) -> Iterator[tuple[Reason, str]]:
    earliest = EARLIEST_EVENT if column.name == contract.event_time else EARLIEST_DAY
    # A day's grace for clocks and zones; ships may be booked two years ahead.
    end = received_day + (AHEAD if column.may_lie_ahead else timedelta(days=2))
    if column.type is ColumnType.DATE:
        last: date = end.date() if column.may_lie_ahead else (end - timedelta(days=1)).date()
        yield Reason.TOO_EARLY, f"{_t(column)} < DATE '{earliest}'"
        yield Reason.TOO_LATE, f"{_t(column)} > DATE '{last.isoformat()}'"
    else:
        yield Reason.TOO_EARLY, f"{_t(column)} < TIMESTAMPTZ '{earliest} 00:00:00+00'"
        yield Reason.TOO_LATE, f"{_t(column)} >= TIMESTAMPTZ '{end:%Y-%m-%d} 00:00:00+00'"


def _naive(column: Column) -> str:
    """Return 1 where a time was read from text that carries no zone. The first ten characters are the date's own dashes."""
    return f"CASE WHEN {_t(column)} IS NOT NULL AND NOT regexp_matches(substr({_x(column)}, 11), '[Zz+-]') THEN 1 ELSE 0 END"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


_SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.MONEY: "DOUBLE",
    ColumnType.TIMESTAMP: "TIMESTAMPTZ",
    ColumnType.DATE: "DATE",
    ColumnType.LATITUDE: "DOUBLE",
    ColumnType.LONGITUDE: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.LIST: "VARCHAR[]",
}

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

_RANGES = {ColumnType.LATITUDE: (-90, 90), ColumnType.LONGITUDE: (-180, 180)}


def typed_schema(contract: Contract) -> pa.Schema:
    """Return the schema of what the query gives of the contract's columns."""
    return pa.schema([pa.field(column.name, column.arrow_type) for column in contract.columns])
