"""Typesetting: a template of this package and plain data become the bytes of a PDF. Same in, same out.

Data reaches the template as JSON and is set as text: nothing in it is ever read as markup.
What no font draws is told by number. Fonts are those that typst carries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any, cast

import typst

from vinculum.products.lettering import settable

# An archive can read it in fifty years (PDF/A-2a), a screen reader today (PDF/UA-1).
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document. ``digest`` is the SHA-256 of its bytes."""

    content: bytes
    pages: int
    digest: str


def typeset(template: str, told: Mapping[str, Any], as_at: datetime) -> Document:
    """Return ``templates/<template>.typ`` filled with ``told``, dated ``as_at`` (UTC) to the second: no clock plays a part."""
    inputs = {"told": json.dumps(settable(told), ensure_ascii=False, sort_keys=True)}
    with resources.as_file(resources.files("vinculum.products") / "templates") as folder:
        # A typesetter of its own for each document: nothing of one reader's is left for the next. It reads no other folder.
        file = folder / f"{template}.typ"
        typesetter = typst.Compiler(file, root=folder, ignore_system_fonts=True, sys_inputs=inputs)
        content = cast("bytes", typesetter.compile(format="pdf", pdf_standards=STANDARDS, timestamp=as_at.replace(microsecond=0)))
        pages = json.loads(typesetter.query("<pages>", field="value", one=True))
    return Document(content, int(pages), hashlib.sha256(content).hexdigest())
