"""How long a report is kept: what was decided at its reviews, and the proof of its erasure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.intelligence.rows.reports import Report


class KeptLonger(models.Model):
    """A decision at a review to keep a report, why, and until the next one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="kept")
    reason = models.CharField(max_length=500)
    next_review = models.DateTimeField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["report", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} kept until {self.next_review:%Y-%m-%d}"


class ErasureProof(models.Model):
    """That a report's content was erased: the SHA-256 of what it was, how much it was, whose order and why. No content."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="erasure")
    sha256 = models.CharField(max_length=64)
    versions = models.PositiveIntegerField()
    paragraphs = models.PositiveIntegerField()
    copies = models.PositiveIntegerField()
    why = models.CharField(max_length=500)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.report_id} erased"
