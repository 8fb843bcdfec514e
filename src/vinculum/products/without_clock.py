"""A Word document as bytes that say nothing of the clock of the machine: the same document, the same bytes."""

from __future__ import annotations

import io
import zipfile

from docx.document import Document

# The first moment that a zip archive can name.
START = (1980, 1, 1, 0, 0, 0)


def without_clock(word: Document) -> bytes:
    """Return a document with the moments of its parts taken out; the list of contents comes first, as readers expect."""
    made, packed = io.BytesIO(), io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            archive.writestr(zipfile.ZipInfo(name, START), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
