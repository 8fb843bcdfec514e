"""Actionable logs: counted by the definition, as known at any moment, whoever asks."""

from datetime import UTC, datetime

import pytest

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.intelligence.figures import RULES

pytestmark = pytest.mark.django_db
LOGS = RULES[0]


def count(who: str, purpose: Purpose, as_at: datetime) -> int | None:
    person = Person.objects.get(email__startswith=f"{who}.")
    viewer = viewer_of(person, datetime(2026, 3, 2, tzinfo=UTC), purpose)
    value = figure_of(LOGS, viewer, Asked(as_at, {"operation": "alliances-2025"})).value
    return None if value is None else int(value)


def test_the_published_figure_comes_out_at_its_date() -> None:
    """222 at the end of 2025, fewer on 29 October, none before the week."""
    assert count("grace", Purpose.INTELLIGENCE, datetime(2025, 12, 31, 23, tzinfo=UTC)) == 222
    assert count("grace", Purpose.INTELLIGENCE, datetime(2025, 10, 29, 18, tzinfo=UTC)) == 100
    assert count("grace", Purpose.INTELLIGENCE, datetime(2025, 10, 13, tzinfo=UTC)) == 0


def test_who_counts_all_and_who_counts_their_own() -> None:
    """National bodies count every log, a force those that it may read, industry none."""
    late = datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert count("david", Purpose.PROGRAMME, late) == 222
    assert count("tom", Purpose.INVESTIGATION, late) == 1
    assert count("helen", Purpose.PREVENTION, late) is None
