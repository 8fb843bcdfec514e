"""What an operation was meant to cost and what it cost, line by line. A mistake is put right by a line of the opposite sign."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models.operation import Operation
from vinculum.desk.programme.strategy.models import Pillar


class SpendKind(StrEnum):
    """Whether money is meant to be spent, or was."""

    PLANNED = "planned"
    ACTUAL = "actual"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return {"planned": "Planned", "actual": "Spent"}[self.value]


class SpendLine(models.Model):
    """One amount in GBP: for what, under which pillar, by whom, when, known since when. ``corrects`` is a line's number."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="spend_lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.words) for kind in SpendKind])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="spend_lines")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="spend_lines", null=True)
    what = models.CharField(max_length=200)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.DateField()
    known_at = models.DateTimeField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="spend_lines")
    corrects = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["operation", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "number"], name="one_spend_line_a_number")]

    def __str__(self) -> str:
        return f"{self.amount_gbp} GBP, {self.what}"
