"""Finding what an address names, as the viewer may see it; Http404 for what is not there for them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Objective, Recommendation, StrategyAction, Version
from vinculum.desk.programme.strategy.seeing import actions_to, objectives_to, recommendations_to, versions_to
from vinculum.site.guard import DeskRequest

Row = TypeVar("Row", bound=Model)


def may(request: DeskRequest, action: Action) -> bool:
    """Say whether the viewer may do something, for what a page offers."""
    return decide(request.viewer, action).allowed


def one_of(rows: QuerySet[Row], request: DeskRequest, kind: str, reference: str) -> Row:
    """Return the one row, and name it to the audit; Http404 where there is none."""
    found = rows.first()
    if found is None:
        raise Http404
    request.told.about(kind, reference)
    return found


def find_version(request: DeskRequest, reference: str) -> Version:
    """Return a version."""
    rows = Version.objects.filter(versions_to(request.viewer), reference=reference).select_related("follows", "made_by")
    return one_of(rows, request, "strategy_version", reference)


def find_objective(request: DeskRequest, reference: str) -> Objective:
    """Return an objective."""
    rows = Objective.objects.filter(objectives_to(request.viewer), reference=reference)
    return one_of(rows.select_related("version", "pillar", "continues"), request, "objective", reference)


def find_action(request: DeskRequest, reference: str) -> StrategyAction:
    """Return an action."""
    rows = StrategyAction.objects.filter(actions_to(request.viewer), reference=reference)
    return one_of(rows.select_related("objective__pillar", "objective__version"), request, "strategy_action", reference)


def find_recommendation(request: DeskRequest, reference: str) -> Recommendation:
    """Return a recommendation."""
    rows = Recommendation.objects.filter(recommendations_to(request.viewer), reference=reference)
    return one_of(rows.select_related("report"), request, "recommendation", reference)
