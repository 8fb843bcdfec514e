"""Awards and the letters that told of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models import Operation
from vinculum.desk.programme.funding.models.bids import Bid
from vinculum.desk.programme.funding.models.grants import Pot


class Award(models.Model):
    """Money of a pot promised to an organisation, from a bid or directly. How much is told by the ledger.

    ``operation`` is the one it pays for, if it pays for one; ``spend_by`` is the last day on which money may be spent.
    """

    reference = models.SlugField(max_length=60, unique=True)
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="awards")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards")
    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="award", null=True, blank=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="awards", null=True, blank=True)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    conditions = models.JSONField(default=list)
    spend_by = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "reference"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"


class Letter(models.Model):
    """An award letter as it was sent: what it said, as data, and the SHA-256 of that."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="letters")
    said = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["award", "at", "id"]

    def __str__(self) -> str:
        return f"letter of {self.award_id}"
