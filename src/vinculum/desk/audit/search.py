"""Searching the audit chain: what an auditor may see of it, by subject, person, organisation, kind, purpose, period, outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import AuditRecord, AuditSubject

VERIFIED = "audit.verify"


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that an audit record may be seen: one's own; an auditor their organisation's, or all."""
    own = Q(person__iexact=viewer.email)
    if not decide(viewer, Action.READ_AUDIT).allowed:
        return own
    if viewer.organisation in national():
        return Q()
    return own | Q(organisation=viewer.organisation)


def own_records(viewer: Viewer) -> Q:
    """Return the condition that a record is of what the viewer did."""
    return Q(person__iexact=viewer.email)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; an empty text or None asks for nothing. ``since`` is included, ``until`` is not (UTC)."""

    subject: str = ""
    person: str = ""
    organisation: str = ""
    verb: str = ""
    purpose: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def condition(self) -> Q:
        """Return the condition that a record is one that is asked for. A subject fits whole, as typed or all capital or small."""
        told = Q()
        if self.subject:
            typed = self.subject.strip()
            # The three spellings find by index; a comparison without regard to case would read every record.
            named = AuditSubject.objects.filter(subject__in={typed, typed.upper(), typed.lower()})
            told &= Q(pk__in=named.values("record_id"))
        if self.person:
            told &= Q(person__icontains=self.person.strip())
        for name in ("organisation", "verb", "purpose", "outcome"):
            if value := getattr(self, name):
                told &= Q(**{name: value})
        if self.since is not None:
            told &= Q(moment__gte=self.since)
        if self.until is not None:
            told &= Q(moment__lt=self.until)
        return told


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records, newest first; ``older`` is the cursor of the next page, None on the last."""

    records: tuple[AuditRecord, ...]
    older: int | None


def records_of(seen: Q, asked: Asked, before: int | None = None, limit: int = 50) -> Page:
    """Return at most ``limit`` records that are seen and asked for, newest first, older than the cursor ``before``."""
    found = AuditRecord.objects.filter(seen).filter(asked.condition())
    if before is not None:
        found = found.filter(sequence__lt=before)
    told = list(found.order_by("-sequence")[: limit + 1])
    more = len(told) > limit
    return Page(tuple(told[:limit]), told[limit - 1].sequence if more else None)


def every_record(seen: Q, asked: Asked, limit: int) -> Iterator[AuditRecord]:
    """Yield at most ``limit`` records that are seen and asked for, oldest first."""
    yield from AuditRecord.objects.filter(seen).filter(asked.condition()).order_by("sequence")[:limit]


def last_verification() -> AuditRecord | None:
    """Return the record of the last time the chain was verified, or None."""
    return AuditRecord.objects.filter(action=VERIFIED).order_by("-sequence").first()
