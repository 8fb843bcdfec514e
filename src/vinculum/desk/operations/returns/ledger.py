"""The facts of an operation out of the store, each with when it was told and when somebody validated it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.facts import Fact, FactKind
from vinculum.desk.operations.returns.models import ItemFact, Return
from vinculum.desk.operations.returns.vocabulary import metrics
from vinculum.desk.operations.returns.workflows import RETURN
from vinculum.desk.workflows.models import Step

SENT = ("submit", "enter")


def facts_of(operation: Operation, *, item: str = "", force: str = "") -> list[Fact]:
    """Return the facts of an operation (about one item, or about what one force reported), in the order of becoming known.

    A fact that a return told is checked when that return is next validated; a judgement of the lead's when it is made.
    """
    validated = _validated(operation)
    rows = ItemFact.objects.filter(operation=operation).order_by("known_at", "pk")
    if item:
        rows = rows.filter(Q(item=item) | Q(other=item))
    if force:
        rows = rows.filter(item__startswith=f"{force}:")
    found = []
    for kind, name, known_at, told, other, undoes, reason, source, by in rows.values_list(
        "kind", "item", "known_at", "told", "other", "undoes", "reason", "sent_in__reference", "by__name"
    ):
        moments = validated.get(source, []) if source else [known_at]
        place = bisect_left(moments, known_at)
        checked_at = moments[place] if place < len(moments) else None
        found.append(Fact(FactKind(kind), name, known_at, told, other, undoes, reason, by, source or "", checked_at))
    return found


def _validated(operation: Operation) -> dict[str, list[datetime]]:
    """Return the moments at which each return was validated, in order."""
    of_it = Return.objects.filter(operation=operation).values("reference")
    steps = Step.objects.filter(workflow=RETURN.code, act="validate", subject__in=of_it).order_by("at")
    found: dict[str, list[datetime]] = defaultdict(list)
    for subject, at in steps.values_list("subject", "at"):
        found[subject].append(at)
    return found


def covered_by(sent: Iterable[Return]) -> frozenset[str]:
    """Return the metrics of which some return tells."""
    return frozenset(metric for each in sent for metric in (each.covers or metrics()))


def reported_by(operation: Operation, as_at: datetime, *, checked: bool) -> dict[str, list[Return]]:
    """Return the returns that had been sent (with ``checked`` validated) by a moment, by force: nil returns too."""
    acts = ("validate",) if checked else SENT
    of_it = Return.objects.filter(operation=operation).values("reference")
    steps = Step.objects.filter(workflow=RETURN.code, act__in=acts, subject__in=of_it, at__lte=as_at).values("subject")
    found: dict[str, list[Return]] = defaultdict(list)
    for told in Return.objects.filter(operation=operation, reference__in=steps).order_by("since", "number"):
        found[told.force_id].append(told)
    return dict(found)
