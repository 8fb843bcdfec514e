"""Counts that somebody published, as a table: by area and month, long or wide, read into a panel or refused with line and column.

Long: one row an area and month, columns ``area``, ``month`` (2026-03) and ``count``. Wide: one row an area, one column a month;
rows of the same area are added, as where a file has a row an offence or a ward.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from vinculum.desk.programme.impact.panel import Panel, months_between
from vinculum.errors import VinculumError

MONTH = re.compile(r"(\d{4})-?(\d{2})(?:-01)?")
MOST_AREAS, MOST_MONTHS, MOST_COUNT = 2_000, 240, 10_000_000
Rows = list[tuple[int, dict[str, str]]]


class SeriesRefused(VinculumError):
    """A table of counts that cannot be read, with the line, the column and the value, and what to do."""


def read_series(text: str, area_column: str = "area", only: Mapping[str, str] | None = None) -> Panel:
    """Return the counts of a CSV table; ``only`` keeps the rows whose columns have these values.

    A month that is missing for an area is refused: what is not known is not 0.
    """
    header, rows = _rows(text)
    _need(header, area_column)
    for column, value in (only or {}).items():
        _need(header, column)
        rows = [(line, row) for line, row in rows if row[column].strip() == value]
        if not rows:
            raise SeriesRefused(f"No row has “{value}” in the column “{column}”. Check the spelling, capital letters too.")
    if not rows:
        raise SeriesRefused("The table has no rows below its header.")
    counted = _long(rows, area_column) if {"month", "count"} <= set(header) else _wide(header, rows, area_column)
    return _panel(counted)


def month_of(told: str) -> date | None:
    """Return the month that ``2026-03``, ``202603`` or ``2026-03-01`` names; None for anything else."""
    found = MONTH.fullmatch(told.strip())
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months of a year
        return None
    year = int(found[1])
    return date(year, int(found[2]), 1) if 1900 <= year <= 2200 else None  # noqa: PLR2004 - years that can be meant


def _rows(text: str) -> tuple[list[str], Rows]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise SeriesRefused(f"Line {reader.line_num}: this is not a CSV table ({error}).") from error
    if not lines:
        raise SeriesRefused("The file is empty.")
    header = [cell.strip() for cell in lines[0][1]]
    for column in header:
        if header.count(column) > 1:
            raise SeriesRefused(f"Two columns are called “{column}”. Give each its own name.")
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            raise SeriesRefused(f"Line {line} has {len(cells)} cells, the header has {len(header)}.")
        rows.append((line, dict(zip(header, cells, strict=True))))
    return header, rows


def _need(header: list[str], column: str) -> None:
    if column not in header:
        raise SeriesRefused(f"There is no column “{column}”. The columns are: {', '.join(header)}.")


def _long(rows: Rows, area_column: str) -> dict[tuple[str, date], int]:
    counted: dict[tuple[str, date], int] = {}
    for line, row in rows:
        area, month = _area(line, row, area_column), month_of(row["month"])
        if month is None:
            raise SeriesRefused(f"Line {line}, column “month”: “{row['month']}” is not a month. Write it as 2026-03.")
        if (area, month) in counted:
            raise SeriesRefused(f"Line {line}: {area} has a count for {month:%B %Y} already.")
        counted[area, month] = _count(line, "count", row["count"])
    return counted


def _wide(header: list[str], rows: Rows, area_column: str) -> dict[tuple[str, date], int]:
    months = {column: month for column in header if (month := month_of(column))}
    if not months:
        raise SeriesRefused(
            "There is neither a column a month (named such as 2026-03) nor the columns “month” and “count”. "
            f"The columns are: {', '.join(header)}."
        )
    counted: dict[tuple[str, date], int] = {}
    for line, row in rows:
        area = _area(line, row, area_column)
        for column, month in months.items():
            counted[area, month] = counted.get((area, month), 0) + _count(line, column, row[column])
    return counted


def _area(line: int, row: dict[str, str], area_column: str) -> str:
    area = row[area_column].strip()
    if not area:
        raise SeriesRefused(f"Line {line}, column “{area_column}”: the area is missing.")
    return area


def _count(line: int, column: str, told: str) -> int:
    plain = told.strip().replace(",", "")
    if not re.fullmatch(r"[0-9]{1,9}", plain) or int(plain) > MOST_COUNT:
        raise SeriesRefused(
            f"Line {line}, column “{column}”: “{told.strip()}” is not a count. Write a whole number of 0 or more; "
            "if it is not known, leave that area out."
        )
    return int(plain)


def _panel(counted: dict[tuple[str, date], int]) -> Panel:
    areas = sorted({area for area, _ in counted})
    known = {month for _, month in counted}
    months = months_between(min(known), max(known))
    for many, most, words in ((len(areas), MOST_AREAS, "areas"), (len(months), MOST_MONTHS, "months")):
        if many > most:
            raise SeriesRefused(f"The table has {many:,} {words}; at most {most:,} can be read.")
    for area, month in _missing(areas, months, counted):
        raise SeriesRefused(f"{area} has no count for {month:%B %Y}. What is not known is not 0: add it, or leave {area} out.")
    counts = np.array([[counted[area, month] for month in months] for area in areas], dtype=np.int64)
    return Panel(tuple(areas), months, counts)


def _missing(areas: list[str], months: tuple[date, ...], counted: dict[tuple[str, date], int]) -> Iterator[tuple[str, date]]:
    return ((area, month) for area in areas for month in months if (area, month) not in counted)
