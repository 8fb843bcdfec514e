"""A letter of a case, set from what was kept of it: PDF as it was drafted, Word for whoever has to put it on their own paper.

``said`` is plain data: title, reference, about, sender, recipient, address, on, paragraphs, signed. Same in, same bytes out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.shared import Mm, Pt

from vinculum.products.lettering import CONTROLS
from vinculum.products.typeset import Document, typeset

# The first moment that a zip archive can name: the clock of the machine plays no part.
START = (1980, 1, 1, 0, 0, 0)


def letter_as_pdf(said: Mapping[str, Any], marking: str, digest: str, drafted_at: datetime) -> Document:
    """Return the letter that ``said`` tells as PDF, dated by its draft (UTC); ``digest`` is the SHA-256 by which it is kept."""
    return typeset("letter", {**said, "marking": marking, "digest": digest}, drafted_at.replace(microsecond=0))


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
    told.title, told.author, told.language = _plain(said["title"]), _plain(said["sender"]), "en-GB"
    told.last_modified_by, told.comments = _plain(said["sender"]), marking
    told.created = told.modified = drafted_at.replace(tzinfo=None, microsecond=0)
    word.add_paragraph().add_run(_plain(said["sender"])).bold = True
    for words in (said["on"], said["recipient"], said["address"]):
        if words:
            word.add_paragraph(_plain(words))
    word.add_heading(_plain(said["title"]), 1)
    word.add_paragraph().add_run(_plain(said["about"])).bold = True
    word.add_paragraph(_plain(f"Our reference: {said['reference']}"))
    for paragraph in (*said["paragraphs"], said["signed"], said["sender"]):
        word.add_paragraph(_plain(paragraph))
    made = io.BytesIO()
    word.save(made)
    return _without_clock(made)


def _plain(text: str) -> str:
    return "".join(f"[U+{ord(letter):04X}]" if letter in CONTROLS else letter for letter in text)


def _without_clock(made: io.BytesIO) -> bytes:
    """Return an archive with the moments of its parts taken out; the list of contents comes first, as readers expect."""
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            archive.writestr(zipfile.ZipInfo(name, START), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
