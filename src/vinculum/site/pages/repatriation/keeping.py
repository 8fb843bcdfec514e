"""Closed cases whose people are still held: until when, and erasing them once their time is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.repatriation.models import Case
from vinculum.desk.repatriation.retaining import erase_people, held, kept_by
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_RETENTION)
def keeping(request: DeskRequest) -> HttpResponse:
    """List the closed cases whose people are held, the soonest to go first."""
    rows = held(request.viewer)
    request.told.counted(cases=len(rows))
    may_erase = decide(request.viewer, Action.ERASE_RECORDS).allowed
    told = [{"kept": row, "due": row.until <= request.viewer.at} for row in rows]
    return render(request, "repatriation/keeping.html", {"rows": told, "may_erase": may_erase})


@guarded(Action.ERASE_RECORDS, Verb.ERASURE)
@require_POST
def erase(request: DeskRequest, repatriation: str) -> HttpResponseBase:
    """Erase the people of a case whose time is over."""
    case = Case.objects.filter(kept_by(request.viewer), reference=repatriation).first()
    if case is None:
        raise Http404
    request.told.about("repatriation", repatriation)
    proof = erase_people(case, request.POST.get("why", ""), request.viewer)
    request.told.counted(parties=proof.parties, letters=proof.letters, notes=proof.notes)
    messages.success(request, f"The people of {case.reference} are erased; the proof stays.")
    return HttpResponseRedirect(reverse("repatriation-keeping"))
