"""Claims, the lines of what was spent, and what the check allowed of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.programme.funding.models.awards import Award


class Claim(models.Model):
    """What a recipient asks to be paid of an award, for what it spent from a day until a day, both included."""

    reference = models.SlugField(max_length=60, unique=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="claims")
    spent_from = models.DateField()
    spent_until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["award", "made_at", "id"]

    def __str__(self) -> str:
        return self.reference


class SpendLine(models.Model):
    """One thing that money was spent on. Lines are saved as a set; the newest ``version`` of a claim counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    version = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    spent_on = models.DateField()
    category = models.CharField(max_length=40)
    about = models.CharField(max_length=300)
    document = models.CharField(max_length=100, blank=True)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["claim", "version", "line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "version", "line"], name="one_line_a_place")]

    def __str__(self) -> str:
        return f"{self.claim} {self.line}: £{self.amount_gbp}"


class LineCheck(models.Model):
    """What the check of a claim allowed of one line, and why not all of it."""

    line = models.OneToOneField(SpendLine, on_delete=models.PROTECT, related_name="check_of_it")
    allowed_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["line"]

    def __str__(self) -> str:
        return f"{self.line_id}: £{self.allowed_gbp} allowed"
