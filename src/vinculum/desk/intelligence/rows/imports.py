"""Old logs taken in from a file: the file, and the rows of it that could not be read, whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person


class Import(models.Model):
    """One file of old logs: its hash, and how many rows were taken in or set aside."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    scheme = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "sha256"], name="intelligence_imported_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.taken} of {self.rows}"


class SetAside(models.Model):
    """A row that was not taken in: as it stood in the file, and what is wrong with each field."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="set_aside")
    row = models.PositiveIntegerField()
    raw = models.JSONField()
    faults = models.JSONField()

    class Meta:
        ordering: ClassVar = ["batch", "row"]

    def __str__(self) -> str:
        return f"row {self.row}"
