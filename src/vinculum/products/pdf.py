"""A document as PDF: tagged for screen readers (PDF/UA-1), fit for an archive (PDF/A-2a). Same in, same bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vinculum.desk.documents.contents import (
    Assessed,
    Block,
    Breakdown,
    Chart,
    Commentary,
    Document,
    LeftOut,
    Paragraph,
    Points,
    Run,
    is_drawn,
)
from vinculum.products.drawn import Drawings
from vinculum.products.table_of import Sheet, facts_of, note_words, sheet_of
from vinculum.products.typeset import Document as Typeset
from vinculum.products.typeset import typeset

# Letters by which the columns of a table share the line: a narrow one keeps room for a number, a wide one wraps.
LEAST_LETTERS, HEADER_LETTERS, MOST_LETTERS = 5, 14, 34
# Letters of 9.5 points that a line of 170 mm takes, and those that the space between two columns costs.
LINE_LETTERS, BETWEEN = 96, 2


def to_pdf(document: Document, drawings: Drawings) -> Typeset:
    """Return a document as PDF with its charts as they were drawn."""
    told = {
        "marking": document.marking,
        "handling": document.handling,
        "reference": f"{document.reference}, version {document.version}",
        "state": document.state,
        "kind": document.kind,
        "title": document.title,
        "summary": document.summary,
        "author": document.author,
        "organisation": document.organisation,
        "facts": facts_of(document),
        "sections": [
            {"heading": section.heading, "blocks": [_told(block, document, drawings) for block in section.blocks]}
            for section in document.sections
        ],
        "notes": [
            {"number": basis.number, "title": basis.title, "words": note_words(basis)} for basis in document.bases
        ],
        "words": document.words,
    }  # fmt: skip
    return typeset("document", told, document.made_at)


def _told(block: Block, document: Document, drawings: Drawings) -> dict[str, Any]:
    """Return a block as the template reads it."""
    match block:
        case Paragraph():
            return {"block": block.block, "runs": _runs(block.runs)}
        case Points():
            return {"block": block.block, "items": [_runs(item) for item in block.items], "numbered": block.numbered}
        case Commentary():
            return {"block": block.block, "author": block.author, "body": [_told(one, document, drawings) for one in block.body]}
        case Assessed() | LeftOut():
            return asdict(block)
        case Chart() | Breakdown() if is_drawn(block):
            drawn = drawings[block.name]
            return {"block": "chart", "svg": drawn.svg, "words": block.words, "sheet": _sheet(sheet_of(block, document))}
        case _:
            return {"block": "sheet", "sheet": _sheet(sheet_of(block, document))}


def _runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [asdict(run) for run in runs]


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "caption": sheet.caption,
        "headers": sheet.headers,
        "rows": [[asdict(cell) for cell in row] for row in sheet.rows],
        "numbers": sorted(sheet.numbers),
        "note": sheet.note,
        "after": sheet.after,
        "widths": widths_of(sheet),
    }


def widths_of(sheet: Sheet) -> list[float]:
    """Return the shares of the line that the columns take: each holds its longest word, the rest goes to those that wrap."""
    columns = [[header, *(row[place].text for row in sheet.rows)] for place, header in enumerate(sheet.headers)]
    words = [max((len(word) for cell in cells for word in cell.split()), default=1) for cells in columns]
    least = [max(LEAST_LETTERS, min(longest, MOST_LETTERS)) for longest in words]
    wished = [
        max(low, min(max(map(len, cells[1:]), default=1), MOST_LETTERS), min(len(cells[0]), HEADER_LETTERS))
        for low, cells in zip(least, columns, strict=True)
    ]
    room, more = LINE_LETTERS - BETWEEN * len(columns) - sum(least), sum(wished) - sum(least)
    share = min(1.0, max(0.0, room / more)) if more else 0.0
    return [round(BETWEEN + low + (wish - low) * share, 2) for low, wish in zip(least, wished, strict=True)]
