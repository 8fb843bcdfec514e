"""Proposing an operation, changing it before it begins, and saying who takes part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.operations.workflow import OPERATION, parties_of
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.workflows.stepping import history, standing_of, take

# States in which what an operation is about may still be changed.
OPEN = frozenset({"proposed", "approved"})
LONGEST_DAYS = 366 * 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an operation is: both days belong to it; stages are of the crime script, pillars and forces are codes."""

    reference: str
    name: str
    aims: str
    begins_on: date
    ends_on: date
    stages: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    budget_gbp: Decimal | None = None
    coordinated_by: str | None = None
    forces: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@transaction.atomic
def propose(told: Proposal, viewer: Viewer) -> Operation:
    """Keep a new operation, led by the viewer's organisation and commanded by them."""
    operation = _make(told, viewer, viewer.organisation, viewer.person)
    take(OPERATION, operation.reference, "propose", viewer, after=0, parties=parties_of(operation))
    return operation


@transaction.atomic
def record_past(told: Proposal, lead: str, viewer: Viewer, why: str) -> Operation:
    """Keep an operation that took place before the workbench knew of it; ``why`` says so in words."""
    operation = _make(told, viewer, lead, None)
    take(OPERATION, operation.reference, "record", viewer, after=0, parties=parties_of(operation), reason=why)
    return operation


@transaction.atomic
def change(operation: Operation, told: Proposal, viewer: Viewer) -> Operation:
    """Change what an operation is; NotKept once it has begun, or for another organisation's."""
    state = standing_of(history(OPERATION, operation.reference)).state
    if state not in OPEN:
        raise NotKept(f"{operation.name} is {OPERATION.states[state].title.lower()}: what it is about is no longer changed.")
    if operation.lead_id != viewer.organisation:
        raise NotKept(f"{operation.name} is led by {operation.lead_id}, and {viewer.name} is of {viewer.organisation}.")
    if told.reference != operation.reference:
        raise NotKept("The reference of an operation stays as it is: taskings, returns and figures name it.")
    _check(told)
    _fill(operation, told)
    operation.save()
    _describe(operation, told, viewer)
    return operation


def take_part(operation: Operation, organisations: Collection[str], viewer: Viewer, *, reports: bool) -> None:
    """Let organisations take part from now on; those that do already stay as they are."""
    known = set(operation.participants.values_list("organisation_id", flat=True))
    fresh = list(Organisation.objects.filter(code__in=set(organisations) - known))
    strays = sorted(set(organisations) - known - {one.code for one in fresh})
    if strays:
        raise NotKept(f"No organisation has the code {', '.join(strays)}.")
    Participant.objects.bulk_create(
        Participant(operation=operation, organisation=one, reports=reports, joined_at=viewer.at) for one in fresh
    )


def _make(told: Proposal, viewer: Viewer, lead: str, commander: int | None) -> Operation:
    _check(told)
    if Operation.objects.filter(reference=told.reference).exists():
        raise NotKept(f"There is an operation with the reference {told.reference} already. Choose another.")
    operation = Operation(
        reference=told.reference, lead_id=lead, commander_id=commander, made_at=viewer.at, made_by_id=viewer.person
    )
    _fill(operation, told)
    operation.save()
    _describe(operation, told, viewer)
    return operation


def _fill(operation: Operation, told: Proposal) -> None:
    operation.name, operation.aims = told.name, told.aims
    operation.begins_on, operation.ends_on = told.begins_on, told.ends_on
    operation.stages = list(told.stages)
    operation.budget_gbp = told.budget_gbp
    operation.coordinated_by_id = told.coordinated_by


def _describe(operation: Operation, told: Proposal, viewer: Viewer) -> None:
    """Set the pillars and who takes part; who was asked for something stays, whatever the proposal says."""
    operation.pillars.set(Pillar.objects.filter(code__in=told.pillars))
    asked = operation.taskings.values("organisation")
    leaving = operation.participants.exclude(organisation__in=[*told.forces, *told.partners]).exclude(organisation__in=asked)
    leaving.delete()
    take_part(operation, told.forces, viewer, reports=True)
    take_part(operation, told.partners, viewer, reports=False)


def _check(told: Proposal) -> None:
    if told.ends_on < told.begins_on:
        raise NotKept(f"An operation that begins on {told.begins_on:%-d %B %Y} cannot end on {told.ends_on:%-d %B %Y}.")
    if (told.ends_on - told.begins_on).days > LONGEST_DAYS:
        raise NotKept(f"An operation lasts {LONGEST_DAYS} days at most; these days are {(told.ends_on - told.begins_on).days}.")
    both = sorted(set(told.forces) & set(told.partners))
    if both:
        raise NotKept(f"{', '.join(both)}: an organisation either reports or helps, not both.")
