"""Sanitised copies, to whom they went, and what came back. A recipient reaches a copy only through its own dissemination.

References are drawn at random and carry neither order nor origin. Only the originating side goes from a report to its copies.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.intelligence.rows.reports import Version


class Copy(models.Model):
    """A copy for one class of recipients, with words, dates and grades of its own; its state is its workflow's.

    ``period`` is the time that it tells of, as roughly as the class may know it.
    """

    reference = models.SlugField(max_length=40, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="copies", null=True)
    recipient_class = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="copies_made")
    subject = models.CharField(max_length=200)
    marking = models.CharField(max_length=20)
    priority = models.CharField(max_length=10)
    stages = models.JSONField(default=list)
    period = models.CharField(max_length=60)
    conditional = models.BooleanField(default=False)
    words = models.TextField()

    class Meta:
        ordering: ClassVar = ["reference"]

    def __str__(self) -> str:
        return self.reference


class CopyParagraph(models.Model):
    """A paragraph of a copy, numbered anew."""

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    source = models.CharField(max_length=1)
    assessment = models.CharField(max_length=1)
    handling = models.CharField(max_length=1)
    action = models.CharField(max_length=2, blank=True)
    conditions = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["copy", "number"]

    def __str__(self) -> str:
        return f"{self.copy_id}.{self.number}"

    @property
    def grade(self) -> str:
        """The grade as it is written."""
        return f"{self.source}/{self.assessment}/{self.handling}"


class CopyMark(models.Model):
    """A mark that stands in the text of a copy, as it is looked for."""

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=20)
    normal = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["copy", "kind", "normal"]
        indexes: ClassVar = [models.Index(fields=["normal"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.normal}"


class Dissemination(models.Model):
    """A copy sent to one organisation, under a reference that nobody else is given."""

    reference = models.SlugField(max_length=40, unique=True)
    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="disseminations")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="intelligence_received")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    acknowledge_by = models.DateField()
    feedback_by = models.DateField()

    class Meta:
        ordering: ClassVar = ["reference"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["copy", "recipient"], name="intelligence_sent_once")]
        indexes: ClassVar = [models.Index(fields=["recipient", "sent_at"])]

    def __str__(self) -> str:
        return self.reference


class Feedback(models.Model):
    """What a recipient says of what it was sent: of use (0 to 4), acted on or not, and how. Later rows stand before earlier."""

    dissemination = models.ForeignKey(Dissemination, on_delete=models.PROTECT, related_name="feedback")
    usefulness = models.PositiveSmallIntegerField()
    acted_on = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["dissemination", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dissemination_id}: {self.usefulness}"
