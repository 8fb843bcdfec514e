"""Rows that are counted within an operation: the next number, and that what is known never goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Model, QuerySet

from vinculum.desk.operations.refusals import OutOfOrder


def next_number(rows: QuerySet[Any]) -> int:
    """Return the number that the next row of these takes, from 1."""
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def not_before(last: Model | None, field: str, at: datetime, what: str) -> None:
    """Refuse a row told at ``at`` (UTC) when a later one stands: OutOfOrder says so."""
    stands: datetime | None = getattr(last, field) if last is not None else None
    if stands is not None and at < stands:
        raise OutOfOrder(
            f"{what} of {stands:%-d %B %Y at %H:%M} UTC stands already: nothing is added before it. Tell it as a new one, now."
        )
