"""Rounds and the versions of their calls."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person
from vinculum.desk.programme.funding.models.grants import Pot


class Round(models.Model):
    """One invitation to bid for the money of a pot."""

    reference = models.SlugField(max_length=40, unique=True)
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "reference"]

    def __str__(self) -> str:
        return self.title


class CallVersion(models.Model):
    """What a round asks: from when until when, of whom, with which form, and how it is scored. The newest version counts.

    ``terms`` is read by ``calls.read_terms``. Nothing of it changes once a bid is in.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="calls")
    version = models.PositiveIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    terms = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "version"], name="one_call_a_version")]

    def __str__(self) -> str:
        return f"{self.round}, version {self.version}"
