"""What is due for review, the review of one record, and the decision."""

from __future__ import annotations

from datetime import datetime, timedelta

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
from vinculum.desk.retention.clocks import DueReview, clock_of, due_for_review
from vinculum.desk.retention.models import Choice, Decision
from vinculum.desk.retention.reviewing import decide_review, marked_for_erasure
from vinculum.desk.retention.rules import groups, records
from vinculum.evidence.contract import contracts
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.administration.forms import begin, end
from vinculum.site.pages.retention.forms import ReviewForm
from vinculum.site.plain import cell

A_PAGE = 50


@guarded(Action.READ_RETENTION, purpose=True)
def retention(request: DeskRequest) -> HttpResponseBase:
    """List the records whose review is due by a day (today unless another is asked for), soonest first."""
    viewer = request.viewer
    asked = _day(request.GET.get("by", ""))
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in records() else None
    start = int(request.GET["start"]) if request.GET.get("start", "").isdecimal() and len(request.GET["start"]) < 9 else 0  # noqa: PLR2004  a page of rows, not a bigint
    queue = due_for_review(
        seen(request), asked or viewer.at, organisation=viewer.organisation, kind=kind, start=start, limit=A_PAGE
    )
    request.told.counted(rows=len(queue.reviews))
    told = {
        "queue": queue,
        "kinds": records(),
        "kind": kind or "",
        "by": request.GET.get("by", "") if asked else "",
        "older": start + A_PAGE if start + A_PAGE < queue.total else None,
        "groups": groups(),
        "now": viewer.at,
        "month": viewer.at + timedelta(days=31),
        "marked": marked_for_erasure(viewer),
        "may_erase": decide(viewer, Action.ERASE_RECORDS).allowed,
    }
    return render(request, "retention/queue.html", told)


@guarded(Action.READ_RETENTION, purpose=True)
def review(request: DeskRequest, kind: str, delivery: str, row: int) -> HttpResponseBase:
    """Show a record with its clock, earlier decisions and, to those who decide, the questions."""
    due = _find(request, kind, delivery, row)
    return _review(request, due, ReviewForm(initial={"group": due.group}))


@guarded(Action.DECIDE_RETENTION, Verb.ALTERATION, purpose=True)
@require_POST
def decide_one(request: DeskRequest, kind: str, delivery: str, row: int) -> HttpResponseBase:
    """Write down what was decided at the review of a record."""
    due = _find(request, kind, delivery, row)
    request.told.about(records()[kind].reference, due.reference)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review(request, due, form, status=422)
    told = form.cleaned_data
    decision = decide_review(
        request.viewer,
        due,
        choice=Choice(told["choice"]),
        reason=told["reason"],
        answers=form.answers(),
        group=told["group"],
        next_review=begin(told["next_review"]),
    )
    request.told.detail.update({"before": {"next_review": due.next_review.isoformat()}, "after": _told(decision)})
    messages.success(request, f"Decided: {decision.choice}.")
    return HttpResponseRedirect(reverse("retention"))


def _told(decision: Decision) -> dict[str, object]:
    next_review = decision.next_review
    return {
        "choice": decision.choice,
        "answers": decision.answers,
        "group": decision.clock.mopi_group,
        "next_review": next_review.isoformat() if next_review else None,
    }


def _find(request: DeskRequest, kind: str, delivery: str, row: int) -> DueReview:
    found = clock_of(seen(request), kind, delivery, row, request.viewer.organisation)
    if found is None:
        raise Http404
    return found


def _review(request: DeskRequest, due: DueReview, form: ReviewForm, status: int = 200) -> HttpResponseBase:
    rule = records()[due.kind]
    request.told.about(rule.reference, due.reference)
    query = f"SELECT * FROM evidence.{rule.feed} WHERE delivery = $delivery AND row = $row"
    held = seen(request).ask_rows(query, {"delivery": due.delivery, "row": due.row})[0]
    earlier = Decision.objects.filter(
        clock__organisation_id=request.viewer.organisation,
        clock__kind=due.kind,
        clock__delivery=due.delivery,
        clock__row=due.row,
    ).select_related("person")
    told = {
        "due": due,
        "rule": rule,
        "group": groups()[due.group],
        "cells": [(column.about, cell(held[column.name])) for column in contracts()[rule.feed].columns],
        "earlier": earlier,
        "form": form,
        "may_decide": decide(request.viewer, Action.DECIDE_RETENTION).allowed,
    }
    return render(request, "retention/review.html", told, status=status)


def _day(text: str) -> datetime | None:
    try:
        return end(parse_date(text))
    except ValueError:
        return None
