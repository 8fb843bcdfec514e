"""Watches and what they found, as rows. Of what was found only a digest is kept: the content stays in the restricted picture."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Purpose


class Looks(StrEnum):
    """What a watch looks at."""

    TEXT = "text"
    LEADS = "leads"


class Channel(StrEnum):
    """How its owner is told beside the page."""

    MAIL = "e-mail"
    WEBHOOK = "webhook"


class Watch(models.Model):
    """A saved search: what it looks for, what for, who authorised it, until when, and why it ended if it did.

    ``asks`` is ``{"text": ...}`` or ``{"kind": ..., "least": ...}``. Until it is authorised it does not run.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    looks = models.CharField(max_length=10, choices=[(look.value, look.value) for look in Looks])
    asks = models.JSONField()
    purpose = models.CharField(max_length=20, choices=[(purpose.value, purpose.value) for purpose in Purpose])
    why = models.CharField(max_length=300)
    channels = models.JSONField(default=list)
    webhook = models.URLField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    authoriser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    authorised_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_build = models.CharField(max_length=80, blank=True)
    expiry_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def state(self, now: datetime) -> str:
        """Return the state at a moment (UTC) in words."""
        if self.ended_at is not None:
            return "ended"
        if self.expires_at <= now:
            return "expired"
        return "running" if self.authorised_at is not None else "waits for an authoriser"


class Alert(models.Model):
    """One thing that a watch found for the first time: a digest of it, in which build, and whether its owner has seen it."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="alerts")
    digest = models.CharField(max_length=64)
    build = models.CharField(max_length=80)
    found_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["watch", "digest"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.watch} {self.digest[:8]}"


class Notice(models.Model):
    """A message that is owed to an owner through a channel, without content; tried again a few times if it fails."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    event = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["sent_at", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.event} by {self.channel}"


def own(viewer: Viewer) -> Q:
    """Return the condition that a watch is the viewer's own, as somebody of the organisation they made it for."""
    return Q(owner_id=viewer.person, organisation_id=viewer.organisation)


def to_authorise(viewer: Viewer, now: datetime) -> Q:
    """Return the condition that a watch waits for the viewer: of their organisation, for a purpose of theirs, not their own."""
    return Q(
        organisation_id=viewer.organisation,
        authorised_at__isnull=True,
        ended_at__isnull=True,
        expires_at__gt=now,
        purpose__in=[str(purpose) for purpose in viewer.purposes],
    ) & ~Q(owner_id=viewer.person)
