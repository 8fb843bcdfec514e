"""Repairing a row that was set aside: the correction is tried first, shown, and then taken in; or the row is dismissed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.work.tasks import refresh_quality
from vinculum.errors import VinculumError
from vinculum.evidence.aftermath import dismiss, reopen
from vinculum.evidence.repair import repair
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.aside import row_of, show_row
from vinculum.site.pages.data.shown import ShownDelivery, may_mend, whole_delivery

NO_REASON = "Enter why, in a few words: it is kept with the evidence."


class NotTheirs(VinculumError):
    """The delivery is another organisation's."""


@guarded(Action.REPAIR_ROWS)
@require_POST
def try_repair(request: DeskRequest, name: str, row: int) -> HttpResponse:
    """Try corrected cells without keeping them, and show what would be taken in; or show the row again with what is wrong."""
    delivery, held = _row_to_mend(request, name, row)
    entered = _entered(request, held)
    changes, problem, at = _changes(held, entered)
    if not problem:
        tried = repair(settings.WORKSPACE, name, {row: changes}, by=request.viewer.email, why=entered["why"], dry_run=True)
        if tried.left:
            problem, at = tried.left[0].sentence, f"cell-{tried.left[0].field}" if tried.left[0].field else ""
    if problem:
        return show_row(request, delivery, held, entered, problem, at)
    shown = [(column, held["cells"][column], value) for column, value in changes.items()]
    return render(request, "data/repair_check.html", {"delivery": delivery, "row": held, "changes": shown, "why": entered["why"]})


@guarded(Action.REPAIR_ROWS, Verb.ALTERATION)
@require_POST
def do_repair(request: DeskRequest, name: str, row: int) -> HttpResponseBase:
    """Take the corrected row in, beside the original."""
    delivery, held = _row_to_mend(request, name, row)
    entered = _entered(request, held)
    changes, problem, at = _changes(held, entered)
    if not problem:
        done = repair(settings.WORKSPACE, name, {row: changes}, by=request.viewer.email, why=entered["why"])
        if done.delivery is not None:
            request.told.about("delivery", done.delivery)
            request.told.counted(repaired=len(done.accepted))
            refresh_quality()
            messages.success(request, f"Row {row} was corrected and taken in. The picture shows it after the next build.")
            return _back(name)
        problem, at = done.left[0].sentence, f"cell-{done.left[0].field}" if done.left[0].field else ""
    return show_row(request, delivery, held, entered, problem, at)


@guarded(Action.REPAIR_ROWS, Verb.ALTERATION)
@require_POST
def dismiss_row(request: DeskRequest, name: str, row: int) -> HttpResponseBase:
    """Say that a row is not worth repairing, and why; it stays where it is."""
    delivery, held = _row_to_mend(request, name, row)
    why = request.POST.get("why_dismissed", "").strip()
    if not why:
        return show_row(request, delivery, held, {}, NO_REASON, "why_dismissed")
    dismiss(settings.WORKSPACE, name, [row], by=request.viewer.email, why=why)
    messages.success(request, f"Row {row} was dismissed. It can be taken up again.")
    return _back(name)


@guarded(Action.REPAIR_ROWS, Verb.ALTERATION)
@require_POST
def reopen_row(request: DeskRequest, name: str, row: int) -> HttpResponseBase:
    """Take a dismissal back."""
    _, held = _row_to_mend(request, name, row)
    reopen(settings.WORKSPACE, name, [row], by=request.viewer.email, why=request.POST.get("why", "").strip() or "taken up again")
    messages.success(request, f"Row {held['row']} is to be looked at again.")
    return HttpResponseRedirect(reverse("row-set-aside", args=[name, row]))


def _row_to_mend(request: DeskRequest, name: str, row: int) -> tuple[ShownDelivery, dict[str, Any]]:
    delivery, _ = whole_delivery(request, name)
    if not may_mend(request, delivery.partner):
        raise NotTheirs(f"Rows of {delivery.partner_name} are repaired by that organisation, or by a data officer.")
    request.told.about("row", f"{name} {row}")
    return delivery, row_of(name, row)


def _entered(request: DeskRequest, held: dict[str, Any]) -> dict[str, str]:
    """Return the cells that the form sent, by column, and the reason under ``why``."""
    cells = {column: request.POST[f"cell-{column}"] for column in held["cells"] if f"cell-{column}" in request.POST}
    return {**cells, "why": request.POST.get("why", "").strip()}


def _changes(held: dict[str, Any], entered: dict[str, str]) -> tuple[dict[str, str], str, str]:
    """Return the cells that differ from what was handed over; what is wrong with the form, and the field it is at."""
    changes = {column: value for column, value in entered.items() if column in held["cells"] and value != held["cells"][column]}
    if not changes:
        return {}, "Correct at least one cell: none was changed.", f"cell-{held['field']}" if held["field"] else ""
    if not entered["why"]:
        return changes, NO_REASON, "why"
    return changes, "", ""


def _back(name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("set-aside", args=[name]))
