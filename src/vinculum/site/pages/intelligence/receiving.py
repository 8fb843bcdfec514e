"""What was sent to the viewer's organisation: the list, one copy, acknowledging it and saying what became of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.flows import RECEIPT
from vinculum.desk.intelligence.receiving import NotReceived, acknowledge, received, say_what_became
from vinculum.desk.intelligence.recipients import usefulness
from vinculum.desk.intelligence.rows.copies import Dissemination, Feedback
from vinculum.desk.intelligence.searching import search_received
from vinculum.desk.intelligence.wording import words
from vinculum.desk.leads.deconfliction import contact_name
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import received_seen
from vinculum.site.pages.intelligence.places import places
from vinculum.site.steps_on_page import steps_on_page

A_PAGE = 50


class FeedbackForm(forms.Form):
    """What became of a copy."""

    usefulness = forms.TypedChoiceField(
        coerce=int, choices=list(usefulness().items()), widget=forms.RadioSelect, label="How useful was it?"
    )
    acted_on = forms.BooleanField(required=False, label="We acted on it")
    text = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 3}), label="What came of it")
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


@guarded(Action.READ_INTELLIGENCE)
def listing(request: DeskRequest) -> HttpResponseBase:
    """List what was sent to the viewer's organisation, latest day first; ``?q=`` looks in it."""
    asked = request.GET.get("q", "")[:200]
    start = request.GET.get("start", "")
    first = int(start) if start.isdecimal() and len(start) < 7 else 0  # noqa: PLR2004  a page of rows, not a bigint
    rows = list(search_received(request.viewer, asked)[first : first + A_PAGE + 1])
    shown = received(rows[:A_PAGE], request.viewer.at.date())
    for one in shown:
        request.told.about("received", one.reference)
    told = {
        "rows": shown,
        "asked": asked,
        "more": first + A_PAGE if len(rows) > A_PAGE else None,
        "within": places(request.viewer, "intelligence_received"),
    }
    return render(request, "intelligence/received_list.html", told)


@guarded(Action.READ_INTELLIGENCE)
def show(request: DeskRequest, received: str) -> HttpResponseBase:
    """Show one copy as it was sent to the viewer's organisation."""
    return _page(request, received_seen(request, received))


@guarded(Action.ACKNOWLEDGE_INTELLIGENCE, Verb.ALTERATION)
@require_POST
def confirm(request: DeskRequest, received: str) -> HttpResponseBase:
    """Acknowledge a copy."""
    found = received_seen(request, received)
    after = request.POST.get("after", "")
    acknowledge(request.viewer, found, after=int(after) if after.isdecimal() else -1)
    messages.success(request, "Acknowledged. Say what became of it when you know.")
    return HttpResponseRedirect(reverse("intelligence_received_one", args=[received]))


@guarded(Action.ACKNOWLEDGE_INTELLIGENCE, Verb.ALTERATION)
@require_POST
def feedback(request: DeskRequest, received: str) -> HttpResponseBase:
    """Keep what became of a copy."""
    found = received_seen(request, received)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    told = form.cleaned_data
    say_what_became(
        request.viewer, found, grade=told["usefulness"], acted_on=told["acted_on"], text=told["text"], after=told["after"]
    )
    messages.success(request, "Thank you: whoever sent it will see what became of it.")
    return HttpResponseRedirect(reverse("intelligence_received_one", args=[received]))


def _page(request: DeskRequest, row: Dissemination, form: FeedbackForm | None = None) -> HttpResponseBase:
    shown = received([row], request.viewer.at.date(), whole=True)[0]
    parties = {"recipient": row.recipient_id}
    steps = steps_on_page(RECEIPT, row.reference, request, "", parties)
    offered = {offer.rule.code for offer in steps.offered}
    if form is not None and "feedback" not in offered:
        raise NotReceived("Acknowledge it first, then say what became of it.")
    told = {
        "one": shown,
        "steps": steps,
        "state": steps.state,
        "stages": [words("stage")[code] for code in shown.stages],
        "priority": words("priority").get(shown.priority),
        "may_acknowledge": "acknowledge" in offered and not shown.recalled,
        "form": form or FeedbackForm(initial={"after": steps.after}),
        "may_answer": "feedback" in offered and not shown.recalled,
        "given": Feedback.objects.filter(dissemination=row).select_related("person") if not shown.recalled else [],
        "usefulness": usefulness(),
        "contact": contact_name(),
    }
    return render(request, "intelligence/received.html", told, status=422 if form is not None else 200)
