"""Who assesses a round, what interests they have, what they gave, what was agreed and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.funding.models.bids import Bid
from vinculum.desk.programme.funding.models.rounds import Round


class Seat(models.Model):
    """A place on the panel of a round; whoever has none sees none of its bids."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "person"], name="one_seat_a_person")]

    def __str__(self) -> str:
        return f"{self.person} on {self.round}"


class Interest(models.Model):
    """An interest that somebody declared in what an organisation asks for. It stands for good: nobody lifts their own bar."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["person", "at", "id"]

    def __str__(self) -> str:
        return f"{self.person} in {self.organisation_id}"


class Score(models.Model):
    """What one assessor gives a bid for one criterion, and why. Given once."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="scores")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="scores")
    criterion = models.SlugField(max_length=40)
    score = models.PositiveSmallIntegerField()
    rationale = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["bid", "person", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bid", "person", "criterion"], name="scored_once")]

    def __str__(self) -> str:
        return f"{self.bid} {self.criterion}: {self.score}"


class AgreedScore(models.Model):
    """What moderation made of the scores of one criterion; the newest ``number`` of a bid counts."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="agreed")
    number = models.PositiveIntegerField()
    criterion = models.SlugField(max_length=40)
    score = models.DecimalField(max_digits=4, decimal_places=1)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["bid", "number", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bid", "number", "criterion"], name="agreed_once_a_number")]

    def __str__(self) -> str:
        return f"{self.bid} {self.criterion}: {self.score} agreed"


class Decision(models.Model):
    """What a bid gets, nothing included, at which rank, and why. Made once."""

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="decision")
    rank = models.PositiveIntegerField()
    ranked_of = models.PositiveIntegerField()
    mark = models.DecimalField(max_digits=5, decimal_places=1)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "rank", "id"]

    def __str__(self) -> str:
        return f"{self.bid}: £{self.amount_gbp}"
