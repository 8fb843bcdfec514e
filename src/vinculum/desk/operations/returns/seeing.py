"""Which returns, items and fields a viewer may see.

The operation's lead and the bodies that answer for the partnership see every force's; a force sees its own. What identifies a
person, a vehicle or a place is shown for policing purposes only: who runs the programme sees the figure and its rows without it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.counting import Counted
from vinculum.desk.operations.returns.facts import Item, Known
from vinculum.desk.operations.returns.vocabulary import kinds
from vinculum.desk.operations.seeing import NOBODY
from vinculum.desk.operations.seeing import visible_to as operations_to

POLICING = frozenset({Purpose.INVESTIGATION, Purpose.INTELLIGENCE, Purpose.PORTS})
# Beside the keys of the kinds: what places or describes a thing or a person.
TELLING = frozenset({"note", "lat", "lon", "crime_ref", "time"})


def returns_to(viewer: Viewer) -> Q:
    """Return the condition that a return may be seen: its operation may be, and it is of their own force unless they see all."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    seen = Operation.objects.filter(operations_to(viewer)).values("pk")
    return Q(operation__in=seen) & (Q(force=viewer.organisation) | Q(operation__lead=viewer.organisation))


def sees_every_force(viewer: Viewer, operation: Operation) -> bool:
    """Say whether a viewer sees the items of every force of an operation that they may see."""
    return viewer.organisation in national() or viewer.organisation == operation.lead_id


def sees_marks(viewer: Viewer) -> bool:
    """Say whether a viewer is shown what identifies people, vehicles and places."""
    return viewer.purpose in POLICING


def keeps_for(viewer: Viewer, operation: Operation) -> bool:
    """Say whether a viewer may judge items of an operation: merge, part, reallocate them."""
    return decide(viewer, Action.VALIDATE_RETURNS).allowed and viewer.organisation == operation.lead_id


def things_to(viewer: Viewer, operation: Operation, things: list[Counted]) -> list[Counted]:
    """Return what counts of what a viewer may see: everything, or what counts for their own force."""
    if sees_every_force(viewer, operation):
        return things
    return [thing for thing in things if thing.force == viewer.organisation]


def items_to(viewer: Viewer, operation: Operation, known: Known) -> dict[str, Item]:
    """Return the items that a viewer may open: all, or those their force reported or that count for it."""
    if sees_every_force(viewer, operation):
        return dict(known.items)
    own = viewer.organisation
    return {reference: item for reference, item in known.items.items() if own in {item.reporter, item.force}}


def fields_to(viewer: Viewer, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an item that a viewer is shown."""
    if sees_marks(viewer):
        return dict(fields)
    hidden = TELLING | {key for kind in kinds().values() for key in kind.keys}
    return {name: value for name, value in fields.items() if name not in hidden}


def shown_of(viewer: Viewer, thing: Counted, known: Known) -> dict[str, str]:
    """Return the fields of a counted thing that a viewer is shown.

    Of a thing that two forces share, a force sees its own item and, beside it, only what stands for both: value and condition.
    """
    if len(thing.members) == 1 or viewer.organisation in national():
        return fields_to(viewer, thing.fields)
    own = [known.items[item] for item in thing.members if viewer.organisation in {known.items[item].reporter, thing.force}]
    fields = (
        dict(own[0].fields) if own and own[0].reporter == viewer.organisation else {"kind": thing.kind, "on": thing.fields["on"]}
    )
    resolved = {name: thing.fields[name] for name in ("value", "basis", "condition") if name in thing.fields}
    return fields_to(viewer, {**fields, **resolved})
