"""A report, its versions and their graded paragraphs. A version is kept as written: a correction is another version.

What is derived from the newest version (links apart, which are its own) stands in ``rows.index`` and can be made again.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person


def draw_handle() -> str:
    """Return a handle that tells nothing: 64 random bits."""
    return secrets.token_hex(8)


class Report(models.Model):
    """What makes a report itself: its reference (URN), whose it is, and which desk reviews it. Its state is its workflow's.

    ``handle`` is drawn at random: it stands for the report where its reference must not be told.
    """

    reference = models.SlugField(max_length=40, unique=True)
    handle = models.CharField(max_length=16, unique=True, default=draw_handle)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    desk = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports_to_review")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports")
    made_at = models.DateTimeField()
    former_reference = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["reference"]
        indexes: ClassVar = [models.Index(fields=["organisation", "former_reference"])]

    def __str__(self) -> str:
        return self.reference


class Version(models.Model):
    """A report as it was written at one moment (``at``, UTC, when it became known); the one with the highest number stands.

    ``stages``, ``pillars`` and ``flags`` are lists of codes. ``operation`` is the reference of an operation, or "".
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="report_versions")
    why = models.CharField(max_length=500, blank=True)

    subject = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    author_rank = models.CharField(max_length=60, blank=True)
    author_number = models.CharField(max_length=30, blank=True)
    reported_at = models.DateTimeField()
    obtained_at = models.DateTimeField()
    marking = models.CharField(max_length=20)
    priority = models.CharField(max_length=10)
    stages = models.JSONField(default=list)
    pillars = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    risk = models.TextField(blank=True)
    operation = models.CharField(max_length=40, blank=True)
    mopi_group = models.PositiveSmallIntegerField(default=4)
    # Whether a paragraph carries handling code C: who may not receive conditions does not see the report at all.
    conditional = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="intelligence_one_version_a_number")]
        indexes: ClassVar = [models.Index(fields=["reported_at"]), models.Index(fields=["operation"])]

    def __str__(self) -> str:
        return f"{self.report_id} version {self.number}"


class Paragraph(models.Model):
    """A paragraph with its own grade. ``grade_as_given`` keeps the grade of another scheme to the letter."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    source = models.CharField(max_length=1)
    assessment = models.CharField(max_length=1)
    handling = models.CharField(max_length=1)
    action = models.CharField(max_length=2, blank=True)
    sanitisation = models.CharField(max_length=2, blank=True)
    conditions = models.TextField(blank=True)
    grade_as_given = models.CharField(max_length=20, blank=True)
    caution = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["version", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="intelligence_one_paragraph_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.number} {self.grade}"

    @property
    def grade(self) -> str:
        """The grade as it is written."""
        return f"{self.source}/{self.assessment}/{self.handling}"


class Link(models.Model):
    """A mark, person, place or event that a paragraph names; dated, and graded as its paragraph is.

    ``normal`` is the form in which it is looked for, ``shown`` as it stands in the text. ``by_hand`` is true for one that
    somebody added; the others were found in the text.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="links")
    paragraph = models.PositiveSmallIntegerField()
    pole = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    normal = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)
    role = models.CharField(max_length=20, default="mentioned")
    dated = models.DateField(null=True, blank=True)
    grade = models.CharField(max_length=5)
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["version", "paragraph", "pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "normal"]), models.Index(fields=["normal"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.normal} ({self.role})"


class ReviewNote(models.Model):
    """What a reviewer wrote about a paragraph; a grade that can hardly be true passes only with one."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="notes")
    paragraph = models.PositiveSmallIntegerField()
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_notes")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version", "paragraph", "at"]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.paragraph}: note"
