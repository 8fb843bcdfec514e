"""The page on which somebody else at the desk accepts the grades of a report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.deconfliction import alike
from vinculum.desk.intelligence.flows import REPORT, parties_of
from vinculum.desk.intelligence.reviewing import NoteNeeded, accept, grade_of, newest_of
from vinculum.desk.workflows.refusals import NotNow, NotPermitted
from vinculum.desk.workflows.stepping import history, offers
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import report_seen


@guarded(Action.REVIEW_INTELLIGENCE, Verb.ALTERATION)
def review(request: DeskRequest, report: str) -> HttpResponseBase:
    """Show the paragraphs with a box for a note beside each, and accept the grades when it is sent."""
    found = report_seen(request, report)
    version = newest_of(found)
    if version is None:
        raise NotNow(f"{report} was erased.")
    steps = history(REPORT, found.reference)
    offer = next((one for one in offers(REPORT, steps, request.viewer, parties_of(found)) if one.rule.code == "accept"), None)
    if offer is None:
        raise NotNow(f"{found.reference} does not wait for review.")
    if offer.barred:
        raise NotPermitted(offer.barred)
    paragraphs = list(version.paragraphs.all())
    notes = {one.number: request.POST.get(f"note-{one.number}", "") for one in paragraphs}
    fault = ""
    if request.method == "POST":
        after = request.POST.get("after", "")
        try:
            accept(request.viewer, found, notes, after=int(after) if after.isdecimal() else -1)
        except NoteNeeded as error:
            fault = str(error)
        else:
            messages.success(request, f"{found.reference} is reviewed: its grades stand.")
            return HttpResponseRedirect(reverse("intelligence_report", args=[report]))
    text = " ".join([version.subject, *(one.text for one in paragraphs)])
    told = {
        "report": found,
        "version": version,
        "paragraphs": [{"row": one, "needs": grade_of(one).needs_note, "note": notes[one.number]} for one in paragraphs],
        "alike": alike(request.viewer, text, found.reference),
        "after": len(steps),
        "fault": fault,
    }
    return render(request, "intelligence/review.html", told, status=422 if fault else 200)
