"""Versions of the strategy: drafted, put forward, adopted; and the objectives of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.strategy.models import Version
from vinculum.desk.programme.strategy.seeing import versions_to
from vinculum.desk.programme.strategy.versions import (
    VERSION,
    ObjectiveTold,
    VersionTold,
    add_objective,
    begin_version,
    step_version,
)
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.strategy.finding import find_version, may
from vinculum.site.pages.strategy.forms import ObjectiveForm, VersionForm
from vinculum.site.steps_on_page import asked_step, steps_on_page


@guarded(Action.READ_STRATEGY)
def versions(request: DeskRequest) -> HttpResponseBase:
    """List the versions that the viewer may see."""
    return _list(request, VersionForm(request))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def begin(request: DeskRequest) -> HttpResponseBase:
    """Begin a version."""
    form = VersionForm(request, filled=True)
    if not form.is_valid():
        return _list(request, form, status=422)
    told = form.cleaned_data
    follows = told.pop("follows")
    made = begin_version(request.viewer, VersionTold(**told), follows)
    request.told.about("strategy_version", made.reference)
    messages.success(request, f"{made.title} is begun.")
    return HttpResponseRedirect(reverse("strategy-version", args=[made.reference]))


@guarded(Action.READ_STRATEGY)
def version(request: DeskRequest, strategy_version: str) -> HttpResponseBase:
    """Show a version: where it stands, and its objectives."""
    return _one(request, find_version(request, strategy_version), ObjectiveForm(request))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION, or_else=(Action.ADOPT_STRATEGY,))
@require_POST
def act(request: DeskRequest, strategy_version: str) -> HttpResponseBase:
    """Take a step of a version."""
    found = find_version(request, strategy_version)
    asked = asked_step(request)
    taken = step_version(request.viewer, found, asked.act, after=asked.after, reason=asked.reason)
    request.told.counted(act=taken.act, state=taken.state)
    messages.success(request, f"{found.title}: {VERSION.states[taken.state].title.lower()}.")
    return HttpResponseRedirect(reverse("strategy-version", args=[found.reference]))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest, strategy_version: str) -> HttpResponseBase:
    """Add an objective to a draft."""
    found = find_version(request, strategy_version)
    form = ObjectiveForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    told = form.cleaned_data
    made = add_objective(request.viewer, found, told["pillar"], ObjectiveTold(told["reference"], told["title"], told["about"]))
    messages.success(request, f"{made.title} is an objective of {found.title}.")
    return HttpResponseRedirect(reverse("strategy-version", args=[found.reference]))


def _list(request: DeskRequest, form: NamedForm, status: int = 200) -> HttpResponseBase:
    found = list(Version.objects.filter(versions_to(request.viewer)))
    states = standings(VERSION, [one.reference for one in found])
    rows = [(one, VERSION.states[states[one.reference].state]) for one in found if one.reference in states]
    request.told.counted(rows=len(rows))
    told = {"rows": rows, "form": form, "may_keep": may(request, Action.KEEP_STRATEGY)}
    return render(request, "strategy/versions.html", told, status=status)


def _one(request: DeskRequest, found: Version, form: NamedForm, status: int = 200) -> HttpResponseBase:
    steps = steps_on_page(VERSION, found.reference, request, reverse("strategy-version-act", args=[found.reference]))
    told = {
        "version": found,
        "steps": steps,
        "objectives": found.objectives.select_related("pillar", "continues"),
        "form": form,
        "may_add": may(request, Action.KEEP_STRATEGY) and steps.state is not None and steps.state.code == "draft",
    }
    return render(request, "strategy/version.html", told, status=status)
