"""What others recommended: noted in the words in which it was found, moved through its workflow, answered by actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Answering, OutsideReport, Recommendation, StrategyAction
from vinculum.desk.programme.strategy.refusals import NotAsItWas, NotSaid, must
from vinculum.desk.programme.strategy.vocabulary import SourceKind
from vinculum.desk.workflows.stepping import take
from vinculum.desk.workflows.workflow import read_workflow

RECOMMENDATION = read_workflow("vinculum.desk.programme.strategy", "recommendation")


@dataclass(frozen=True, slots=True)
class ReportTold:
    """A report or conference as it is told."""

    reference: str
    title: str
    made_by: str
    kind: SourceKind
    published_on: date
    link: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationTold:
    """A recommendation as it was found, and where."""

    reference: str
    text: str
    as_found: str


def note_report(viewer: Viewer, told: ReportTold) -> OutsideReport:
    """Note that a report or conference exists."""
    must(viewer, Action.KEEP_STRATEGY)
    if OutsideReport.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is a source {told.reference} already. Choose another reference.")
    if told.published_on > viewer.at.date():
        raise NotSaid(f"{told.published_on:%-d %B %Y} lies ahead: note it when it is out. Nothing was kept.")
    return OutsideReport.objects.create(
        reference=told.reference,
        title=told.title,
        made_by=told.made_by,
        kind=told.kind,
        published_on=told.published_on,
        link=told.link,
        made_at=viewer.at,
    )


@transaction.atomic
def note_recommendation(viewer: Viewer, report: OutsideReport, told: RecommendationTold) -> Recommendation:
    """Note a recommendation of a report, in the words in which it was found."""
    must(viewer, Action.KEEP_STRATEGY)
    if Recommendation.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is a recommendation {told.reference} already. Choose another reference.")
    made = Recommendation.objects.create(
        reference=told.reference,
        report=report,
        text=told.text,
        as_found=told.as_found,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    take(RECOMMENDATION, made.reference, "note", viewer, after=0)
    return made


@transaction.atomic
def answer(viewer: Viewer, recommendation: Recommendation, action: StrategyAction, *, stands: bool = True, why: str = "") -> None:
    """Say from now on that an action answers a recommendation, or (``stands`` False, with why) that it no longer does."""
    must(viewer, Action.KEEP_STRATEGY)
    held = Answering.objects.filter(recommendation=recommendation, action=action).order_by("-at", "-pk").first()
    if held is not None and held.at > viewer.at:
        raise NotAsItWas(f"That was changed on {held.at:%-d %B %Y}, which is later than this. Nothing was changed.")
    if (held is not None and held.stands) == stands:
        raise NotSaid("That is how it stands already. Nothing was changed.")
    if not stands and not why.strip():
        raise NotSaid("Say why the action no longer answers it. Nothing was changed.")
    Answering.objects.create(
        recommendation=recommendation, action=action, stands=stands, why=why.strip(), at=viewer.at, by_id=viewer.person
    )


def answers_as_at(at: datetime) -> set[tuple[int, int]]:
    """Return which action (its key) answered which recommendation (its key) at a moment: pairs ``(recommendation, action)``."""
    held: dict[tuple[int, int], bool] = {}
    for row in Answering.objects.filter(at__lte=at).order_by("at", "pk"):
        held[row.recommendation_id, row.action_id] = row.stands
    return {pair for pair, stands in held.items() if stands}
