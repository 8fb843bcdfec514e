"""Courses with their versions, sessions, and who attended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.strategy.models import Pillar


class Course(models.Model):
    """Something that officers are taught. ``on_register``: whoever holds its certificate stands in the register of examiners."""

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    on_register = models.BooleanField(default=False)
    pillars = models.ManyToManyField(Pillar, related_name="courses", blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["reference"]

    def __str__(self) -> str:
        return self.title


class CourseVersion(models.Model):
    """What a course teaches: an outline of parts with their hours, and the organisations that it was built with.

    ``valid_months`` is how long its certificate holds, None for good.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    outline = models.JSONField()
    built_with = models.JSONField(default=list)
    valid_months = models.PositiveIntegerField(null=True, blank=True)
    changed = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["course", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "version"], name="one_outline_a_version")]

    def __str__(self) -> str:
        return f"{self.course}, version {self.version}"


class TrainingSession(models.Model):
    """One running of a version of a course, for an organisation or for all; both days are of it."""

    reference = models.SlugField(max_length=60, unique=True)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="sessions")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_sessions")
    venue = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-begins_on", "reference"]

    def __str__(self) -> str:
        return self.reference


class Attendance(models.Model):
    """What became of an officer in a session; the newest row of an officer counts."""

    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="attendances")
    officer = models.ForeignKey("training.Officer", on_delete=models.PROTECT, related_name="attendances")
    result = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["session", "officer", "at", "id"]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.session_id}: {self.result}"
