"""Telling what an operation is meant to cost and what was spent; a mistake is undone by a line of the opposite sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation, SpendKind, SpendLine
from vinculum.desk.operations.numbering import next_number, not_before
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.workflows.refusals import NotPermitted, Overtaken


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount in GBP, positive, by an organisation on a day; ``pillar`` is the code of a pillar, "" for none."""

    kind: SpendKind
    organisation: str
    what: str
    amount_gbp: Decimal
    on: date
    pillar: str = ""


def tell_spend(operation: Operation, told: Spent, viewer: Viewer) -> SpendLine:
    """Append a line. NotKept, OutOfOrder or NotPermitted says why not."""
    _may_tell(operation, told.organisation, viewer)
    if told.amount_gbp <= 0:
        raise NotKept("An amount is more than nothing; a mistake is put right by taking its line back.")
    if told.kind is SpendKind.ACTUAL and told.on > viewer.at.date():
        raise NotKept(f"{told.on:%-d %B %Y} is to come: what will be spent is planned, not spent.")
    return _append(operation, told, viewer, None)


def take_back(line: SpendLine, why: str, viewer: Viewer) -> SpendLine:
    """Append the opposite of a line, once; ``why`` is kept as what it is for."""
    _may_tell(line.operation, line.organisation_id, viewer)
    if line.corrects is not None or line.operation.spend_lines.filter(corrects=line.number).exists():
        raise NotKept(f"Line {line.number} is taken back already, or takes another back. Tell the right amount as a new line.")
    if not why.strip():
        raise NotKept("Say why the line is taken back. Nothing was changed.")
    told = Spent(
        SpendKind(line.kind), line.organisation_id, f"Taken back: {why.strip()}"[:200], -line.amount_gbp, line.on,
        line.pillar_id or "",
    )  # fmt: skip
    return _append(line.operation, told, viewer, line.number)


def _may_tell(operation: Operation, organisation: str, viewer: Viewer) -> None:
    """Refuse whoever neither plans the operation nor answers for the organisation's returns."""
    leads = decide(viewer, Action.PLAN_OPERATIONS)
    if leads.allowed and operation.lead_id == viewer.organisation:
        return
    own = decide(viewer, Action.SEND_RETURNS)
    if own.allowed and organisation == viewer.organisation:
        return
    raise NotPermitted(
        f"What {organisation} spent on {operation.name} is told by {operation.lead_id} or by {organisation} itself."
    )


def _append(operation: Operation, told: Spent, viewer: Viewer, corrects: int | None) -> SpendLine:
    taking_part = operation.participants.filter(organisation=told.organisation).exists()
    if not taking_part and told.organisation != operation.lead_id:
        raise NotKept(f"{told.organisation} does not take part in {operation.name}.")
    try:
        with transaction.atomic():
            lines = operation.spend_lines.all()
            not_before(lines.order_by("number").last(), "known_at", viewer.at, "A line of spend")
            return SpendLine.objects.create(
                operation=operation,
                number=next_number(lines),
                kind=told.kind,
                organisation_id=told.organisation,
                pillar_id=told.pillar or None,
                what=told.what,
                amount_gbp=told.amount_gbp,
                on=told.on,
                known_at=viewer.at,
                told_by_id=viewer.person,
                corrects=corrects,
            )
    except IntegrityError as error:
        raise Overtaken("Somebody told of spend at the same moment. Nothing of yours was kept; send it again.") from error
