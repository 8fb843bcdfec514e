"""Inspections of boxes: what an officer saw, version by version, with photos. Nothing here is changed or removed by a page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models import Operation
from vinculum.desk.work.models import Job


class Change(models.TextChoices):
    """What a version does: tells of the inspection for the first time, puts it right, or takes it back."""

    RECORD = "record"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class Inspection(models.Model):
    """One box that an officer went to. ``uuid`` was made on the officer's device, so that a repeated send is recognised."""

    uuid = models.UUIDField(unique=True)
    reference = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inspections")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inspections")
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.reference


class InspectionVersion(models.Model):
    """What was told of an inspection at one time; ``number`` counts from 1 and the highest is what is held to be so.

    ``told`` is the whole form (``inspection_told.py``), ``digest`` its SHA-256; the columns beside it are copies to find it by.
    Times are UTC: ``saved_at`` by the clock of the device, ``received_at`` by the server's. ``clock_off_s`` is how many seconds
    the device was ahead when it sent, null where it did not say. ``job`` hands the version on to the evidence and the lead.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    told = models.JSONField()
    digest = models.CharField(max_length=64)
    container_no = models.CharField(max_length=20)
    consignment_ref = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    place = models.CharField(max_length=5)
    result = models.CharField(max_length=10)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="inspections", null=True)
    reason = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inspection_versions")
    purpose = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    saved_at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_off_s = models.IntegerField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering: ClassVar = ["inspection", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "number"], name="one_version_a_number")]
        indexes: ClassVar = [
            models.Index(fields=["container_no"]),
            models.Index(fields=["consignment_ref"]),
            models.Index(fields=["-opened_at"]),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.inspection}"


class InspectionPhoto(models.Model):
    """One photo. ``uuid`` was made on the device; ``sent_sha256`` is of the bytes that it sent, ``sha256`` of those kept.

    The two differ where what a camera writes beside the picture (place, device) was taken out. ``taken_at`` is what the camera
    said, without zone, "" where it said nothing.
    """

    uuid = models.UUIDField(unique=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    sent_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    place_kept = models.BooleanField()
    taken_at = models.CharField(max_length=30, blank=True)
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inspection_photos")

    class Meta:
        ordering: ClassVar = ["inspection", "pk"]

    def __str__(self) -> str:
        return f"{self.uuid} of {self.inspection}"


class InspectionFed(models.Model):
    """What a version brought about elsewhere: a delivery of a feed, or an act on a lead; ``said`` tells it in a sentence.

    ``act`` is the number of the act that this version took on ``lead``, null where it took none.
    """

    version = models.ForeignKey(InspectionVersion, on_delete=models.PROTECT, related_name="fed")
    feed = models.CharField(max_length=40, blank=True)
    delivery = models.CharField(max_length=80, blank=True)
    rows = models.PositiveIntegerField(default=0)
    lead = models.CharField(max_length=80, blank=True)
    act = models.PositiveIntegerField(null=True)
    said = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "feed"], condition=~Q(feed=""), name="a_version_feeds_once"),
            models.UniqueConstraint(fields=["version", "lead"], condition=~Q(lead=""), name="a_version_tells_a_lead_once"),
        ]

    def __str__(self) -> str:
        return self.said


class DraftKey(models.Model):
    """The key under which a person's drafts lie on their devices; a device forgets it when they sign out."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="draft_key")
    key = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft key of {self.person}"
