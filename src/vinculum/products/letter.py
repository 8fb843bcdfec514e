"""A letter of a case, set from what was kept of it: PDF as it was drafted, Word for whoever has to put it on their own paper.

``said`` is plain data: title, reference, about, sender, recipient, address, on, paragraphs, signed. Same in, same bytes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.shared import Mm, Pt

from vinculum.products.lettering import held_by_xml
from vinculum.products.typeset import Document, typeset
from vinculum.products.without_clock import without_clock


def letter_as_pdf(said: Mapping[str, Any], marking: str, digest: str, drafted_at: datetime) -> Document:
    """Return the letter that ``said`` tells as PDF, dated by its draft (UTC); ``digest`` is the SHA-256 by which it is kept."""
    return typeset("letter", {**said, "marking": marking, "digest": digest}, drafted_at)


def letter_as_word(said: Mapping[str, Any], marking: str, drafted_at: datetime) -> bytes:
    """Return the same letter as .docx."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    for place in (section.header, section.footer):
        place.paragraphs[0].add_run(marking).bold = True
    word.styles["Normal"].font.size = Pt(11)
    told = word.core_properties
    told.title, told.author, told.language = held_by_xml(said["title"]), held_by_xml(said["sender"]), "en-GB"
    told.last_modified_by, told.comments = held_by_xml(said["sender"]), marking
    told.created = told.modified = drafted_at.replace(tzinfo=None, microsecond=0)
    word.add_paragraph().add_run(held_by_xml(said["sender"])).bold = True
    for words in (said["on"], said["recipient"], said["address"]):
        if words:
            word.add_paragraph(held_by_xml(words))
    word.add_heading(held_by_xml(said["title"]), 1)
    word.add_paragraph().add_run(held_by_xml(said["about"])).bold = True
    word.add_paragraph(held_by_xml(f"Our reference: {said['reference']}"))
    for paragraph in (*said["paragraphs"], said["signed"], said["sender"]):
        word.add_paragraph(held_by_xml(paragraph))
    return without_clock(word)
