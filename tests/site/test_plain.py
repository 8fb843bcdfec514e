"""Counts, money, times and cells as a reader sees them."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from vinculum.site import plain

NINE = datetime(2026, 3, 9, 14, 5, 7, tzinfo=UTC)


def test_unknown_is_called_so() -> None:
    """No count, amount or time stands in for one that is not known."""
    assert [plain.count(None), plain.pounds(None), plain.moment(None), plain.short_moment(None)] == ["not known"] * 4


def test_figures_are_parted_and_times_are_utc() -> None:
    """Thousands are parted; a time in another zone is told in UTC."""
    assert plain.count(1_234_567) == "1,234,567"
    assert plain.pounds(25_000.4) == "£25,000"
    assert plain.moment(NINE.astimezone(timezone(timedelta(hours=2)))) == "9 March 2026, 14:05 UTC"
    assert plain.short_moment(NINE) == "9 Mar 2026 14:05:07"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=29), "29 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(hours=3, minutes=20), "3 hours 20 minutes"),
        (timedelta(hours=24), "1 day"),
        (timedelta(hours=47), "1 day 23 hours"),
        (timedelta(days=3, hours=20), "3 days"),
        (-timedelta(hours=2), "2 hours"),
    ],
)
def test_a_length_of_time_is_told_in_two_units(length: timedelta, words: str) -> None:
    """The two largest units that matter, singular for one, without a sign."""
    assert plain.duration(length) == words


def test_time_left_is_from_the_as_at_time() -> None:
    """A lead has time left, is cold, or does not go cold."""
    assert plain.time_left(None, NINE) == "does not go cold"
    assert plain.time_left(NINE + timedelta(hours=6), NINE) == "6 hours"
    assert plain.time_left(NINE, NINE) == "cold now"
    assert plain.time_left(NINE - timedelta(days=5), NINE) == "cold for 5 days"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("AB12 CDE", "AB12 CDE"),
        (True, "yes"),
        (False, "no"),
        (12_345, "12345"),
        (21_000.0, "21000"),
        (0.000001, "0.000001"),
        (51.507, "51.507"),
        (NINE, "9 Mar 2026 14:05:07"),
        (date(2026, 3, 9), "9 March 2026"),
        (["A", "B"], "A; B"),
        ([], ""),
    ],
)
def test_a_cell_is_the_records_own(value: Any, text: str) -> None:
    """A record's value is written as it is, without added commas or lost digits."""
    assert plain.cell(value) == text
