"""Publishing figures: frozen as they were known at a moment, shown to a second person, and worked out again on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.counting import Counted, counted
from vinculum.desk.operations.returns.facts import known_by
from vinculum.desk.operations.returns.ledger import covered_by, facts_of, reported_by
from vinculum.desk.operations.returns.models import Publication, PublishedFigure
from vinculum.desk.operations.returns.refusals import NotYet
from vinculum.desk.operations.returns.totals import Amount, amounts_of, digest_of, total
from vinculum.desk.operations.returns.vocabulary import Metric, definitions, metrics
from vinculum.desk.operations.returns.workflows import PUBLICATION
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import take


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A frozen figure beside the same figure worked out now from the facts; ``why`` says what differs, "" where nothing does."""

    figure: PublishedFigure
    value: Decimal | None
    why: str


def things_as_at(operation: Operation, as_at: datetime) -> list[Counted]:
    """Return everything of an operation that was validated by a moment, of every force."""
    return counted(known_by(facts_of(operation), as_at, checked=True))


@transaction.atomic
def prepare(operation: Operation, as_at: datetime, title: str, viewer: Viewer, note: str = "") -> Publication:
    """Freeze every figure of an operation as at a moment that is past. A second person publishes it (``PUBLICATION``)."""
    if viewer.organisation not in {*national(), operation.lead_id} or not decide(viewer, Action.PUBLISH_FIGURES).allowed:
        raise NotPermitted(
            f"Publishing figures of {operation.name} is for its lead, {operation.lead_id}, and for the partnership."
        )
    if as_at > viewer.at:
        raise NotYet(f"{as_at:%-d %B %Y %H:%M} UTC is still to come. Figures are frozen as at a moment that is past.")
    # Nothing is told while figures are frozen: whoever tells holds the same row (``telling.lock``).
    Operation.objects.select_for_update().get(pk=operation.pk)
    sent = reported_by(operation, as_at, checked=True)
    forces, covered = sorted(sent), covered_by(each for returns in sent.values() for each in returns)
    if not forces:
        raise NotYet(
            f"No return of {operation.name} had been validated by {as_at:%-d %B %Y %H:%M} UTC: there is nothing to publish."
        )
    number = Publication.objects.filter(operation=operation).count() + 1
    version, digest = definitions()
    made = Publication.objects.create(
        reference=f"{operation.pk}-figures-{as_at:%Y%m%d}-{number}",
        operation=operation,
        title=title.strip(),
        as_at=as_at,
        note=note.strip(),
        definitions_version=version,
        definitions_digest=digest,
        forces_reported=forces,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    things = things_as_at(operation, as_at)
    PublishedFigure.objects.bulk_create(
        _freeze(made, metric, things, known=metric.code in covered) for metric in metrics().values()
    )
    take(PUBLICATION, made.reference, "prepare", viewer, after=0, told={"as_at": as_at.isoformat(), "definitions": digest})
    return made


def _freeze(made: Publication, metric: Metric, things: Sequence[Counted], *, known: bool) -> PublishedFigure:
    amounts = amounts_of(metric, things)
    return PublishedFigure(
        publication=made,
        metric=metric.code,
        title=metric.title,
        definition=metric.definition,
        unit="gbp" if metric.adds == "value" else "count",
        value=total(amounts) if known else None,
        rows=[[each.key, each.force, f"{each.amount:f}"] for each in amounts],
        rows_digest=digest_of(amounts),
    )


def frozen_rows(figure: PublishedFigure) -> list[Amount]:
    """Return the rows of a frozen figure."""
    return [Amount(key, force, Decimal(amount)) for key, force, amount in figure.rows]


def recompute(publication: Publication) -> list[Recomputed]:
    """Work every figure of a publication out again from the facts known by its moment, and say of each whether it is the same."""
    things = things_as_at(publication.operation, publication.as_at)
    version, digest = definitions()
    same_words = digest == publication.definitions_digest
    found = []
    for figure in publication.figures.all():
        metric = metrics().get(figure.metric)
        amounts = amounts_of(metric, things) if metric is not None else []
        value = total(amounts) if metric is not None else None
        found.append(Recomputed(figure, value, _why(figure, metric, amounts, same_words=same_words, version=version)))
    return found


def _why(figure: PublishedFigure, metric: Metric | None, amounts: list[Amount], *, same_words: bool, version: int) -> str:
    """Return why a frozen figure does not come out again, or "" where it does, row by row."""
    if digest_of(frozen_rows(figure)) != figure.rows_digest or (figure.value or Decimal(0)) != total(frozen_rows(figure)):
        return "The frozen figure does not agree with its own rows: somebody changed the store. Tell the auditor."
    if metric is None:
        return "This metric is not defined any more, so it cannot be worked out again. What was published stands above."
    if digest_of(amounts) == figure.rows_digest:
        return ""
    if not same_words:
        return (
            f"The definitions have changed since: by version {version}, in use now, the figure comes out as {total(amounts):,f}. "
            f"It was published under this definition: {figure.definition}"
        )
    return (
        f"The facts known by that moment give {total(amounts):,f} today. That must not happen: a fact was added behind "
        "the frozen moment, or the rules of counting changed without a new version. Tell the auditor."
    )


def differences(recomputed: Sequence[Recomputed]) -> Mapping[str, str]:
    """Return what does not come out again, by metric; empty where everything does."""
    return {each.figure.metric: each.why for each in recomputed if each.why}
