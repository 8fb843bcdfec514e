"""Old logs from a file: what can be read is taken in, every other row is kept whole with what is wrong in each field."""

import csv
import io

import pytest

from intelligence_world import NOON, viewer
from vinculum.desk.intelligence.importing import BadFile, import_logs
from vinculum.desk.intelligence.rows.imports import Import
from vinculum.desk.intelligence.rows.reports import Paragraph, Report

pytestmark = pytest.mark.django_db
COLUMNS = (
    "reference",
    "reported_at",
    "obtained_at",
    "subject",
    "text",
    "grade",
    "marking",
    "conditions",
    "priority",
    "operation",
)
GOOD = {
    "reference": "OLD/1",
    "reported_at": "2014-03-02",
    "subject": "A yard",
    "text": "Cars go in.",
    "grade": "B24",
    "marking": "RESTRICTED",
}

# What is wrong with one field, and the words of the message.
ERRORS = [
    ({"reference": ""}, "reference", "empty"),
    ({"reported_at": ""}, "reported_at", "empty"),
    ({"subject": " "}, "subject", "empty"),
    ({"text": ""}, "text", "empty"),
    ({"grade": ""}, "grade", "empty"),
    ({"marking": ""}, "marking", "empty"),
    ({"reported_at": "2 March 2014"}, "reported_at", "no time"),
    ({"reported_at": "2014-13-02"}, "reported_at", "no time"),
    ({"obtained_at": "yesterday"}, "obtained_at", "no time"),
    ({"reported_at": "2099-01-01"}, "reported_at", "future"),
    ({"obtained_at": "2015-01-01"}, "obtained_at", "before it was reported"),
    ({"grade": "B2"}, "grade", "no grade of"),
    ({"grade": "F24"}, "grade", "no grade of"),
    ({"grade": "2BP"}, "grade", "no grade of"),
    ({"marking": "SECRET"}, "marking", "nothing higher"),
    ({"marking": "CONFIDENTIAL"}, "marking", "reclassified"),
    ({"marking": "BLUE"}, "marking", "holds OFFICIAL"),
    ({"priority": "urgent"}, "priority", "no priority"),
    ({"grade": "D31"}, "assessment", "corroborated"),
    ({"operation": "nowhere"}, "operation", "no operation that you may see"),
    ({"reference": "OLD/0"}, "reference", "taken in before"),
]


def file(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def take_in(content: bytes) -> Import:
    return import_logs(viewer("tom"), "old.csv", content, scheme="5x5x5", desk="OPAL")


def test_a_log_is_taken_in_with_its_grade_to_the_letter() -> None:
    """Two rows of one reference are two paragraphs; it waits for review and remembers its old reference."""
    batch = take_in(file(GOOD, {**GOOD, "text": "Parts come out.", "grade": "c5 5", "conditions": "Ask Kent."}))
    assert (batch.rows, batch.taken, batch.set_aside.count()) == (2, 2, 0)
    report = Report.objects.get(organisation="CLEVELAND", former_reference="OLD/1")
    told = Paragraph.objects.filter(version__report=report).order_by("number")
    assert [(one.grade, one.grade_as_given, one.conditions) for one in told] == [
        ("1/A/C", "B24", "Originating force only; ask before any use."), ("1/E/C", "c5 5", "Ask Kent."),
    ]  # fmt: skip
    assert "sometimes reliable" in told[1].caution


def test_a_log_may_name_its_operation() -> None:
    """Logs of a week that come as a file count for the week, as those do that are written on the page."""
    take_in(file({**GOOD, "operation": "alliances-2025"}))
    report = Report.objects.get(organisation="CLEVELAND", former_reference="OLD/1")
    assert report.versions.get().operation == "alliances-2025"


def test_twenty_kinds_of_error_get_twenty_messages_and_lose_nothing() -> None:
    """Each faulty row is set aside as it stood, with the field and what to do; the good one is taken in."""
    take_in(file({**GOOD, "reference": "OLD/0"}))
    rows = [{**GOOD, "reference": f"OLD/{number + 10}", **change} for number, (change, _, _) in enumerate(ERRORS)]
    batch = take_in(file(*rows, GOOD))
    assert (batch.rows, batch.taken) == (len(ERRORS) + 1, 1)
    aside = list(batch.set_aside.order_by("row"))
    for number, (_change, field, words) in enumerate(ERRORS):
        assert words in aside[number].faults[field], (field, aside[number].faults)
        assert {name: value for name, value in aside[number].raw.items() if value} == {k: v for k, v in rows[number].items() if v}
    assert [one.row for one in aside] == list(range(2, len(ERRORS) + 2))


def test_a_report_comes_whole_or_not_at_all() -> None:
    """A paragraph that cannot be read holds its report back; so does one that differs in what they share."""
    batch = take_in(
        file(GOOD, {**GOOD, "grade": "?"}, {**GOOD, "reference": "OLD/2"}, {**GOOD, "reference": "OLD/2", "subject": "B"})
    )
    assert batch.taken == 0
    told = {one.row: one.faults for one in batch.set_aside.all()}
    assert "row 3" in told[2]["reference"]
    assert "differ in subject" in told[4]["reference"]
    assert not Report.objects.filter(former_reference__in=["OLD/1", "OLD/2"]).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b\n1,2\n", "has no column reference"), (b"\xff\xfe", "Byte 0 is not UTF-8"), (file(GOOD) + b"\xff", "is not UTF-8")],
)
def test_a_file_that_is_none_is_refused_whole(content: bytes, words: str) -> None:
    """Nothing is taken in and nothing kept."""
    with pytest.raises(BadFile, match=words):
        take_in(content)
    assert not Import.objects.filter(at=NOON).exists()


def test_the_same_file_is_not_taken_in_twice() -> None:
    """By its hash."""
    take_in(file(GOOD))
    with pytest.raises(BadFile, match="taken in before"):
        take_in(file(GOOD))
