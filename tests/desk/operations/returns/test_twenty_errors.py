"""A workbook for a return with more than twenty kinds of error: each gets one clear message at its cell, and nothing is lost."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from returns_made import force_lead, new_return
from vinculum.desk.operations.returns.columns import columns
from vinculum.desk.operations.returns.models import ItemFact
from vinculum.desk.operations.returns.sending import send
from vinculum.desk.operations.returns.workbooks import receive, refuse, take_in, template_of
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.errors import VinculumError

PLACE = {column.name: number for number, column in enumerate(columns(), 1)}
GOOD: list[dict[str, object]] = [
    {"reference": "E/1", "kind": "Arrest", "on": date(2025, 10, 14), "custody_no": "42CU/1/25", "person": "ARCHER, J"},
    {
        "reference": "E/2", "kind": "Vehicle found", "on": date(2025, 10, 15), "vrm": "AB12 CDE", "condition": "Complete",
        "value": 18500, "basis": "Market guide",
    },
]  # fmt: skip


def at(name: str, row: int = 2) -> str:
    return f"{chr(64 + PLACE[name])}{row}"


def filled(change: Callable[[Workbook], None] | None = None, rows: list[dict[str, object]] | None = None) -> bytes:
    book = load_workbook(io.BytesIO(template_of(new_return("ESSEX"))))
    sheet = book["Items"]
    for number, row in enumerate(rows or GOOD, 2):
        for name, value in row.items():
            sheet.cell(number, PLACE[name]).value = value  # type: ignore[assignment]  # what a cell holds
    if change is not None:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def cell(name: str, value: object, row: int = 3, shown: str = "") -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        held = book["Items"][at(name, row)]
        held.value = value
        if shown:
            held.number_format = shown

    return change


def sheet(act: Callable[[object], object]) -> Callable[[Workbook], None]:
    return lambda book: (act(book["Items"]), None)[1]


def cover(row: int, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["Cover"].cell(row, 2).value = value  # type: ignore[assignment]  # what a cell holds

    return change


def renamed(book: Workbook) -> None:
    book["Items"].title = "Sheet1"


def hidden(book: Workbook) -> None:
    book["Items"].row_dimensions[3].hidden = True


TOMORROW = timezone.now().date() + timedelta(days=1)
# What is wrong: how, the kind of fault, its cell, what it stops, a word of what to do.
ERRORS: dict[str, tuple[Callable[[Workbook], None], FaultKind, str, Weight, str]] = {
    "wrong sheet": (renamed, FaultKind.NO_SHEET, "", Weight.FILE, "Name the sheet"),
    "another template": (cover(2, "training-attendance"), FaultKind.WRONG_TEMPLATE, "B2", Weight.FILE, "Download the template"),
    "wrong version": (cover(3, 0), FaultKind.WRONG_VERSION, "B3", Weight.FILE, "Download the template again"),
    "another operation": (cover(4, "cantil"), FaultKind.WRONG_COVER, "B4", Weight.FILE, "where it belongs"),
    "another force": (cover(5, "KENT"), FaultKind.WRONG_COVER, "B5", Weight.FILE, "where it belongs"),
    "missing column": (sheet(lambda s: s.delete_cols(3)), FaultKind.MISSING_COLUMN, "", Weight.FILE, "Put it back"),  # type: ignore[attr-defined]  # a sheet
    "renamed column": (cell("value", "Value in GBP", 1), FaultKind.RENAMED_COLUMN, at("value", 1), Weight.FILE, "Rename"),
    "merged header": (sheet(lambda s: s.merge_cells("A1:B1")), FaultKind.MERGED_HEADER, "A1", Weight.FILE, "Unmerge"),  # type: ignore[attr-defined]  # a sheet
    "formula error": (cell("value", "#REF!"), FaultKind.FORMULA_ERROR, at("value", 3), Weight.ROW, "Mend it"),
    "formula never worked out": (cell("value", "=A1*2"), FaultKind.FORMULA_WITHOUT_VALUE, at("value", 3), Weight.ROW, "paste"),
    "text for a date": (cell("on", "last Tuesday"), FaultKind.NOT_A_DAY, at("on", 3), Weight.ROW, "14/10/2025"),
    "month first": (cell("on", "10/14/2025"), FaultKind.SWAPPED_DAY, at("on", 3), Weight.ROW, "day first"),
    "a day to come": (cell("on", TOMORROW), FaultKind.FUTURE_DAY, at("on", 3), Weight.ROW, "happened"),
    "before the operation": (cell("on", date(2025, 9, 30)), FaultKind.DAY_OUTSIDE, at("on", 3), Weight.ROW, "13 October 2025"),
    "after the operation": (cell("on", date(2025, 11, 3)), FaultKind.DAY_OUTSIDE, at("on", 3), Weight.ROW, "out of the week"),
    "pounds as text": (cell("value", "£18,500"), FaultKind.NUMBER_AS_TEXT, at("value", 3), Weight.ADVICE, "18,500"),
    "negative": (cell("value", -18500), FaultKind.NEGATIVE, at("value", 3), Weight.ROW, "below zero"),
    "euros": (cell("value", 18500, shown="[$€-2] #,##0"), FaultKind.OTHER_CURRENCY, at("value", 3), Weight.ROW, "pounds"),
    "unknown kind": (cell("kind", "Vehicle fond"), FaultKind.UNKNOWN_CHOICE, at("kind", 3), Weight.ROW, "'Vehicle found'"),
    "unknown condition": (cell("condition", "OK"), FaultKind.UNKNOWN_CHOICE, at("condition", 3), Weight.ROW, "Complete"),
    "no condition": (cell("condition", None), FaultKind.MISSING_VALUE, at("condition", 3), Weight.ROW, "Choose it"),
    "value without basis": (cell("basis", None), FaultKind.CHECK, at("basis", 3), Weight.ROW, "Choose the basis"),
    "same reference twice": (cell("reference", "e/1"), FaultKind.REPEATED_ROW, at("reference", 3), Weight.ROW, "row above"),
    "same reference, written otherwise": (
        cell("reference", "e / 1"), FaultKind.REPEATED_ROW, at("reference", 3), Weight.ROW, "stands in a row above",
    ),
    "no reference": (cell("reference", None), FaultKind.MISSING_VALUE, at("reference", 3), Weight.ROW, "filled in"),
    "not a plate": (cell("vrm", "AB12CDEF9"), FaultKind.CHECK, at("vrm", 3), Weight.ADVICE, "foreign one is fine"),
    "hidden row": (hidden, FaultKind.HIDDEN_ROW, "3", Weight.ADVICE, "Show it"),
    "spaces": (cell("reference", "E/2\u00a0"), FaultKind.SPACES, at("reference", 3), Weight.ADVICE, "'E/2'"),
    "empty row between": (sheet(lambda s: s.insert_rows(3)), FaultKind.EMPTY_ROW, "3", Weight.ADVICE, "row 3"),  # type: ignore[attr-defined]  # a sheet
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("error", ERRORS)
def test_each_error_gets_its_message_and_nothing_is_lost(error: str) -> None:
    """One fault of the right kind at the right cell with what to do; the bytes are kept; the good rows can be taken in."""
    change, kind, where, weight, words = ERRORS[error]
    told, viewer = new_return("ESSEX"), force_lead()
    data = filled(change)
    book = receive(told, "essex.xlsx", data, viewer)
    assert bytes(book.data) == data
    found = [fault for fault in book.faults if fault["kind"] == kind]
    assert [(fault["cell"], fault["weight"]) for fault in found] == [(where, weight)], book.faults
    assert sum(fault["weight"] != Weight.ADVICE for fault in book.faults) == (weight is not Weight.ADVICE)
    assert words in f"{found[0]['problem']} {found[0]['remedy']}"
    assert found[0]["file"] == "essex.xlsx"
    if weight is Weight.FILE:
        with pytest.raises(VinculumError, match="Nothing of this workbook can be read"):
            take_in(book, viewer, after=1)
        refuse(book, viewer, after=1)
        assert told.lines.count() == 0
    else:
        number = take_in(book, viewer, after=1)
        assert number == told.lines.count() == (1 if weight is Weight.ROW else 2)


AT_ONCE: list[tuple[str, object, FaultKind]] = [
    ("value", "#REF!", FaultKind.FORMULA_ERROR),
    ("on", "last Tuesday", FaultKind.NOT_A_DAY),
    ("on", "10/14/2025", FaultKind.SWAPPED_DAY),
    ("on", TOMORROW, FaultKind.FUTURE_DAY),
    ("on", date(2025, 9, 30), FaultKind.DAY_OUTSIDE),
    ("value", -1, FaultKind.NEGATIVE),
    ("value", "$20,000", FaultKind.OTHER_CURRENCY),
    ("value", "lots", FaultKind.NOT_A_NUMBER),
    ("kind", "Boat", FaultKind.UNKNOWN_CHOICE),
    ("condition", "OK", FaultKind.UNKNOWN_CHOICE),
    ("condition", None, FaultKind.MISSING_VALUE),
    ("basis", None, FaultKind.CHECK),
    ("time", "dawn", FaultKind.NOT_A_TIME),
    ("lat", 951.2, FaultKind.OUT_OF_BOUNDS),
    ("note", "n" * 501, FaultKind.TOO_LONG),
]


@pytest.mark.django_db
def test_errors_do_not_hide_one_another() -> None:
    """A file with an error in every row but one gets one message for each, in order, and the good row is read."""
    rows: list[dict[str, object]] = [{**GOOD[1], "reference": f"E/{number}"} for number in range(len(AT_ONCE) + 1)]
    for row, (name, value, _) in zip(rows, AT_ONCE, strict=False):
        row[name] = value
    book = receive(new_return("ESSEX"), "many.xlsx", filled(None, rows), force_lead())
    stopping = [(fault["cell"], fault["kind"]) for fault in book.faults if fault["weight"] == Weight.ROW]
    assert stopping == [(at(name, number), kind) for number, (name, _, kind) in enumerate(AT_ONCE, 2)]
    assert [row["reference"] for row in book.rows] == [f"E/{len(AT_ONCE)}"]


@pytest.mark.django_db
def test_the_same_bytes_are_the_same_workbook() -> None:
    """Uploading a file twice keeps it once."""
    told, viewer, data = new_return("ESSEX"), force_lead(), filled()
    assert receive(told, "a.xlsx", data, viewer).pk == receive(told, "b.xlsx", data, viewer).pk


@pytest.mark.django_db
def test_a_known_reference_is_a_correction_and_no_second_item() -> None:
    """The same reference in a later workbook corrects the item; only what changed is told, and an empty cell changes nothing."""
    told, viewer = new_return("ESSEX"), force_lead()
    take_in(receive(told, "a.xlsx", filled(), viewer), viewer, after=1)
    send(told, force_lead(1), after=1)
    again = new_return("ESSEX", minutes=2)
    data = filled(cell("value", 17000), [GOOD[0], {**GOOD[1], "vrm": None}])
    take_in(receive(again, "b.xlsx", data, viewer), viewer, after=1)
    send(again, force_lead(3), after=1)
    facts = ItemFact.objects.filter(sent_in__in=[told, again]).order_by("known_at", "item").values_list("kind", "item", "told")
    assert [(kind, item) for kind, item, _ in facts] == [
        ("reported", "ESSEX:E/1"), ("reported", "ESSEX:E/2"), ("corrected", "ESSEX:E/2"),
    ]  # fmt: skip
    assert facts[2][2] == {"value": "17000.00"}
