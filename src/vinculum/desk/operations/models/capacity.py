"""What an operation has to work with: teams by force and day, lifts by port and day, and work that does not come from leads."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation
from vinculum.desk.operations.models.operation import Operation


class TeamDay(models.Model):
    """One team of one force on one day: its skills (codes of ``plan/skills.toml``) and working hours.

    A team that ``crosses`` may be sent to another force of its region; the way there costs hours.
    """

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="team_days")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="team_days")
    team = models.CharField(max_length=60)
    day = models.DateField()
    skills = models.JSONField(default=list)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=8)
    crosses = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["day", "organisation", "team"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "organisation", "team", "day"], name="one_team_a_day"),
            models.CheckConstraint(condition=models.Q(hours__gt=0, hours__lte=24), name="team_hours_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.team} on {self.day}"


class PortDay(models.Model):
    """How many containers can be lifted at one port (UN/LOCODE) on one day, by whom, and what one lift costs in GBP."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="port_days")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="port_days")
    port = models.CharField(max_length=5)
    day = models.DateField()
    lifts = models.PositiveSmallIntegerField()
    # GBP 200 a lift is the fee reported for Felixstowe (DOMAIN 1.7).
    cost_gbp = models.DecimalField(max_digits=8, decimal_places=2, default=200)

    class Meta:
        ordering: ClassVar = ["day", "port"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "port", "day"], name="one_port_a_day")]

    def __str__(self) -> str:
        return f"{self.lifts} lifts at {self.port} on {self.day}"


class WorkKind(StrEnum):
    """Work that people enter beside the leads."""

    WARRANT = "warrant"
    EVENT = "event"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return {"warrant": "Warrant", "event": "Prevention event"}[self.value]


class WorkItem(models.Model):
    """A warrant to be executed or a prevention event to be held, in one force's area.

    ``probability`` is that it brings what it is meant to, ``value_gbp`` what that is worth: both judged by whoever enters it.
    ``until`` is the last moment (UTC) at which it makes sense; ``network`` ties it to other work about the same people.
    """

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="work_items")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.words) for kind in WorkKind])
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="work_items")
    probability = models.FloatField()
    value_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    skill = models.CharField(max_length=20)
    not_before = models.DateField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    network = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(probability__gte=0, probability__lte=1), name="work_item_probability"),
        ]

    def __str__(self) -> str:
        return self.title
