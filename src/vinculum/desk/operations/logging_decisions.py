"""Keeping the commander's log: what was decided, why, what else was weighed, and what could go wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import LogEntry, Operation
from vinculum.desk.operations.numbering import next_number, not_before
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.workflows.refusals import NotPermitted, Overtaken


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as its maker tells it; ``corrects`` is the number of an earlier entry that it puts right."""

    decision: str
    rationale: str
    options: str = ""
    risks: str = ""
    corrects: int | None = None


def enter(operation: Operation, told: Decided, viewer: Viewer) -> LogEntry:
    """Append an entry at the moment of asking. NotPermitted, NotKept, OutOfOrder or Overtaken says why not."""
    decision = decide(viewer, Action.KEEP_LOG)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
    if operation.lead_id != viewer.organisation:
        raise NotPermitted(f"The log of {operation.name} is kept by {operation.lead_id}.")
    if not told.decision.strip() or not told.rationale.strip():
        raise NotKept("An entry says what was decided and why. Nothing was kept.")
    try:
        with transaction.atomic():
            entries = operation.log.all()
            if told.corrects is not None and not entries.filter(number=told.corrects).exists():
                raise NotKept(f"The log of {operation.name} has no entry {told.corrects} to put right.")
            not_before(entries.order_by("number").last(), "at", viewer.at, "An entry of the log")
            return LogEntry.objects.create(
                operation=operation,
                number=next_number(entries),
                at=viewer.at,
                person_id=viewer.person,
                decision=told.decision.strip(),
                rationale=told.rationale.strip(),
                options=told.options.strip(),
                risks=told.risks.strip(),
                corrects=told.corrects,
            )
    except IntegrityError as error:
        raise Overtaken("Somebody wrote in the log at the same moment. Nothing of yours was kept; send it again.") from error
