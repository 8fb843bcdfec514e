"""What the operation's lead judges about items: two are one, two are two, one counts for another force."""

from __future__ import annotations

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.counting import groups_of
from vinculum.desk.operations.returns.facts import Fact, FactKind, Known, known_by
from vinculum.desk.operations.returns.ledger import facts_of
from vinculum.desk.operations.returns.refusals import NoSuchMerge
from vinculum.desk.operations.returns.seeing import keeps_for
from vinculum.desk.operations.returns.sending import reporting_forces
from vinculum.desk.operations.returns.telling import append, lock
from vinculum.desk.workflows.refusals import NoReason, NotPermitted


@transaction.atomic
def merge(operation: Operation, one: str, other: str, viewer: Viewer, reason: str) -> None:
    """Judge that two items are one and the same thing; they count once from now on."""
    known = _begin(operation, viewer, reason)
    _both_there(known, one, other)
    if any({one, other} <= {item.reference for item in members} for members in groups_of(known).values()):
        raise NoSuchMerge(f"{one} and {other} are one already. Nothing was changed.")
    kinds = {known.items[item].fields["kind"] for item in (one, other)}
    if len(kinds) > 1:
        raise NoSuchMerge(f"{one} and {other} are of two kinds ({' and '.join(sorted(kinds))}). Nothing was changed.")
    append(operation, [Fact(FactKind.MERGED, one, viewer.at, other=other, reason=reason.strip())], viewer)


@transaction.atomic
def unmerge(operation: Operation, key: str, viewer: Viewer, reason: str) -> None:
    """Take back a merge by its key; everything is as if it had never been, from now on."""
    known = _begin(operation, viewer, reason)
    standing = next((one for one in known.merges if one.key == key), None)
    if standing is None:
        raise NoSuchMerge("That merge does not stand any more. Nothing was changed.")
    fact = Fact(FactKind.UNMERGED, standing.one, viewer.at, other=standing.other, undoes=key, reason=reason.strip())
    append(operation, [fact], viewer)


@transaction.atomic
def judge_apart(operation: Operation, one: str, other: str, viewer: Viewer, reason: str) -> None:
    """Judge that two items which look alike are two; they are not proposed again."""
    known = _begin(operation, viewer, reason)
    _both_there(known, one, other)
    append(operation, [Fact(FactKind.APART, one, viewer.at, other=other, reason=reason.strip())], viewer)


@transaction.atomic
def reallocate(operation: Operation, item: str, force: str, viewer: Viewer, reason: str) -> None:
    """Let an item count for another force than the one that reported it."""
    known = _begin(operation, viewer, reason)
    _both_there(known, item, item)
    if force not in {*reporting_forces(operation), operation.lead_id}:
        raise NoSuchMerge(f"{force} is not one of the forces that report on {operation.name}. Nothing was changed.")
    append(operation, [Fact(FactKind.REALLOCATED, item, viewer.at, {"force": force}, reason=reason.strip())], viewer)


def _begin(operation: Operation, viewer: Viewer, reason: str) -> Known:
    if not keeps_for(viewer, operation):
        raise NotPermitted(f"Judging items of {operation.name} is for who validates returns at {operation.lead_id}.")
    if not reason.strip():
        raise NoReason("Say why, so that whoever reads it later understands. Nothing was changed.")
    lock(operation, viewer)
    return known_by(facts_of(operation), viewer.at, checked=False)


def _both_there(known: Known, one: str, other: str) -> None:
    for item in (one, other):
        if item not in known.items or known.items[item].withdrawn:
            raise NoSuchMerge(f"There is no item {item} that counts. Nothing was changed.")
