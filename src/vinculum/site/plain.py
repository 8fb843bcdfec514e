"""Counts, money, times and cells as a reader sees them. What is unknown is called so, never shown as zero."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

UNKNOWN = "not known"


def count(number: int | None) -> str:
    """Return a whole number with thousands parted, or that it is not known."""
    return UNKNOWN if number is None else f"{number:,}"


def pounds(value: float | None) -> str:
    """Return an amount in GBP without pence, or that it is not known."""
    return UNKNOWN if value is None else f"£{value:,.0f}"


def moment(at: datetime | None) -> str:
    """Return a time as ``9 March 2026, 14:05 UTC``, or that it is not known."""
    if at is None:
        return UNKNOWN
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def short_moment(at: datetime | None) -> str:
    """Return a time as ``9 Mar 2026 14:05:07``, for tables whose caption says UTC."""
    if at is None:
        return UNKNOWN
    at = at.astimezone(UTC)
    return f"{at.day} {at:%b %Y %H:%M:%S}"


def day(on: date) -> str:
    """Return a day as ``9 March 2026``."""
    return f"{on.day} {on:%B %Y}"


def duration(length: timedelta) -> str:
    """Return a length of time in its two largest units that matter, such as ``3 hours 20 minutes``."""
    minutes = round(abs(length).total_seconds() / 60)
    if minutes < 1:
        seconds = round(abs(length).total_seconds())
        return _some(seconds, "second")
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= 3:  # noqa: PLR2004  from three days on, hours tell nothing
        return _some(days, "day")
    if days:
        return f"{_some(days, 'day')} {_some(hours, 'hour')}" if hours else _some(days, "day")
    if hours:
        return f"{_some(hours, 'hour')} {_some(minutes, 'minute')}" if minutes else _some(hours, "hour")
    return _some(minutes, "minute")


def time_left(cold_at: datetime | None, as_at: datetime) -> str:
    """Return how long from ``as_at`` until a lead goes cold, or how long it has been."""
    if cold_at is None:
        return "does not go cold"
    if cold_at <= as_at:
        return f"cold for {duration(as_at - cold_at)}" if cold_at < as_at else "cold now"
    return duration(cold_at - as_at)


def cell(value: Any) -> str:
    """Return any value of a record as text: the record's own, with times in UTC and lists spelled out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(part) for part in value)
    for kind, words in CELLS:
        if isinstance(value, kind):
            return words(value)
    return str(value)


def _some(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


# The first kind that fits decides: a bool is an int, and a datetime is a date.
CELLS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, short_moment),
    (date, day),
    (float, lambda value: f"{value:.6f}".rstrip("0").rstrip(".")),
)
