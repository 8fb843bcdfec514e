"""Writing a study down: where the counts come from, then what becomes of each area."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.impact.proposing import proposals, proposed
from vinculum.desk.programme.impact.writing import write_study
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.impact.counting import PICTURE, Source, open_source, sources_of
from vinculum.site.pages.impact.forms import StudyForm
from vinculum.site.pages.picture.basis import read_basis


@guarded(Action.STUDY_IMPACT)
def new_study(request: DeskRequest) -> HttpResponseBase:
    """Ask where the counts come from, then for the study, with the areas of an operation filled in if one is named."""
    key = request.GET.get("source", "")
    if not key:
        told = {"series": sources_of(request.viewer), "proposals": proposals(request.viewer)}
        return render(request, "impact/source.html", told)
    source = open_source(request, key)
    if source is None:
        return _closed(request)
    acted_on = proposed(request.viewer, request.GET.get("from", ""), source.panel.areas)
    first = {"first": f"{min(one for one, _ in source.held.values()):%Y-%m}", "last": f"{source.panel.months[-1]:%Y-%m}"}
    start = {"start": f"{min(acted_on.values()):%Y-%m}"} if acted_on else {}
    return _page(request, source, StudyForm(request.viewer, source, initial=first | start, acted_on=acted_on))


@guarded(Action.STUDY_IMPACT, Verb.ALTERATION)
@require_POST
def write(request: DeskRequest) -> HttpResponseBase:
    """Keep a study as it was written."""
    source = open_source(request, request.POST.get("source", PICTURE))
    if source is None:
        return _closed(request)
    form = StudyForm(request.viewer, source, request.POST)
    if not form.is_valid():
        return _page(request, source, form, 422)
    try:
        kept = write_study(request.viewer, form.asked(), source.panel.areas)
    except VinculumError as error:
        form.add_error(None, ValidationError(str(error)))
        return _page(request, source, form, 422)
    request.told.about("study", str(kept.uid))
    request.told.counted(acted_on=len(kept.acted_on), compared=len(kept.compared))
    messages.success(request, "The study is written down. It is not changed any more; run it when its counts are in.")
    return HttpResponseRedirect(reverse("impact_study", args=[kept.uid]))


def _page(request: DeskRequest, source: Source, form: StudyForm, status: int = 200) -> HttpResponseBase:
    return render(request, "impact/new.html", {"form": form, "source": source}, status=status)


def _closed(request: DeskRequest) -> HttpResponseBase:
    """Tell that no theft report is open to the viewer."""
    why = read_basis(seen(request), request.viewer).why_not("thefts")
    told = {"series": sources_of(request.viewer), "proposals": (), "why_no_picture": why or "No theft report is open to you."}
    return render(request, "impact/source.html", told)
