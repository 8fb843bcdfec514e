"""The commander's log: decisions as they were taken. The store refuses to change or remove an entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.operations.models.operation import Operation


class LogEntry(models.Model):
    """One entry. ``number`` counts an operation's entries from 1; ``corrects`` is the number of the entry that it puts right."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="log_entries")
    decision = models.TextField()
    rationale = models.TextField()
    options = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    corrects = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["operation", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "number"], name="one_log_entry_a_number")]

    def __str__(self) -> str:
        return f"Entry {self.number} of {self.operation}"
