"""A document as Word, for editing: real headings, tables with header rows, pictures with their words. Same in, same bytes."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

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
from vinculum.products.lettering import held_by_xml
from vinculum.products.table_of import Cell, Sheet, facts_of, note_words, sheet_of
from vinculum.products.without_clock import without_clock

TEXT_WIDTH = Mm(170)


def to_word(document: Document, drawings: Drawings) -> bytes:
    """Return a document as .docx."""
    word = docx.Document()
    _set_up(word, document)
    word.add_paragraph(document.kind, style="Subtitle")
    word.add_heading(held_by_xml(document.title), 0)
    word.add_paragraph(held_by_xml(document.summary))
    facts = tuple((Cell(name), Cell(words)) for name, words in facts_of(document))
    _add_sheet(word, Sheet("About this document", ("What", "This document"), facts, frozenset()))
    for section in document.sections:
        word.add_heading(held_by_xml(section.heading), 1)
        if not section.blocks:
            word.add_paragraph("Nothing is held for this section.")
        for block in section.blocks:
            _add_block(word, block, document, drawings)
    if document.bases:
        word.add_heading("Figures and their definitions", 1)
        word.add_paragraph(
            "Every figure is the count or the sum of rows that can be shown. What is not known is said to be not known; "
            "it is never shown as zero."
        )
        for basis in document.bases:
            note = word.add_paragraph()
            _bookmark(note, f"note_{basis.number}", basis.number)
            note.add_run(held_by_xml(f"{basis.number}. {basis.title}. ")).bold = True
            note.add_run(held_by_xml(note_words(basis)))
    if document.words:
        word.add_heading("What the words mean", 1)
        for name, meaning in document.words:
            paragraph = word.add_paragraph()
            paragraph.add_run(held_by_xml(f"{name}: ")).bold = True
            paragraph.add_run(held_by_xml(meaning))
    return without_clock(word)


def _set_up(word: WordDocument, document: Document) -> None:
    """Set the page, the language, the properties, and the marking and handling at the head and foot of every page."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    marking = f"{document.marking}. {document.handling}"
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    state = "" if document.state in {"Released", "Superseded"} else f" \N{EN DASH} {document.state.upper()}"
    for paragraph, words in ((head, f"{document.marking}{state}"), (foot, marking)):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(held_by_xml(words)).bold = True
    where = section.footer.add_paragraph(f"{document.reference}, version {document.version}. Page ")
    _field(where, "PAGE")
    word.styles["Normal"].font.size = Pt(11)
    _speak_english(word)
    told = word.core_properties
    told.title, told.subject = held_by_xml(document.title), document.kind
    told.author, told.last_modified_by = f"{document.author}, {document.organisation}", document.author
    told.keywords, told.comments = f"{document.reference}, version {document.version}", held_by_xml(marking)
    told.category, told.content_status, told.language = document.marking, document.state, "en-GB"
    told.created = told.modified = document.made_at.replace(tzinfo=None, microsecond=0)
    told.revision = document.version


def _add_block(word: WordDocument, block: Block, document: Document, drawings: Drawings) -> None:
    match block:
        case Paragraph():
            _add_runs(word.add_paragraph(), block.runs)
        case Points():
            for item in block.items:
                _add_runs(word.add_paragraph(style="List Number" if block.numbered else "List Bullet"), item)
        case Commentary():
            for part in block.body:
                _add_block(word, part, document, drawings)
            told = f"Commentary by {block.author}: their own words, not worked out from rows."
            word.add_paragraph().add_run(held_by_xml(told)).italic = True
        case Assessed():
            paragraph = word.add_paragraph(style="Intense Quote")
            paragraph.add_run("Assessment. ").bold = True
            paragraph.add_run(held_by_xml(block.statement))
            told = f"“{block.likelihood}” stands for {block.band}. Confidence in what it rests on: {block.confidence}."
            word.add_paragraph().add_run(held_by_xml(f"{told} {block.author}.")).italic = True
        case LeftOut():
            word.add_paragraph().add_run(block.words).italic = True
        case Chart() | Breakdown() if is_drawn(block):
            _add_picture(word, block, drawings)
            _add_sheet(word, sheet_of(block, document))
        case _:
            _add_sheet(word, sheet_of(block, document))


def _add_runs(paragraph: WordParagraph, runs: tuple[Run, ...]) -> None:
    for run in runs:
        told = f"{run.text} ({run.href})" if run.href else run.text
        added = paragraph.add_run(held_by_xml(told))
        added.bold, added.italic = run.strong or run.note > 0 or None, run.stressed or None
        if run.note:
            _link_to_note(paragraph, run.note)


def _add_sheet(word: WordDocument, sheet: Sheet) -> None:
    caption = word.add_paragraph(style="Caption")
    caption.add_run(held_by_xml(sheet.caption))
    if sheet.note:
        _link_to_note(caption, sheet.note)
    caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(sheet.headers), style="Table Grid")
    _mark_as_header(table.rows[0])
    _say_of(table, sheet.caption)
    for place, header in enumerate(sheet.headers):
        _fill(table.rows[0].cells[place].paragraphs[0], Cell(header), number=place in sheet.numbers, strong=True)
    for row in sheet.rows:
        cells = table.add_row().cells
        for place, cell in enumerate(row):
            _fill(cells[place].paragraphs[0], cell, number=place in sheet.numbers, strong=False)
    word.add_paragraph(held_by_xml(sheet.after))


def _fill(paragraph: WordParagraph, cell: Cell, *, number: bool, strong: bool) -> None:
    paragraph.add_run(held_by_xml(cell.text)).bold = strong or None
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if cell.note:
        _link_to_note(paragraph, cell.note)


def _add_picture(word: WordDocument, chart: Chart | Breakdown, drawings: Drawings) -> None:
    word.add_picture(io.BytesIO(drawings[chart.name].png), width=TEXT_WIDTH)
    drawn = word.paragraphs[-1]._p.find(".//" + qn("wp:docPr"))  # noqa: SLF001 - python-docx has no word for alternative text
    if drawn is None:
        raise AssertionError("the picture that was added is not there")
    drawn.set("descr", held_by_xml(chart.words))
    drawn.set("title", held_by_xml(chart.caption))


def _link_to_note(paragraph: WordParagraph, number: int) -> None:
    """Add the number of a note, raised, that leads to the note."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"note_{number}")
    raised = OxmlElement("w:r")
    link.append(raised)
    paragraph._p.append(link)  # noqa: SLF001 - python-docx has no word for a link inside the document
    run = WordRun(raised, paragraph)
    run.text = str(number)
    run.font.superscript = True


def _bookmark(paragraph: WordParagraph, name: str, number: int) -> None:
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)  # noqa: SLF001 - python-docx has no word for bookmarks


def _field(paragraph: WordParagraph, code: str) -> None:
    """Add what Word works out itself: the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no word for fields


def _mark_as_header(row: Any) -> None:
    """Say that a row is the header of its table: read out with each cell, repeated on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no word for header rows


def _say_of(table: Any, caption: str) -> None:
    """Give a table its alternative text."""
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), held_by_xml(caption))
    table._tbl.tblPr.append(told)  # noqa: SLF001 - python-docx has no word for the text of a table


def _speak_english(word: WordDocument) -> None:
    properties = word.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)
