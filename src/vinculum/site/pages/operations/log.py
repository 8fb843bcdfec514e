"""The commander's log: read in order, added to, never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.operations.logging_decisions import Decided, enter
from vinculum.desk.operations.models import LogEntry, Operation
from vinculum.desk.operations.seeing import log_visible_to
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.fields import words
from vinculum.site.pages.operations.found import led_operation


class EntryForm(forms.Form):
    """A decision."""

    decision = words("What was decided", rows=2)
    rationale = words("Why", rows=3)
    options = words("What else was considered", required=False, rows=2)
    risks = words("Risks", required=False, rows=2)
    corrects = forms.IntegerField(
        label="Puts right entry", required=False, min_value=1, help_text="The number of a wrong entry; it stays as it is.",
        error_messages={"invalid": "Puts right entry: enter its number."},
    )  # fmt: skip


@guarded(Action.KEEP_LOG, or_else=(Action.APPROVE_OPERATIONS,))
def log(request: DeskRequest, operation: str) -> HttpResponse:
    """Show the log."""
    return _show(request, led_operation(request, operation), EntryForm())


@guarded(Action.KEEP_LOG, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Append an entry."""
    found = led_operation(request, operation)
    form = EntryForm(request.POST)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            kept = enter(found, Decided(**said), request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Entry {kept.number} is kept.")
            return HttpResponseRedirect(reverse("operation_log", args=[found.reference]))
    request.told.outcome = Outcome.REFUSED
    return _show(request, found, form, status=422)


def _show(request: DeskRequest, operation: Operation, form: EntryForm, status: int = 200) -> HttpResponse:
    entries = list(LogEntry.objects.filter(log_visible_to(request.viewer), operation=operation).select_related("person"))
    right = {entry.corrects: entry.number for entry in entries if entry.corrects is not None}
    rows = [{"entry": entry, "corrected_by": right.get(entry.number)} for entry in reversed(entries)]
    request.told.counted(entries=len(rows))
    may_add = decide(request.viewer, Action.KEEP_LOG).allowed
    context = {"operation": operation, "rows": rows, "form": form, "may_add": may_add}
    return render(request, "operations/log.html", context, status=status)
