"""What is wrong with a spreadsheet, cell by cell: where, what stands there, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a fault means for the rest: nothing of the file can be taken in, the row cannot, or it is only said."""

    FILE = "file"
    ROW = "row"
    ADVICE = "advice"


class FaultKind(StrEnum):
    """Every kind of fault that the reader finds; CHECK is that of the room whose sheet it is."""

    NOT_A_WORKBOOK = "not a workbook"
    OLD_OR_LOCKED = "old format or password"
    MACROS = "macros"
    TOO_LARGE = "too large"
    NO_SHEET = "sheet missing"
    WRONG_TEMPLATE = "another template"
    WRONG_VERSION = "another version"
    WRONG_COVER = "cover says something else"
    MISSING_COLUMN = "column missing"
    RENAMED_COLUMN = "column renamed"
    UNKNOWN_COLUMN = "column not known"
    REPEATED_COLUMN = "column twice"
    MERGED_HEADER = "header merged"
    MERGED_CELL = "cells merged"
    NO_ROWS = "no rows"
    FORMULA_ERROR = "formula error"
    FORMULA_WITHOUT_VALUE = "formula without value"
    NOT_A_DAY = "not a date"
    SWAPPED_DAY = "day and month swapped"
    FUTURE_DAY = "date to come"
    DAY_OUTSIDE = "date outside"
    NOT_TEXT = "not text"
    NOT_A_TIME = "not a time"
    NOT_A_NUMBER = "not a number"
    NUMBER_AS_TEXT = "number as text"
    NEGATIVE = "negative"
    OUT_OF_BOUNDS = "out of bounds"
    NOT_WHOLE = "not a whole number"
    OTHER_CURRENCY = "another currency"
    UNKNOWN_CHOICE = "not in the list"
    MISSING_VALUE = "value missing"
    TOO_LONG = "too long"
    REPEATED_ROW = "row twice"
    HIDDEN_ROW = "row hidden"
    SPACES = "spaces"
    EMPTY_ROW = "empty row"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file. ``cell`` is such as ``D14``, a row such as ``14``, or "" for the whole sheet or file."""

    kind: FaultKind
    weight: Weight
    file: str
    sheet: str
    cell: str
    value: str
    problem: str
    remedy: str

    @property
    def sentence(self) -> str:
        """The fault as one reads it out."""
        where = ", ".join(
            part for part in (self.file, self.sheet and f"sheet {self.sheet}", self.cell and f"cell {self.cell}") if part
        )
        if self.cell.isdigit():
            where = where.replace("cell ", "row ")
        shown = f" ({self.value!r})" if self.value else ""
        return f"{where}{shown}: {self.problem} {self.remedy}"
