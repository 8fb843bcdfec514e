"""One audit record a row. The database itself refuses to change or remove one (see the first migration)."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models


class Verb(StrEnum):
    """The six kinds of processing that section 62 of the Data Protection Act 2018 wants logged."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


class Outcome(StrEnum):
    """What became of the attempt."""

    DONE = "done"
    DENIED = "denied"
    REFUSED = "refused"
    FAILED = "failed"


class AuditRecord(models.Model):
    """One thing somebody did or tried. ``digest`` is of this record and the digest before it."""

    sequence = models.BigIntegerField(unique=True)
    moment = models.DateTimeField()
    person = models.CharField(max_length=254)
    organisation = models.CharField(max_length=20)
    verb = models.CharField(max_length=20, choices=[(verb.value, verb.value) for verb in Verb])
    action = models.CharField(max_length=40)
    route = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    purpose = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    reason = models.TextField()
    subjects = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["-sequence"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-sequence"]),
            models.Index(fields=["-moment"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.person} {self.verb} {self.action}"


class AuditSubject(models.Model):
    """A mark or reference that a record is about, so that the chain can be searched by subject."""

    record = models.ForeignKey(AuditRecord, on_delete=models.PROTECT, related_name="named")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering: ClassVar = ["record", "kind", "subject"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
