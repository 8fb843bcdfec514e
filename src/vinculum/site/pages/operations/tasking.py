"""The page of one tasking: what is asked, what is owed by when, the answers, and its result."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.leads.acting import LeadSeen
from vinculum.desk.operations.lateness import clock_of
from vinculum.desk.operations.models import Tasking
from vinculum.desk.operations.tasking import answer, report, results_of
from vinculum.desk.operations.workflow import TASKING, parties_of_tasking
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.lead import read_for_act
from vinculum.site.pages.operations.acts import apart
from vinculum.site.pages.operations.fields import choice, words
from vinculum.site.pages.operations.found import seen_tasking
from vinculum.site.steps_on_page import StepForm, steps_on_page


class ResultForm(forms.Form):
    """What came of a tasking."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    outcome = choice("What came of it", radios=True)
    text = words("What happened", required=False)

    def __init__(self, tasking: Tasking, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        results = [(word.code, word.title) for word in results_of(tasking).values()]
        cast("forms.ChoiceField", self.fields["outcome"]).choices = results


@guarded(Action.READ_OPERATIONS)
def tasking(request: DeskRequest, tasking: str) -> HttpResponse:
    """Show a tasking."""
    return _show(request, seen_tasking(request, tasking))


@guarded(Action.ANSWER_TASKINGS, Verb.ALTERATION, or_else=(Action.TASK_FORCES,))
@require_POST
def act(request: DeskRequest, tasking: str) -> HttpResponseBase:
    """Take an act of the workflow, its result apart."""
    found = seen_tasking(request, tasking)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise NotNow("The form did not say which act was meant. Open the page again and try once more.")
    said = form.cleaned_data
    lead = _lead(request, found) if said["act"] == "accept" else None
    step = answer(found, said["act"], request.viewer, after=said["after"], reason=said["reason"], lead=lead)
    request.told.counted(act=step.act, state=step.state, number=step.number)
    return HttpResponseRedirect(reverse("tasking", args=[found.reference]))


@guarded(Action.ANSWER_TASKINGS, Verb.ALTERATION)
@require_POST
def result(request: DeskRequest, tasking: str) -> HttpResponseBase:
    """Keep what came of a tasking."""
    found = seen_tasking(request, tasking)
    form = ResultForm(found, request.POST)
    if not form.is_valid():
        request.told.outcome = Outcome.REFUSED
        return _show(request, found, form, status=422)
    said = form.cleaned_data
    report(found, said["outcome"], said["text"], request.viewer, after=said["after"], lead=_lead(request, found))
    messages.success(request, "The result is kept.")
    return HttpResponseRedirect(reverse("tasking", args=[found.reference]))


def _show(request: DeskRequest, found: Tasking, form: ResultForm | None = None, status: int = 200) -> HttpResponse:
    held = history(TASKING, found.reference)
    now = standing_of(held)
    address = reverse("tasking_act", args=[found.reference])
    steps, may_report = apart(steps_on_page(TASKING, found.reference, request, address, parties_of_tasking(found)), "report")
    reported = next((step for step in reversed(held) if step.act == "report"), None)
    outcome = results_of(found).get(str(reported.told.get("outcome", ""))) if reported else None
    context = {
        "tasking": found,
        "steps": steps,
        "clock": clock_of(found, now, request.viewer.at),
        "escalations": [step for step in held if step.act == "escalate"],
        "result": outcome,
        "form": (form or ResultForm(found, initial={"after": now.number})) if may_report else None,
        "lead": found.lead if found.lead and decide(request.viewer, Action.READ_LEADS).allowed else "",
    }
    return render(request, "operations/tasking.html", context, status=status)


def _lead(request: DeskRequest, tasking: Tasking) -> LeadSeen | None:
    """Return the lead that a tasking is about as the viewer sees it; None where there is none, or they may not see or work it."""
    if not tasking.lead or not decide(request.viewer, Action.WORK_LEADS).allowed:
        return None
    try:
        return read_for_act(seen(request), tasking.lead)
    except (Http404, NoPicture):
        return None
