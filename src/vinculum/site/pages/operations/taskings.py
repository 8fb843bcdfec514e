"""Taskings: those given to the viewer's organisation and those that it sent, each with what is owed next and by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.operations.lateness import Clock, clock_of
from vinculum.desk.operations.models import Operation, Tasking
from vinculum.desk.operations.seeing import taskings_visible_to
from vinculum.desk.operations.tasking import Given, send
from vinculum.desk.operations.workflow import TASKING
from vinculum.desk.workflows.stepping import Standing, standings
from vinculum.desk.workflows.workflow import NOTHING
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.lead import read_for_act
from vinculum.site.pages.operations.fields import a_day, a_line, choice, organisation_choices, words
from vinculum.site.pages.operations.found import led_operation

BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Row:
    """A tasking in a list."""

    tasking: Tasking
    state: str
    clock: Clock


@guarded(Action.READ_OPERATIONS)
def taskings(request: DeskRequest) -> HttpResponse:
    """List taskings: late ones first, then those that wait, then the rest."""
    viewer = request.viewer
    held = list(Tasking.objects.filter(taskings_visible_to(viewer)).select_related("operation", "organisation"))
    states = standings(TASKING, [one.reference for one in held])
    rows = [
        Row(one, TASKING.states[standing.state].title, clock_of(one, standing, viewer.at))
        for one in held
        if (standing := states.get(one.reference, Standing(NOTHING, 0))).state != NOTHING
    ]
    rows.sort(key=lambda row: (not row.clock.late, not row.clock.owed, row.tasking.due_at, row.tasking.reference))
    ours = [row for row in rows if row.tasking.organisation_id == viewer.organisation]
    sent = [row for row in rows if row.tasking.operation.lead_id == viewer.organisation]
    request.told.counted(received=len(ours), sent=len(sent))
    return render(request, "operations/taskings.html", {"ours": ours, "sent": sent})


class GivenForm(forms.Form):
    """A tasking by hand."""

    organisation = choice("To")
    title = a_line("What is asked, in one line")
    text = words("What is asked, in full")
    day = a_day("Day of the work")
    lead = a_line("Lead", required=False, longest=80, hint="Its id, if it is about one: the lead is tasked as well.")

    def __init__(self, operation: Operation, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.operation = operation
        codes = operation.participants.order_by("organisation__name").values_list("organisation_id", flat=True)
        cast("forms.ChoiceField", self.fields["organisation"]).choices = organisation_choices(*codes)


@guarded(Action.TASK_FORCES, Verb.ALTERATION)
def new(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Show the form of a tasking by hand, or send it."""
    found = led_operation(request, operation)
    if request.method != "POST":
        request.told.verb = Verb.CONSULTATION
        form = GivenForm(found, {"lead": request.GET["lead"]} if "lead" in request.GET else None)
        return render(request, "operations/tasking_new.html", {"form": form, "operation": found})
    form = GivenForm(found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        given = Given(said["organisation"], said["title"], said["text"], BY_HAND, said["day"])
        try:
            lead = read_for_act(seen(request), said["lead"]) if said["lead"] else None
            kept = send(found, given, request.viewer, lead=lead)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            request.told.about("tasking", kept.reference)
            messages.success(request, f"{kept.reference} is sent to {kept.organisation_id}.")
            return HttpResponseRedirect(reverse("tasking", args=[kept.reference]))
    request.told.outcome = Outcome.REFUSED
    return render(request, "operations/tasking_new.html", {"form": form, "operation": found}, status=422)
