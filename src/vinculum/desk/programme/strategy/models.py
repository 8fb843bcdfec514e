"""The strategy as rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation


class Pillar(models.Model):
    """A pillar of the strategy, by its code; a title that is not the published one says so (DOMAIN 1.2)."""

    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=200)
    working_title = models.BooleanField(default=True)
    about = models.TextField(blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pillars", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
