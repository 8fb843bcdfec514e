"""Figures of the strategy: every one opens to its actions or recommendations."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.strategy.acting import OPEN
from vinculum.desk.programme.strategy.as_at import last_steps
from vinculum.desk.programme.strategy.models import Recommendation, StrategyAction
from vinculum.desk.programme.strategy.overview import ActionStanding, on_a_page, version_as_at
from vinculum.desk.programme.strategy.recommending import RECOMMENDATION, answers_as_at
from vinculum.desk.programme.strategy.seeing import actions_to, recommendations_to
from vinculum.desk.programme.strategy.watching import Flag

COLUMNS = ("Action", "Pillar", "State", "Owner", "Due")


def _actions(viewer: Viewer, asked: Asked) -> list[tuple[str, ActionStanding]] | None:
    """Return the actions of the version adopted by then, with the code of their pillar; None where none was adopted."""
    version = version_as_at(viewer, asked.as_at)
    if version is None:
        return None
    pillars = on_a_page(viewer, version, asked.as_at, asked.as_at)
    wanted = asked.of.get("pillar")
    return list(
        chain.from_iterable(
            ((pillar.code, action) for objective in pillar.objectives for action in objective.actions)
            for pillar in pillars
            if wanted in (None, pillar.code)
        )
    )


def _row(pillar: str, one: ActionStanding) -> FigureRow:
    owner = one.terms.owner.name if one.terms and one.terms.owner else "nobody"
    due = one.terms.due_on if one.terms else None
    cells = (one.action.title, pillar, one.state.title, owner, due)
    return FigureRow(one.action.reference, cells, href=f"/strategy/actions/{one.action.reference}")


def _open(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    found = _actions(viewer, asked)
    return None if found is None else [_row(pillar, one) for pillar, one in found if one.state.code in OPEN]


def _done(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    found = _actions(viewer, asked)
    return None if found is None else [_row(pillar, one) for pillar, one in found if one.state.code == "done"]


def _late(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    found = _actions(viewer, asked)
    if found is None:
        return None
    return [_row(pillar, one) for pillar, one in found if any(flag.flag is Flag.OVERDUE for flag in one.flags)]


def _recommendations(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    seen = list(Recommendation.objects.filter(recommendations_to(viewer), made_at__lte=asked.as_at).select_related("report"))
    steps = last_steps(RECOMMENDATION, [one.reference for one in seen], asked.as_at)
    states = asked.of.get("state")
    answered: dict[int, list[str]] = {}
    titles = dict(StrategyAction.objects.filter(actions_to(viewer)).values_list("pk", "title"))
    for recommendation, action in sorted(answers_as_at(asked.as_at)):
        if action in titles:
            answered.setdefault(recommendation, []).append(titles[action])
    rows = [
        FigureRow(
            one.reference,
            (
                one.text,
                one.report.made_by,
                RECOMMENDATION.states[steps[one.reference].state].title,
                _day(steps[one.reference].at),
                "; ".join(answered.get(one.pk, ["no action yet"])),
            ),
            href=f"/strategy/recommendations/{one.reference}",
        )
        for one in seen
        if one.reference in steps and states in (None, steps[one.reference].state)
    ]
    return rows if seen else None


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"


RULES = (
    FigureRule(
        "strategy-actions-open",
        "Actions still to be done",
        "Actions of the adopted strategy that were planned, under way or blocked.",
        Unit.COUNT, COLUMNS, Action.READ_STRATEGY, _open,
    ),
    FigureRule(
        "strategy-actions-done",
        "Actions done",
        "Actions of the adopted strategy that were finished.",
        Unit.COUNT, COLUMNS, Action.READ_STRATEGY, _done,
    ),
    FigureRule(
        "strategy-actions-overdue",
        "Actions overdue",
        "Actions of the adopted strategy that were not done by the end of the day they were due.",
        Unit.COUNT, COLUMNS, Action.READ_STRATEGY, _late,
    ),
    FigureRule(
        "strategy-recommendations",
        "Recommendations of others",
        "Recommendations that reports and conferences made and the partnership noted, each counted once, whatever became of it.",
        Unit.COUNT, ("Recommendation", "Made by", "State", "Since", "Answered by"), Action.READ_STRATEGY, _recommendations,
    ),
)  # fmt: skip
