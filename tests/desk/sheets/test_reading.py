"""A filled-in sheet is read whole: what is good comes out, what is wrong is said by cell, once, with what to do."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from sheets_made import CLAIM, GOOD, OTHER, WEEK, changed, filled, with_cell
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.desk.sheets.reading import read_sheet
from vinculum.desk.sheets.template import write_template


def test_what_the_template_holds_comes_back() -> None:
    """Rows written into the template are read as they were, without a fault."""
    found = read_sheet(CLAIM, filled(), "claim.xlsx", cover={"force": "ESSEX"}, days=WEEK)
    assert found.faults == ()
    assert [dict(row.values) for row in found.rows] == [GOOD, OTHER]
    assert [row.number for row in found.rows] == [2, 3]


def test_examples_of_the_template_are_themselves_good() -> None:
    """Somebody who copies the sheet of examples sends a good file."""
    book = load_workbook(io.BytesIO(filled()))
    del book["Spending"]
    book["Examples"].title = "Spending"
    held = io.BytesIO()
    book["Spending"].delete_rows(3)
    book.save(held)
    found = read_sheet(CLAIM, held.getvalue(), "claim.xlsx", cover={"force": "ESSEX"}, days=WEEK)
    assert found.faults == ()
    assert found.rows[0].values == {
        "reference": "A1", "on": date(2025, 10, 14), "at": time(5, 40), "what": "OT",
        "value": Decimal("1250.50"), "hours": 8, "lat": Decimal("51.7"),
    }  # fmt: skip


def merged(cells: str) -> Callable[[Workbook], None]:
    return lambda book: book["Spending"].merge_cells(cells)


def hidden(book: Workbook) -> None:
    book["Spending"].row_dimensions[3].hidden = True


def gap(book: Workbook) -> None:
    book["Spending"].insert_rows(3)


def never_worked_out(book: Workbook) -> None:
    book["Spending"]["E2"] = "=1+1"


def without_column(book: Workbook) -> None:
    book["Spending"].delete_cols(2)


def other_column(book: Workbook) -> None:
    book["Spending"]["H1"], book["Spending"]["H2"] = "Remarks of the desk", "seen"


def without_rows(book: Workbook) -> None:
    book["Spending"].delete_rows(2, 5)


def renamed_sheet(book: Workbook) -> None:
    book["Spending"].title = "Sheet1"


def cover(cell: str, value: str | int) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["Cover"][cell] = value

    return change


CASES: dict[str, tuple[Callable[[Workbook], None], FaultKind, str, Weight, str]] = {
    "sheet renamed": (renamed_sheet, FaultKind.NO_SHEET, "", Weight.FILE, "'Spending'"),
    "another template": (cover("B2", "returns"), FaultKind.WRONG_TEMPLATE, "B2", Weight.FILE, "'spending'"),
    "another version": (cover("B3", 1), FaultKind.WRONG_VERSION, "B3", Weight.FILE, "version 2"),
    "another force": (cover("B4", "KENT"), FaultKind.WRONG_COVER, "B4", Weight.FILE, "ESSEX"),
    "column missing": (without_column, FaultKind.MISSING_COLUMN, "", Weight.FILE, "'Day'"),
    "column renamed": (with_cell("E1", "Amount paid"), FaultKind.RENAMED_COLUMN, "E1", Weight.FILE, "'Amount'"),
    "column twice": (with_cell("E1", "What for"), FaultKind.REPEATED_COLUMN, "E1", Weight.FILE, "twice"),
    "column of their own": (other_column, FaultKind.UNKNOWN_COLUMN, "H1", Weight.ADVICE, "kept"),
    "header merged": (merged("D1:E1"), FaultKind.MERGED_HEADER, "D1", Weight.FILE, "D1:E1"),
    "cells merged": (merged("A2:A3"), FaultKind.MERGED_CELL, "2", Weight.ROW, "A2:A3"),
    "no rows": (without_rows, FaultKind.NO_ROWS, "", Weight.FILE, "nil"),
    "formula error": (with_cell("E2", "#REF!"), FaultKind.FORMULA_ERROR, "E2", Weight.ROW, "#REF!"),
    "formula not worked out": (never_worked_out, FaultKind.FORMULA_WITHOUT_VALUE, "E2", Weight.ROW, "paste"),
    "text for a date": (with_cell("B2", "Tuesday"), FaultKind.NOT_A_DAY, "B2", Weight.ROW, "14/10/2025"),
    "a number for a date": (with_cell("B2", 45944, "General"), FaultKind.NOT_A_DAY, "B2", Weight.ROW, "Format"),
    "month first, as text": (with_cell("B2", "10/14/2025"), FaultKind.SWAPPED_DAY, "B2", Weight.ROW, "14/10/2025"),
    "month first, as a date": (with_cell("B2", date(2025, 4, 10)), FaultKind.SWAPPED_DAY, "B2", Weight.ROW, "4 October 2025"),
    "a date to come": (with_cell("B2", date(2026, 10, 14)), FaultKind.FUTURE_DAY, "B2", Weight.ROW, "happened"),
    "a date before": (with_cell("B2", date(2025, 8, 14)), FaultKind.DAY_OUTSIDE, "B2", Weight.ROW, "3 to 19 October"),
    "not a time": (with_cell("C2", "dawn"), FaultKind.NOT_A_TIME, "C2", Weight.ROW, "05:40"),
    "number as text": (with_cell("E2", "£1,250"), FaultKind.NUMBER_AS_TEXT, "E2", Weight.ADVICE, "1,250"),
    "not a number": (with_cell("E2", "about a grand"), FaultKind.NOT_A_NUMBER, "E2", Weight.ROW, "digits"),
    "negative": (with_cell("E2", -5), FaultKind.NEGATIVE, "E2", Weight.ROW, "below zero"),
    "another currency, as text": (with_cell("E2", "€500"), FaultKind.OTHER_CURRENCY, "E2", Weight.ROW, "pounds"),
    "another currency, as format": (with_cell("E2", 500, "[$€-2] #,##0"), FaultKind.OTHER_CURRENCY, "E2", Weight.ROW, "pounds"),
    "not whole": (with_cell("F2", 2.5), FaultKind.NOT_WHOLE, "F2", Weight.ROW, "whole"),
    "off the earth": (with_cell("G2", 151.7), FaultKind.OUT_OF_BOUNDS, "G2", Weight.ROW, "Check"),
    "not in the list": (with_cell("D2", "Over time"), FaultKind.UNKNOWN_CHOICE, "D2", Weight.ROW, "'Overtime'"),
    "missing": (with_cell("B2", None), FaultKind.MISSING_VALUE, "B2", Weight.ROW, "filled in"),
    "too long": (with_cell("A2", "A" * 21), FaultKind.TOO_LONG, "A2", Weight.ROW, "20"),
    "row twice": (with_cell("A3", "a1"), FaultKind.REPEATED_ROW, "A3", Weight.ROW, "Row 2"),
    "row hidden": (hidden, FaultKind.HIDDEN_ROW, "3", Weight.ADVICE, "Show it"),
    "spaces": (with_cell("A2", " A1\u00a0"), FaultKind.SPACES, "A2", Weight.ADVICE, "'A1'"),
    "empty row": (gap, FaultKind.EMPTY_ROW, "3", Weight.ADVICE, "row 3"),
    "text became a date": (with_cell("A2", date(2025, 10, 1)), FaultKind.NOT_TEXT, "A2", Weight.ROW, "text"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_error_is_said_once_at_its_cell(case: str) -> None:
    """One thing wrong gives one fault of its kind, at its cell, that names what to do; rows without a fault are still read."""
    change, kind, cell, weight, words = CASES[case]
    found = read_sheet(CLAIM, changed(change), "claim.xlsx", cover={"force": "ESSEX"}, days=WEEK)
    told = [fault for fault in found.faults if fault.kind is kind]
    assert [(fault.cell, fault.weight) for fault in told[:1]] == [(cell, weight)]
    assert words in told[0].sentence
    assert told[0].sentence.startswith("claim.xlsx")
    # Merged cells are said of both rows, and the lower of them lacks what the upper one holds for both.
    assert len(found.faults) == (3 if case == "cells merged" else 1)
    assert found.refused is (weight is Weight.FILE)
    if not found.refused:
        assert len(found.rows) == 2 - found.faulty_rows


def test_a_column_of_their_own_is_kept_beside_the_row() -> None:
    """What stands in a column that the template does not have is not lost."""
    found = read_sheet(CLAIM, changed(other_column), "claim.xlsx", days=WEEK)
    assert [dict(row.beside) for row in found.rows] == [{"remarks of the desk": "seen"}, {}]


def archive(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/"), data)
    return held.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    held = io.BytesIO(filled())
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"reference,day\nA1,2025-10-14\n", FaultKind.NOT_A_WORKBOOK),
        (b"", FaultKind.NOT_A_WORKBOOK),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, FaultKind.OLD_OR_LOCKED),
        (archive(readme=b"hello"), FaultKind.NOT_A_WORKBOOK),
        (archive(xl__workbook=b"<x/>") + b"", FaultKind.NOT_A_WORKBOOK),
        (with_part("xl/vbaProject.bin", b"macro"), FaultKind.MACROS),
        (with_part("xl/media/bomb", b"\0" * (25 * 1024 * 1024)), FaultKind.TOO_LARGE),
        (with_part("xl/x.xml", b"<!DOCTYPE lolz []>"), FaultKind.NOT_A_WORKBOOK),
        (filled()[:-400], FaultKind.NOT_A_WORKBOOK),
    ],
    ids=["csv", "empty", "old or locked", "archive", "workbook of nothing", "macros", "bomb", "entities", "cut off"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data: bytes, kind: FaultKind) -> None:
    """Nothing in an upload runs, grows without bound or breaks the page; the file is refused whole, in words."""
    found = read_sheet(CLAIM, data, "claim.xlsx")
    assert [(fault.kind, fault.weight) for fault in found.faults] == [(kind, Weight.FILE)]
    assert found.refused
    assert found.rows == ()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 8000))
def test_no_bytes_break_the_reader(junk: bytes, place: int) -> None:
    """Bytes written anywhere into a workbook give rows or faults, never an exception."""
    whole = WHOLE[:place] + junk + WHOLE[place + len(junk) :]
    found = read_sheet(CLAIM, whole, "claim.xlsx", cover={"force": "ESSEX"}, days=WEEK)
    assert found.rows or found.faults


WHOLE = filled()


def test_the_template_is_made_of_the_declaration() -> None:
    """It has a cover, a drop-down for each list, and a definition for each column and choice."""
    book = load_workbook(io.BytesIO(write_template(CLAIM, {"force": "ESSEX"})))
    assert book.sheetnames == ["Cover", "Spending", "Definitions", "Examples", "Lists"]
    assert [cell.value for cell in book["Spending"][1]] == [
        "Reference *", "Day *", "Time", "What for *", "Amount", "Hours worked", "Latitude",
    ]  # fmt: skip
    rules = book["Spending"].data_validations.dataValidation
    assert [str(rule.sqref) for rule in rules] == ["D2:D5000"]
    assert [cell.value for cell in book["Lists"]["D"]] == ["Overtime", "Equipment"]
    said = {row[3].value for row in book["Definitions"].iter_rows()}
    assert {column.definition for column in CLAIM.columns} <= said
    assert "Hours beyond the shift." in said


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """A reference that begins with = is written as text: opening the file runs nothing."""
    data = write_template(CLAIM, {}, [{**GOOD, "reference": "=HYPERLINK(1)"}])
    assert load_workbook(io.BytesIO(data))["Spending"]["A2"].data_type == "s"
