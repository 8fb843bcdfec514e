"""What an operation is meant to cost and what was spent, by pillar; each line stays, a mistake is taken back by another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.operations.models import Operation, SpendKind, SpendLine
from vinculum.desk.operations.seeing import spend_visible_to
from vinculum.desk.operations.spending import Spent, take_back, tell_spend
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.fields import a_day, a_line, choice, organisation_choices
from vinculum.site.pages.operations.found import seen_operation


class SpendForm(forms.Form):
    """A line of spend."""

    kind = choice("Kind", [(kind.value, kind.words) for kind in SpendKind], radios=True)
    organisation = choice("By")
    what = a_line("What for")
    amount_gbp = forms.DecimalField(
        label="Amount in pounds", min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
        error_messages={"required": "Amount in pounds: enter it.", "invalid": "Amount in pounds: enter one such as 1250.50."},
    )  # fmt: skip
    on = a_day("On")
    pillar = choice("Pillar of the strategy", required=False)

    def __init__(self, organisations: list[str], *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        cast("forms.ChoiceField", self.fields["organisation"]).choices = organisation_choices(*organisations)
        pillars = [(pillar.code, str(pillar)) for pillar in Pillar.objects.all()]
        cast("forms.ChoiceField", self.fields["pillar"]).choices = [("", "None"), *pillars]


@guarded(Action.READ_OPERATIONS)
def spend(request: DeskRequest, operation: str) -> HttpResponse:
    """Show the lines and their sums."""
    return _show(request, seen_operation(request, operation))


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION, or_else=(Action.SEND_RETURNS,))
@require_POST
def add(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Append a line."""
    found = seen_operation(request, operation)
    form = SpendForm(_tellable(request, found), request.POST)
    if form.is_valid():
        said = form.cleaned_data
        told = Spent(
            SpendKind(said["kind"]), said["organisation"], said["what"], said["amount_gbp"], said["on"], said["pillar"]
        )  # fmt: skip
        try:
            kept = tell_spend(found, told, request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Line {kept.number} is kept.")
            return HttpResponseRedirect(reverse("operation_spend", args=[found.reference]))
    request.told.outcome = Outcome.REFUSED
    return _show(request, found, form, status=422)


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION, or_else=(Action.SEND_RETURNS,))
@require_POST
def undo(request: DeskRequest, operation: str, line: int) -> HttpResponseBase:
    """Take a line back by its opposite."""
    found = seen_operation(request, operation)
    held = SpendLine.objects.filter(spend_visible_to(request.viewer), operation=found, number=line).first()
    if held is None:
        raise Http404
    kept = take_back(held, request.POST.get("why", ""), request.viewer)
    messages.success(request, f"Line {held.number} is taken back by line {kept.number}.")
    return HttpResponseRedirect(reverse("operation_spend", args=[found.reference]))


def _show(request: DeskRequest, operation: Operation, form: SpendForm | None = None, status: int = 200) -> HttpResponse:
    seen = SpendLine.objects.filter(spend_visible_to(request.viewer), operation=operation).select_related("pillar")
    lines = list(seen.order_by("number"))
    undone = {line.corrects for line in lines if line.corrects is not None}
    tellable = _tellable(request, operation)
    sums = {kind.words: _by_pillar(lines, kind) for kind in SpendKind}
    request.told.counted(lines=len(lines))
    context = {
        "operation": operation,
        "rows": [
            {
                "line": line,
                "kind": SpendKind(line.kind).words,
                "undoable": line.corrects is None and line.number not in undone and line.organisation_id in tellable,
            }
            for line in lines
        ],
        "sums": sums,
        "form": (form or SpendForm(tellable)) if tellable else None,
    }
    return render(request, "operations/spend.html", context, status=status)


def _by_pillar(lines: list[SpendLine], kind: SpendKind) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.kind == kind:
            name = str(line.pillar) if line.pillar else "No pillar"
            found[name] = found.get(name, Decimal(0)) + line.amount_gbp
    return sorted(found.items())


def _tellable(request: DeskRequest, operation: Operation) -> list[str]:
    """Return the organisations whose spend the viewer may tell."""
    viewer = request.viewer
    codes = list(operation.participants.order_by("organisation__name").values_list("organisation_id", flat=True))
    if decide(viewer, Action.PLAN_OPERATIONS).allowed and operation.lead_id == viewer.organisation:
        return [operation.lead_id, *(code for code in codes if code != operation.lead_id)]
    own = decide(viewer, Action.SEND_RETURNS).allowed and viewer.organisation in codes
    return [viewer.organisation] if own else []
