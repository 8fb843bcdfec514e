"""What can be told of a case from a form: one address, one kind of fact a form. Each is kept by the function of its room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.repatriation.casework import end_case, name_party, write_note
from vinculum.desk.repatriation.costing import take_back, tell_cost
from vinculum.desk.repatriation.court import tell_court
from vinculum.desk.repatriation.dating import meet_date, set_date
from vinculum.desk.repatriation.lettering import draft, tell_of_letter
from vinculum.desk.repatriation.models import Case
from vinculum.desk.repatriation.vocabulary import Answer
from vinculum.desk.repatriation.workflow import CASE
from vinculum.desk.workflows.stepping import history
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.repatriation import forms as asked
from vinculum.site.pages.repatriation.found import seen_case, seen_cost, seen_date, seen_letter

Keep = Callable[[Case, Any, Viewer], object]


@dataclass(frozen=True, slots=True)
class Tellable:
    """A kind of fact: its form, the heading and button of its page, what is said once it is kept, and what keeps it."""

    form: type[forms.Form]
    heading: str
    button: str
    done: str
    keep: Keep


def _end(act: str) -> Keep:
    def keep(case: Case, form: Any, viewer: Viewer) -> None:
        end_case(case, act, form.told(), viewer, after=form.cleaned_data["after"])

    return keep


def _set_date(case: Case, form: Any, viewer: Viewer) -> object:
    said = form.cleaned_data
    return set_date(
        case, said["kind"], said["due_on"], viewer, about=said["about"], basis=said["basis"], instead_of=said["instead_of"]
    )


KINDS: dict[str, Tellable] = {
    "party": Tellable(
        asked.PartyForm, "Name somebody with a part in the case", "Name them", "The part is kept.",
        lambda case, form, viewer: name_party(case, form.told(), viewer),
    ),
    "letter": Tellable(
        asked.LetterForm, "Draft a letter", "Draft it", "The letter is drafted. Read it before you send it.",
        lambda case, form, viewer: draft(case, form.cleaned_data["kind"], viewer),
    ),
    "date": Tellable(asked.DateForm, "Set a date", "Set it", "The date is set.", _set_date),
    "court": Tellable(
        asked.CourtForm, "Tell of a court", "Keep it", "It is kept, with the date that follows from it.",
        lambda case, form, viewer: tell_court(case, form.told(), viewer),
    ),
    "cost": Tellable(
        asked.CostForm, "Tell of a cost", "Keep the line", "The line is kept.",
        lambda case, form, viewer: tell_cost(case, form.told(), viewer),
    ),
    "note": Tellable(
        asked.NoteForm, "Write a note", "Keep it", "The note is kept.",
        lambda case, form, viewer: write_note(case, form.cleaned_data["words"], viewer),
    ),
    "handed-over": Tellable(
        asked.ReturnForm, "It was handed over", "Close the case as returned", "The case is closed: returned.", _end("hand_over")
    ),
    "sold": Tellable(asked.SaleForm, "It was sold", "Close the case as sold", "The case is closed: sold abroad.", _end("sell")),
}  # fmt: skip


@guarded(Action.WORK_REPATRIATION, Verb.ALTERATION)
def tell(request: DeskRequest, repatriation: str, told: str) -> HttpResponseBase:
    """Show the form of a kind of fact, and keep what it says."""
    case, kind = seen_case(request, repatriation), KINDS.get(told)
    if kind is None:
        raise Http404
    start = {"after": len(history(CASE, case.reference))}
    form = kind.form(request.POST) if request.method == "POST" else kind.form(initial=start)
    return _kept(request, case, form, kind)


@guarded(Action.WORK_REPATRIATION, Verb.ALTERATION)
def letter_told(request: DeskRequest, repatriation: str, case_letter: int) -> HttpResponseBase:
    """Tell that a letter was sent or answered."""
    case = seen_case(request, repatriation)
    letter = seen_letter(request, case, case_letter)
    kind = Tellable(
        asked.LetterFactForm, f"What happened with letter {letter.number}", "Keep it", "It is kept.",
        lambda _case, form, viewer: tell_of_letter(
            letter, Answer(form.cleaned_data["what"]), form.cleaned_data["on"], viewer
        ),
    )  # fmt: skip
    return _kept(request, case, asked.LetterFactForm(request.POST or None), kind)


@guarded(Action.WORK_REPATRIATION, Verb.ALTERATION)
def date_met(request: DeskRequest, repatriation: str, case_date: int) -> HttpResponseBase:
    """Tell that a date was met."""
    case = seen_case(request, repatriation)
    found = seen_date(request, case, case_date)
    kind = Tellable(
        asked.MetForm, f"{found.about}: met", "Keep it", "The date is met.",
        lambda _case, form, viewer: meet_date(found, form.cleaned_data["on"], form.cleaned_data["how"], viewer),
    )  # fmt: skip
    return _kept(request, case, asked.MetForm(request.POST or None), kind)


@guarded(Action.WORK_REPATRIATION, Verb.ALTERATION)
def cost_undone(request: DeskRequest, repatriation: str, case_cost: int) -> HttpResponseBase:
    """Take a line of costs back by its opposite."""
    case = seen_case(request, repatriation)
    line = seen_cost(request, case, case_cost)
    kind = Tellable(
        asked.WhyForm, f"Take line {line.number} back", "Take it back", f"Line {line.number} is taken back.",
        lambda _case, form, viewer: take_back(line, form.cleaned_data["why"], viewer),
    )  # fmt: skip
    return _kept(request, case, asked.WhyForm(request.POST or None), kind)


def _kept(request: DeskRequest, case: Case, form: forms.Form, kind: Tellable) -> HttpResponseBase:
    """Keep a form that was sent and is sound, and go back to the case; else show it with what is wrong."""
    posted = request.method == "POST"
    if posted and form.is_valid():
        try:
            kind.keep(case, form, request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, kind.done)
            return HttpResponseRedirect(reverse("repatriation-case", args=[case.reference]))
    if posted:
        request.told.outcome = Outcome.REFUSED
    page = {"heading": kind.heading, "button": kind.button, "form": form, "case": case}
    return render(request, "repatriation/form.html", page, status=422 if posted else 200)
