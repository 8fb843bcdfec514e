"""Inspections made up for tests: documents as a telephone sends them, and photos that a browser draws."""

import struct
import zlib
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.inspection_reading import read_document
from vinculum.desk.ports.inspection_told import document_of

OPENED = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONTAINER = "CSQU3054383"  # ISO 6346's own example


def viewer(who: str = "priya", purpose: Purpose = Purpose.PORTS, at: datetime = NOW) -> Viewer:
    """Return a sample person as the policy sees them."""
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose, "a test")


def document(**told: Any) -> dict[str, Any]:
    """Return the document of a box in which one stolen car was found, with what is told otherwise."""
    car = {
        "standing": "stolen",
        "make": "LAND ROVER",
        "vins": ["SALGA2EV?HA123456"],
        "vrm_shown": "AB12CDE",
        "value_gbp": "41000",
    }
    held = {
        "container_no": CONTAINER, "opened_at": "2026-03-02T08:15:00Z", "place": "GBFXT", "basis": "lead", "result": "positive",
        "vehicles": [car], "lift_gbp": "200",
    }  # fmt: skip
    return document_of(read_document({**held, **told}, NOW)) if not told.pop("raw", False) else {**held, **told}


def photo_named(uuid: str | None = None) -> dict[str, str]:
    """Return a photo as a document names it."""
    return {"uuid": uuid or str(uuid4()), "caption": "The doors"}


def png(shade: int = 0, words: bytes = b"") -> bytes:
    """Return a picture of 4 x 4 points in one shade; with ``words`` as a comment beside it."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))]
    parts += [(b"tEXt", b"Comment\0" + words)] if words else []
    parts += [(b"IDAT", zlib.compress((b"\0" + bytes([shade]) * 4) * 4)), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
