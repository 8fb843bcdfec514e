"""The list of cases that the viewer may see, with what is due; opening one; and the finds abroad that have no case yet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.repatriation.casework import open_case
from vinculum.desk.repatriation.dating import Due, clocks_of, next_due
from vinculum.desk.repatriation.figures import RULES
from vinculum.desk.repatriation.models import Case
from vinculum.desk.repatriation.seeing import is_police, may_work, visible_to
from vinculum.desk.repatriation.workflow import CASE, CLOSED, OPEN
from vinculum.desk.workflows.stepping import standings, subjects_in
from vinculum.errors import VinculumError
from vinculum.marks.locode import countries
from vinculum.picture.current import NoPicture
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.repatriation.forms import CaseForm
from vinculum.site.pages.repatriation.waiting import first_words, waiting

A_PAGE = 25
STANDS = {"open": "Open", "closed": "Closed", "all": "All"}


@guarded(Action.READ_REPATRIATION)
def cases(request: DeskRequest) -> HttpResponse:
    """List the cases, those with the nearest date first."""
    viewer = request.viewer
    seen_by = Case.objects.filter(visible_to(viewer)).select_related("keeper")
    held = sorted(set(seen_by.values_list("country", flat=True)))
    stands = request.GET.get("stands", "open")
    stands = stands if stands in STANDS else "open"
    country = request.GET.get("country", "")
    chosen = seen_by.filter(country=country) if country in held else seen_by
    if stands != "all":
        chosen = chosen.filter(reference__in=subjects_in(CASE, *(OPEN if stands == "open" else CLOSED)))
    rows = _rows(list(chosen), request)
    page = asked_page(request, rows, A_PAGE)
    request.told.counted(cases=len(rows))
    told = {
        "page": page, "rest": rest_of_address(request), "rows": page.object_list, "stands": stands, "country": country,
        "stand_choices": STANDS.items(), "country_choices": [(code, countries().get(code, code)) for code in held],
        "figures": [figure_of(rule, viewer, Asked(viewer.at)) for rule in RULES],
        "may_open": may_work(viewer), "waiting": _waiting(request), "whole": is_police(viewer),
    }  # fmt: skip
    return render(request, "repatriation/list.html", told)


@guarded(Action.WORK_REPATRIATION, Verb.COLLECTION)
def begin(request: DeskRequest) -> HttpResponseBase:
    """Open a case, begun with what the records say of a find where the address names one."""
    posted = request.method == "POST"
    form = CaseForm(request.POST) if posted else CaseForm(initial=_first_words(request))
    if posted and form.is_valid():
        try:
            made = open_case(form.told(), request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            request.told.about("repatriation", made.reference)
            messages.success(request, "The case is open. The owning force confirms the theft next.")
            return HttpResponseRedirect(reverse("repatriation-case", args=[made.reference]))
    if posted:
        request.told.outcome = Outcome.REFUSED
    page = {"heading": "Open a case of a vehicle found abroad", "button": "Open the case", "form": form}
    return render(request, "repatriation/form.html", page, status=422 if posted else 200)


def _rows(held: list[Case], request: DeskRequest) -> list[dict[str, Any]]:
    states = standings(CASE, [case.reference for case in held])
    clocks = clocks_of(held, request.viewer.at.date())
    rows = []
    for case in held:
        due = next_due(clocks.get(case.pk, ())) if states[case.reference].state in OPEN else None
        rows.append(
            {
                "case": case,
                "country": countries().get(case.country, case.country),
                "state": CASE.states[states[case.reference].state],
                "due": due,
                "late": due is not None and due.due is Due.LATE,
            }
        )
    return sorted(
        rows, key=lambda row: (row["due"] is None, row["due"].row.due_on if row["due"] else None, row["case"].reference)
    )


def _waiting(request: DeskRequest) -> Any:
    if not may_work(request.viewer):
        return ()
    try:
        return waiting(seen(request))
    except NoPicture:
        return ()


def _first_words(request: DeskRequest) -> dict[str, Any]:
    recovery = request.GET.get("recovery", "")
    if not recovery:
        return {}
    request.told.about("recovery", recovery)
    try:
        return first_words(seen(request), recovery)
    except NoPicture:
        return {}
