"""Time in the sample nation: whole microseconds since 1970 UTC. It keeps UTC all year, so an hour never happens twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1)


def start_of(day: date) -> int:
    """Return the microsecond at which ``day`` begins."""
    return (day - EPOCH).days * DAY


def day_of(at: int) -> date:
    """Return the date of a microsecond."""
    return EPOCH + timedelta(days=at // DAY)


def moment(at: int) -> datetime:
    """Return a microsecond as a time with zone."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def noted(at: int) -> datetime:
    """Return a microsecond as people note a time: to the minute."""
    return moment(at // MINUTE * MINUTE)
