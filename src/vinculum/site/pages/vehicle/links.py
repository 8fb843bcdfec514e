"""Where a mark and a record have their page."""

from __future__ import annotations

from django.urls import reverse

from vinculum.marks.fold import fold


def vehicle_href(mark: str | None) -> str:
    """Return the address of the page of a vehicle by its mark; empty where the mark has nothing legible."""
    folded = fold(mark or "")
    return reverse("vehicle", args=[folded]) if folded.strip("?") else ""


def record_href(delivery: str, row: int) -> str:
    """Return the address of the page of one record."""
    return reverse("record", args=[delivery, row])
