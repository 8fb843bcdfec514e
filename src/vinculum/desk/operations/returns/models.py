"""Returns and their lines while they are written; facts, workbooks and publications, which are appended and stay."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models import Operation


class Change(StrEnum):
    """What a line of a return says of an item: what it is (or is after a correction), or that it falls away."""

    ITEM = "item"
    WITHDRAW = "withdraw"


class Return(models.Model):
    """What one force tells of one stretch of days of an operation, both included. Its state is told by its steps.

    A force that has more to tell of the same days after its return was validated sends another: ``number`` counts them.
    ``nil`` says that there was nothing, which is not the same as saying nothing. ``covers`` are the metrics that it tells of,
    [] for all: of any other nothing is known from it.
    """

    reference = models.SlugField(max_length=60, unique=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="returns")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="returns")
    since = models.DateField()
    until = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    nil = models.BooleanField(default=False)
    covers = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="returns_made")

    class Meta:
        ordering: ClassVar = ["operation", "force", "since", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "force", "since", "until", "number"], name="one_return_a_number"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="return_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.reference


class Line(models.Model):
    """One line of a return while it is written: an item by the force's own reference, and its fields as text.

    ``told`` holds "" where a field is to be taken away. ``origin`` says where the line came from, such as a row of a workbook.
    """

    sent_in = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    reference = models.CharField(max_length=80)
    change = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Change], default=Change.ITEM)
    told = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sent_in", "reference"], name="one_line_an_item")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.sent_in_id}"


class Workbook(models.Model):
    """A workbook as it was uploaded, byte for byte, with what was wrong with it. Whether it was taken in is told by its steps."""

    sent_in = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="workbooks")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="workbooks")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ItemFact(models.Model):
    """One fact about an item (see ``facts.py``), appended. ``sent_in`` is the return that told it; None: the lead's judgement."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=12)
    item = models.CharField(max_length=100)
    known_at = models.DateTimeField()
    told = models.JSONField(default=dict)
    other = models.CharField(max_length=100, blank=True)
    undoes = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    sent_in = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="facts", null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")

    class Meta:
        ordering: ClassVar = ["operation", "known_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["operation", "known_at"]), models.Index(fields=["operation", "item"])]

    def __str__(self) -> str:
        return f"{self.item} {self.kind}"


class Publication(models.Model):
    """Figures of an operation as they were known at a moment, frozen. Who prepared and who published are told by its steps."""

    reference = models.SlugField(max_length=60, unique=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    as_at = models.DateTimeField()
    note = models.TextField(blank=True)
    definitions_version = models.PositiveSmallIntegerField()
    definitions_digest = models.CharField(max_length=16)
    forces_reported = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="publications")

    class Meta:
        ordering: ClassVar = ["operation", "as_at", "pk"]

    def __str__(self) -> str:
        return self.title


class PublishedFigure(models.Model):
    """One figure of a publication: its value (None: not known), its definition then, and its rows (key, force, amount)."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="figures")
    metric = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    definition = models.TextField()
    unit = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    rows = models.JSONField(default=list)
    rows_digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["publication", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["publication", "metric"], name="one_figure_a_metric")]

    def __str__(self) -> str:
        return f"{self.metric} in {self.publication_id}"
