"""What an operation asks of a force. Never changed: what became of it is told by its steps (``tasking.workflow.toml``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models.operation import Operation
from vinculum.desk.operations.models.plan import Plan


class Tasking(models.Model):
    """One piece of work given to one organisation. ``lead`` is the id of the lead it is about, blank for other work.

    ``work`` names the piece of work in a plan (``lead:<id>``, ``work:<number>``), blank for a tasking by hand; ``slot`` is the
    team or port and day that the plan meant. ``due_at`` (UTC) is when its result is owed.
    """

    reference = models.CharField(max_length=60, unique=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="taskings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="taskings")
    title = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=20)
    lead = models.CharField(max_length=80, blank=True)
    work = models.CharField(max_length=90, blank=True)
    slot = models.CharField(max_length=120, blank=True)
    day = models.DateField(null=True)
    due_at = models.DateTimeField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="taskings", null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="taskings_made")

    class Meta:
        ordering: ClassVar = ["due_at", "reference"]
        indexes: ClassVar = [models.Index(fields=["organisation", "due_at"])]

    def __str__(self) -> str:
        return f"{self.reference} to {self.organisation_id}"
