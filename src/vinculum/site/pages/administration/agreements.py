"""Sharing agreements: entered, changed by a new one that ends the old, ended. Their history is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.changes import conclude, end_agreement
from vinculum.desk.access.models import Agreement
from vinculum.desk.access.scope import agreements_to, answers_for
from vinculum.desk.access.vocabulary import Action, Handling, Rows
from vinculum.desk.audit.models import Verb
from vinculum.evidence.contract import contracts
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.administration.agreement_form import HANDLING_WORDS, ROWS_WORDS, AgreementForm, filled_from
from vinculum.site.pages.administration.telling import may_change, tell_change

STATES = ("stands", "begins later", "is over")


def state_of(agreement: Agreement, at: datetime) -> str:
    """Return whether an agreement stands, begins later or is over."""
    if agreement.until_at is not None and agreement.until_at <= max(at, agreement.from_at):
        return "is over"
    return "stands" if agreement.from_at <= at else "begins later"


@guarded(Action.READ_ACCESS, purpose=True)
def agreements(request: DeskRequest) -> HttpResponseBase:
    """List agreements, each with its state."""
    found = Agreement.objects.filter(agreements_to(request.viewer)).select_related("provider", "recipient", "recipients")
    asked = {name: request.GET.get(name, "") for name in ("feed", "state")}
    if asked["feed"]:
        found = found.filter(feed=asked["feed"])
    told = [{"row": row, "state": state_of(row, request.viewer.at), "columns": len(row.columns)} for row in found]
    if asked["state"]:
        told = [one for one in told if one["state"] == asked["state"]]
    request.told.counted(rows=len(told))
    page = {"agreements": told, "asked": asked, "states": STATES, "feeds": contracts(), "may_change": may_change(request)}
    return render(request, "administration/agreements.html", page)


@guarded(Action.READ_ACCESS, purpose=True)
def agreement(request: DeskRequest, number: int) -> HttpResponseBase:
    """Show one agreement, what it replaced and what replaced it."""
    found = _find(request, number)
    request.told.about("agreement", str(found.pk))
    declared = contracts()[found.feed].columns
    told = {
        "agreement": found,
        "state": state_of(found, request.viewer.at),
        "columns": [(column, column.name in found.columns) for column in declared],
        "rows": ROWS_WORDS[Rows(found.rows)],
        "handling": HANDLING_WORDS[Handling(found.handling)],
        "later": found.replaced_by.all(),
        "may_change": may_change(request) and answers_for(request.viewer, found.provider_id),
    }
    return render(request, "administration/agreement.html", told)


@guarded(Action.CHANGE_ACCESS, purpose=True)
def form(request: DeskRequest) -> HttpResponseBase:
    """Show the form for a new agreement about a feed, or for the change of one."""
    old = _find(request, int(request.GET["old"])) if request.GET.get("old", "").isdecimal() else None
    feed = old.feed if old else request.GET.get("feed", "")
    if feed not in contracts():
        raise Http404
    start = filled_from(old) if old else {"rows": "all", "handling": "P"}
    return _form(request, AgreementForm(request.viewer, feed, initial=start), feed, old)


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def enter(request: DeskRequest) -> HttpResponseBase:
    """Enter an agreement, in place of an old one if the form says so."""
    number = request.POST.get("old", "")
    old = _find(request, int(number)) if number.isdecimal() else None
    feed = old.feed if old else request.POST.get("feed", "")
    if feed not in contracts():
        raise Http404
    filled = AgreementForm(request.viewer, feed, request.POST)
    if not filled.is_valid():
        return _form(request, filled, feed, old, status=422)
    made = filled.agreement(request.viewer.at)
    tell_change(request, conclude(request.viewer, made, old))
    messages.success(request, f"Agreement {made.pk} is entered." + (f" It ends agreement {old.pk}." if old else ""))
    return HttpResponseRedirect(reverse("agreement", args=[made.pk]))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def finish(request: DeskRequest, number: int) -> HttpResponseBase:
    """End an agreement now."""
    found = _find(request, number)
    tell_change(request, end_agreement(request.viewer, found))
    messages.success(request, f"Agreement {found.pk} is over.")
    return HttpResponseRedirect(reverse("agreement", args=[number]))


def _form(request: DeskRequest, filled: AgreementForm, feed: str, old: Agreement | None, status: int = 200) -> HttpResponseBase:
    told = {"form": filled, "feed": feed, "contract": contracts()[feed], "old": old}
    return render(request, "administration/agreement_form.html", told, status=status)


def _find(request: DeskRequest, number: int) -> Agreement:
    found = Agreement.objects.filter(agreements_to(request.viewer), pk=number).first()
    if found is None:
        raise Http404
    return found
