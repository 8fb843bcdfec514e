"""The strategy on a page: pillars, objectives and actions as at a moment, and what moved since another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.strategy.acting import ACTION, terms_as_at
from vinculum.desk.programme.strategy.as_at import last_steps
from vinculum.desk.programme.strategy.models import Measure, Objective, Progress, StrategyAction, Terms, Version
from vinculum.desk.programme.strategy.pillars import Wording, pillars_as_at
from vinculum.desk.programme.strategy.seeing import actions_to, measures_to, objectives_to, progress_to, versions_to
from vinculum.desk.programme.strategy.versions import VERSION
from vinculum.desk.programme.strategy.vocabulary import Health
from vinculum.desk.programme.strategy.watching import Facts, Flagged, flags_of
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import StateRule


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that moved, when, and the sentence that tells it."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """An action as it stood: state, terms, flags, the last report that the viewer may read, and what moved since."""

    action: StrategyAction
    state: StateRule
    terms: Terms | None
    flags: tuple[Flagged, ...]
    last: Progress | None
    reports: int
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    """An objective with its actions (those of the objectives that it continues included) and its measures."""

    objective: Objective
    actions: tuple[ActionStanding, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class PillarStanding:
    """A pillar as it was worded, with the objectives of one version under it."""

    code: str
    wording: Wording
    objectives: tuple[ObjectiveStanding, ...]


def version_as_at(viewer: Viewer, at: datetime) -> Version | None:
    """Return the version that was adopted as at a moment (UTC); None where there was none."""
    found = {version.reference: version for version in Version.objects.filter(versions_to(viewer))}
    steps = last_steps(VERSION, list(found), at)
    adopted = [found[reference] for reference, step in steps.items() if step.state == "adopted"]
    return max(adopted, key=lambda version: steps[version.reference].at, default=None)


def on_a_page(viewer: Viewer, version: Version, at: datetime, since: datetime) -> tuple[PillarStanding, ...]:
    """Return a version's pillars, objectives and actions as at a moment, with what moved after ``since`` (both UTC).

    Every pillar worded by then is there, with or without an objective.
    """
    objectives = list(
        Objective.objects.filter(objectives_to(viewer), version=version, made_at__lte=at).select_related("continues")
    )
    lines = {objective.pk: _line_of(objective) for objective in objectives}
    wanted = {pk for line in lines.values() for pk in line}
    actions = StrategyAction.objects.filter(actions_to(viewer), objective__in=wanted, made_at__lte=at)
    standings = stand(viewer, list(actions), at, since)
    measures = list(Measure.objects.filter(measures_to(viewer), objective__in=[one.pk for one in objectives], made_at__lte=at))
    told = [
        ObjectiveStanding(
            objective,
            tuple(one for one in standings if one.action.objective_id in lines[objective.pk]),
            tuple(one for one in measures if one.objective_id == objective.pk),
        )
        for objective in objectives
    ]
    return tuple(
        PillarStanding(code, wording, tuple(one for one in told if one.objective.pillar_id == code))
        for code, wording in sorted(pillars_as_at(at).items())
    )


def stand(viewer: Viewer, actions: Collection[StrategyAction], at: datetime, since: datetime) -> tuple[ActionStanding, ...]:
    """Return how actions stood at a moment, in the order given; one that was not planned by then is left out."""
    keys = [action.pk for action in actions]
    last = last_steps(ACTION, [action.reference for action in actions], at)
    terms = terms_as_at(keys, at)
    reports = defaultdict(list)
    for report in (
        Progress.objects.filter(progress_to(viewer), action__in=keys, at__lte=at).select_related("by").order_by("at", "pk")
    ):
        reports[report.action_id].append(report)
    moves = _moves([action.reference for action in actions], keys, reports.values(), since, at)
    return tuple(
        _standing(action, last[action.reference], terms.get(action.pk), reports[action.pk], moves[action.pk], at)
        for action in actions
        if action.reference in last
    )


def _standing(
    action: StrategyAction, step: Step, terms: Terms | None, reports: list[Progress], moved: Iterable[Moved], at: datetime
) -> ActionStanding:
    last = reports[-1] if reports else None
    facts = Facts(
        state=step.state,
        reason=step.reason,
        owner=(terms.owner_id or "") if terms else "",
        due_on=terms.due_on if terms else None,
        health=Health(last.health) if last else None,
        heard_on=max(step.at, last.at if last else step.at).date(),
    )
    ordered = tuple(sorted(moved, key=lambda one: one.at))
    return ActionStanding(action, ACTION.states[step.state], terms, flags_of(facts, at.date()), last, len(reports), ordered)


def _moves(
    references: Collection[str], keys: Collection[int], reports: Iterable[list[Progress]], since: datetime, at: datetime
) -> defaultdict[int, list[Moved]]:
    """Return what moved in a span: steps, changes of terms, and the reports that the viewer may read."""
    found: defaultdict[int, list[Moved]] = defaultdict(list)
    key_of = dict(StrategyAction.objects.filter(reference__in=references).values_list("reference", "pk"))
    steps = Step.objects.filter(workflow=ACTION.code, subject__in=references, at__gt=since, at__lte=at)
    for step in steps.select_related("person"):
        found[key_of[step.subject]].append(Moved(step.at, f"{step.person.name} {ACTION.acts[step.act].done}."))
    for row in Terms.objects.filter(action__in=keys, at__gt=since, at__lte=at, why__gt=""):
        due = f"due on {row.due_on:%-d %B %Y}" if row.due_on else "without a day"
        found[row.action_id].append(Moved(row.at, f"Its terms changed, now {due}: {row.why}"))
    for report in (one for held in reports for one in held if one.at > since):
        found[report.action_id].append(Moved(report.at, report.text))
    return found


def _line_of(objective: Objective) -> frozenset[int]:
    """Return an objective and those it continues, by key."""
    line = {objective.pk}
    before = objective.continues
    while before is not None and before.pk not in line:
        line.add(before.pk)
        before = before.continues
    return frozenset(line)
