"""Items that two returns may both have told of: proposed, and judged by a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import code_of
from vinculum.desk.operations.returns.duplicates import suspicions
from vinculum.desk.operations.returns.facts import Known, known_by
from vinculum.desk.operations.returns.judging import judge_apart, merge
from vinculum.desk.operations.returns.ledger import facts_of
from vinculum.desk.operations.returns.seeing import fields_to, keeps_for
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.found import seen_operation
from vinculum.site.pages.returns.forms import JudgeForm
from vinculum.site.pages.returns.items import said_of

MOST = 40


@guarded(Action.VALIDATE_RETURNS)
def doubles(request: DeskRequest, operation: str) -> HttpResponseBase:
    """List the pairs that may be one thing, the surest first, with why."""
    found = _led(request, operation)
    known = known_by(facts_of(found), request.viewer.at, checked=False)
    pairs = suspicions(known)
    request.told.counted(pairs=len(pairs))
    context = {
        "operation": found,
        "number": len(pairs),
        "most": MOST,
        "pairs": [
            {"pair": pair, "sides": [_side(request, found.reference, known, name) for name in (pair.one, pair.other)]}
            for pair in pairs[:MOST]
        ],
        "merges": known.merges,
    }
    return render(request, "returns/doubles.html", context)


@guarded(Action.VALIDATE_RETURNS, Verb.COMBINATION)
@require_POST
def judge(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Keep a judgement: two items are one, or they are two."""
    found = _led(request, operation)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise WrongUse("The form did not say which items were meant, or what was judged. Open the page again and try once more.")
    told = form.cleaned_data
    judged = merge if told["judgement"] == "merge" else judge_apart
    judged(found, told["one"], told["other"], request.viewer, told["reason"])
    for name in (told["one"], told["other"]):
        request.told.about("item", name)
    messages.success(request, "They count once from now on." if judged is merge else "They are two, and are not proposed again.")
    return HttpResponseRedirect(reverse("operation_doubles", args=[found.reference]))


def _led(request: DeskRequest, operation: str) -> Operation:
    found = seen_operation(request, operation)
    if not keeps_for(request.viewer, found):
        raise Http404
    return found


def _side(request: DeskRequest, operation: str, known: Known, name: str) -> dict[str, object]:
    return {"name": name, "code": code_of(operation, name), "said": said_of(fields_to(request.viewer, known.items[name].fields))}
