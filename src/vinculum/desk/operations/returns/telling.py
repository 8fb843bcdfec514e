"""Appending facts: never dated before what is known of the item, and never behind figures that are frozen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.facts import Fact
from vinculum.desk.operations.returns.models import ItemFact, Publication, Return
from vinculum.desk.operations.returns.refusals import TooLate


def lock(operation: Operation, viewer: Viewer) -> None:
    """Hold an operation's figures until the end of the transaction; TooLate where they are frozen as at a later moment."""
    Operation.objects.select_for_update().get(pk=operation.pk)
    frozen = Publication.objects.filter(operation=operation).aggregate(latest=Max("as_at"))["latest"]
    if frozen is not None and viewer.at <= frozen:
        raise TooLate(
            f"The figures of {operation.name} as at {frozen:%-d %B %Y %H:%M} UTC are frozen, and what you sent was known at "
            f"{viewer.at:%-d %B %Y %H:%M} UTC, before that. Nothing was changed; send it again, so that it counts from now on."
        )


def append(operation: Operation, facts: Sequence[Fact], viewer: Viewer, source: Return | None = None) -> None:
    """Append facts that ``viewer`` tells now, in a transaction after ``lock``; TooLate where an item was told of since."""
    if not facts:
        return
    items = {fact.item for fact in facts}
    latest = ItemFact.objects.filter(operation=operation, known_at__gt=viewer.at, item__in=items).order_by("-known_at").first()
    if latest is not None:
        raise TooLate(
            f"{latest.item} was told of on {latest.known_at:%-d %B %Y at %H:%M} UTC, after your page was opened. "
            "Nothing was changed; look at it again and decide."
        )
    ItemFact.objects.bulk_create(
        ItemFact(
            operation=operation,
            kind=fact.kind,
            item=fact.item,
            known_at=viewer.at,
            told=dict(fact.told),
            other=fact.other,
            undoes=fact.undoes,
            reason=fact.reason,
            sent_in=source,
            by_id=viewer.person,
        )
        for fact in facts
    )
