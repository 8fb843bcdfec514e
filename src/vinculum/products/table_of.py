"""The tables of a document, one way for every form: what a chart draws, what is compared, what stands behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from vinculum.desk.documents.contents import Basis, Breakdown, Chart, Compared, Document, Figures, Table, value_words
from vinculum.desk.documents.measured_words import NUMBERS, measured_words
from vinculum.desk.figures import Unit, in_words
from vinculum.desk.measured import Reads


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a table; ``note`` is the number of the figure they are, 0 for none."""

    text: str
    note: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as every form sets it; the first column names its row, ``numbers`` are the columns set to the right.

    ``note`` is the number of the figure whose rows the whole table is, 0 for none. ``asks`` says, row by row, what an
    address adds to open that row's own rows; empty where rows do not open. ``after`` is a sentence below it.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int]
    note: int = 0
    asks: tuple[dict[str, str], ...] = ()
    after: str = ""


def sheet_of(block: Figures | Compared | Chart | Breakdown | Table, document: Document) -> Sheet:
    """Return the table of a block."""
    match block:
        case Figures():
            rows = tuple((Cell(line.what), _figure(document.basis(line.note))) for line in block.lines)
            return Sheet(block.caption, ("What", "Figure"), rows, frozenset({1}))
        case Compared():
            headers = ("What", block.first_words, block.now_words, "Since then")
            compared = tuple(
                (
                    Cell(line.what),
                    _figure(document.basis(line.first)),
                    _figure(document.basis(line.now)),
                    Cell(line.since),
                )
                for line in block.lines
            )
            return Sheet(block.caption, headers, compared, frozenset({1, 2}))
        case Chart():
            return Sheet(block.caption, (block.category, block.what), counts_of(block), frozenset({1}))
        case Breakdown():
            return _broken(block)
        case Table():
            held = tuple(tuple(Cell(text) for text in row) for row in block.rows)
            return Sheet(block.caption, block.headers, held, frozenset(block.numbers), block.note)


def _broken(block: Breakdown) -> Sheet:
    reads = [Reads(column.reads) for column in block.columns]
    rows = tuple(
        tuple(Cell(measured_words(cell, how)) for cell, how in zip(row, reads, strict=True)) for row in block.rows
    )  # fmt: skip
    numbers = frozenset(place for place, how in enumerate(reads) if how in NUMBERS)
    headers = tuple(column.heading for column in block.columns)
    return Sheet(block.caption, headers, rows, numbers, block.note, block.asks, block.after)


def counts_of(chart: Chart) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of the table behind a chart, and their sum: the figure that the chart breaks down."""
    unit = Unit(chart.unit)
    rows = tuple((Cell(name), Cell(in_words(Decimal(value), unit))) for name, value in chart.counts)
    others, value = chart.others
    if others:
        rows = (*rows, (Cell(others), Cell(in_words(Decimal(value), unit))))
    total = sum((Decimal(value) for _, value in (*chart.counts, chart.others) if value), Decimal(0))
    return (*rows, (Cell("Together"), Cell(in_words(total, unit), chart.note)))


def facts_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Return what the front of a document says of itself, as pairs of a name and its words."""
    held = [
        ("As at", _moment(document.as_at)),
        ("Version", f"{document.reference}, version {document.version}"),
        ("State", document.state),
        ("For", document.audience_words),
        ("Handling", document.handling),
        ("Author", f"{document.author}, {document.organisation}"),
        ("Owner", document.owner),
        ("Made", _moment(document.made_at)),
        ("Review by", f"{document.review_on.day} {document.review_on:%B %Y}"),
    ]
    if document.until is not None:
        held.insert(4, ("Embargo", f"Not before {_moment(document.until)}"))
    if document.left_out:
        parts = "passage is" if document.left_out == 1 else "passages are"
        held.append(("Edition", f"{document.left_out} {parts} left out of this edition; it says so where each stood."))
    return tuple((name, words) for name, words in held if words)


def note_words(basis: Basis) -> str:
    """Return what the note of a figure says: its definition, what was asked, how many rows stand behind it."""
    rows = f"{basis.rows:,} {'row' if basis.rows == 1 else 'rows'}" if basis.known else "not known: nothing was reported by then"
    return f"{basis.definition} Asked: {basis.asked_words}. Behind it: {rows}. Figure: {basis.code}."


def _figure(basis: Basis) -> Cell:
    return Cell(value_words(basis), basis.number)


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
