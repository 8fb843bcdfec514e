"""An objective: its actions, and what measures whether it is reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import all_rules
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.strategy.acting import ActionTold, TermsTold, plan_action
from vinculum.desk.programme.strategy.measuring import MeasureTold, read_measure, set_measure
from vinculum.desk.programme.strategy.models import Objective
from vinculum.desk.programme.strategy.overview import on_a_page
from vinculum.desk.programme.strategy.vocabulary import Direction, MeasuredBy
from vinculum.site.asked_moment import asked_moment
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.strategy.finding import find_objective, may
from vinculum.site.pages.strategy.forms import ActionForm, MeasureForm


@guarded(Action.READ_STRATEGY)
def objective(request: DeskRequest, objective: str) -> HttpResponseBase:
    """Show an objective, as at any day."""
    return _one(request, find_objective(request, objective))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def plan(request: DeskRequest, objective: str) -> HttpResponseBase:
    """Plan an action under an objective."""
    found = find_objective(request, objective)
    form = ActionForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    terms = TermsTold(told["owner"], told["person"], told["begins_on"], told["due_on"])
    made = plan_action(request.viewer, found, ActionTold(told["reference"], told["title"], told["about"]), terms)
    request.told.about("strategy_action", made.reference)
    messages.success(request, f"{made.title} is planned.")
    return HttpResponseRedirect(reverse("strategy-action", args=[made.reference]))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def measure(request: DeskRequest, objective: str) -> HttpResponseBase:
    """Set a measure of an objective."""
    found = find_objective(request, objective)
    form = MeasureForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    kind, code = told["source"].split(":", 1)
    wanted = MeasureTold(
        told["reference"], told["title"], MeasuredBy(kind), code, Direction(told["direction"]),
        since=told["since"], target=told["target"], target_on=told["target_on"],
    )  # fmt: skip
    made = set_measure(request.viewer, found, wanted, all_rules())
    messages.success(request, f"{made.title} measures it from now on.")
    return HttpResponseRedirect(reverse("objective", args=[found.reference]))


def _one(request: DeskRequest, found: Objective, faulty: NamedForm | None = None) -> HttpResponseBase:
    asked = asked_moment(request)
    forms: dict[str, NamedForm] = {"action": ActionForm(request), "measure": MeasureForm(request)}
    if faulty is not None:
        forms[faulty.name] = faulty
    pillars = on_a_page(request.viewer, found.version, asked.at, asked.since)
    standing = next((one for pillar in pillars for one in pillar.objectives if one.objective.pk == found.pk), None)
    told = {
        "objective": found,
        "standing": standing,
        "asked": asked,
        "readings": [read_measure(one, request.viewer, asked.at, all_rules()) for one in (standing.measures if standing else ())],
        "forms": forms,
        "form": faulty,
        "may_keep": may(request, Action.KEEP_STRATEGY) and not asked.past,
    }
    return render(request, "strategy/objective.html", told, status=422 if faulty else 200)
