"""The Ports Problem Profile of the sample partnership, composed once for the tests that look at it, and the rows behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.documents.composing import Composed, Wanted, compose
from vinculum.desk.documents.kinds import kind_named
from vinculum.desk.documents.targets import Target
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build

Row = dict[str, Any]
_COMPOSED: dict[str, Composed] = {}
# Later than the receipt of the sample, which a run of the tests makes only after it has read this.
AS_AT = timezone.now() + timedelta(hours=1)
SINCE = datetime(AS_AT.year - 5, AS_AT.month, min(AS_AT.day, 28), tzinfo=UTC)


def analyst() -> Viewer:
    """Return the national analyst, who makes the profile."""
    person = Person.objects.select_related("organisation").get(email__startswith="amara.")
    return viewer_of(person, timezone.now(), Purpose.INTELLIGENCE, "a test")


def profile(audience: str = "police") -> Composed:
    """Return the profile for an audience as the analyst makes it; the evidence of the tests never changes, so it is made once."""
    if audience not in _COMPOSED:
        kind = kind_named("ports-problem-profile")
        wanted = Wanted(kind, Target("", "The partnership"), audience, AS_AT, f"profile-{audience}", 1, date(2027, 1, 1))
        _COMPOSED[audience] = compose(wanted, analyst(), "Amara Okafor")
    return _COMPOSED[audience]


@cache
def rows_of(home: Path, feed: str) -> list[Row]:
    """Return the accepted rows of a feed as plain Python, read from the files themselves."""
    return [row for file in Workspace(home).accepted_files(feed) for row in pq.read_table(file).to_pylist()]


@cache
def table_of(home: Path, table: str) -> list[Row] | None:
    """Return a table of the picture as plain Python; None where the build has none such."""
    file = current_build(Workspace(home)).folder / f"{table}.parquet"
    return pq.read_table(file).to_pylist() if file.is_file() else None


def within_period(moment: datetime | None) -> bool:
    """Say whether something happened in the five years of the profile."""
    return moment is not None and SINCE.date() <= moment.astimezone(UTC).date() <= AS_AT.date() and moment <= AS_AT


def month_of(moment: datetime) -> str:
    """Return the first day of the month (UTC) in which a moment lies."""
    return moment.astimezone(UTC).date().replace(day=1).isoformat()


def hours_between(first: datetime, last: datetime) -> float:
    """Return the hours from one moment to another, by the minutes of the clock."""
    whole = timedelta(minutes=1)
    return ((last - datetime.min.replace(tzinfo=UTC)) // whole - (first - datetime.min.replace(tzinfo=UTC)) // whole) / 60
