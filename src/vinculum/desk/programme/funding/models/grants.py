"""Grants with their conditions, pots, moves of money between them, and what others give beside them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.strategy.models import Pillar


class Grant(models.Model):
    """Money that a funder gives to a holder for a period; both days are of it. ``offered_gbp`` is what the offer says.

    What was taken in is told by the ledger.
    """

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants_given")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants_held")
    begins_on = models.DateField()
    ends_on = models.DateField()
    offered_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    pillars = models.ManyToManyField(Pillar, related_name="grants", blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["begins_on", "reference"]

    def __str__(self) -> str:
        return self.title


class Condition(models.Model):
    """Something the funder demands of a grant. ``due_on`` is the last day for it, None while the grant runs."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="conditions")
    code = models.SlugField(max_length=20)
    text = models.TextField()
    evidence_wanted = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["grant", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["grant", "code"], name="condition_once_a_grant")]

    def __str__(self) -> str:
        return f"{self.code} of {self.grant_id}"


class ConditionEvidence(models.Model):
    """What shows that a condition is met, or that it is not; the newest row counts."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="evidence")
    met = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["condition", "at", "id"]

    def __str__(self) -> str:
        return f"{self.condition}: {'met' if self.met else 'not met'}"


class Pot(models.Model):
    """A share of a grant kept for one purpose."""

    reference = models.SlugField(max_length=40, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="pots")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    pillars = models.ManyToManyField(Pillar, related_name="pots", blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["grant", "reference"]

    def __str__(self) -> str:
        return self.title


class Movement(models.Model):
    """A move of money within a grant, or back to its funder, as somebody proposed it; it is made when somebody else agrees."""

    reference = models.SlugField(max_length=60, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=20)
    source = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    target = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    why = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["grant", "made_at", "id"]

    def __str__(self) -> str:
        return self.reference


class Contribution(models.Model):
    """What somebody gives beside a grant: match funding, or staff paid for. An amount that was not told is None, not zero."""

    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions_given")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions_received")
    kind = models.CharField(max_length=20)
    about = models.TextField()
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="contributions", null=True, blank=True)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["begins_on", "id"]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.receiver_id}: {self.about[:40]}"
