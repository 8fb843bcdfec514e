"""What the strategy leaves open: recommendations nobody acts on, actions without owner, day or evidence, objectives without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.strategy.acting import OPEN
from vinculum.desk.programme.strategy.as_at import last_steps
from vinculum.desk.programme.strategy.models import Evidence, Progress, Recommendation
from vinculum.desk.programme.strategy.overview import PillarStanding
from vinculum.desk.programme.strategy.recommending import RECOMMENDATION, answers_as_at
from vinculum.desk.programme.strategy.seeing import progress_to, recommendations_to

# States of a recommendation in which somebody should act on it.
WAITING = frozenset({"raised", "ratified", "accepted", "progressing"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: of what kind, of which thing (its reference and title), and the sentence."""

    kind: str
    of: str
    reference: str
    title: str
    words: str


def gaps(viewer: Viewer, pillars: tuple[PillarStanding, ...], at: datetime) -> tuple[Gap, ...]:
    """Return what is missing as at a moment (UTC), from a version on a page and the recommendations of others."""
    objectives = [objective for pillar in pillars for objective in pillar.objectives]
    found = [
        Gap("pillar", "pillar", pillar.code, pillar.wording.title, "No objective stands under it.")
        for pillar in pillars
        if not pillar.objectives
    ]
    for one in objectives:
        told = ("objective", one.objective.reference, one.objective.title)
        if not one.actions:
            found.append(Gap("action", *told, "No action serves it."))
        if not one.measures:
            found.append(Gap("measure", *told, "Nothing measures whether it is reached."))
    actions = {one.action.pk: one for objective in objectives for one in objective.actions}
    proven = set(
        Evidence.objects.filter(
            progress__in=Progress.objects.filter(progress_to(viewer), action__in=actions, at__lte=at)
        ).values_list("progress__action", flat=True)
    )
    for key, standing in actions.items():
        told = ("action", standing.action.reference, standing.action.title)
        if standing.state.code in OPEN and (standing.terms is None or standing.terms.owner is None):
            found.append(Gap("owner", *told, "Nobody owns it."))
        if standing.state.code in OPEN and (standing.terms is None or standing.terms.due_on is None):
            found.append(Gap("day", *told, "No day is set by which it is to be done."))
        if standing.state.code in {"under_way", "done"} and key not in proven:
            found.append(Gap("evidence", *told, "Nothing that you may read shows what was done."))
    return (*found, *_unanswered(viewer, at))


def _unanswered(viewer: Viewer, at: datetime) -> list[Gap]:
    seen = Recommendation.objects.filter(recommendations_to(viewer), made_at__lte=at).select_related("report")
    steps = last_steps(RECOMMENDATION, [one.reference for one in seen], at)
    answered = {recommendation for recommendation, _ in answers_as_at(at)}
    return [
        Gap(
            "recommendation",
            "recommendation",
            one.reference,
            one.text,
            f"{one.report.made_by} asked for it. No action answers it.",
        )
        for one in seen
        if one.reference in steps and steps[one.reference].state in WAITING and one.pk not in answered
    ]
