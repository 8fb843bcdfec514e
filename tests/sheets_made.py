"""A small declared sheet, and workbooks filled in from its template with something wrong in them."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from openpyxl import Workbook, load_workbook

from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Days, Declared
from vinculum.desk.sheets.template import write_template

CLAIM = Declared(
    code="spending",
    version=2,
    title="Spending",
    about="What was spent",
    columns=(
        Column("reference", "Reference", "The force's own reference.", required=True, examples=("A1", "A2"), longest=20),
        Column("on", "Day", "The day on which it was paid.", CellKind.DAY, required=True, examples=("2025-10-14",)),
        Column("at", "Time", "When on that day.", CellKind.TIME, examples=("05:40",)),
        Column(
            "what", "What for", "What it was spent on.", CellKind.CHOICE, required=True,
            choices=(Choice("OT", "Overtime", "Hours beyond the shift."), Choice("KIT", "Equipment")), examples=("OT",),
        ),
        Column("value", "Amount", "Amount in pounds.", CellKind.MONEY, examples=("1250.50",)),
        Column("hours", "Hours worked", "Whole hours.", CellKind.WHOLE, examples=("8",)),
        Column("lat", "Latitude", "WGS84 degrees.", CellKind.NUMBER, least=Decimal(-90), most=Decimal(90), examples=("51.7",)),
    ),
    cover=(("force", "Force"),),
    key=("reference",),
)  # fmt: skip
WEEK = Days(date(2025, 10, 3), date(2025, 10, 19), date(2025, 11, 1), "in the stretch of this claim, 3 to 19 October 2025")
GOOD: dict[str, CellValue] = {"reference": "A1", "on": date(2025, 10, 14), "what": "OT", "value": Decimal("1250.50"), "hours": 8}
OTHER: dict[str, CellValue] = {"reference": "A2", "on": date(2025, 10, 15), "what": "KIT"}


def filled(*rows: dict[str, CellValue], cover: str = "ESSEX") -> bytes:
    """Return the template with rows in it."""
    return write_template(CLAIM, {"force": cover}, rows or (GOOD, OTHER))


def changed(change: Callable[[Workbook], None], *rows: dict[str, CellValue]) -> bytes:
    """Return the filled-in template after somebody changed something in it."""
    book = load_workbook(io.BytesIO(filled(*rows)))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_cell(cell: str, value: str | float | date | None, number_format: str | None = None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["Spending"][cell] = value
        if number_format is not None:
            book["Spending"][cell].number_format = number_format

    return change
