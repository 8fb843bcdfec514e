"""Proposing an operation, and changing one before it begins."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.validators import validate_slug
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.proposing import Proposal, change, propose
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.fields import a_day, a_line, choice, several, stage_choices, words
from vinculum.site.pages.operations.found import led_operation

# Whose people act and report; others help.
FORCE_KINDS = ("police_force", "special_police", "police_unit")


class ProposalForm(forms.Form):
    """What an operation is."""

    name = a_line("Name", hint="For example Operation Alliances III")
    reference = forms.CharField(
        label="Reference", max_length=40, validators=[validate_slug], help_text="Letters, digits and hyphens; never changed.",
        error_messages={
            "required": "Reference: enter it.", "invalid": "Reference: use letters, digits and hyphens only.",
            "max_length": "Reference: enter at most 40 letters.",
        },
    )  # fmt: skip
    aims = words("Aims")
    begins_on = a_day("First day")
    ends_on = a_day("Last day")
    budget_gbp = forms.DecimalField(
        label="Budget in pounds", required=False, min_value=0, max_digits=12, decimal_places=2,
        error_messages={"invalid": "Budget in pounds: enter an amount such as 180000."},
    )  # fmt: skip
    coordinated_by = choice("Coordinated by", required=False, hint="If another body brings the forces together.")
    pillars = several("Pillars of the strategy that it serves")
    stages = several("Stages of the crime script that it attacks")
    forces = several("Forces and units that act and report")
    partners = several("Partners that help")

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        known = list(Organisation.objects.filter(active=True).order_by("name").values_list("code", "name", "kind"))
        forces = [(code, name) for code, name, kind in known if kind in FORCE_KINDS]
        partners = [(code, name) for code, name, kind in known if kind not in {"police_force", "sample"}]
        self._offer("coordinated_by", [("", "Nobody else"), *((code, name) for code, name, _ in known)])
        self._offer("forces", forces)
        self._offer("partners", partners)
        self._offer("pillars", [(pillar.code, str(pillar)) for pillar in Pillar.objects.all()])
        self._offer("stages", stage_choices())

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    def proposal(self) -> Proposal:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        return Proposal(
            reference=said["reference"],
            name=said["name"],
            aims=said["aims"],
            begins_on=said["begins_on"],
            ends_on=said["ends_on"],
            stages=tuple(said["stages"]),
            pillars=tuple(said["pillars"]),
            budget_gbp=said["budget_gbp"],
            coordinated_by=said["coordinated_by"] or None,
            forces=tuple(said["forces"]),
            partners=tuple(said["partners"]),
        )


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION)
def new(request: DeskRequest) -> HttpResponseBase:
    """Show the form of a new operation, or keep what it says."""
    if request.method != "POST":
        return _show(request, ProposalForm(), None)
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            kept = propose(form.proposal(), request.viewer)
        except NotKept as error:
            form.add_error(None, str(error))
        else:
            request.told.about("operation", kept.reference)
            messages.success(request, f"{kept.name} is proposed. Somebody else of {kept.lead_id} approves it.")
            return HttpResponseRedirect(reverse("operation", args=[kept.reference]))
    return _show(request, form, None, status=422)


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION)
def edit(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Show what an operation is, to be changed, or keep the change."""
    found = led_operation(request, operation)
    if request.method != "POST":
        return _show(request, ProposalForm(_said(found)), found)
    form = ProposalForm({**request.POST.dict(), **_lists(request), "reference": found.reference})
    if form.is_valid():
        try:
            change(found, form.proposal(), request.viewer)
        except NotKept as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found.name} is changed.")
            return HttpResponseRedirect(reverse("operation", args=[found.reference]))
    return _show(request, form, found, status=422)


def _show(request: DeskRequest, form: ProposalForm, operation: Operation | None, status: int = 200) -> HttpResponseBase:
    if request.method != "POST":
        request.told.verb = Verb.CONSULTATION
    elif status != 200:  # noqa: PLR2004  the form is shown again
        request.told.outcome = Outcome.REFUSED
    return render(request, "operations/propose.html", {"form": form, "operation": operation}, status=status)


def _lists(request: DeskRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in ("pillars", "stages", "forces", "partners")}


def _said(operation: Operation) -> dict[str, Any]:
    taking_part = list(operation.participants.values_list("organisation_id", "reports"))
    return {
        "name": operation.name,
        "reference": operation.reference,
        "aims": operation.aims,
        "begins_on": f"{operation.begins_on:%d %m %Y}",
        "ends_on": f"{operation.ends_on:%d %m %Y}",
        "budget_gbp": operation.budget_gbp,
        "coordinated_by": operation.coordinated_by_id or "",
        "pillars": list(operation.pillars.values_list("code", flat=True)),
        "stages": operation.stages,
        "forces": [code for code, reports in taking_part if reports],
        "partners": [code for code, reports in taking_part if not reports],
    }
