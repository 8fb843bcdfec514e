"""The spreadsheet of a claim: its template with the lines so far, and a filled one read back to lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vinculum.desk.programme.funding.claiming import CATEGORY_WORDS, Spent
from vinculum.desk.programme.funding.models import Claim, SpendLine
from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Days, Declared
from vinculum.desk.sheets.fault import Fault, Weight
from vinculum.desk.sheets.reading import read_sheet
from vinculum.desk.sheets.template import write_template

SHEET = Declared(
    code="claim",
    version=1,
    title="Spending",
    about="What was spent of an award, one thing a row.",
    columns=(
        Column(
            "spent_on", "Spent on", "The day on which it was spent.", CellKind.DAY, required=True,
            examples=("2026-05-12", "2026-05-20"),
        ),
        Column(
            "category", "Category", "What kind of spending it is.", CellKind.CHOICE, required=True,
            choices=tuple(Choice(code.value, words) for code, words in CATEGORY_WORDS.items()),
            examples=("Overtime", "Lifts of containers"),
        ),
        Column(
            "about", "What", "What was bought or done.", required=True,
            examples=("Overtime, four nights at stop sites", "Two lifts at £200"),
        ),
        Column("document", "Invoice or order", "The number of its paper.", longest=100, examples=("EX-9901", "NV-200")),
        Column("amount_gbp", "Amount", "What was spent, in pounds.", CellKind.MONEY, required=True, examples=("1240.50", "400")),
    ),
    cover=(("claim", "Claim"),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A filled sheet: its lines, and every fault. Nothing is saved while a row is at fault."""

    lines: tuple[Spent, ...]
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> bool:
        """Whether something must be corrected first."""
        return any(fault.weight is not Weight.ADVICE for fault in self.faults)


def claim_template(claim: Claim, lines: Iterable[SpendLine]) -> bytes:
    """Return the workbook of a claim with its lines as last saved."""
    return write_template(SHEET, {"claim": claim.reference}, [_row_of(line) for line in lines])


def read_claim(claim: Claim, data: bytes, file: str, today: date) -> ReadClaim:
    """Return what a filled sheet holds; days outside the claim's period are faults of their cells."""
    days = Days(claim.spent_from, claim.spent_until, today, "the period of the claim")
    reading = read_sheet(SHEET, data, file, cover={"claim": claim.reference}, days=days)
    lines = tuple(
        Spent(
            _day(row.values["spent_on"]), str(row.values["category"]), str(row.values["about"]),
            Decimal(str(row.values["amount_gbp"])).quantize(Decimal("0.01")), str(row.values.get("document", "")),
        )
        for row in reading.rows
    )  # fmt: skip
    return ReadClaim(() if reading.refused else lines, reading.faults)


def _row_of(line: SpendLine) -> dict[str, CellValue]:
    row: dict[str, CellValue] = {"spent_on": line.spent_on, "category": line.category, "about": line.about}
    return row | {"document": line.document, "amount_gbp": line.amount_gbp}


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} was read from a column of days")
    return value
