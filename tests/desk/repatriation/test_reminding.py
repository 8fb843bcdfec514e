"""Reminders: told once when a date comes near and once when it has passed, to whoever set it, of open cases only."""

from datetime import timedelta

import pytest
from django.core import mail

from repatriations_made import NOON, a_case, step, worker
from vinculum.desk.repatriation.dating import meet_date, set_date
from vinculum.desk.repatriation.models import Case, CaseDate, Reminded
from vinculum.desk.repatriation.reminding import WORDS, remind
from vinculum.desk.repatriation.vocabulary import soon_days

pytestmark = pytest.mark.django_db
DUE = (NOON + timedelta(days=100)).date()
SOON, LATE = NOON + timedelta(days=100 - soon_days()), NOON + timedelta(days=101)


def messages_of(case: Case) -> list[str]:
    """Return the events of which somebody was told, of one case, in order."""
    return list(Reminded.objects.filter(date__case=case).order_by("pk").values_list("event", flat=True))


def test_each_event_is_told_once_and_tells_nothing_of_the_case() -> None:
    """Ahead: nobody is told. Soon, then late: once each, and the message holds no mark and no reference."""
    case = a_case()
    set_date(case, "storage", DUE, worker("priya"), about="Poti")
    remind(SOON - timedelta(days=1))
    assert messages_of(case) == []
    for moment in (SOON, SOON, LATE, LATE):
        remind(moment)
    assert messages_of(case) == ["soon", "late"]
    mine = [one for one in mail.outbox if one.to == ["priya.nair@navcis.example"]]
    assert {one.body for one in mine} <= set(WORDS.values())
    assert all(case.reference not in f"{one.body} {one.subject}" for one in mail.outbox)


def test_what_was_met_or_closed_is_not_told() -> None:
    """A date that was met, and dates of a case that was given up, remind nobody."""
    met, closed = a_case(), a_case(crime_ref="17/000011/26")
    for case in (met, closed):
        set_date(case, "storage", DUE, worker("priya"))
    meet_date(CaseDate.objects.get(case=met), NOON.date(), "Collected", worker("priya"))
    step(closed, "propose_giving_up", "priya")
    step(closed, "agree_giving_up", "tom")
    remind(LATE)
    assert (messages_of(met), messages_of(closed)) == ([], [])


def test_who_may_no_longer_read_the_case_is_not_told() -> None:
    """Somebody whose roles have ended gets no message."""
    case = a_case()
    set_date(case, "storage", DUE, worker("priya"))
    case.opened_by.appointments.update(until_at=NOON)
    remind(LATE)
    assert messages_of(case) == []
