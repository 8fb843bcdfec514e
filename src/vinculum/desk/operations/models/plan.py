"""A plan that was worked out: what it stood on, what it chose, its value and the bound that no plan can pass. Never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.operations.models.operation import Operation


class Plan(models.Model):
    """One plan of an operation. ``number`` counts its plans from 1; ``follows`` is the number of the plan that it changes.

    Money is expected GBP. ``document`` holds choices, what was left out and why, by the ids of leads and work: no mark, no
    person and no summary of a lead, which each reader is shown from the picture as they may see it.
    """

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    from_at = models.DateTimeField()
    picture = models.CharField(max_length=64)
    value_gbp = models.DecimalField(max_digits=14, decimal_places=2)
    bound_gbp = models.DecimalField(max_digits=14, decimal_places=2)
    seconds = models.FloatField()
    search = models.JSONField()
    document = models.JSONField()

    class Meta:
        ordering: ClassVar = ["operation", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "number"], name="one_operation_plan_a_number")]

    def __str__(self) -> str:
        return f"Plan {self.number} of {self.operation}"
