"""Meetings, who was there, who was told what, what arose; and what was measured of communications."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.text import slugify

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.programme.engagement.vocabulary import Marking, MeetingKind, ToldOf
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.strategy.models import Pillar, StrategyAction


def _choices(words: type[MeetingKind | Marking | ToldOf]) -> list[tuple[str, str]]:
    return [(word.value, word.words) for word in words]


class Meeting(models.Model):
    """A meeting, briefing, roundtable, conference or conversation with the media; both days belong to it.

    ``closed``: what was said is for those who were there; that it took place, when and with whom, is not.
    """

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_choices(MeetingKind))
    begins_on = models.DateField()
    ends_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    closed = models.BooleanField(default=False)
    pillars = models.ManyToManyField(Pillar, related_name="meetings", blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-begins_on", "reference"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody who was there: a body of the reference data, a member, or, where neither fits, a name; and in which role.

    ``person`` is set where it was somebody who signs in here. Names of other people are not kept: a role says enough.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances", null=True, blank=True)
    other = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances", null=True, blank=True)
    role = models.CharField(max_length=200, blank=True)
    hosts = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["meeting", "-hosts", "pk"]

    def __str__(self) -> str:
        return f"{self.name}{', ' + self.role if self.role else ''}"

    @property
    def name(self) -> str:
        """The listener's name."""
        if self.organisation is not None:
            return self.organisation.name
        return self.member.name if self.member is not None else self.other

    @property
    def key(self) -> str:
        """What names the listener across meetings, in addresses too."""
        if self.organisation_id is not None:
            return f"o-{self.organisation_id}"
        return self.member.reference if self.member is not None else f"n-{slugify(self.other)}"


class Note(models.Model):
    """What was noted of a meeting; appended."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id}, {self.at:%-d %B %Y}"


class Disclosure(models.Model):
    """What was told at a meeting, under which marking and handling; appended. ``reference`` names the figure or product."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=10, choices=_choices(ToldOf))
    reference = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    marking = models.CharField(max_length=20, choices=_choices(Marking))
    handling = models.CharField(max_length=1, choices=[(code.value, code.value) for code in Handling])
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["meeting", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.meeting_id}"


class ToldTo(models.Model):
    """That a listener was told something; appended with it."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="told_to")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="told")

    class Meta:
        ordering: ClassVar = ["disclosure", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["disclosure", "attendance"], name="listener_told_once")]

    def __str__(self) -> str:
        return f"{self.disclosure_id} to {self.attendance_id}"


class MeetingAction(models.Model):
    """Something that a meeting agreed should be done, by whom; its state, and the day it was put off to, are its workflow's."""

    reference = models.SlugField(max_length=40, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField()
    serves = models.ForeignKey(StrategyAction, on_delete=models.PROTECT, related_name="arising", null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["due_on", "reference"]

    def __str__(self) -> str:
        return self.title


class Measurement(models.Model):
    """A value of a channel of communications on a day, with its source; appended. A later row of the same day takes its place."""

    channel = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["channel", "on", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.channel} on {self.on:%-d %B %Y}"
