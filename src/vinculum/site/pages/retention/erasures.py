"""Erasing what is due to go, and the proofs of what went."""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import answers_for
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.retention.erasing import Order, erase_decided, erase_past_limit, past_limit
from vinculum.desk.retention.models import Erasure, visible_to
from vinculum.desk.retention.reviewing import marked_for_erasure
from vinculum.desk.retention.rules import records
from vinculum.desk.retention.tasks import ask_clean_pictures
from vinculum.evidence.erasures import proofs
from vinculum.evidence.ledger import deliveries
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.retention.forms import WhyForm


@guarded(Action.READ_RETENTION, purpose=True)
def limits(request: DeskRequest) -> HttpResponseBase:
    """List what is past the limit of its feed or agreement: counts by delivery, never content."""
    found = past_limit(settings.WORKSPACE, request.viewer, request.viewer.at)
    told = {
        "due": found,
        "rows": sum(one.accepted + one.set_aside for one in found),
        "may_erase": decide(request.viewer, Action.ERASE_RECORDS).allowed,
    }
    request.told.counted(deliveries=len(found))
    return render(request, "retention/limits.html", told)


@guarded(Action.ERASE_RECORDS, Verb.ERASURE, purpose=True)
@require_POST
def erase_due(request: DeskRequest) -> HttpResponseBase:
    """Erase what is past its limit now."""
    return _erased(request, erase_past_limit(settings.WORKSPACE, request.viewer, request.viewer.at))


@guarded(Action.ERASE_RECORDS, Verb.ERASURE, purpose=True)
@require_POST
def erase_marked(request: DeskRequest) -> HttpResponseBase:
    """Erase the records that reviews decided to erase."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return render(request, "refused.html", {"sentence": "Say why these records are erased."}, status=422)
    marked = marked_for_erasure(request.viewer)
    for clock in marked:
        request.told.about(records()[clock.kind].reference, clock.reference)
    return _erased(request, erase_decided(settings.WORKSPACE, request.viewer, marked, form.cleaned_data["why"]))


def _erased(request: DeskRequest, order: Order) -> HttpResponseBase:
    job = ask_clean_pictures(request.viewer)
    request.told.about("erasure", str(order.erasure.act))
    request.told.counted(rows=order.erasure.rows, act=order.erasure.act, job=job.pk)
    for delivery in order.erasure.deliveries:
        request.told.about("delivery", delivery)
    answer = render(request, "retention/erased.html", {"erasure": order.erasure, "receipt": order.receipt})
    answer["Cache-Control"] = "no-store"
    return answer


@guarded(Action.READ_RETENTION, purpose=True)
def proved(request: DeskRequest) -> HttpResponseBase:
    """List the proofs of what was erased, of deliveries that the viewer's organisation answers for."""
    partners = {record["delivery"]: record["partner"] for record in deliveries(settings.WORKSPACE)}
    found = [proof for proof in proofs(settings.WORKSPACE) if answers_for(request.viewer, partners[proof.delivery])]
    request.told.counted(rows=len(found))
    told = {
        "proofs": [{"proof": proof, "rows": len(proof.rows), "files": sorted(proof.after.items())} for proof in reversed(found)],
        "orders": Erasure.objects.filter(visible_to(request.viewer)).select_related("person"),
    }
    return render(request, "retention/proofs.html", told)
