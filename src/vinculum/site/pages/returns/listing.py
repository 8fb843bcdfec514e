"""Returns: listed, and begun."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.models import Return
from vinculum.desk.operations.returns.seeing import returns_to
from vinculum.desk.operations.returns.sending import Stretch, begin, reporting_forces
from vinculum.desk.operations.returns.workflows import RETURN
from vinculum.desk.operations.seeing import visible_to
from vinculum.desk.workflows.stepping import standings, subjects_in
from vinculum.site.asked_page import asked_page
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.returns.forms import BeginForm

A_PAGE = 50


@guarded(Action.READ_OPERATIONS)
def returns(request: DeskRequest) -> HttpResponseBase:
    """List the returns that the viewer may see, by operation, force and state."""
    found = (
        Return.objects.filter(returns_to(request.viewer)).select_related("operation", "force").order_by("-made_at", "reference")
    )
    asked = {name: request.GET.get(name, "") for name in ("operation", "force", "state")}
    if asked["operation"]:
        found = found.filter(operation__reference=asked["operation"])
    if asked["force"]:
        found = found.filter(force=asked["force"])
    if asked["state"] in RETURN.states:
        found = found.filter(reference__in=subjects_in(RETURN, asked["state"]))
    page = asked_page(request, found, A_PAGE)
    stand = standings(RETURN, [one.reference for one in page])
    rows = [
        {"told": one, "state": RETURN.states[stand[one.reference].state], "last": stand[one.reference].last}
        for one in page
        if one.reference in stand
    ]
    request.told.counted(returns=len(rows))
    context = {
        "rows": rows,
        "page": page,
        "asked": asked,
        "operations": _operations(request),
        "forces": sorted(set(Return.objects.filter(returns_to(request.viewer)).values_list("force_id", flat=True))),
        "states": RETURN.states.values(),
        "may_begin": _may_begin(request),
    }
    return render(request, "returns/list.html", context)


@guarded(Action.SEND_RETURNS, or_else=(Action.VALIDATE_RETURNS,))
def new(request: DeskRequest) -> HttpResponseBase:
    """Ask for the force and the days of a return."""
    form = _form(request, None)
    return render(request, "returns/begin.html", {"form": form})


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def start(request: DeskRequest) -> HttpResponseBase:
    """Begin a return."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "returns/begin.html", {"form": form}, status=422)
    told = form.cleaned_data
    operation = Operation.objects.filter(visible_to(request.viewer), reference=told["operation"]).first()
    if operation is None:
        raise Http404
    days = Stretch(told["since"], told["until"], tuple(told["covers"]))
    made = begin(operation, told["force"], days, request.viewer, told["reason"])
    request.told.about("return", made.reference)
    messages.success(request, f"The return of {made.force.name} is begun. Fill it in, or upload the template.")
    return HttpResponseRedirect(reverse("return", args=[made.reference]))


def _operations(request: DeskRequest) -> list[Operation]:
    return list(Operation.objects.filter(visible_to(request.viewer)).order_by("-begins_on"))


def _may_begin(request: DeskRequest) -> bool:
    return any(decide(request.viewer, action).allowed for action in (Action.SEND_RETURNS, Action.VALIDATE_RETURNS))


def _form(request: DeskRequest, told: object) -> BeginForm:
    """Return the form with the operations and forces that the viewer may begin a return for."""
    seen = _operations(request)
    leads = decide(request.viewer, Action.VALIDATE_RETURNS).allowed
    codes = {request.viewer.organisation}
    if leads:
        codes |= {force for one in seen if one.lead_id == request.viewer.organisation for force in reporting_forces(one)}
    forces = sorted(Organisation.objects.filter(code__in=codes).values_list("code", "name"), key=lambda one: one[1])
    chosen = next((one for one in seen if one.reference == request.GET.get("operation")), seen[0] if seen else None)
    initial = {"operation": chosen.reference, "since": chosen.begins_on, "until": chosen.ends_on} if chosen else {}
    initial["force"] = request.GET.get("force", request.viewer.organisation)
    return BeginForm(seen, forces, told, initial=initial)
