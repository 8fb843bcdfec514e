"""Bids and every version of what they say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.funding.models.rounds import CallVersion, Round


class Bid(models.Model):
    """What an organisation asks of a round, in answer to one version of its call."""

    reference = models.SlugField(max_length=60, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="bids")
    call = models.ForeignKey(CallVersion, on_delete=models.PROTECT, related_name="bids")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bids")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round", "reference"]

    def __str__(self) -> str:
        return self.reference


class BidContent(models.Model):
    """The answers of a bid as they were saved, by the code of their field, as text; the newest row counts."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="contents")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["bid", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bid", "number"], name="one_content_a_number")]

    def __str__(self) -> str:
        return f"{self.bid}, saved {self.number}"


class BidPartner(models.Model):
    """An organisation that takes part in a bid; whoever is of it has an interest. Named once, it stays named."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["bid", "organisation"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bid", "organisation"], name="partner_once_a_bid")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.bid}"
