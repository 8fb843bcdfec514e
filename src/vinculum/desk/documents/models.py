"""Products as rows. Every table here is append-only: what was made stays as it was made, and states are steps of the workflow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person


class Product(models.Model):
    """A product of one kind about one thing for one audience; its versions are made as at different moments.

    ``of`` is the code of what it is about, "" for the partnership; ``recipient`` narrows its audience to one organisation.
    """

    reference = models.SlugField(max_length=48, unique=True)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=20)
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="products_for", null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="products")
    begun_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["reference"]

    def __str__(self) -> str:
        return self.reference


class Version(models.Model):
    """A product as at a moment. ``subject`` names it in the workflow; ``content`` is all that it says (``kept.to_plain``).

    ``made_by``, ``purpose`` and ``why`` are whose view its figures were worked out in. ``until`` is the end of its embargo.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    as_at = models.DateTimeField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="products_made")
    purpose = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["product", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "number"], name="version_once")]

    def __str__(self) -> str:
        return self.subject


class Frozen(models.Model):
    """A figure of a version as it was when the version was made. ``value`` is None where nothing was known.

    ``keys`` holds what each row adds and its digest by its key, so that a later difference can be told; None where there are too
    many rows.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="figures")
    slot = models.CharField(max_length=60)
    rule = models.CharField(max_length=80)
    asked = models.JSONField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    keys = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["version", "slot"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "slot"], name="figure_frozen_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.slot}"


class Remark(models.Model):
    """Words that an author added to a section of a draft; the last of a section and a sort stands, an empty one takes it away.

    An assessed statement has a ``confidence``; commentary has none.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="remarks")
    section = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    assessed = models.BooleanField(default=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="remarks")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.section}"


class File(models.Model):
    """A released version as a file that was handed out: its bytes stand in the workspace under their SHA-256."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version", "form"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "form"], name="file_made_once")]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.form}"
