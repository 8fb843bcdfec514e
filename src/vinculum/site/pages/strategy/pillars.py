"""Pillars: how they are worded, and how they were."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.strategy.models import Pillar, PillarWording
from vinculum.desk.programme.strategy.pillars import Wording, word_pillar
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.strategy.finding import may
from vinculum.site.pages.strategy.forms import NewPillarForm, PillarForm


@guarded(Action.READ_STRATEGY)
def pillars(request: DeskRequest) -> HttpResponseBase:
    """List the pillars with their wordings."""
    return _list(request, NewPillarForm(request))


@guarded(Action.READ_STRATEGY)
def pillar(request: DeskRequest, pillar: str) -> HttpResponseBase:
    """Show one pillar, how it was worded, and the form to word it anew."""
    found = _find(pillar)
    start = {
        "title": found.title, "working_title": found.working_title, "about": found.about, "owner": found.owner_id,
    }  # fmt: skip
    return _one(request, found, PillarForm(request, initial=start))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Make a pillar."""
    form = NewPillarForm(request, filled=True)
    if form.is_valid() and Pillar.objects.filter(code=form.cleaned_data["code"]).exists():
        form.add_error("code", "There is a pillar of this code already.")
    if not form.is_valid():
        return _list(request, form, status=422)
    return _word(request, form.cleaned_data["code"], form)


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def word(request: DeskRequest, pillar: str) -> HttpResponseBase:
    """Word a pillar anew."""
    found = _find(pillar)
    form = PillarForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    return _word(request, found.code, form)


def _word(request: DeskRequest, code: str, form: NamedForm) -> HttpResponseBase:
    told = form.cleaned_data
    worded = word_pillar(request.viewer, code, Wording(told["title"], told["working_title"], told["about"], told["owner"]))
    request.told.about("pillar", code)
    messages.success(request, f"{worded} is how the pillar is worded from now on.")
    return HttpResponseRedirect(reverse("pillar", args=[code]))


def _list(request: DeskRequest, form: NamedForm, status: int = 200) -> HttpResponseBase:
    told = {
        "pillars": Pillar.objects.select_related("owner"),
        "form": form,
        "may_keep": may(request, Action.KEEP_STRATEGY),
    }
    return render(request, "strategy/pillars.html", told, status=status)


def _one(request: DeskRequest, found: Pillar, form: NamedForm, status: int = 200) -> HttpResponseBase:
    request.told.about("pillar", found.code)
    told = {
        "pillar": found,
        "wordings": PillarWording.objects.filter(pillar=found).select_related("owner", "by").order_by("-at", "-pk"),
        "form": form,
        "may_keep": may(request, Action.KEEP_STRATEGY),
    }
    return render(request, "strategy/pillar.html", told, status=status)


def _find(code: str) -> Pillar:
    found = Pillar.objects.filter(code=code).select_related("owner").first()
    if found is None:
        raise Http404
    return found
