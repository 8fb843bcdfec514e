"""Studies, the published series they may rest on, and their runs, as rows that are never changed.

A study is written down before it is looked at: which areas, from when, against which, over which months, counting what. Whoever
wants another choice writes another study, and both stay to be seen.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

import numpy as np
from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.impact.finding import Finding, finding_from
from vinculum.desk.programme.impact.panel import Design, Panel

TITLE, SENTENCE = 200, 500


class Series(models.Model):
    """A table of counts that somebody published: what it counts, by whom, as at which day, and the counts themselves.

    ``areas`` name the rows and ``months`` (ISO days) the columns of ``counts``; ``digest`` is the SHA-256 of the file.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=TITLE)
    what = models.CharField(max_length=TITLE)
    definition = models.CharField(max_length=SENTENCE)
    source = models.CharField(max_length=SENTENCE)
    as_at = models.DateField()
    areas = models.JSONField()
    months = models.JSONField()
    counts = models.JSONField()
    digest = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def panel(self) -> Panel:
        """Return the counts."""
        return panel_of(self.areas, self.months, self.counts)


class Study(models.Model):
    """A question about impact and how it will be answered. Months are first days; ``acted_on`` maps an area to its first after.

    ``series`` is what is counted, or None where it is the theft reports of the picture, as whoever runs it may see them.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=TITLE)
    question = models.CharField(max_length=SENTENCE)
    done = models.CharField(max_length=SENTENCE)
    what = models.CharField(max_length=TITLE)
    definition = models.CharField(max_length=SENTENCE)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="studies", null=True)
    acted_on = models.JSONField()
    compared = models.JSONField()
    beside = models.JSONField()
    first = models.DateField()
    last = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title

    def design(self) -> Design:
        """Return what is compared with what."""
        acted_on = {area: date.fromisoformat(self.acted_on[area]) for area in sorted(self.acted_on)}
        return Design(acted_on, tuple(self.compared), tuple(self.beside))


class Reader(models.Model):
    """An organisation that may read a study and those of its runs that rest on a published series."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="readers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["organisation"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["study", "organisation"], name="reads_a_study_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} reads {self.study_id}"


class Run(models.Model):
    """One answer to a study: the counts it rests on, known as at when and from where, and what was found.

    ``sees`` names the rights to theft reports under which they were counted; blank for a published series.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    as_at = models.DateTimeField()
    basis = models.JSONField()
    sees = models.CharField(max_length=16, blank=True)
    areas = models.JSONField()
    months = models.JSONField()
    counts = models.JSONField()
    finding = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["study", "number"], name="one_run_a_number")]

    def __str__(self) -> str:
        return f"run {self.number} of study {self.study_id}"

    def panel(self) -> Panel:
        """Return the counts that the run rests on."""
        return panel_of(self.areas, self.months, self.counts)

    def found(self) -> Finding:
        """Return what was found."""
        return finding_from(self.finding)


def panel_of(areas: list[str], months: list[str], counts: list[list[int]]) -> Panel:
    """Return a panel from what a row keeps of it."""
    return Panel(tuple(areas), tuple(date.fromisoformat(month) for month in months), np.array(counts, dtype=np.int64))
