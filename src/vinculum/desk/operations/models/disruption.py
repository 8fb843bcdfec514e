"""What an action did to organised crime, as people judge it (DOMAIN 2.6). Judgements are appended; none is worked out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models.operation import Operation


class Disruption(models.Model):
    """Something that happened to a subject: a group, a network, a premises, a market. Its level is told by its judgements."""

    reference = models.CharField(max_length=60, unique=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="disruptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="disruptions")
    subject = models.CharField(max_length=200)
    happened_on = models.DateField()
    what = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disruptions")

    class Meta:
        ordering: ClassVar = ["-happened_on", "reference"]

    def __str__(self) -> str:
        return self.reference


class Judgement(models.Model):
    """What its originator made of a disruption: the level, the strand of 4P, the stage of the crime script, and why."""

    disruption = models.ForeignKey(Disruption, on_delete=models.PROTECT, related_name="judgements")
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=10)
    strand = models.CharField(max_length=10)
    stage = models.CharField(max_length=4)
    rationale = models.TextField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="judgements_of_disruption")

    class Meta:
        ordering: ClassVar = ["disruption", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["disruption", "number"], name="one_judgement_of_disruption")]

    def __str__(self) -> str:
        return f"{self.disruption} {self.number}: {self.level}"
