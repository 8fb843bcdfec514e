"""Deciding at a review: keep with a reason and the next date, mark for erasure, or hold. A decision is added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.retention.clocks import DueReview
from vinculum.desk.retention.holding import hold
from vinculum.desk.retention.models import Choice, Clock, Decision
from vinculum.desk.retention.rules import groups, questions, records
from vinculum.errors import VinculumError


class DecisionRefused(VinculumError):
    """A decision that the rules of review do not allow."""


def decide_review(
    viewer: Viewer,
    due: DueReview,
    *,
    choice: Choice,
    reason: str,
    answers: Mapping[str, bool],
    group: int,
    next_review: datetime | None,
) -> Decision:
    """Write a decision down; DecisionRefused where a rule forbids it.

    ``answers`` says yes or no to every question; a yes to any forbids erasing. Keeping needs the next date: after now and within
    the group's cadence. Holding needs the right to hold, and puts the record's reference under a hold until it is released.
    """
    unanswered = set(questions()) - set(answers)
    if unanswered:
        raise DecisionRefused(f"Answer every question: {', '.join(sorted(unanswered))} is open.")
    if choice is Choice.ERASE and any(answers.values()):
        raise DecisionRefused("A question was answered with yes, so the record is kept. Say why and until when.")
    last = _years_after(viewer.at, groups()[group].review_years)
    if choice is Choice.RETAIN and (next_review is None or not viewer.at < next_review <= last):
        raise DecisionRefused(f"Give the next review: a day in the future, by {last.day} {last:%B %Y} at the latest.")
    if choice is Choice.HOLD and not (asked := decide(viewer, Action.HOLD_RECORDS)).allowed:
        raise DecisionRefused(f"You cannot put a record under a legal hold. {asked.reason}")
    with transaction.atomic():
        clock, _ = Clock.objects.update_or_create(
            organisation_id=viewer.organisation,
            kind=due.kind,
            delivery=due.delivery,
            row=due.row,
            defaults={
                "reference": due.reference,
                "mopi_group": group,
                "clear_period_start": due.clear_period_start,
                "next_review": next_review if choice is Choice.RETAIN and next_review else viewer.at,
                "basis": due.basis,
            },
        )
        if choice is Choice.HOLD:
            hold(viewer, kind=records()[due.kind].reference, mark=due.reference, why=reason, until_at=None)
        return Decision.objects.create(
            clock=clock,
            choice=choice,
            reason=reason,
            answers=dict(answers),
            next_review=next_review if choice is Choice.RETAIN else None,
            person=Person.objects.get(pk=viewer.person),
            decided_at=viewer.at,
        )


def marked_for_erasure(viewer: Viewer) -> list[Clock]:
    """Return the records of the viewer's organisation whose last decision is to erase them and that are still there."""
    clocks = Clock.objects.filter(organisation_id=viewer.organisation, erased_at__isnull=True).prefetch_related("decisions")
    return [clock for clock in clocks if (told := list(clock.decisions.all())) and told[0].choice == Choice.ERASE]


def _years_after(moment: datetime, years: int) -> datetime:
    """Return the same day some years later; 29 February becomes 28."""
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.astimezone(UTC).replace(year=moment.year + years, day=day)
