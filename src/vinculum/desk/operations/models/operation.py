"""An operation and who takes part in it. Where it stands is told by its steps, never by a column."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.strategy.models import Pillar


class Operation(models.Model):
    """An operation and who leads it. ``begins_on`` and ``ends_on`` are both days of it; ``stages`` are of the crime script.

    ``commander`` answers for its decisions; ``coordinated_by`` brings the forces together, if another body does.
    """

    reference = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    aims = models.TextField()
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="operations_led")
    coordinated_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="operations_coordinated", null=True, blank=True
    )
    commander = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="operations_commanded", null=True, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    stages = models.JSONField(default=list)
    pillars = models.ManyToManyField(Pillar, related_name="operations", blank=True)
    budget_gbp = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="operations_made")

    class Meta:
        ordering: ClassVar = ["-begins_on", "reference"]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """An organisation that takes part: a force that acts and reports, or a partner that helps."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="operations")
    reports = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["operation", "organisation"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "organisation"], name="takes_part_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.operation}"
