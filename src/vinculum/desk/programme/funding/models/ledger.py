"""The ledger's entries as rows, appended and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.programme.funding.models.grants import Grant


class LedgerEntry(models.Model):
    """An amount that went from one account of a grant to another. ``number`` counts a grant's entries from 1.

    Two who move what they both saw claim the same number, and the store lets one have it. ``act`` names the workflow, the thing
    and the number of the step by which it was done.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    source = models.CharField(max_length=20)
    source_of = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=20)
    target_of = models.CharField(max_length=60, blank=True)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    why = models.TextField()
    act = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["grant", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="one_ledger_entry_a_number"),
            models.CheckConstraint(condition=models.Q(amount_gbp__gt=0), name="an_entry_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.number}: £{self.amount_gbp} {self.source} to {self.target}"
