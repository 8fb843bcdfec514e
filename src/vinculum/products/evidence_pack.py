"""The evidence pack of one lead: what an officer takes away, with every claim tied to its record. Plain data in, PDF out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from vinculum.products.typeset import Document, typeset


@dataclass(frozen=True, slots=True)
class PackReason:
    """Why the lead stands: a sentence, its weight in words, and the records it rests on (delivery and row)."""

    text: str
    support: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackEvent:
    """Something that a record puts at a time and a place; ``number`` is that of its marker on the map, or ""."""

    number: str
    when: str
    what: str
    where: str
    source: str


@dataclass(frozen=True, slots=True)
class PackRecord:
    """One record: where it stands, who provided it, its 3x5x2 grade if it has one, and its filled columns in words."""

    source: str
    feed: str
    provider: str
    grade: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PackTable:
    """A table of text with a caption; the first column names its row."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """All that the pack says. Times are UTC; ``facts`` and ``definitions`` are pairs of a name and what is told of it.

    ``reference`` is what the audit keeps of the pack. ``map`` is an SVG drawing or "", ``map_words`` what it shows.
    ``deliveries`` are the files behind it: id, feed, provider and SHA-256.
    """

    marking: str
    reference: str
    kind: str
    subject_words: str
    subject: str
    summary: str
    as_at: datetime
    picture: str
    lead: str
    maker: str
    organisation: str
    purpose: str
    why: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[PackReason, ...]
    tables: tuple[PackTable, ...]
    deliveries: tuple[tuple[str, str, str, str], ...]
    timeline: tuple[PackEvent, ...]
    map: str
    map_words: str
    map_key: tuple[str, ...]
    records: tuple[PackRecord, ...]
    decisions: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]


def make_evidence_pack(pack: EvidencePack) -> Document:
    """Return the pack as a PDF: the same pack gives the same bytes, on any day and any machine."""
    told = asdict(pack) | {"as_at": _moment(pack.as_at), "made_at": _moment(pack.made_at)}
    return typeset("evidence_pack", told, pack.as_at.astimezone(UTC))


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
