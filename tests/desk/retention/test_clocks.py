"""When a record is due for review, worked out from the evidence that somebody may see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from vinculum.desk.access.models import Person
from vinculum.desk.access.seen import SeenDoor, open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.retention.clocks import clock_of, due_for_review
from vinculum.desk.retention.models import Choice, Clock
from vinculum.desk.retention.reviewing import DecisionRefused, decide_review, marked_for_erasure
from vinculum.desk.retention.rules import groups, questions, records
from vinculum.evidence.workspace import Workspace

FAR = datetime(2040, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NO = dict.fromkeys(questions(), False)


def viewer(who: str, purpose: Purpose = Purpose.ADMINISTRATION) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), NOW, purpose, "a test")


@pytest.fixture
def door(standing_desk: Workspace) -> Iterator[SeenDoor]:
    with open_seen(standing_desk, viewer("rashid")) as opened:
        yield opened


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let roles be held at the moment of these tests, which lies before the sample was loaded."""
    Person.objects.get(email__startswith="rashid.").appointments.update(from_at=datetime(2024, 1, 1, tzinfo=UTC))


pytestmark = [pytest.mark.usefixtures("standing_desk", "early")]


def test_every_rule_names_what_contracts_declare(door: SeenDoor) -> None:
    """Each kind of record can be asked for, and its group exists."""
    for rule in records().values():
        assert rule.group in groups()
        door.ask_rows(f'SELECT "{rule.reference}", "{rule.started}" FROM evidence.{rule.feed} LIMIT 1')


def test_a_theft_is_due_six_years_after_the_last_police_action(door: SeenDoor) -> None:
    """The report, the confirmed marker or the recovery: whichever came last starts the clock."""
    oracle = door.ask_rows("""
        SELECT t.crime_ref, t.delivery, t.row, greatest(t.reported_at,
            coalesce((SELECT max(l.confirmed_at) FROM evidence.los AS l WHERE l.crime_ref = t.crime_ref), t.reported_at),
            coalesce((SELECT max(r.found_at) FROM evidence.recoveries AS r WHERE r.crime_ref = t.crime_ref), t.reported_at)
        ) AS last FROM evidence.thefts AS t""")
    found = due_for_review(door, FAR, kind="theft", limit=10**6)
    assert found.total == len(oracle) > 100
    last = {(one["delivery"], one["row"]): one["last"] for one in oracle}
    for one in found.reviews:
        started = last[one.delivery, one.row].astimezone(UTC)
        assert one.clear_period_start == started
        assert one.next_review.astimezone(UTC) == started.replace(year=started.year + 6)


def test_nothing_is_due_a_moment_before_and_one_is_at_its_moment(door: SeenDoor) -> None:
    """The queue begins with the record that is due first."""
    first = due_for_review(door, FAR, limit=1).reviews[0]
    assert due_for_review(door, first.next_review - timedelta(microseconds=1)).total == 0
    assert due_for_review(door, first.next_review).reviews[0] == first


def test_who_may_not_see_a_record_is_not_told_that_it_is_due(standing_desk: Workspace) -> None:
    """A manufacturer's door shows thefts without their reference: none is in its queue."""
    with open_seen(standing_desk, viewer("helen", Purpose.PREVENTION)) as opened:
        assert due_for_review(opened, FAR).total == 0


def test_a_decision_to_keep_moves_the_date(door: SeenDoor) -> None:
    """For the reviewer's organisation; another's queue stays as it was."""
    rashid, due = viewer("rashid"), due_for_review(door, FAR, limit=1).reviews[0]
    later = NOW + timedelta(days=300)
    decide_review(rashid, due, choice=Choice.RETAIN, reason="Linked", answers=NO | {"links": True}, group=3, next_review=later)
    moved = clock_of(door, due.kind, due.delivery, due.row, "OPAL")
    assert moved is not None
    assert (moved.next_review.astimezone(UTC), moved.group, moved.decided) == (later, 3, True)
    assert clock_of(door, due.kind, due.delivery, due.row, "MPS") == due
    assert due_for_review(door, NOW, organisation="OPAL").total == 0
    assert due_for_review(door, later, organisation="OPAL").reviews[0].reference == due.reference


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"choice": Choice.ERASE, "answers": NO | {"harm": True}}, "answered with yes"),
        ({"choice": Choice.RETAIN}, "next review"),
        ({"choice": Choice.RETAIN, "next_review": NOW}, "next review"),
        ({"choice": Choice.RETAIN, "next_review": NOW + timedelta(days=366 * 7)}, "next review"),
        ({"choice": Choice.ERASE, "answers": {}}, "Answer every question"),
    ],
)
def test_rules_of_review_are_kept(door: SeenDoor, told: dict[str, object], sentence: str) -> None:
    """A yes means keep; keeping has a date within the group's cadence; every question is answered."""
    due = due_for_review(door, FAR, limit=1).reviews[0]
    asked = {"reason": "a test", "answers": NO, "group": 4, "next_review": None, **told}
    with pytest.raises(DecisionRefused, match=sentence):
        decide_review(viewer("rashid"), due, **asked)  # type: ignore[arg-type]  # one thing wrong at a time
    assert not Clock.objects.exists()


def test_the_last_decision_counts(door: SeenDoor) -> None:
    """Marked for erasure, then kept after all."""
    rashid, due = viewer("rashid"), due_for_review(door, FAR, limit=1).reviews[0]
    decide_review(rashid, due, choice=Choice.ERASE, reason="old", answers=NO, group=4, next_review=None)
    assert [clock.reference for clock in marked_for_erasure(rashid)] == [due.reference]
    later = NOW + timedelta(days=30)
    decide_review(rashid, due, choice=Choice.RETAIN, reason="new", answers=NO, group=4, next_review=later)
    assert marked_for_erasure(rashid) == []
