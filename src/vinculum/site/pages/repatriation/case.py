"""The page of one case: where it stands, what is due, who has a part in it, letters, money and what happened; and its acts."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.repatriation.dating import Due
from vinculum.desk.repatriation.seeing import may_work
from vinculum.desk.repatriation.sight import cost_words, see
from vinculum.desk.repatriation.workflow import CASE, CLOSED, parties_of
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history
from vinculum.products.letter import letter_as_pdf, letter_as_word
from vinculum.site.frame_of_page import MARKING
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.repatriation.found import seen_case, seen_letter
from vinculum.site.pages.vehicle.links import vehicle_href
from vinculum.site.steps_on_page import asked_step, steps_on_page, take_from_form

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Acts that need more than a reason have a form of their own.
FORMS = {"hand_over": "handed-over", "sell": "sold"}


@guarded(Action.READ_REPATRIATION)
def case(request: DeskRequest, repatriation: str) -> HttpResponse:
    """Show a case as the viewer may read it."""
    found = seen_case(request, repatriation)
    viewer = request.viewer
    shown = see(found, history(CASE, found.reference), viewer)
    address = reverse("repatriation-act", args=[found.reference])
    steps = steps_on_page(CASE, found.reference, request, address, parties_of(found))
    ends = [(offer.rule.title, FORMS[offer.rule.code]) for offer in steps.offered if offer.rule.code in FORMS]
    # What was done stands in the timeline, as far as it is for this viewer.
    steps = replace(steps, offered=tuple(one for one in steps.offered if one.rule.code not in FORMS), history=())
    undone = {line.corrects for line in shown.costs if line.corrects is not None}
    told = {
        "shown": shown,
        "steps": steps,
        "ends": ends if may_work(viewer) else (),
        "may_work": may_work(viewer) and shown.state.code not in CLOSED,
        "dates": [
            {"title": title, "clock": clock, "late": clock.due is Due.LATE, "met": clock.due is Due.MET}
            for title, clock in zip(shown.date_titles, shown.clocks, strict=True)
        ],
        "costs": [
            {"line": line, "kind": cost_words(line.kind), "undoable": line.corrects is None and line.number not in undone}
            for line in shown.costs
        ],
        "vehicle": vehicle_href(found.vin) if decide(viewer, Action.READ_VEHICLE).allowed else "",
    }
    request.told.counted(letters=len(shown.letters), costs=len(shown.costs))
    return render(request, "repatriation/case.html", told)


@guarded(Action.WORK_REPATRIATION, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, repatriation: str) -> HttpResponseBase:
    """Take an act of the workflow that needs no more than a reason."""
    found = seen_case(request, repatriation)
    if asked_step(request).act in FORMS:
        raise NotNow("Say on which day, and what a sale brought: that act has a form of its own. Nothing was changed.")
    step = take_from_form(CASE, found.reference, request, parties_of(found))
    messages.success(request, f"You {CASE.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("repatriation-case", args=[found.reference]))


@guarded(Action.READ_REPATRIATION, Verb.DISCLOSURE)
def letter(request: DeskRequest, repatriation: str, case_letter: int, paper: str) -> HttpResponse:
    """Hand over a letter as it was drafted, as PDF or Word."""
    found = seen_case(request, repatriation)
    kept = seen_letter(request, found, case_letter)
    if not kept.said or paper not in {"pdf", "docx"}:
        raise Http404
    if paper == "pdf":
        content, kind = letter_as_pdf(kept.said, MARKING, kept.digest, kept.at).content, "application/pdf"
    else:
        content, kind = letter_as_word(kept.said, MARKING, kept.at), WORD
    request.told.counted(letter=kept.number, said=kept.digest, bytes=len(content))
    name = f"{found.reference}-letter-{kept.number}.{paper}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
