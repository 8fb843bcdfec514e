"""What charts read of a breakdown: its groups without the line of all together, by the columns that are names and numbers."""

from __future__ import annotations

from vinculum.desk.documents.broken import TOGETHER
from vinculum.desk.documents.contents import Breakdown
from vinculum.desk.documents.measured_words import NUMBERS, measured_words
from vinculum.desk.measured import Reads
from vinculum.site.charts.spec import Column


def groups_of(block: Breakdown) -> list[tuple[str, ...]]:
    """Return the rows that a chart draws: of bars, grids and routes those that stand for one group, which opens to its rows."""
    if block.draws == "series":
        return [row for row in block.rows if row[0] != TOGETHER]
    return [row for row, ask in zip(block.rows, block.asks, strict=True) if ask]


def names_in(block: Breakdown, row: tuple[str, ...]) -> list[str]:
    """Return what a row is called by, column by column."""
    return [
        measured_words(cell, Reads(column.reads))
        for cell, column in zip(row, block.columns, strict=True)
        if Reads(column.reads) not in NUMBERS
    ]


def place_of(block: Breakdown, *reads: Reads) -> int:
    """Return the place of the first column that reads in one of these ways."""
    return next(place for place, column in enumerate(block.columns) if Reads(column.reads) in reads)


def columns_of(name: str, number: str) -> tuple[Column, ...]:
    """Return what the specification says of its own table: the document prints a fuller one beside the drawing."""
    return (Column("name", name), Column("words", number))
