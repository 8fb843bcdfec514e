"""The figures of operations for pages, products and the API: every metric as a rule, each the reduction of rows it can show.

``of`` names the operation (by its reference) and, if wanted, the force; ``state=reported`` counts what was sent and not validated
yet as well. A force that may not see the others' items gets its own figure.
"""

from __future__ import annotations

from django.urls import reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit, shared
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import code_of, is_of
from vinculum.desk.operations.returns.counting import Counted
from vinculum.desk.operations.returns.seeing import sees_every_force, shown_of
from vinculum.desk.operations.returns.standing import Standing, stand
from vinculum.desk.operations.returns.totals import amount_of
from vinculum.desk.operations.returns.vocabulary import Metric, bases, conditions, kinds, metrics, results
from vinculum.desk.operations.seeing import visible_to
from vinculum.errors import WrongUse

COLUMNS = (
    "Reference",
    "Counts for",
    "Day",
    "What it is",
    "Known by",
    "Condition or result",
    "Value (GBP)",
    "Basis",
    "Reported as",
)


def rule_of(metric: Metric) -> FigureRule:
    """Return the rule of a metric."""

    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        standing = standing_asked(viewer, asked)
        things = standing.rows(metric) if standing is not None else None
        if standing is None or things is None:
            return None
        within = [
            thing
            for thing in things
            if (asked.since is None or thing.on >= asked.since) and (asked.until is None or thing.on < asked.until)
        ]
        return [row_of(viewer, standing, metric, thing) for thing in within]

    unit = Unit.POUNDS if metric.adds == "value" else Unit.COUNT
    return FigureRule(f"operation.{metric.code}", metric.title, metric.definition, unit, COLUMNS, Action.READ_OPERATIONS, rows)


def standing_asked(viewer: Viewer, asked: Asked) -> Standing | None:
    """Return the operation that a figure is asked of, as at the moment asked; None where there is none for this viewer."""
    reference = asked.of.get("operation", "")
    if not reference:
        raise WrongUse("Say of which operation: operation=alliances-2025, for instance.")
    operation = Operation.objects.filter(visible_to(viewer), reference=reference).first()
    if operation is None:
        return None
    checked = asked.of.get("state", "validated") != "reported"
    force = asked.of.get("force", "")
    key = (stand, viewer, operation.pk, asked.as_at, checked, force)
    return shared(key, lambda: stand(viewer, operation, asked.as_at, checked=checked, force=force))


def row_of(viewer: Viewer, standing: Standing, metric: Metric, thing: Counted) -> FigureRow:
    """Return the row of a thing behind a metric, as the viewer may see it."""
    shown = shown_of(viewer, thing, standing.known)
    kind = kinds()[thing.kind]
    outcome = conditions().get(shown.get("condition", "")) or results().get(shown.get("result", ""))
    basis = bases().get(shown.get("basis", ""))
    # A force is not told the reference that another force gave to what they share.
    own = (
        []
        if sees_every_force(viewer, standing.operation)
        else [item for item in thing.members if is_of(item, viewer.organisation)]
    )
    name = own[0] if own else thing.key
    shared = sorted({item.partition(":")[0] for item in thing.members})
    return FigureRow(
        key=name,
        cells=(
            name,
            thing.force,
            thing.on,
            kind.title,
            ", ".join(shown[key] for key in kind.keys if key in shown) or None,
            outcome.title if outcome else None,
            thing.value,
            basis.title if basis else None,
            f"{len(thing.members)} items by {' and '.join(shared)}, counted once" if len(thing.members) > 1 else None,
        ),
        amount=amount_of(metric, thing),
        href=reverse("operation_item", args=[standing.operation.reference, code_of(standing.operation.reference, name)]),
    )


RULES: tuple[FigureRule, ...] = tuple(rule_of(metric) for metric in metrics().values())
