"""Legal holds: listed, made, released."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.retention.holding import hold, release
from vinculum.desk.retention.models import LegalHold, standing_holds, visible_to
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.administration.forms import end
from vinculum.site.pages.retention.forms import HoldForm, WhyForm


@guarded(Action.READ_RETENTION, purpose=True)
def holds(request: DeskRequest) -> HttpResponseBase:
    """List the holds of the viewer's organisation."""
    return _page(request, HoldForm())


@guarded(Action.HOLD_RECORDS, Verb.ALTERATION, purpose=True)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Put what carries a mark under a hold."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    told = form.cleaned_data
    made = hold(request.viewer, kind=told["kind"], mark=told["mark"], why=told["why"], until_at=end(told["until_day"]))
    request.told.about(made.kind, made.mark)
    request.told.counted(hold=made.pk, until=made.until_at.isoformat() if made.until_at else "released")
    messages.success(request, f"{made.mark} is under a hold.")
    return HttpResponseRedirect(reverse("holds"))


@guarded(Action.HOLD_RECORDS, Verb.ALTERATION, purpose=True)
@require_POST
def let_go(request: DeskRequest, number: int) -> HttpResponseBase:
    """Release a hold."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, HoldForm(), status=422, problem="Say why the hold is released.")
    found = release(request.viewer, number, form.cleaned_data["why"])
    request.told.about(found.kind, found.mark)
    request.told.counted(hold=found.pk, released_why=found.released_why)
    messages.success(request, f"The hold on {found.mark} is released.")
    return HttpResponseRedirect(reverse("holds"))


def _page(request: DeskRequest, form: HoldForm, status: int = 200, problem: str = "") -> HttpResponseBase:
    own = LegalHold.objects.filter(visible_to(request.viewer)).select_related("person", "released_by")
    standing = own.filter(standing_holds())
    told = {
        "standing": standing,
        "over": own.exclude(pk__in=standing.values("pk")),
        "form": form,
        "problem": problem,
        "may_hold": decide(request.viewer, Action.HOLD_RECORDS).allowed,
    }
    return render(request, "retention/holds.html", told, status=status)
