"""What a spreadsheet holds, declared once: its template, its reader and the words on the page come from the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

CellValue = str | date | time | Decimal | int

COVER, DEFINITIONS, EXAMPLES, LISTS = "Cover", "Definitions", "Examples", "Lists"


class CellKind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    MONEY = "money"
    WHOLE = "whole number"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a column of choices takes: its code, the words in the drop-down, and what it means."""

    code: str
    title: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column. ``title`` heads it; ``name`` is its name in what is read; money is GBP.

    ``least`` bounds numbers from below (money and whole numbers are never negative anyway). ``examples`` fill the sheet of
    examples, one a row.
    """

    name: str
    title: str
    definition: str
    kind: CellKind = CellKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    examples: tuple[str, ...] = ()
    longest: int = 300
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared spreadsheet: the sheet ``title`` holds a header row of ``columns`` and one thing a row.

    ``cover`` are the titles, by name, of what the cover sheet says of the whole file (such as the force). ``key`` are the columns
    that together name a row: two rows of one file may not share them.
    """

    code: str
    version: int
    title: str
    about: str
    columns: tuple[Column, ...]
    cover: tuple[tuple[str, str], ...] = ()
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of a name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a DAY cell may say, both included, and the words for that stretch; ``today`` bounds them from above."""

    since: date
    until: date
    today: date
    words: str
