"""What is looked in: the words, and the outline of the text, of the newest version of each report. Derived."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.intelligence.rows.reports import Report


class ReportWord(models.Model):
    """One folded word of a report's newest version, once a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["word", "report"])]

    def __str__(self) -> str:
        return self.word


class Outline(models.Model):
    """One band of a report's outline: texts that share a band are likely to be much alike."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="outlines")
    band = models.CharField(max_length=16)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["band", "report"])]

    def __str__(self) -> str:
        return self.band
