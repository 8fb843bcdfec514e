"""One job a row: who asked for it, how far it is, and what came of it.

The queue itself is that of django-tasks; a job is what people see of a task, and outlives it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from vinculum.desk.access.models import Person


class Kind(StrEnum):
    """What a job does."""

    INTAKE = "intake"
    BUILD = "build"
    QUALITY = "quality"
    WATCHES = "watches"
    RETENTION = "retention"
    PLAN = "plan"
    SCREEN = "screen"
    INSPECTION = "inspection"
    DATES = "dates"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return KIND_WORDS[self]


KIND_WORDS = {
    Kind.INTAKE: "Take a delivery in",
    Kind.BUILD: "Build the picture",
    Kind.QUALITY: "Measure the quality of sources",
    Kind.WATCHES: "Check saved searches",
    Kind.RETENTION: "Find what may no longer be held",
    Kind.PLAN: "Plan an operation",
    Kind.SCREEN: "Screen a manifest",
    Kind.INSPECTION: "Hand an inspection on",
    Kind.DATES: "Remind of dates that come due",
}


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STANDING = (State.QUEUED, State.RUNNING)


class Job(models.Model):
    """Work asked for. Times are UTC; ``share`` is 0 to 1, None while it is not known.

    ``organisation`` is that of the person who asked, blank for the house's own work. ``partner`` and ``feed`` say whose records
    the job handles, if it handles some. ``slot`` keeps work that recurs from being asked for twice at a time.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.words) for kind in Kind])
    title = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="jobs")
    organisation = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=300, blank=True)
    partner = models.CharField(max_length=20, blank=True)
    feed = models.CharField(max_length=40, blank=True)
    order = models.JSONField(default=dict)
    task = models.UUIDField(null=True, unique=True)
    # Null, not blank: only those that have one are unique.
    slot = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - see above
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State], default=State.QUEUED)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    share = models.FloatField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancel_asked_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["-asked_at"]), models.Index(fields=["state"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=1), name="share_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.title} ({self.state})"

    @property
    def stands(self) -> bool:
        """Whether it waits or runs."""
        return self.state in STANDING
