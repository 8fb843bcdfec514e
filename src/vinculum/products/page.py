"""A document as HTML: the body that a page of the site shows, and a file that stands by itself. Every word is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from importlib import resources
from urllib.parse import urlencode

from vinculum.desk.documents.contents import (
    Assessed,
    Basis,
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
from vinculum.products.table_of import Cell, Sheet, facts_of, note_words, sheet_of

AddressOf = Callable[[Basis], str]


def to_body(document: Document, drawings: Drawings, address_of: AddressOf | None = None) -> str:
    """Return the sections, notes and words of a document as HTML without a frame.

    ``address_of`` says where a figure opens to its rows, "" for nowhere: it then leads to its note alone.
    """
    parts = list(_sections(document, drawings, address_of))
    if document.bases:
        parts.append('<h2 class="govuk-heading-m" id="notes">Figures and their definitions</h2>')
        parts.append(
            '<p class="govuk-body">Every figure is the count or the sum of rows that can be shown. '
            "What is not known is said to be not known; it is never shown as zero.</p>"
        )
        notes = "".join(_note(basis, address_of) for basis in document.bases)
        parts.append(f'<dl class="govuk-summary-list">{notes}</dl>')
    if document.words:
        parts.append('<h2 class="govuk-heading-m" id="words">What the words mean</h2>')
        words = "".join(_pair(escape(name), escape(meaning)) for name, meaning in document.words)
        parts.append(f'<dl class="govuk-summary-list">{words}</dl>')
    return "\n".join(parts)


def to_file(document: Document, drawings: Drawings) -> bytes:
    """Return a document as one HTML file that asks for nothing from outside."""
    style = (resources.files("vinculum.products") / "templates" / "document.css").read_text("utf-8")
    marking = escape(f"{document.marking}. {document.handling}")
    facts = "".join(_pair(escape(name), escape(words)) for name, words in facts_of(document))
    body = to_body(document, drawings)
    written = (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{escape(document.author)}, {escape(document.organisation)}">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header><p class="marking">{marking}</p></header>\n<main>\n'
        f"<p>{escape(document.kind)}</p>\n<h1>{escape(document.title)}</h1>\n<p>{escape(document.summary)}</p>\n"
        f'<dl class="govuk-summary-list">{facts}</dl>\n{body}\n</main>\n'
        f'<footer><p class="marking">{marking}</p></footer>\n</body>\n</html>\n'
    )
    return written.encode()


def _sections(document: Document, drawings: Drawings, address_of: AddressOf | None) -> Iterator[str]:
    for section in document.sections:
        yield f'<section aria-labelledby="section-{escape(section.code)}">'
        yield f'<h2 class="govuk-heading-m" id="section-{escape(section.code)}">{escape(section.heading)}</h2>'
        if not section.blocks:
            yield '<p class="govuk-body">Nothing is held for this section.</p>'
        for block in section.blocks:
            yield _block(block, document, drawings, address_of)
        yield "</section>"


def _block(block: Block, document: Document, drawings: Drawings, address_of: AddressOf | None) -> str:  # noqa: PLR0911 - one return a kind
    match block:
        case Paragraph():
            return f'<p class="govuk-body">{_runs(block.runs, document, address_of)}</p>'
        case Points():
            items = "".join(f"<li>{_runs(item, document, address_of)}</li>" for item in block.items)
            kind, name = ("number", "ol") if block.numbered else ("bullet", "ul")
            return f'<{name} class="govuk-list govuk-list--{kind}">{items}</{name}>'
        case Commentary():
            body = "".join(_block(one, document, drawings, address_of) for one in block.body)
            told = f"Commentary by {escape(block.author)}: their own words, not worked out from rows."
            return f'<div class="govuk-inset-text">{body}<p class="app-basis">{told}</p></div>'
        case Assessed():
            told = (
                f"“{escape(block.likelihood)}” stands for {escape(block.band)}. "
                f"Confidence in what it rests on: {escape(block.confidence)}. {escape(block.author)}."
            )
            return (
                f'<div class="govuk-inset-text"><p class="govuk-body"><strong>Assessment.</strong> {escape(block.statement)}</p>'
                f'<p class="app-basis">{told}</p></div>'
            )
        case LeftOut():
            return f'<p class="govuk-inset-text"><em>{escape(block.words)}</em></p>'
        case Chart() | Breakdown() if is_drawn(block):
            drawing = (
                f'<figure class="app-chart"><div class="app-chart__drawing" role="img" aria-label="{escape(block.words)}">'
                f"{drawings[block.name].svg}</div></figure>"
            )
            return drawing + _sheet(sheet_of(block, document), document, address_of)
        case _:
            return _sheet(sheet_of(block, document), document, address_of)


def _runs(runs: tuple[Run, ...], document: Document, address_of: AddressOf | None) -> str:
    return "".join(_run(run, document, address_of) for run in runs)


def _run(run: Run, document: Document, address_of: AddressOf | None) -> str:
    if run.note:
        return _figure(run.text, document.basis(run.note), address_of)
    words = escape(run.text)
    words = f"<strong>{words}</strong>" if run.strong else words
    words = f"<em>{words}</em>" if run.stressed else words
    return f'<a class="govuk-link" rel="noreferrer" href="{escape(run.href)}">{words}</a>' if run.href else words


def _figure(text: str, basis: Basis, address_of: AddressOf | None) -> str:
    """Return a figure as a link to its rows, with the number of its note beside it."""
    note = _note_link(basis.number)
    address = address_of(basis) if address_of else ""
    if not address:
        return f"<strong>{escape(text)}</strong>{note}"
    return f'<a class="govuk-link" href="{escape(address)}"><strong>{escape(text)}</strong></a>{note}'


def _note_link(number: int) -> str:
    return f'<sup><a class="govuk-link" href="#note-{number}" aria-label="Note {number}">{number}</a></sup>'


def _sheet(sheet: Sheet, document: Document, address_of: AddressOf | None) -> str:
    def number(place: int, kind: str) -> str:
        return f" govuk-table__{kind}--numeric" if place in sheet.numbers else ""

    def cell(one: Cell) -> str:
        return _figure(one.text, document.basis(one.note), address_of) if one.note else escape(one.text)

    headers = "".join(
        f'<th scope="col" class="govuk-table__header{number(place, "header")}">{escape(name)}</th>'
        for place, name in enumerate(sheet.headers)
    )
    address = address_of(document.basis(sheet.note)) if address_of and sheet.note and sheet.asks else ""
    rows = []
    for place, row in enumerate(sheet.rows):
        ask = sheet.asks[place] if place < len(sheet.asks) else {}
        opened = (
            f'<a class="govuk-link" href="{escape(f"{address}&{urlencode(ask)}")}">{cell(row[0])}</a>' if address and ask else ""
        )
        first = f'<th scope="row" class="govuk-table__header">{opened or cell(row[0])}</th>'
        rest = "".join(
            f'<td class="govuk-table__cell{number(place, "cell")}">{cell(one)}</td>' for place, one in enumerate(row[1:], 1)
        )
        rows.append(f'<tr class="govuk-table__row">{first}{rest}</tr>')
    caption = escape(sheet.caption)
    note = _note_link(sheet.note) if sheet.note else ""
    return (
        f'<div class="app-scroll" role="region" aria-label="{caption}" tabindex="0"><table class="govuk-table app-table--dense">'
        f'<caption class="govuk-table__caption govuk-table__caption--s">{caption}{note}</caption>'
        f'<thead class="govuk-table__head"><tr class="govuk-table__row">{headers}</tr></thead>'
        f'<tbody class="govuk-table__body">{"".join(rows)}</tbody></table></div>'
        + (f'<p class="govuk-body">{escape(sheet.after)}</p>' if sheet.after else "")
    )


def _note(basis: Basis, address_of: AddressOf | None) -> str:
    address = address_of(basis) if address_of else ""
    rows = f' <a class="govuk-link" href="{escape(address)}">The rows of figure {basis.number}</a>' if address else ""
    key = f'<span id="note-{basis.number}">{basis.number}. {escape(basis.title)}</span>'
    return _pair(key, escape(note_words(basis)) + rows)


def _pair(name: str, words: str) -> str:
    return (
        f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{name}</dt>'
        f'<dd class="govuk-summary-list__value">{words}</dd></div>'
    )
