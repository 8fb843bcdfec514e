"""What is not known and should be, and the reports that answer it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Group, Organisation, Person
from vinculum.desk.intelligence.rows.reports import Report


class Requirement(models.Model):
    """An intelligence requirement: a question with an owner and dates, mapped to pillars and stages (lists of codes).

    ``shared_with`` names a group whose members may read and answer it; without it, only the owner's people may.
    """

    reference = models.SlugField(max_length=40, unique=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requirements")
    shared_with = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="requirements", null=True, blank=True)
    title = models.CharField(max_length=200)
    question = models.TextField()
    pillars = models.JSONField(default=list)
    stages = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requirements")

    class Meta:
        ordering: ClassVar = ["until_on", "reference"]

    def __str__(self) -> str:
        return self.reference


class Answer(models.Model):
    """Somebody's word that a report answers a requirement, in part or whole."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="answers")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    whole = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["requirement", "at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["requirement", "report"], name="intelligence_answered_once")]

    def __str__(self) -> str:
        return f"{self.requirement_id} answered by {self.report_id}"
