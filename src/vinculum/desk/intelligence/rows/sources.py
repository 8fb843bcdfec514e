"""Where a report came from, held apart: no other room joins this table, and no page but its own reads it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.intelligence.rows.reports import Report


class SourceRecord(models.Model):
    """The source of a report and how it came by what it told. A later row stands before an earlier one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    register_reference = models.CharField(max_length=60, blank=True)
    provenance = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["report", "-at", "-pk"]

    def __str__(self) -> str:
        return f"source of report {self.report_id}"
