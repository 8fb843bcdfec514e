"""Answering what people outside wrote, and erasing it when it is no longer needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.public.enquiring import erase
from vinculum.desk.programme.public.models import Enquiry
from vinculum.desk.programme.public.seeing import ENQUIRY, enquiries_to
from vinculum.desk.programme.public.vocabulary import enquiry_kinds
from vinculum.desk.programme.public.writing import parties
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.steps_on_page import StepForm, steps_on_page, take_from_form

ERASE = "erase"


@guarded(Action.READ_ENQUIRIES)
def enquiries(request: DeskRequest) -> HttpResponseBase:
    """List what people wrote, the newest first, with where each stands."""
    held = list(Enquiry.objects.filter(enquiries_to(request.viewer)))
    standing = standings(ENQUIRY, [one.reference for one in held])
    told = [
        {
            "enquiry": one,
            "kind": enquiry_kinds()[one.kind],
            "state": ENQUIRY.states[standing[one.reference].state].title if one.reference in standing else "New",
        }
        for one in held
    ]
    request.told.counted(rows=len(told))
    return render(request, "public/enquiries.html", {"enquiries": told})


@guarded(Action.READ_ENQUIRIES)
def enquiry(request: DeskRequest, enquiry_reference: str) -> HttpResponseBase:
    """Show what somebody wrote."""
    found = _enquiry(request, enquiry_reference)
    steps = steps_on_page(ENQUIRY, found.reference, request, reverse("enquiry_step", args=[found.reference]), parties())
    return render(request, "public/enquiry.html", {"enquiry": found, "kind": enquiry_kinds()[found.kind], "steps": steps})


@guarded(Action.ANSWER_ENQUIRIES, Verb.ALTERATION)
@require_POST
def enquiry_step(request: DeskRequest, enquiry_reference: str) -> HttpResponseBase:
    """Take an enquiry on, record its answer, or erase it."""
    found = _enquiry(request, enquiry_reference)
    form = StepForm(request.POST)
    if form.is_valid() and form.cleaned_data["act"] == ERASE:
        request.told.verb = Verb.ERASURE
        erase(found, request.viewer, after=form.cleaned_data["after"], reason=form.cleaned_data["reason"])
        messages.success(request, "Who wrote and what they wrote is erased.")
    else:
        step = take_from_form(ENQUIRY, found.reference, request, parties())
        messages.success(request, f"The enquiry is now: {ENQUIRY.states[step.state].title.lower()}.")
    return HttpResponseRedirect(reverse("enquiry", args=[found.reference]))


def _enquiry(request: DeskRequest, reference: str) -> Enquiry:
    found = Enquiry.objects.filter(enquiries_to(request.viewer), reference=reference).first()
    if found is None:
        raise Http404
    request.told.about("enquiry", reference)
    return found
