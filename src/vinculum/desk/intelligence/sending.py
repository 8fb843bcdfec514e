"""Sending a released copy to organisations and groups, recalling it, and what the sending side knows of what came back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from vinculum.desk.access.models import Group, Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.flows import COPY, RECEIPT, REPORT, parties_of
from vinculum.desk.intelligence.recipients import RecipientClass, classes
from vinculum.desk.intelligence.rows.copies import Copy, Dissemination, Feedback
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.sanitising import NotForThem, draw_reference
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, standings, take


def report_of(copy: Copy) -> Report:
    """Return the report that a copy was made of; NotForThem for one whose original was erased."""
    if copy.version is None:
        raise NotForThem("What this copy was made of was erased. Nothing more can be done with it.")
    return copy.version.report


def send(
    viewer: Viewer, copy: Copy, organisations: Collection[Organisation], groups: Collection[Group] = (), *, after: int
) -> list[Dissemination]:
    """Send a released copy to organisations and the members of groups, each under a reference of its own, once.

    Every recipient must belong to the class of the copy; who has it already is passed over. The originator is not: a group that
    everybody but one was sent to would tell whose it is.
    """
    report, to = report_of(copy), classes()[copy.recipient_class]
    everybody = {one.code: one for one in organisations}
    everybody |= {one.code: one for group in groups for one in group.members.filter(active=True)}
    strays = sorted(one.name for one in everybody.values() if not to.holds(one))
    if strays:
        raise NotForThem(f"The copy is for {to.title}. {', '.join(strays)} would need a copy of another class. Nothing was sent.")
    have = set(copy.disseminations.values_list("recipient_id", flat=True))
    fresh = [one for code, one in sorted(everybody.items()) if code not in have]
    if not fresh:
        raise NotForThem("Choose at least one organisation that does not have the copy yet.")
    with transaction.atomic():
        take(COPY, copy.reference, "send", viewer, after=after, parties={"desk": report.desk_id})
        held = history(REPORT, report.reference)
        take(REPORT, report.reference, "disseminate", viewer, after=len(held), parties=parties_of(report),
             told={"class": to.code, "organisations": len(fresh)})  # fmt: skip
        return Dissemination.objects.bulk_create([dissemination(copy, to, one, viewer.person, viewer.at) for one in fresh])


def dissemination(copy: Copy, to: RecipientClass, recipient: Organisation, person: int, at: datetime) -> Dissemination:
    """Return the row of a copy sent to one organisation, with the days on which its answers are due."""
    return Dissemination(
        reference=draw_reference("R"),
        copy=copy,
        recipient=recipient,
        sent_at=at,
        sent_by_id=person,
        acknowledge_by=at.date() + timedelta(days=to.acknowledge),
        feedback_by=at.date() + timedelta(days=to.feedback),
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """One recipient of a copy as the sending side sees it: acknowledged when, what became of it, and what is overdue."""

    organisation: str
    sent_at: datetime
    acknowledged_at: datetime | None
    feedback: Feedback | None
    overdue: str


def sent_of(copy: Copy, today: date) -> list[Sent]:
    """Return who was sent a copy and what came back, by name of the organisation."""
    rows = list(copy.disseminations.select_related("recipient").prefetch_related("feedback"))
    steps = Step.objects.filter(workflow=RECEIPT.code, subject__in=[row.reference for row in rows], act="acknowledge")
    acknowledged = dict(steps.values_list("subject", "at"))
    told = [_sent(row, acknowledged.get(row.reference), today) for row in rows]
    return sorted(told, key=lambda one: one.organisation)


def _sent(row: Dissemination, acknowledged_at: datetime | None, today: date) -> Sent:
    feedback = next(iter(row.feedback.all()), None)
    overdue = ""
    if acknowledged_at is None and today > row.acknowledge_by:
        overdue = f"acknowledgement was due on {row.acknowledge_by:%-d %B %Y}"
    elif feedback is None and today > row.feedback_by:
        overdue = f"feedback was due on {row.feedback_by:%-d %B %Y}"
    return Sent(row.recipient.name, row.sent_at, acknowledged_at, feedback, overdue)


def is_recalled(copy: Copy) -> bool:
    """Say whether a copy was recalled: then its words are shown to no recipient."""
    return standing_of(history(COPY, copy.reference)).state == "recalled"


def recalled(references: Collection[str]) -> set[str]:
    """Return which of many copies were recalled, by reference."""
    return {reference for reference, standing in standings(COPY, references).items() if standing.state == "recalled"}
