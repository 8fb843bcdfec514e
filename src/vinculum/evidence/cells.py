"""How the text of a cell is read, one SQL expression a type: null where the cell is empty or does not say what it should.

Strict on purpose: what could mean two things (1,200; 05/06/2026) is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.evidence.contract import Column, ColumnType

_TIME = r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)? ?([Zz]|[+-]\d\d(:?\d\d)?)?)?"
_DATE = r"\d{4}-\d\d-\d\d([Tt ].*)?"
_DECIMAL = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_WHOLE = r"[+-]?\d{1,18}(\.0*)?"
_GROUPED = r"[+-]?\d+([, ']\d+)+(\.\d+)?"
_YES = "'true', 't', 'yes', 'y', '1', 'on'"
_NO = "'false', 'f', 'no', 'n', '0', 'off'"

SQL_TYPES = {
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


def literal(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def read_cell(column: Column) -> str:
    """Return the SQL that reads the text cells of ``column`` (under its own name) into its type."""
    return _READERS[column.type](f'"{column.name}"', column)


def has_grouped_digits(column: Column) -> str:
    """Return the SQL that says whether a cell holds digits in groups, such as 1,200 or 1 200."""
    return f'regexp_full_match("{column.name}", {literal(_GROUPED)})'


def has_no_zone(column: Column) -> str:
    """Return the SQL that says whether a time carries no zone. The first ten characters are the date's own dashes."""
    return f"NOT regexp_matches(substr(\"{column.name}\", 11), '[Zz+-]')"


def _text(x: str, column: Column) -> str:
    if not column.values:
        return f"nullif({x}, '')"
    cases = " ".join(f"WHEN {literal(value.lower())} THEN {literal(value)}" for value in column.values)
    return f"CASE lower({x}) {cases} END"


def _time(x: str, _: Column) -> str:
    # DuckDB wants capitals, a point before fractions and no blank before the zone.
    mended = f"replace(replace(upper({x}), ',', '.'), ' +', '+')"
    read = f"coalesce(TRY_CAST({x} AS TIMESTAMPTZ), TRY_CAST({mended} AS TIMESTAMPTZ))"
    return f"CASE WHEN regexp_full_match({x}, {literal(_TIME)}) THEN {read} END"


def _date(x: str, _: Column) -> str:
    return f"CASE WHEN regexp_full_match({x}, {literal(_DATE)}) THEN TRY_CAST(substr({x}, 1, 10) AS DATE) END"


def _whole(x: str, _: Column) -> str:
    return f"CASE WHEN regexp_full_match({x}, {literal(_WHOLE)}) THEN TRY_CAST(split_part({x}, '.', 1) AS BIGINT) END"


def _decimal(x: str, _: Column) -> str:
    return f"CASE WHEN regexp_full_match({x}, {literal(_DECIMAL)}) THEN TRY_CAST({x} AS DOUBLE) END"


def _boolean(x: str, _: Column) -> str:
    return f"CASE WHEN lower({x}) IN ({_YES}) THEN true WHEN lower({x}) IN ({_NO}) THEN false END"


def _list(x: str, column: Column) -> str:
    parts = f"list_transform(string_split({x}, {literal(column.separator)}), lambda part: trim(part))"
    return f"CASE WHEN {x} <> '' THEN list_filter({parts}, lambda part: part <> '') END"


_READERS: dict[ColumnType, Callable[[str, Column], str]] = {
    ColumnType.TEXT: _text,
    ColumnType.INTEGER: _whole,
    ColumnType.NUMBER: _decimal,
    ColumnType.MONEY: _decimal,
    ColumnType.TIMESTAMP: _time,
    ColumnType.DATE: _date,
    ColumnType.LATITUDE: _decimal,
    ColumnType.LONGITUDE: _decimal,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.LIST: _list,
}
