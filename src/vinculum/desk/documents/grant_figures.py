"""What a funder's return counts that no single room does: conditions with how they stand, spend by pillar, results it paid for.

Each takes ``grant`` (a reference). Money is told under the pillars of the pot it was paid from; a pot that serves several is told
with all of them, because nobody has divided it.
"""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.operations.returns.figures import RULES as RETURNS
from vinculum.desk.programme.funding.figures import paid
from vinculum.desk.programme.funding.models import Award, Claim, Condition, ConditionEvidence, Grant
from vinculum.desk.programme.funding.seeing import awards_to, grants_to

CONDITIONS = ("Condition", "What shows it", "Due", "Stands", "Shown by")


def _conditions(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    known = Condition.objects.filter(grant__in=_grants(viewer, asked), added_at__lte=asked.as_at).select_related("grant")
    shown = ConditionEvidence.objects.filter(condition__in=known, at__lte=asked.as_at).order_by("at", "id")
    newest = {one.condition_id: one for one in shown}
    return [_condition(one, newest.get(one.pk)) for one in known.order_by("grant__reference", "code")]


def _condition(one: Condition, evidence: ConditionEvidence | None) -> FigureRow:
    stands = "nothing shown yet" if evidence is None else "met" if evidence.met else "not met"
    cells = (one.text, one.evidence_wanted, one.due_on, stands, evidence.text if evidence else None)
    return FigureRow(f"{one.grant.reference} {one.code}", cells, href=reverse("grant", args=[one.grant.reference]))


def _met(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [row for row in _conditions(viewer, asked) if row.cells[3] == "met"]


def _grants(viewer: Viewer, asked: Asked) -> QuerySet[Grant]:
    return Grant.objects.filter(grants_to(viewer), reference=asked.of["grant"])


def _paid_by_pillar(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    rows = paid(viewer, replace(asked, of={"grant": asked.of["grant"]}))
    claims = Claim.objects.filter(reference__in=[row.key for row in rows]).select_related("award__pot")
    pots = {one.reference: one.award.pot for one in claims.prefetch_related("award__pot__pillars")}
    return [
        replace(
            row,
            cells=(
                " and ".join(sorted(pillar.code for pillar in pots[row.key].pillars.all())) or "no pillar",
                pots[row.key].title,
                row.cells[0],
                row.amount,
            ),
        )
        for row in rows
    ]


def _operations(viewer: Viewer, asked: Asked) -> list[str]:
    """Return the operations that awards of a grant pay for, by reference, as known at the moment."""
    awards = Award.objects.filter(awards_to(viewer), pot__grant__reference=asked.of["grant"], at__lte=asked.as_at)
    return sorted(set(awards.exclude(operation=None).values_list("operation__reference", flat=True)))


def _through(rule: FigureRule) -> FigureRule:
    """Return a figure of operations as one of the grant that paid for them."""

    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        known: list[FigureRow] = []
        anything = False
        for operation in _operations(viewer, asked):
            found = rule.rows(viewer, replace(asked, of={"operation": operation}))
            anything = anything or found is not None
            known += [replace(row, key=f"{operation} {row.key}") for row in found or ()]
        return known if anything else None

    return FigureRule(
        code=f"grant.{rule.code.removeprefix('operation.')}",
        title=rule.title,
        definition=f"{rule.definition} In operations that an award of the grant pays for; other money may have helped.",
        unit=rule.unit,
        columns=rule.columns,
        action=rule.action,
        rows=rows,
    )


# Of the results of operations, those that a funder asks for.
OUTCOMES = frozenset({"operation.arrests", "operation.vehicles", "operation.vehicles_value", "operation.premises"})

RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "grant-conditions", "Conditions of the grant", "What the funder demands of the grant, each condition once.",
        Unit.COUNT, CONDITIONS, Action.READ_FUNDING, _conditions,
    ),
    FigureRule(
        "grant-conditions-met", "Conditions met", "Conditions whose newest evidence shows that they are met.",
        Unit.COUNT, CONDITIONS, Action.READ_FUNDING, _met,
    ),
    FigureRule(
        "grant-paid-by-pillar", "Paid, by pillar of the strategy",
        "What was paid to recipients by the moment, less what they paid back, under the pillars of the pot it was paid from; a "
        "pot of several pillars is told with all of them, because nobody has divided it.",
        Unit.POUNDS, ("Pillars", "Pot", "Recipient", "Amount"), Action.READ_FUNDING, _paid_by_pillar,
    ),
    *(_through(rule) for rule in RETURNS if rule.code in OUTCOMES),
)  # fmt: skip
