"""What others recommended: by source, where each stands, and which actions answer it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.strategy.models import OutsideReport, Recommendation, StrategyAction
from vinculum.desk.programme.strategy.overview import stand
from vinculum.desk.programme.strategy.recommending import (
    RECOMMENDATION,
    RecommendationTold,
    ReportTold,
    answer,
    answers_as_at,
    note_recommendation,
    note_report,
)
from vinculum.desk.programme.strategy.seeing import actions_to, reads, recommendations_to
from vinculum.desk.programme.strategy.vocabulary import SourceKind
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.strategy.finding import find_recommendation, may
from vinculum.site.pages.strategy.forms import AnswerForm, RecommendationForm, ReportForm
from vinculum.site.steps_on_page import steps_on_page, take_from_form


@guarded(Action.READ_STRATEGY)
def recommendations(request: DeskRequest) -> HttpResponseBase:
    """List sources with what they recommended."""
    return _list(request)


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def add_source(request: DeskRequest) -> HttpResponseBase:
    """Note a report or conference."""
    form = ReportForm(request, filled=True)
    if not form.is_valid():
        return _list(request, form)
    told = form.cleaned_data
    made = note_report(request.viewer, ReportTold(**{**told, "kind": SourceKind(told["kind"])}))
    messages.success(request, f"{made.title} is noted. Add what it recommends.")
    return HttpResponseRedirect(reverse("recommendations"))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest, source: str) -> HttpResponseBase:
    """Note a recommendation of a source."""
    found = OutsideReport.objects.filter(reference=source).first()
    if found is None:
        raise Http404
    form = RecommendationForm(request, filled=True)
    if not form.is_valid():
        return _list(request, form, found)
    made = note_recommendation(request.viewer, found, RecommendationTold(**form.cleaned_data))
    return HttpResponseRedirect(reverse("recommendation", args=[made.reference]))


@guarded(Action.READ_STRATEGY)
def recommendation(request: DeskRequest, recommendation: str) -> HttpResponseBase:
    """Show a recommendation: where it stands, and which actions answer it."""
    return _one(request, find_recommendation(request, recommendation))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, recommendation: str) -> HttpResponseBase:
    """Take a step of a recommendation."""
    found = find_recommendation(request, recommendation)
    taken = take_from_form(RECOMMENDATION, found.reference, request)
    messages.success(request, f"It is {RECOMMENDATION.states[taken.state].title.lower()}.")
    return HttpResponseRedirect(reverse("recommendation", args=[found.reference]))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def map_to(request: DeskRequest, recommendation: str) -> HttpResponseBase:
    """Say that an action answers a recommendation, or no longer does."""
    found = find_recommendation(request, recommendation)
    form = AnswerForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    stands = request.POST.get("stands") != "0"
    answer(request.viewer, found, form.cleaned_data["action"], stands=stands, why=form.cleaned_data["why"])
    messages.success(request, "It answers the recommendation." if stands else "It no longer answers the recommendation.")
    return HttpResponseRedirect(reverse("recommendation", args=[found.reference]))


def _list(request: DeskRequest, faulty: NamedForm | None = None, of: OutsideReport | None = None) -> HttpResponseBase:
    rows = list(Recommendation.objects.filter(recommendations_to(request.viewer)).select_related("report"))
    states = standings(RECOMMENDATION, [row.reference for row in rows])
    answers = answers_as_at(request.viewer.at)
    sources = [
        {
            "source": source,
            "rows": [
                (row, RECOMMENDATION.states[states[row.reference].state], sum(pair[0] == row.pk for pair in answers))
                for row in rows
                if row.report_id == source.pk and row.reference in states
            ],
            "form": faulty if of == source else RecommendationForm(request),
            "open": of == source,
        }
        for source in (OutsideReport.objects.all() if reads(request.viewer) else ())
    ]
    for number, one in enumerate(sources):
        if isinstance(one["form"], NamedForm):
            one["form"].auto_id = f"recommendation-{number}-%s"
    request.told.counted(rows=len(rows))
    told = {
        "sources": sources,
        "form": faulty,
        "source_form": faulty if isinstance(faulty, ReportForm) else ReportForm(request),
        "may_keep": may(request, Action.KEEP_STRATEGY),
    }
    return render(request, "strategy/recommendations.html", told, status=422 if faulty else 200)


def _one(request: DeskRequest, found: Recommendation, faulty: NamedForm | None = None) -> HttpResponseBase:
    at = request.viewer.at
    answering = {pair[1] for pair in answers_as_at(at) if pair[0] == found.pk}
    actions = StrategyAction.objects.filter(actions_to(request.viewer), pk__in=answering)
    told = {
        "recommendation": found,
        "steps": steps_on_page(RECOMMENDATION, found.reference, request, reverse("recommendation-act", args=[found.reference])),
        "actions": stand(request.viewer, list(actions), at, at),
        "form": faulty or AnswerForm(request),
        "may_keep": may(request, Action.KEEP_STRATEGY),
    }
    return render(request, "strategy/recommendation.html", told, status=422 if faulty else 200)
