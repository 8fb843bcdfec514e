"""Writing the template of a declared spreadsheet: cover, rows with drop-downs, definitions, examples."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from vinculum.desk.sheets.declared import COVER, DEFINITIONS, EXAMPLES, LISTS, CellKind, CellValue, Column, Declared

ROWS_WITH_LISTS = 5_000
WIDTHS = {CellKind.TEXT: 24, CellKind.CHOICE: 28}
FORMATS = {CellKind.DAY: "dd/mm/yyyy", CellKind.TIME: "hh:mm", CellKind.MONEY: '"£"#,##0.00', CellKind.TEXT: "@"}
HEAD = PatternFill("solid", start_color="DDE7EE")
# The workbook says nothing of when it was made: one declaration, one template.
MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - the format knows no zone
# What a spreadsheet program takes for a formula is written as text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_template(declared: Declared, cover: Mapping[str, str], rows: Iterable[Mapping[str, CellValue]] = ()) -> bytes:
    """Return the workbook (.xlsx) of a declaration, its cover filled in by name, with ``rows`` already in it."""
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    first = book.active
    if first is not None:
        book.remove(first)
    _cover(book.create_sheet(COVER), declared, cover)
    sheet = book.create_sheet(declared.title)
    _head(sheet, declared.columns)
    for number, row in enumerate(rows, 2):
        for place, column in enumerate(declared.columns, 1):
            _put(sheet, number, place, column, row.get(column.name))
    _define(book.create_sheet(DEFINITIONS), declared)
    _examples(book.create_sheet(EXAMPLES), declared)
    _lists(book.create_sheet(LISTS), sheet, declared)
    book.active = 1
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _cover(sheet: Worksheet, declared: Declared, cover: Mapping[str, str]) -> None:
    sheet.append([declared.about])
    sheet.append(["Template", declared.code])
    sheet.append(["Version", declared.version])
    for name, title in declared.cover:
        sheet.append([title, cover.get(name, "")])
    sheet.append([])
    sheet.append([f"Fill in the sheet {declared.title}, one row a thing. {DEFINITIONS} says what each column means."])
    sheet.append(["Columns with * must be filled in. Leave empty what is not known: empty is not zero."])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 40


def _head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, f"{column.title} *" if column.required else column.title)
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTHS.get(column.kind, 14)
        sheet.column_dimensions[letter].number_format = FORMATS.get(column.kind, "General")
    sheet.freeze_panes = "B2"


def _put(sheet: Worksheet, number: int, place: int, column: Column, value: CellValue | None) -> None:
    if value is None:
        return
    cell = sheet.cell(number, place)
    if column.kind is CellKind.CHOICE:
        cell.value = next((one.title for one in column.choices if one.code == value), str(value))
    else:
        cell.value = value
    if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS):
        cell.data_type, cell.quotePrefix = "s", True
    if column.kind in FORMATS:
        cell.number_format = FORMATS[column.kind]


def _define(sheet: Worksheet, declared: Declared) -> None:
    sheet.append(["Column", "Must be filled in", "What it holds", "Definition"])
    for column in declared.columns:
        sheet.append([column.title, "yes" if column.required else "no", column.kind.value, column.definition])
    for column in declared.columns:
        if column.choices:
            sheet.append([])
            sheet.append([column.title, "", "", "What each choice means"])
            for one in column.choices:
                sheet.append(["", one.title, one.code, one.definition])
    for letter, width in zip("ABCD", (26, 30, 18, 110), strict=True):
        sheet.column_dimensions[letter].width = width


def _examples(sheet: Worksheet, declared: Declared) -> None:
    _head(sheet, declared.columns)
    for number in range(max((len(column.examples) for column in declared.columns), default=0)):
        for place, column in enumerate(declared.columns, 1):
            text = column.examples[number] if number < len(column.examples) else ""
            _put(sheet, number + 2, place, column, _example(column, text) if text else None)


def _example(column: Column, text: str) -> CellValue:
    if column.kind is CellKind.DAY:
        return datetime.fromisoformat(text).date()
    if column.kind is CellKind.TIME:
        return time.fromisoformat(text)
    return Decimal(text) if column.kind in {CellKind.MONEY, CellKind.WHOLE, CellKind.NUMBER} else text


def _lists(lists: Worksheet, sheet: Worksheet, declared: Declared) -> None:
    """Hang a drop-down on each column of choices; long lists do not fit into the rule itself, so they stand in a sheet."""
    lists.sheet_state = "hidden"
    for place, column in enumerate(declared.columns, 1):
        if not column.choices:
            continue
        for number, one in enumerate(column.choices, 1):
            lists.cell(number, place, one.title)
        letter = get_column_letter(place)
        rule: Any = DataValidation(
            type="list", formula1=f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(column.choices)}", allow_blank=True
        )
        rule.error, rule.errorTitle = f"Choose from the list. {column.definition}"[:220], column.title[:30]
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")
