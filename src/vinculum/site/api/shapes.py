"""What the API answers with, as OpenAPI tells it. Times are ISO 8601 in UTC, money is GBP, positions are WGS84 degrees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class Refusal(Schema):
    """Why something was not done, in one sentence."""

    detail: str


# Every operation may answer so, besides what it answers when all is well.
REFUSALS = {400: Refusal, 401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal}


class Record(Schema):
    """A row of a delivery."""

    delivery: str
    row: int


class Reason(Schema):
    """One reason for a lead; ``weight`` is in log-odds, for or against."""

    text: str
    weight: float | None
    evidence: list[Record]


class Lead(Schema):
    """Something worth doing. ``updated_at`` is when the latest record that it rests on was received."""

    id: str
    kind: str
    subject: str
    subject_kind: str | None
    summary: str | None
    probability: float | None
    value_gbp: float | None
    cold_at: datetime | None
    cold: bool
    priority: float | None
    stage: str | None
    action: str | None
    lat: float | None
    lon: float | None
    updated_at: datetime | None
    reasons: list[Reason]
    evidence: list[Record]


class LeadPage(Schema):
    """Leads in order of what an hour's work is worth, and where the next page begins."""

    items: list[Lead]
    next_cursor: str | None


class Found(Schema):
    """One text that fits a search: what it is, how it fits, where it leads, and who says it."""

    mark: str
    shown: str
    kind: str
    weight: float
    why: str
    subject_kind: str | None
    subject: str | None
    rows: int


class Findings(Schema):
    """What a search found, best first, and how many texts fit in all."""

    items: list[Found]
    total: int
    kinds: dict[str, int]
    feeds: dict[str, int]


class Vehicle(Schema):
    """What is known of the vehicles that bear, or are issued, a mark; the lists are those of ``vinculum vehicle --json``."""

    marks: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    intervals: list[dict[str, Any]]
    contradictions: list[dict[str, Any]]
    tracks: list[dict[str, Any]]
    leads: list[dict[str, Any]]


class Delivery(Schema):
    """One file handed over. Totals are null where not all of its rows may be seen."""

    delivery: str
    feed: str
    partner: str
    layout: str | None
    received_at: datetime | None
    sha256: str | None
    rows: int | None
    accepted: int | None
    quarantined: int | None


class DeliveryPage(Schema):
    """Deliveries in order of arrival, and where the next page begins."""

    items: list[Delivery]
    next_cursor: str | None


class Read(Schema):
    """One plate read by a camera. A time without a zone means UTC and is counted."""

    camera_id: str = Field(max_length=64)
    read_at: datetime
    vrm: str = Field(max_length=20)
    confidence: float | None = Field(None, ge=0, le=1)
    make: str | None = Field(None, max_length=60)
    colour: str | None = Field(None, max_length=60)


class Reads(Schema):
    """Reads to append as one delivery of the caller's organisation."""

    reads: list[Read] = Field(min_length=1, max_length=10_000)


class HotRead(Schema):
    """A read that may be of a vehicle that is missing now: which one (index in what was sent), how surely, and why."""

    read: int
    vrm: str
    weight: float
    why: str


class Appended(Schema):
    """What became of appended reads; rows = accepted + quarantined."""

    delivery: str
    rows: int
    accepted: int
    quarantined: int
    already_known: bool
    hot: list[HotRead]


class AuditEntry(Schema):
    """One record of the audit chain."""

    sequence: int
    moment: datetime
    person: str
    organisation: str
    verb: str
    action: str
    route: str
    outcome: str
    purpose: str
    why: str
    subjects: list[list[str]]
    digest: str


class AuditPage(Schema):
    """Audit records, the latest first, and where the next page begins."""

    items: list[AuditEntry]
    next_cursor: str | None
