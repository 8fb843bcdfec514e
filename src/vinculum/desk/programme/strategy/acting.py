"""Actions of the strategy: planned under an objective, owned by somebody until a day, moved by those who report on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Objective, StrategyAction, Terms
from vinculum.desk.programme.strategy.refusals import NotAsItWas, NotSaid, must
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import take
from vinculum.desk.workflows.workflow import read_workflow

ACTION = read_workflow("vinculum.desk.programme.strategy", "action")
# States in which something is still to be done.
OPEN = frozenset({"planned", "under_way", "blocked"})


@dataclass(frozen=True, slots=True)
class ActionTold:
    """An action as whoever plans it tells it."""

    reference: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class TermsTold:
    """Who owns an action, and its days; what nobody has settled yet is None."""

    owner: Organisation | None = None
    person: Person | None = None
    begins_on: date | None = None
    due_on: date | None = None


@transaction.atomic
def plan_action(viewer: Viewer, objective: Objective, told: ActionTold, terms: TermsTold) -> StrategyAction:
    """Plan an action under an objective, with its first terms."""
    must(viewer, Action.KEEP_STRATEGY)
    if StrategyAction.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is an action {told.reference} already. Choose another reference.")
    made = StrategyAction.objects.create(
        reference=told.reference,
        objective=objective,
        title=told.title,
        about=told.about,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    take(ACTION, made.reference, "plan", viewer, after=0)
    set_terms(viewer, made, terms)
    return made


@transaction.atomic
def set_terms(viewer: Viewer, action: StrategyAction, told: TermsTold, why: str = "") -> Terms:
    """Settle who owns an action and by when, from now on; a change of the day it is due says why."""
    must(viewer, Action.KEEP_STRATEGY)
    if told.begins_on and told.due_on and told.due_on < told.begins_on:
        raise NotSaid("An action is due on the day it begins or later. Nothing was changed.")
    if told.person and told.owner and told.person.organisation_id != told.owner.code:
        raise NotSaid(f"{told.person.name} is not of {told.owner.name}. Name somebody who is, or nobody. Nothing was changed.")
    newest = newest_terms(action)
    if newest is not None and newest.at > viewer.at:
        raise NotAsItWas(f"Its terms were changed on {newest.at:%-d %B %Y}, which is later than this. Nothing was changed.")
    if newest is not None and newest.due_on and newest.due_on != told.due_on and not why.strip():
        raise NotSaid(f"It was due on {newest.due_on:%-d %B %Y}. Say why that day changes. Nothing was changed.")
    return Terms.objects.create(
        action=action,
        owner=told.owner,
        person=told.person,
        begins_on=told.begins_on,
        due_on=told.due_on,
        why=why.strip(),
        at=viewer.at,
        by_id=viewer.person,
    )


def newest_terms(action: StrategyAction) -> Terms | None:
    """Return the terms that stand."""
    return action.terms.order_by("-at", "-pk").first()


def terms_as_at(actions: Collection[int], at: datetime) -> dict[int, Terms]:
    """Return the terms of actions (by their key) as they were known at a moment (UTC)."""
    rows = Terms.objects.filter(action__in=actions, at__lte=at).select_related("owner", "person").order_by("at", "pk")
    return {row.action_id: row for row in rows}


def may_report(viewer: Viewer, action: StrategyAction) -> None:
    """Raise NotPermitted unless the viewer reports for the partnership, or is of the organisation that owns the action."""
    must(viewer, Action.REPORT_PROGRESS)
    newest = newest_terms(action)
    owner = newest.owner if newest else None
    if viewer.organisation in national() or (owner is not None and owner.code == viewer.organisation):
        return
    raise NotPermitted(
        f"{action.title} is {'owned by ' + owner.name if owner else 'owned by nobody yet'}, and {viewer.name} is of "
        f"{viewer.organisation}. Only its owner and the national bodies move it or report on it."
    )


def step_action(viewer: Viewer, action: StrategyAction, act: str, *, after: int, reason: str = "") -> Step:
    """Take a step of an action: by its owner, the national bodies, or whoever keeps the strategy."""
    if not decide(viewer, Action.KEEP_STRATEGY).allowed:
        may_report(viewer, action)
    if act == "finish" and not action.progress.filter(evidence__isnull=False).exists():
        raise NotSaid(
            "Nothing reported of it rests on evidence yet. Report what was done, and what shows it, before finishing it. "
            "Nothing was changed."
        )
    return take(ACTION, action.reference, act, viewer, after=after, reason=reason)
