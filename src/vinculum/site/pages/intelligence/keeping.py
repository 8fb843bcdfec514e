"""Reports due for review: kept longer with a reason, or erased with a proof. Their content is not shown here."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.retaining import NotErased, clocks, erase_report, keep_longer, kept_by
from vinculum.desk.intelligence.rows.keeping import ErasureProof
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.places import places

MOST = 200


@guarded(Action.READ_RETENTION)
def due(request: DeskRequest) -> HttpResponseBase:
    """List the reports of the viewer's organisation that are due by a day (today unless another is asked for)."""
    asked = _day(request.GET.get("by", ""))
    found = clocks(request.viewer, asked or request.viewer.at)
    request.told.counted(rows=min(len(found), MOST), due=len(found))
    owned = Report.objects.filter(kept_by(request.viewer)).values("pk")
    told = {
        "rows": found[:MOST],
        "total": len(found),
        "by": request.GET.get("by", "") if asked else "",
        "now": request.viewer.at,
        "may_keep": decide(request.viewer, Action.DECIDE_RETENTION).allowed,
        "may_erase": decide(request.viewer, Action.ERASE_RECORDS).allowed,
        "proofs": ErasureProof.objects.filter(report__in=owned).select_related("report", "person")[:MOST],
        "within": places(request.viewer, "intelligence_keeping"),
    }
    return render(request, "intelligence/keeping.html", told)


@guarded(Action.DECIDE_RETENTION, Verb.ALTERATION)
@require_POST
def keep(request: DeskRequest, report: str) -> HttpResponseBase:
    """Keep a report until another review."""
    found = _find(request, report)
    day = _day(request.POST.get("next_review", ""))
    if day is None:
        raise NotErased("Give the day of the next review.")
    keep_longer(request.viewer, found, reason=request.POST.get("reason", "")[:500], next_review=day)
    messages.success(request, f"{found.reference} is kept until {day:%-d %B %Y}.")
    return HttpResponseRedirect(reverse("intelligence_keeping"))


@guarded(Action.ERASE_RECORDS, Verb.ERASURE)
@require_POST
def erase(request: DeskRequest, report: str) -> HttpResponseBase:
    """Erase a report that is due; the proof stays."""
    found = _find(request, report)
    proof = erase_report(request.viewer, found, why=request.POST.get("reason", "")[:500])
    request.told.counted(paragraphs=proof.paragraphs, copies=proof.copies, sha256=proof.sha256)
    messages.success(request, f"{found.reference} is erased. The proof stands below.")
    return HttpResponseRedirect(reverse("intelligence_keeping"))


def _find(request: DeskRequest, reference: str) -> Report:
    found = Report.objects.filter(kept_by(request.viewer), reference=reference).first()
    if found is None:
        raise Http404
    request.told.about("report", found.reference)
    return found


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, UTC) if day else None
