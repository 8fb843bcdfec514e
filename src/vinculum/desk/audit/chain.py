"""Appending to the audit chain, and checking it.

Invariant: record n's ``previous`` is record n-1's ``digest``, sequences have no gap, and every digest is also written to a
witness file outside the database; so a changed, removed, reordered or cut-off record is found.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction

from vinculum.desk.audit.models import AuditRecord, AuditSubject, Outcome, Verb

START = "0" * 64
# Any number, the same in every process: one writer of the chain at a time on PostgreSQL. SQLite has one writer anyway.
CHAIN_LOCK = 0x56494E43
WITNESS = "audit-witness.log"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded. ``subjects`` are pairs of kind and mark; ``detail`` holds counts and names of what left."""

    person: str
    organisation: str
    verb: Verb
    action: str
    route: str
    outcome: Outcome = Outcome.DONE
    purpose: str = ""
    why: str = ""
    reason: str = ""
    subjects: tuple[tuple[str, str], ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the chain."""

    sequence: int
    what: str


def append(entry: Entry, moment: datetime, home: Path) -> AuditRecord:
    """Append one record to the chain and witness it in ``home``; ``moment`` is UTC. The caller fails if either does."""
    with transaction.atomic():
        _hold_the_chain()
        last = AuditRecord.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, START)
        record = AuditRecord(
            sequence=last[0] + 1,
            moment=moment.astimezone(UTC),
            person=entry.person[:254],
            organisation=entry.organisation,
            verb=entry.verb,
            action=entry.action,
            route=entry.route[:200],
            outcome=entry.outcome,
            purpose=entry.purpose,
            why=entry.why[:300],
            reason=entry.reason,
            subjects=[list(pair) for pair in entry.subjects],
            detail=dict(entry.detail),
            previous=last[1],
        )
        record.digest = digest_of(record)
        record.save(force_insert=True)
        AuditSubject.objects.bulk_create(
            AuditSubject(record=record, kind=kind, subject=subject[:200]) for kind, subject in entry.subjects
        )
        # After the commit: a record that was witnessed and then not kept would look like one that was cut off.
        transaction.on_commit(lambda: _witness(home, record))
    return record


def digest_of(record: AuditRecord) -> str:
    """Return the SHA-256 of a record and of the digest before it, as hexadecimal text."""
    told = {
        "sequence": record.sequence,
        "moment": record.moment.astimezone(UTC).isoformat(timespec="microseconds"),
        **{name: str(getattr(record, name)) for name in TEXTS},
        "subjects": record.subjects,
        "detail": record.detail,
        "previous": record.previous,
    }
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


TEXTS = ("person", "organisation", "verb", "action", "route", "outcome", "purpose", "why", "reason")


def verify(home: Path, first: int = 1) -> Iterator[Fault]:
    """Yield every fault from record ``first`` on: gaps, changed records, broken links, an end that the witness denies."""
    before = AuditRecord.objects.filter(sequence=first - 1).values_list("digest", flat=True).first()
    previous, expected = before or START, first
    witnessed = dict(_witnessed(home))
    for record in AuditRecord.objects.filter(sequence__gte=first).order_by("sequence").iterator(chunk_size=2000):
        if record.sequence != expected:
            yield Fault(expected, f"records {expected} to {record.sequence - 1} are missing")
        if record.previous != previous:
            yield Fault(record.sequence, "it does not follow the record before it")
        if digest_of(record) != record.digest:
            yield Fault(record.sequence, "it was changed after it was written")
        if witnessed.get(record.sequence, record.digest) != record.digest:
            yield Fault(record.sequence, "it is not the record that was witnessed")
        named = [[kind, subject] for kind, subject in record.named.order_by("pk").values_list("kind", "subject")]
        if named != [[kind, subject[:200]] for kind, subject in record.subjects]:
            yield Fault(record.sequence, "the subjects it is found by are not those it was written with")
        previous, expected = record.digest, record.sequence + 1
    last = max(witnessed, default=0)
    if last >= expected:
        yield Fault(expected, f"records {expected} to {last} were witnessed and are gone")


def _hold_the_chain() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _witness(home: Path, record: AuditRecord) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with (home / WITNESS).open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{record.sequence} {record.digest}\n")
        file.flush()


def _witnessed(home: Path) -> Iterator[tuple[int, str]]:
    file = home / WITNESS
    if not file.is_file():
        return
    with file.open(encoding="ascii") as lines:
        for line in lines:
            sequence, digest = line.split()
            yield int(sequence), digest
