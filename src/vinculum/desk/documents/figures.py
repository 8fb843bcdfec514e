"""What can be counted about products themselves."""

from __future__ import annotations

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.seeing import visible_to
from vinculum.desk.documents.workflow import WORKFLOW
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.workflows.models import Step


def _released(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    steps = Step.objects.filter(workflow=WORKFLOW.code, act="release", at__lte=asked.as_at)
    if asked.since is not None:
        steps = steps.filter(at__date__gte=asked.since)
    if asked.until is not None:
        steps = steps.filter(at__date__lt=asked.until)
    released = dict(steps.values_list("subject", "at"))
    seen = Version.objects.filter(visible_to(viewer), subject__in=released).select_related("product").order_by("subject")
    return [
        FigureRow(
            one.subject,
            (one.title, one.product.audience, one.as_at.date(), released[one.subject].date()),
            href=f"/products/{one.product.reference}/{one.number}",
        )
        for one in seen
    ]


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        code="products-released",
        title="Products released",
        definition=(
            "Versions of products that somebody other than their maker released, by the day of release; a version that was "
            "superseded counts, one that was withdrawn counts only for those who make products."
        ),
        unit=Unit.COUNT,
        columns=("Product", "Audience", "As at", "Released"),
        action=Action.READ_PRODUCTS,
        rows=_released,
    ),
)
