"""Who may see which audit records, and how they are found."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Appointment, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.chain import Entry, append, verify
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.audit.search import Asked, every_record, own_records, records_of, visible_to

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def auditor(who: str) -> Viewer:
    person = Person.objects.get(email__startswith=f"{who}.")
    return viewer_of(person, timezone.now(), Purpose.ASSURANCE)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Write six records of two organisations, one an hour."""
    for number in range(6):
        whose = "OPAL" if number % 2 else "CLEVELAND"
        append(
            Entry(
                person=f"p{number}@{whose.lower()}.example",
                organisation=whose,
                verb=Verb.DISCLOSURE if number == 4 else Verb.CONSULTATION,
                action="vehicle.read",
                route="GET vehicle",
                outcome=Outcome.DENIED if number == 5 else Outcome.DONE,
                purpose="investigation",
                subjects=(("vrm", f"AB12CD{'ABCDEF'[number]}"), ("person", "x")),
            ),
            NOW - timedelta(hours=6 - number),
            tmp_path,
        )
    return tmp_path


def people(found: object) -> list[str]:
    return [record.person.split("@")[0] for record in found]  # type: ignore[attr-defined]  # records, of a page or a list


def test_the_national_unit_sees_all_and_others_their_own(told: Path) -> None:
    """An auditor of a force reads that force's records and nobody else's."""
    Appointment.objects.create(person=Person.objects.get(email__startswith="tom."), role="auditor")
    assert len(records_of(visible_to(auditor("rashid")), Asked()).records) == 6
    assert people(records_of(visible_to(auditor("tom")), Asked()).records) == ["p4", "p2", "p0"]


def test_who_is_no_auditor_sees_what_they_did_themselves(told: Path) -> None:
    """Nothing of anybody else."""
    assert records_of(visible_to(auditor("helen")), Asked()).records == ()
    assert records_of(own_records(auditor("helen")), Asked()).records == ()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(subject="ab12cdb "), ["p1"]),
        (Asked(subject="AB12"), []),
        (Asked(person="P3@"), ["p3"]),
        (Asked(organisation="OPAL"), ["p5", "p3", "p1"]),
        (Asked(verb="disclosure"), ["p4"]),
        (Asked(outcome="denied"), ["p5"]),
        (Asked(purpose="ports"), []),
        (Asked(since=NOW - timedelta(hours=3)), ["p5", "p4", "p3"]),
        (Asked(until=NOW - timedelta(hours=5)), ["p0"]),
    ],
)
def test_records_are_found_by(told: Path, asked: Asked, expected: list[str]) -> None:
    """A subject whole, a person by part, the rest exactly; the beginning of a period is in it, its end is not."""
    assert people(records_of(visible_to(auditor("rashid")), asked).records) == expected


def test_pages_follow_each_other_without_gap_or_repetition(told: Path) -> None:
    """By the number of the record, so that new records do not shift them."""
    seen, before = [], None
    while True:
        page = records_of(visible_to(auditor("rashid")), Asked(), before, limit=4)
        seen.append(people(page.records))
        if page.older is None:
            break
        before = page.older
    assert seen == [["p5", "p4", "p3", "p2"], ["p1", "p0"]]
    assert people(every_record(visible_to(auditor("rashid")), Asked(), 3)) == ["p0", "p1", "p2"]


def test_a_part_of_the_chain_can_be_verified(told: Path) -> None:
    """From its middle on, against the record before."""
    assert list(verify(told, 4)) == []
    # The store refuses changes to records, so a witness of another record stands for one.
    witness = told / "audit-witness.log"
    witness.write_text(f"5 {'0' * 64}\n")
    assert [fault.sequence for fault in verify(told, 4)] == [5]
    assert list(verify(told, 6)) == []
