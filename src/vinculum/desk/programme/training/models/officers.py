"""Officers who are trained, their certificates, when they can be called out, and how many are needed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.training.models.courses import Course, TrainingSession


class Officer(models.Model):
    """Somebody who is trained; ``person`` is their account, if they have one. The position (WGS84) is their station's."""

    reference = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="officers")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="officer", null=True, blank=True)
    station = models.CharField(max_length=100, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["organisation", "name"]

    def __str__(self) -> str:
        return self.reference


class Certificate(models.Model):
    """What an officer holds after a course, from a day until a day, both included (None: it does not expire)."""

    reference = models.SlugField(max_length=60, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["officer", "issued_on", "id"]

    def __str__(self) -> str:
        return self.reference


class CallOut(models.Model):
    """Whether an examiner can be called out, how far, and when; the newest row counts."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="call_outs")
    available = models.BooleanField()
    within_km = models.PositiveIntegerField()
    hours = models.CharField(max_length=100)
    contact = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["officer", "at", "id"]

    def __str__(self) -> str:
        return f"{self.officer}: {self.hours}"


class NeedRule(models.Model):
    """How many holders of a course's certificate a force needs: one for so many thefts a year, at least some. Newest counts."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="needs")
    one_for_thefts = models.PositiveIntegerField()
    least = models.PositiveIntegerField()
    basis = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["course", "at", "id"]

    def __str__(self) -> str:
        return f"{self.course}: one for {self.one_for_thefts} thefts"
