"""Review clocks that somebody decided about, the decisions, legal holds, and the proofs of erasures, as rows.

A clock that nobody has decided about is not stored: ``vinculum.desk.retention.clocks`` works it out from the evidence.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer


class Choice(StrEnum):
    """What a reviewer can decide."""

    RETAIN = "retain"
    ERASE = "erase"
    HOLD = "hold"


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Clock(models.Model):
    """When a record is reviewed next. ``kind`` names a rule of clocks.toml; ``reference`` is the record's own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    delivery = models.CharField(max_length=100)
    row = models.BigIntegerField()
    mopi_group = models.PositiveSmallIntegerField()
    clear_period_start = models.DateTimeField()
    next_review = models.DateTimeField()
    basis = models.CharField(max_length=300)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["next_review", "kind", "reference"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "delivery", "row"], name="one_clock_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Decision(models.Model):
    """What a person decided at a review, and why. Decisions are added, never changed."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=10, choices=_choices(Choice))
    reason = models.CharField(max_length=500)
    answers = models.JSONField(default=dict)
    next_review = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]

    def __str__(self) -> str:
        return f"{self.choice} {self.clock}"


class LegalHold(models.Model):
    """Records that must not be erased: those that name ``mark`` under ``kind``, such as a plate or a crime reference."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    mark = models.CharField(max_length=200)
    why = models.CharField(max_length=500)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    released_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.mark}"


class Erasure(models.Model):
    """An erasure that was carried out: the act in the evidence's own log that proves it, and whose order it was."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    act = models.BigIntegerField(unique=True)
    why = models.CharField(max_length=500)
    rows = models.BigIntegerField()
    deliveries = models.JSONField(default=list)
    erased_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-erased_at", "-id"]

    def __str__(self) -> str:
        return f"act {self.act}"


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a row of this app may be seen: it belongs to the viewer's own organisation."""
    return Q(organisation_id=viewer.organisation)


def standing_holds() -> Q:
    """Return the condition that a hold stands now: not released, not run out."""
    now = timezone.now()
    return Q(released_at__isnull=True, from_at__lte=now) & (Q(until_at__isnull=True) | Q(until_at__gt=now))
