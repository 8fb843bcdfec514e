"""Who may be told what: against an oracle written out in plain words."""

import itertools
from datetime import UTC, datetime

import pytest

from desk_words import ViewerMaker
from vinculum.desk.access.models import Organisation
from vinculum.desk.access.vocabulary import Handling, Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.engagement.disclosing import heard_by
from vinculum.desk.programme.engagement.figures import RULES
from vinculum.desk.programme.engagement.models import Attendance
from vinculum.desk.programme.engagement.telling import why_not_told
from vinculum.desk.programme.engagement.vocabulary import Marking
from vinculum.desk.programme.members.models import Member

MARCH = datetime(2026, 3, 3, 12, tzinfo=UTC)
RULE = {rule.code: rule for rule in RULES}


def allowed(who: str, marking: Marking, handling: Handling) -> bool:
    """Say it plainly: conditions are for police; sensitive for police and government; official for partners too."""
    if handling is Handling.CONDITIONS and who != "police":
        return False
    if marking is Marking.SENSITIVE:
        return who in {"police", "government", "international"}
    return marking is Marking.PUBLIC or who != "press"


@pytest.mark.parametrize(
    ("who", "marking", "handling"),
    list(itertools.product(["police", "government", "international", "maker", "member", "press"], Marking, Handling)),
)
def test_every_kind_of_listener_hears_what_it_may(db: None, who: str, marking: Marking, handling: Handling) -> None:
    """Each marking and handling, for each kind of listener, as the oracle says."""
    codes = {"police": "ESSEX", "government": "HO", "international": "EUROPOL", "maker": "JLR"}
    attendance = {
        "member": lambda: Attendance(member=Member.objects.get(name="Corvane Tracking")),
        "press": lambda: Attendance(other="The Gazette"),
    }.get(who, lambda: Attendance(organisation=Organisation.objects.get(code=codes[who])))()
    assert (why_not_told(attendance, marking, handling) == "") == allowed(who, marking, handling)


def test_the_story_tells_nobody_what_they_may_not_hear(db: None) -> None:
    """Every disclosure of the story passes the rule, listener by listener."""
    rows = [
        (told.attendance, Marking(told.disclosure.marking), Handling(told.disclosure.handling))
        for one in Attendance.objects.prefetch_related("told__disclosure")
        for told in one.told.all()
    ]
    assert rows
    assert [why_not_told(*row) for row in rows if why_not_told(*row)] == []


def test_what_has_the_home_office_been_told(make_viewer: ViewerMaker) -> None:
    """The history of a listener is in the order of its days; what was said inside a closed briefing is for who was there."""
    from vinculum.desk.programme.strategy.sample import as_person  # noqa: PLC0415 - the story's own people

    there = [one.disclosure.meeting.reference for one in heard_by(as_person("david", MARCH), "o-HO")]
    assert there[:2] == ["steering-group-2025-11", "home-secretary-advisor"]
    assert "policing-minister-briefing" in there
    outside = make_viewer("NVCRP", ["communications_officer"], Purpose.PROGRAMME, MARCH)
    assert [one for one in there if one != "policing-minister-briefing"] == [
        one.disclosure.meeting.reference for one in heard_by(outside, "o-HO")
    ]


def test_figures_of_engagement(make_viewer: ViewerMaker) -> None:
    """Meetings are counted once by the day they began; an organisation at many of them is one."""
    viewer = make_viewer("NVCRP", ["communications_officer"], Purpose.PROGRAMME, MARCH)
    held = figure_of(RULE["engagement-meetings"], viewer, Asked(MARCH, {"kind": "roundtable"}))
    assert [row.key for row in held.rows] == ["ports-roundtable-home-office"]
    november = Asked(MARCH, since=datetime(2025, 11, 1, tzinfo=UTC).date(), until=datetime(2025, 12, 1, tzinfo=UTC).date())
    assert {row.key for row in figure_of(RULE["engagement-meetings"], viewer, november).rows} == {
        "interpol-lyon",
        "steering-group-2025-11",
    }
    met = figure_of(RULE["engagement-organisations"], viewer, november)
    assert [row.cells[1] for row in met.rows if row.key == "o-NPCC"] == [2]
    assert figure_of(RULE["engagement-channel"], viewer, Asked(MARCH, {"channel": "linkedin_followers"})).value is None
    overdue = figure_of(RULE["engagement-actions-overdue"], viewer, Asked(MARCH))
    assert [row.key for row in overdue.rows] == ["makers-training"]
    january = figure_of(RULE["engagement-actions-open"], viewer, Asked(datetime(2026, 1, 28, tzinfo=UTC)))
    assert {row.key: row.cells[2] for row in january.rows}["interpol-next-steps"] == datetime(2026, 4, 30, tzinfo=UTC).date()
