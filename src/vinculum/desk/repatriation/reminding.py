"""Telling whoever set a date that it comes near, and again that it has passed: that something is due, never what.

Each is told once for each date. Only of open cases, and only to somebody who may still read the case.
"""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.repatriation.dating import Clock, Due, clocks_of
from vinculum.desk.repatriation.models import Case, Reminded
from vinculum.desk.repatriation.seeing import visible_to
from vinculum.desk.repatriation.workflow import CASE, OPEN
from vinculum.desk.workflows.stepping import subjects_in

log = logging.getLogger(__name__)

SUBJECT = "A date of a case of yours"
WORDS = {
    Due.SOON: "A date of a repatriation case that you set comes near. Sign in to the workbench to see it.",
    Due.LATE: "A date of a repatriation case that you set has passed. Sign in to the workbench to see it.",
}


def remind(now: datetime) -> int:
    """Tell of every date that became soon or late by ``now`` (UTC) and was not told of; return how many messages left.

    What could not be sent is not noted, and is tried again the next time.
    """
    cases = list(Case.objects.filter(reference__in=subjects_in(CASE, *OPEN)))
    told = {(row.date_id, row.event) for row in Reminded.objects.filter(date__case__in=cases)}
    sent = 0
    for case in cases:
        for clock in clocks_of([case], now.date()).get(case.pk, ()):
            if clock.due in WORDS and (clock.row.pk, clock.due.value) not in told and _may_read(clock.row.by, case, now):
                sent += _tell(clock, now)
    return sent


def _may_read(person: Person, case: Case, now: datetime) -> bool:
    """Say whether somebody may read a case for some purpose of theirs at a moment."""
    return any(
        Case.objects.filter(visible_to(viewer_of(person, now, purpose)), pk=case.pk).exists()
        for purpose in viewer_of(person, now).purposes
    )


def _tell(clock: Clock, now: datetime) -> int:
    try:
        with transaction.atomic():
            # Noted before it is sent, so that two workers do not send it twice; a failure takes the note back.
            Reminded.objects.create(date=clock.row, event=clock.due.value, at=now)
            EmailMessage(SUBJECT, WORDS[clock.due], to=[clock.row.by.email]).send()
    except (SMTPException, OSError) as error:
        log.warning("A reminder was not sent: %s", error)
        return 0
    return 1
