"""The story's members: over three hundred by the end of 2025, growing since the launch."""

import time
from datetime import UTC, datetime

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.members import sample
from vinculum.desk.programme.members.figures import RULES

BY_CODE = {rule.code: rule for rule in RULES}
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


def members_as_at(at: datetime) -> int:
    david = viewer_of(Person.objects.get(email__startswith="david."), MARCH, Purpose.PROGRAMME)
    return int(figure_of(BY_CODE["members-standing"], david, Asked(at)).value or 0)


def test_membership_grew_to_over_three_hundred(db: None) -> None:
    """The notice of the end of 2025 says over 300 organisations; the launch was in November 2024."""
    told = [
        members_as_at(datetime(*day, 23, tzinfo=UTC)) for day in ((2024, 10, 31), (2024, 11, 30), (2025, 6, 30), (2025, 12, 31))
    ]
    assert told[0] == 0
    assert told == sorted(told)
    assert told[3] > 300


def test_a_list_counts_from_the_day_it_was_entered(db: None) -> None:
    """Somebody who joined on 18 November 2024 was first known on 29 November, when the list was entered."""
    assert members_as_at(datetime(2024, 11, 29, 15, 59, tzinfo=UTC)) == 0
    assert members_as_at(datetime(2024, 11, 29, 16, tzinfo=UTC)) > 20


def test_the_story_is_told_once(db: None) -> None:
    """Telling it again adds nothing, and takes no time."""
    before, began = members_as_at(MARCH), time.monotonic()
    sample.tell()
    assert before == members_as_at(MARCH)
    assert time.monotonic() - began < 1
