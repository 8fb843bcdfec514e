"""The strategy as rows. Where history matters a row is appended and never changed: terms, wordings, mappings, progress."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.strategy.vocabulary import Audience, Direction, Health, MeasuredBy, SourceKind, Thing


def _choices(
    words: type[Audience | Direction | Health | MeasuredBy | SourceKind | Thing],
) -> list[tuple[str, str]]:
    return [(word.value, word.words) for word in words]


class Pillar(models.Model):
    """A pillar of the strategy, by its code; a title that is not the published one says so (DOMAIN 1.2).

    The columns hold the newest wording; every wording there ever was stands in ``PillarWording``.
    """

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=200)
    working_title = models.BooleanField(default=True)
    about = models.TextField(blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pillars", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PillarWording(models.Model):
    """How a pillar was worded from a moment on; appended."""

    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="wordings")
    title = models.CharField(max_length=200)
    working_title = models.BooleanField()
    about = models.TextField(blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pillar", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.pillar_id} {self.title} ({self.at:%-d %B %Y})"


class Version(models.Model):
    """A version of the strategy, for the days from ``begins_on`` to ``ends_on``, both included; its state is its workflow's."""

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-begins_on", "reference"]

    def __str__(self) -> str:
        return self.title


class Objective(models.Model):
    """What a version wants to reach under a pillar; one that goes on from an earlier version names it."""

    reference = models.SlugField(max_length=40, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="objectives")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="objectives")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, related_name="continued_by", null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pillar", "reference"]

    def __str__(self) -> str:
        return self.title


class StrategyAction(models.Model):
    """Something to be done for an objective; who owns it and by when are its terms, its state is its workflow's."""

    reference = models.SlugField(max_length=40, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["objective", "reference"]

    def __str__(self) -> str:
        return self.title


class Terms(models.Model):
    """Who owns an action, and its dates, from a moment on; appended. The newest known at a moment counts then."""

    action = models.ForeignKey(StrategyAction, on_delete=models.PROTECT, related_name="terms")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["action", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.owner_id or 'nobody'}, by {self.due_on or 'no day'}"


class Measure(models.Model):
    """How it is told whether an objective is reached: a figure of the house or a published series. No value is kept."""

    reference = models.SlugField(max_length=40, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measures")
    title = models.CharField(max_length=200)
    measured_by = models.CharField(max_length=10, choices=_choices(MeasuredBy))
    code = models.CharField(max_length=80)
    of = models.JSONField(default=dict, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    direction = models.CharField(max_length=10, choices=_choices(Direction))
    target = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["objective", "reference"]

    def __str__(self) -> str:
        return self.title


class OutsideReport(models.Model):
    """A report, or the outcome of a conference, in which others recommended something."""

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    made_by = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_choices(SourceKind))
    published_on = models.DateField()
    link = models.URLField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["published_on", "reference"]

    def __str__(self) -> str:
        return f"{self.title} ({self.made_by})"


class Recommendation(models.Model):
    """One recommendation, in the words in which it was found; where its full text was not read, ``as_found`` says where from."""

    reference = models.SlugField(max_length=40, unique=True)
    report = models.ForeignKey(OutsideReport, on_delete=models.PROTECT, related_name="recommendations")
    text = models.TextField()
    as_found = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["report", "reference"]

    def __str__(self) -> str:
        return self.text


class Answering(models.Model):
    """That an action answers a recommendation, or (``stands`` False) no longer does, from a moment on; appended."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="answerings")
    action = models.ForeignKey(StrategyAction, on_delete=models.PROTECT, related_name="answerings")
    stands = models.BooleanField()
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action_id} {'answers' if self.stands else 'no longer answers'} {self.recommendation_id}"


class Progress(models.Model):
    """What somebody reported of an action: what happened, on which day, and how it stands; appended."""

    action = models.ForeignKey(StrategyAction, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField()
    happened_on = models.DateField()
    health = models.CharField(max_length=10, choices=_choices(Health))
    audience = models.CharField(max_length=12, choices=_choices(Audience))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="progress_reported")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="progress_reported")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action_id}, {self.happened_on:%-d %B %Y}"


class Evidence(models.Model):
    """The thing that a report of progress rests on, by its kind and reference; appended with it."""

    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=_choices(Thing))
    reference = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["progress", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
