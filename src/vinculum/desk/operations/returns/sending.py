"""A return from its beginning to its validation: lines are put in, and become facts when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.facts import Fact, FactKind, Item, known_by
from vinculum.desk.operations.returns.ledger import facts_of
from vinculum.desk.operations.returns.models import Change, ItemFact, Line, Return
from vinculum.desk.operations.returns.refusals import NothingSaid, NotOfThisReturn
from vinculum.desk.operations.returns.telling import append, lock
from vinculum.desk.operations.returns.vocabulary import kinds, metrics
from vinculum.desk.operations.returns.workflows import RETURN, WRITABLE, parties_of
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history, standing_of, take


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that a return tells of, both included, and the metrics of which it tells (none named: all)."""

    since: date
    until: date
    covers: tuple[str, ...] = ()


def reporting_forces(operation: Operation) -> list[str]:
    """Return the organisations from which returns of an operation are due."""
    return list(operation.participants.filter(reports=True).order_by("organisation_id").values_list("organisation_id", flat=True))


@transaction.atomic
def begin(operation: Operation, force: str, days: Stretch, viewer: Viewer, reason: str = "") -> Return:
    """Begin a return of a force, by the force itself or by the operation's lead for it (with a reason)."""
    if force not in {*reporting_forces(operation), operation.lead_id}:
        raise NotOfThisReturn(f"{force} is not one of the forces that report on {operation.name}. Add it to the operation first.")
    if not operation.begins_on <= days.since <= days.until:
        raise NotOfThisReturn(
            f"{operation.name} begins on {operation.begins_on:%-d %B %Y}. Give days from then on, the first before the last."
        )
    same = Return.objects.filter(operation=operation, force_id=force, since=days.since, until=days.until)
    number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    told = Return.objects.create(
        reference=f"{operation.pk}-{force.lower()}-{days.since:%m%d}-{days.until:%m%d}-{number}",
        operation=operation,
        force_id=force,
        since=days.since,
        until=days.until,
        number=number,
        covers=list(days.covers),
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    act = "begin" if sends_own(told, viewer) else "collate"
    take(RETURN, told.reference, act, viewer, after=0, parties=parties_of(told), reason=reason)
    return told


def writable(told: Return) -> bool:
    """Say whether lines can still be put into a return."""
    return standing_of(history(RETURN, told.reference)).state in WRITABLE


def sends_own(told: Return, viewer: Viewer) -> bool:
    """Say whether somebody sends a return for their own force, and not as the operation's lead for another."""
    return viewer.organisation == told.force_id and decide(viewer, Action.SEND_RETURNS).allowed


def item_name(told: Return, reference: str) -> str:
    """Return the name of an item within the operation: the force, and the force's own reference."""
    return f"{told.force_id}:{tidy(reference)}"


def tidy(reference: str) -> str:
    """Return a reference as it is kept: without blanks, in capitals, so that two ways of writing it are one item."""
    return "".join(reference.split()).upper()


@dataclass(frozen=True, slots=True)
class Told:
    """What is put into a return: an item by the force's own reference, its fields as text, why, and where it came from.

    Fields that are "" take a field away from an item that is known already.
    """

    reference: str
    fields: Mapping[str, str]
    reason: str = ""
    origin: str = ""


def put(told: Return, *items: Told) -> None:
    """Put items into a return that is being written; a reference that stands in it already is replaced.

    NotOfThisReturn for a kind of which the return does not tell, or one that an item known by this reference was not.
    """
    _still_written(told)
    names = {item_name(told, item.reference): item for item in items}
    reports = ItemFact.objects.filter(operation=told.operation, kind=FactKind.REPORTED, item__in=names)
    was = dict(reports.values_list("item", "told__kind"))
    for name, item in names.items():
        _fits(told, item, was.get(name))
    Line.objects.filter(sent_in=told, reference__in=[tidy(item.reference) for item in items]).delete()
    Line.objects.bulk_create(
        Line(sent_in=told, reference=tidy(item.reference), told=dict(item.fields), reason=item.reason, origin=item.origin)
        for item in names.values()
    )


def _fits(told: Return, item: Told, was: str | None) -> None:
    kind = kinds()[item.fields["kind"]]
    if told.covers and kind.code not in {metrics()[code].kind for code in told.covers}:
        of = ", ".join(metrics()[code].title.lower() for code in told.covers)
        raise NotOfThisReturn(f"{item.reference}: this return tells only of: {of}. Put it into another return.")
    if was not in {None, kind.code}:
        before = kinds()[str(was)].title.lower()
        raise NotOfThisReturn(
            f"{item.reference} was reported as: {before}. A thing does not become another: withdraw it, and report the other "
            "by its own reference."
        )


def put_withdrawal(told: Return, reference: str, reason: str) -> Line:
    """Put into a return that an item falls away, and why."""
    _still_written(told)
    if not reason.strip():
        raise NotOfThisReturn(f"{reference}: say why it falls away. Nothing was changed.")
    if not ItemFact.objects.filter(operation=told.operation, item=item_name(told, reference)).exists():
        raise NotOfThisReturn(f"{reference} has not been reported by {told.force_id}, so there is nothing to withdraw.")
    line, _ = Line.objects.update_or_create(
        sent_in=told,
        reference=tidy(reference),
        defaults={"change": Change.WITHDRAW, "told": {}, "reason": reason.strip(), "origin": ""},
    )
    return line


def take_out(told: Return, line: int) -> None:
    """Take a line out of a return that is being written."""
    _still_written(told)
    told.lines.filter(pk=line).delete()


def say_nil(told: Return, *, nil: bool) -> None:
    """Say that there was nothing on the days of a return, or take that back."""
    _still_written(told)
    Return.objects.filter(pk=told.pk).update(nil=nil)


@transaction.atomic
def send(told: Return, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Send a return: what its lines say that is not known yet becomes facts, known from now on."""
    told = Return.objects.select_related("operation").get(pk=told.pk)
    lock(told.operation, viewer)
    lines = list(told.lines.all())
    if told.nil and lines:
        raise NothingSaid("The return says nil and holds items. Take one of the two away. Nothing was sent.")
    if not told.nil and not lines:
        raise NothingSaid("The return holds no item. If there was nothing, say so: tick nil. Nothing was sent.")
    facts = _facts(told, lines, viewer)
    append(told.operation, facts, viewer, told)
    counts = {kind: sum(fact.kind is kind for fact in facts) for kind in {fact.kind for fact in facts}}
    act = "submit" if sends_own(told, viewer) else "enter"
    return take(
        RETURN, told.reference, act, viewer, after=after, parties=parties_of(told), reason=reason,
        told={"nil": told.nil, "items": len(lines), "facts": {str(kind): number for kind, number in sorted(counts.items())}},
    )  # fmt: skip


@transaction.atomic
def validate(told: Return, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Validate a return: what it told counts in published figures from now on."""
    lock(told.operation, viewer)
    return take(RETURN, told.reference, "validate", viewer, after=after, parties=parties_of(told), reason=reason)


def _facts(told: Return, lines: list[Line], viewer: Viewer) -> list[Fact]:
    """Return what the lines say beyond what is known, and what an earlier sending of this return said and this one leaves out."""
    facts = facts_of(told.operation, force=told.force_id)
    known = known_by(facts, viewer.at, checked=False)
    named = {item_name(told, line.reference): line for line in lines}
    found: list[Fact] = []
    for name, line in named.items():
        found += _of_line(name, line, known.items.get(name), told, viewer)
    earlier = {fact.item for fact in facts if fact.source == told.reference and fact.kind is FactKind.REPORTED}
    for name in sorted(earlier - set(named)):
        if not known.items[name].withdrawn:
            found.append(Fact(FactKind.WITHDRAWN, name, viewer.at, reason="Left out when the return was sent again."))
    return found


def _of_line(name: str, line: Line, item: Item | None, told: Return, viewer: Viewer) -> list[Fact]:
    if line.change == Change.WITHDRAW:
        return [] if item is None or item.withdrawn else [Fact(FactKind.WITHDRAWN, name, viewer.at, reason=line.reason)]
    if item is None:
        fields = {field: value for field, value in line.told.items() if value}
        return [Fact(FactKind.REPORTED, name, viewer.at, {**fields, "force": told.force_id}, reason=line.reason)]
    changed = {field: value for field, value in line.told.items() if item.fields.get(field, "") != value}
    found = [Fact(FactKind.RESTORED, name, viewer.at, reason=line.reason)] if item.withdrawn else []
    if changed:
        found.append(Fact(FactKind.CORRECTED, name, viewer.at, changed, reason=line.reason or "Told anew."))
    return found


def _still_written(told: Return) -> None:
    if not writable(told):
        raise NotNow("The return has been sent. Changes go into another return of the force. Nothing was changed.")
