"""Finding the declared columns in a sheet: by their titles, wherever they stand, and saying which are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rapidfuzz import fuzz

from vinculum.desk.sheets.cells import SPACES
from vinculum.desk.sheets.declared import Declared
from vinculum.desk.sheets.fault import Fault, FaultKind, Weight

SEARCHED = 10  # rows in which the header may stand, should somebody have put a heading above it
NEAR = 72.0


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand: the row of the header, the place (from 1) of each declared column, and of the others."""

    row: int
    places: dict[str, int]
    others: dict[str, int]
    faults: tuple[Fault, ...]


def find_header(declared: Declared, sheet: Worksheet, file: str) -> Header:
    """Return where the columns of a sheet stand, with a fault for each that is missing, renamed, repeated or merged."""
    row = max(range(1, SEARCHED + 1), key=lambda number: (len(_known(declared, sheet, number)), -number))
    titles = {place: _tidy(sheet.cell(row, place).value) for place in range(1, sheet.max_column + 1)}
    faults: list[Fault] = []
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row:
            told = f"The header cells {merged.coord} are merged, so it cannot be told which column is which."
            remedy = "Unmerge them and give each column its own title, as in the template."
            faults.append(_fault(FaultKind.MERGED_HEADER, Weight.FILE, file, sheet, merged.coord.split(":")[0], "", told, remedy))
    names = {_tidy(text): column.name for column in declared.columns for text in (column.title, column.name)}
    places: dict[str, int] = {}
    others: dict[str, int] = {}
    for place, title in titles.items():
        name = names.get(title)
        if name is None:
            if title:
                others[title] = place
        elif name in places:
            told, remedy = f"The column {title!r} stands twice.", "Leave one of them."
            cell = f"{get_column_letter(place)}{row}"
            faults.append(_fault(FaultKind.REPEATED_COLUMN, Weight.FILE, file, sheet, cell, title, told, remedy))
        else:
            places[name] = place
    if not faults:  # a merged header hides the titles beside it: those columns are not missing
        faults += _missing(declared, sheet, file, row, places, others)
    return Header(row, places, others, tuple(faults))


def _missing(
    declared: Declared, sheet: Worksheet, file: str, row: int, places: dict[str, int], others: dict[str, int]
) -> Iterator[Fault]:
    missing = [column for column in declared.columns if column.name not in places]
    said: set[str] = set()
    for title, place in others.items():
        cell = f"{get_column_letter(place)}{row}"
        near = max(missing, key=lambda column: fuzz.WRatio(title, _tidy(column.title)), default=None)
        if near is not None and fuzz.WRatio(title, _tidy(near.title)) >= NEAR:
            said.add(near.name)
            told, remedy = "This column has another name than in the template.", f"Rename it to {near.title!r}."
            # An optional one too: its values would otherwise be left out of every row.
            yield _fault(FaultKind.RENAMED_COLUMN, Weight.FILE, file, sheet, cell, title, told, remedy)
        else:
            told = "The template has no such column."
            remedy = "What stands in it is kept with the row and not counted; put it under the notes if somebody must read it."
            yield _fault(FaultKind.UNKNOWN_COLUMN, Weight.ADVICE, file, sheet, cell, title, told, remedy)
    for column in missing:
        if column.required and column.name not in said:
            told = f"The column {column.title!r} is missing."
            yield _fault(
                FaultKind.MISSING_COLUMN,
                Weight.FILE,
                file,
                sheet,
                "",
                "",
                told,
                "Put it back: copy the rows into a fresh template.",
            )


def _known(declared: Declared, sheet: Worksheet, row: int) -> set[str]:
    names = {_tidy(text) for column in declared.columns for text in (column.title, column.name)}
    return {_tidy(sheet.cell(row, place).value) for place in range(1, sheet.max_column + 1)} & names


def _tidy(title: object) -> str:
    return "" if title is None else SPACES.sub(" ", str(title)).strip().rstrip("*").strip().casefold()


def _fault(
    kind: FaultKind, weight: Weight, file: str, sheet: Worksheet, cell: str, value: str, problem: str, remedy: str
) -> Fault:
    return Fault(kind, weight, file, sheet.title, cell, value, problem, remedy)
