"""The results that everybody may read: frozen publications of operations that a second person let out, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.figures import Unit
from vinculum.desk.operations.returns.models import Publication, PublishedFigure
from vinculum.desk.operations.returns.workflows import PUBLICATION
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import subjects_in


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A published number as the public reads it: its title, the number in words, and what it counts."""

    title: str
    words: str
    definition: str


@dataclass(frozen=True, slots=True)
class Result:
    """Figures that were published together: as they were known at ``as_at``, published at ``at`` (UTC)."""

    title: str
    as_at: datetime
    at: datetime
    figures: tuple[PublicFigure, ...]
    note: str


def published_results(at: datetime) -> tuple[Result, ...]:
    """Return what was published by a moment (UTC), the latest knowledge first. What is not known is left out, not called none."""
    let_out = Step.objects.filter(
        workflow=PUBLICATION.code, state="published", at__lte=at, subject__in=subjects_in(PUBLICATION, "published")
    )
    when = dict(let_out.order_by("-number").values_list("subject", "at"))
    found = Publication.objects.filter(reference__in=when).prefetch_related("figures").order_by("-as_at", "-pk")
    return tuple(
        Result(
            title=one.title,
            as_at=one.as_at,
            at=when[one.reference],
            figures=tuple(_figure(figure) for figure in one.figures.all() if figure.value),
            note=one.note,
        )
        for one in found
    )


def _figure(figure: PublishedFigure) -> PublicFigure:
    words = f"£{figure.value:,.0f}" if figure.unit == Unit.POUNDS else f"{figure.value:,.0f}"
    return PublicFigure(figure.title, words, figure.definition)
