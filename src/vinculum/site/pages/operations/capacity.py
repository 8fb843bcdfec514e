"""What an operation has to work with: shown by force and day, told line by line or by spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.operations.capacity import may_tell, offer_teams, skill_words, take_away
from vinculum.desk.operations.capacity_sheet import declared_for, read_teams
from vinculum.desk.operations.models import Operation, PortDay, TeamDay, WorkItem
from vinculum.desk.operations.seeing import capacity_visible_to
from vinculum.desk.sheets.template import write_template
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.capacity_forms import FORMS, AnyForm
from vinculum.site.pages.operations.found import seen_operation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2_000_000
THINGS: dict[str, Any] = {"team": TeamDay, "lifts": PortDay, "work": WorkItem}


@guarded(Action.READ_OPERATIONS)
def capacity(request: DeskRequest, operation: str) -> HttpResponse:
    """Show what an operation has to work with."""
    return _show(request, seen_operation(request, operation))


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION, or_else=(Action.SEND_RETURNS,))
@require_POST
def tell(request: DeskRequest, operation: str, thing: str) -> HttpResponseBase:
    """Keep a team, lifts at a port, or a piece of work."""
    found = seen_operation(request, operation)
    if thing not in FORMS or may_tell(found, request.viewer) == ():
        raise Http404
    form = FORMS[thing](found, may_tell(found, request.viewer), request.POST, auto_id=f"{thing}-%s")
    if not form.is_valid():
        request.told.outcome = Outcome.REFUSED
        return _show(request, found, {thing: form}, status=422)
    try:
        said = form.keep(request.viewer)
    except VinculumError as error:
        form.add_error(None, str(error))
        request.told.outcome = Outcome.REFUSED
        return _show(request, found, {thing: form}, status=422)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("operation_capacity", args=[found.reference]))


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION, or_else=(Action.SEND_RETURNS,))
@require_POST
def remove(request: DeskRequest, operation: str, thing: str, line: int) -> HttpResponseBase:
    """Take a team, lifts or a piece of work back."""
    found = seen_operation(request, operation)
    if thing not in THINGS:
        raise Http404
    held = THINGS[thing].objects.filter(capacity_visible_to(request.viewer), operation=found, pk=line).first()
    if held is None:
        raise Http404
    told = str(held)
    take_away(held, request.viewer)
    messages.success(request, f"{told}: taken back. Plan again if a plan counts on it.")
    return HttpResponseRedirect(reverse("operation_capacity", args=[found.reference]))


@guarded(Action.PLAN_OPERATIONS, Verb.DISCLOSURE, or_else=(Action.SEND_RETURNS,))
def template(request: DeskRequest, operation: str) -> HttpResponse:
    """Hand out the spreadsheet, with the teams that were told already."""
    found = seen_operation(request, operation)
    mine = may_tell(found, request.viewer)
    if mine == ():
        raise Http404
    rows = TeamDay.objects.filter(capacity_visible_to(request.viewer), operation=found)
    if mine is not None:
        rows = rows.filter(organisation__in=mine)
    filled: list[dict[str, Any]] = [
        {
            "force": one.organisation_id, "team": one.team, "day": one.day, "skills": "; ".join(one.skills), "hours": one.hours,
            "crosses": "yes" if one.crosses else "no",
        }
        for one in rows
    ]  # fmt: skip
    book = write_template(declared_for(found, mine), {"operation": found.reference}, filled)
    request.told.counted(rows=len(filled))
    answer = HttpResponse(book, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="teams-{found.reference}.xlsx"'
    return answer


@guarded(Action.PLAN_OPERATIONS, Verb.COLLECTION, or_else=(Action.SEND_RETURNS,))
@require_POST
def upload(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Take the good rows of a spreadsheet in, and say of every other what is wrong with it."""
    found = seen_operation(request, operation)
    mine = may_tell(found, request.viewer)
    if mine == ():
        raise Http404
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MOST_BYTES:
        request.told.outcome = Outcome.REFUSED
        said = "Choose a spreadsheet (.xlsx) of at most 2 MB."
        return _show(request, found, fault=said, status=422)
    reading, teams = read_teams(declared_for(found, mine), found, file.read(), str(file.name))
    kept = offer_teams(found, teams, request.viewer) if teams else 0
    request.told.counted(rows=kept, faults=len(reading.faults))
    if kept:
        messages.success(request, f"{kept} team-days were taken in from {file.name}.")
    return _show(request, found, faults=reading.faults, file=str(file.name))


def _show(
    request: DeskRequest,
    operation: Operation,
    sent: dict[str, AnyForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    viewer = request.viewer
    mine = may_tell(operation, viewer)
    seen = capacity_visible_to(viewer)
    teams = list(TeamDay.objects.filter(seen, operation=operation).order_by("organisation_id", "team", "day"))
    request.told.counted(teams=len(teams))
    blank: Callable[[str], AnyForm] = lambda thing: FORMS[thing](operation, mine, auto_id=f"{thing}-%s")  # noqa: E731
    context = {
        "operation": operation,
        "teams": teams,
        "skills": skill_words(),
        "lifts": PortDay.objects.filter(seen, operation=operation).order_by("port", "day"),
        "work": WorkItem.objects.filter(seen, operation=operation).select_related("organisation"),
        "forms": {thing: (sent or {}).get(thing) or blank(thing) for thing in FORMS} if mine != () else {},
        "sent": next(iter((sent or {}).values()), None),
        "mine": mine,
        **more,
    }
    return render(request, "operations/capacity.html", context, status=status)
