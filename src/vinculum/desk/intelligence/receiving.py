"""What a recipient sees of a copy and does with it: reads, acknowledges, answers. Nothing here names the sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.flows import RECEIPT
from vinculum.desk.intelligence.recipients import usefulness
from vinculum.desk.intelligence.rows.copies import CopyParagraph, Dissemination, Feedback
from vinculum.desk.intelligence.sending import recalled
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import standings, take
from vinculum.errors import VinculumError


class NotReceived(VinculumError):
    """A recipient asks for what was recalled, or says what cannot be."""


@dataclass(frozen=True, slots=True)
class Received:
    """A copy as its recipient sees it. Everything but the reference and the state is empty once it was recalled.

    ``came_on`` is the day on which it was sent; ``due`` says what is awaited, or is overdue, "" for nothing.
    """

    reference: str
    came_on: date
    recalled: bool
    state: str
    due: str
    overdue: bool
    subject: str = ""
    marking: str = ""
    priority: str = ""
    stages: tuple[str, ...] = ()
    period: str = ""
    paragraphs: tuple[CopyParagraph, ...] = ()


def received(rows: Sequence[Dissemination], today: date, *, whole: bool = False) -> list[Received]:
    """Return disseminations as their recipient sees them, in the order given; their paragraphs where ``whole``."""
    gone = recalled({row.copy.reference for row in rows})
    states = standings(RECEIPT, {row.reference for row in rows})
    paragraphs: dict[int, list[CopyParagraph]] = {}
    if whole:
        for paragraph in CopyParagraph.objects.filter(copy__in=[row.copy_id for row in rows]).order_by("number"):
            paragraphs.setdefault(paragraph.copy_id, []).append(paragraph)
    told = []
    for row in rows:
        standing = states.get(row.reference)
        state = standing.state if standing else ""
        erased = row.copy.version_id is None
        if row.copy.reference in gone or erased:
            told.append(Received(row.reference, row.sent_at.date(), True, state, "", False))
            continue
        due, overdue = _due(row, state, today)
        told.append(
            Received(
                row.reference,
                row.sent_at.date(),
                False,
                state,
                due,
                overdue,
                row.copy.subject,
                row.copy.marking,
                row.copy.priority,
                tuple(row.copy.stages),
                row.copy.period,
                tuple(paragraphs.get(row.copy_id, ())),
            )
        )
    return told


def say_what_became(viewer: Viewer, row: Dissemination, *, grade: int, acted_on: bool, text: str, after: int) -> Feedback:
    """Keep what a recipient says of a copy; NotReceived if it was recalled or the grade of usefulness is none."""
    refuse_recalled(row)
    if grade not in usefulness():
        raise NotReceived(f"{grade} is no grade of usefulness; they go from {min(usefulness())} to {max(usefulness())}.")
    with transaction.atomic():
        take(RECEIPT, row.reference, "feedback", viewer, after=after, parties={"recipient": row.recipient_id})
        return Feedback.objects.create(
            dissemination=row, usefulness=grade, acted_on=acted_on, text=text.strip(), at=viewer.at, person_id=viewer.person
        )


def acknowledge(viewer: Viewer, row: Dissemination, *, after: int) -> Step:
    """Keep that somebody of the recipient has read a copy; NotReceived if it was recalled."""
    refuse_recalled(row)
    return take(RECEIPT, row.reference, "acknowledge", viewer, after=after, parties={"recipient": row.recipient_id})


def refuse_recalled(row: Dissemination) -> None:
    """Refuse to do anything with a copy that was recalled."""
    if recalled({row.copy.reference}) or row.copy.version_id is None:
        raise NotReceived("This was recalled. Do not act on it, and destroy what you wrote down of it.")


def _due(row: Dissemination, state: str, today: date) -> tuple[str, bool]:
    if not state:
        return f"acknowledge by {row.acknowledge_by:%-d %B %Y}", today > row.acknowledge_by
    if state == "acknowledged":
        return f"say what became of it by {row.feedback_by:%-d %B %Y}", today > row.feedback_by
    return "", False
