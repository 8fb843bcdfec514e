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
    return typeset("document", told, document.made_at.replace(microsecond=0))


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


def widths_of(sheet: Sheet) -> list[int]:
    """Return the shares of the line that the columns take, so that each holds its longest word and none crowds the others out."""
    columns = zip(sheet.headers, *([cell.text for cell in row] for row in sheet.rows), strict=True)
    return [_width(header, cells) for header, *cells in columns]


def _width(header: str, cells: list[str]) -> int:
    longest_word = max((len(word) for text in (header, *cells) for word in text.split()), default=1)
    longest = max((len(text) for text in cells), default=1)
    return max(LEAST_LETTERS, min(longest_word, MOST_LETTERS), min(longest, MOST_LETTERS), min(len(header), HEADER_LETTERS))
