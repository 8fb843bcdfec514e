"""What can be counted about impact studies themselves; what they found is an estimate, and stays on its own page."""

from __future__ import annotations

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.impact.models import Study
from vinculum.desk.programme.impact.seeing import visible_to


def _studies(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    known = Study.objects.filter(visible_to(viewer), written_at__lte=asked.as_at)
    if asked.since is not None:
        known = known.filter(written_at__date__gte=asked.since)
    if asked.until is not None:
        known = known.filter(written_at__date__lt=asked.until)
    return [
        FigureRow(
            str(one.uid),
            (one.title, one.what, one.written_at.date(), one.organisation_id),
            href=f"/impact/studies/{one.uid}",
        )
        for one in known
    ]


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        code="impact-studies",
        title="Impact studies written down",
        definition=(
            "Studies of whether recorded theft changed where something was done, by the day they were written down; each counts, "
            "whatever it found and whether it was run or not."
        ),
        unit=Unit.COUNT,
        columns=("Study", "What is counted", "Written down", "Organisation"),
        action=Action.READ_IMPACT,
        rows=_studies,
    ),
)
