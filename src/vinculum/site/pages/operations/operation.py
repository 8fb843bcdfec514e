"""The page of one operation: what it is, who takes part, what it has, where it stands and where to go on."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.operations.capacity import may_tell
from vinculum.desk.operations.disrupting import stages
from vinculum.desk.operations.figures import RULES
from vinculum.desk.operations.models import LogEntry, Plan, PortDay, TeamDay, WorkItem
from vinculum.desk.operations.proposing import OPEN
from vinculum.desk.operations.seeing import capacity_visible_to, log_visible_to, plans_visible_to
from vinculum.desk.operations.workflow import OPERATION, parties_of
from vinculum.desk.ports.inspection_figures import RULES as INSPECTIONS
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.found import seen_operation
from vinculum.site.steps_on_page import steps_on_page, take_from_form


@guarded(Action.READ_OPERATIONS)
def operation(request: DeskRequest, operation: str) -> HttpResponse:
    """Show an operation."""
    found = seen_operation(request, operation)
    viewer = request.viewer
    address = reverse("operation_act", args=[found.reference])
    steps = steps_on_page(OPERATION, found.reference, request, address, parties_of(found))
    leads = found.lead_id == viewer.organisation
    teams = TeamDay.objects.filter(capacity_visible_to(viewer), operation=found)
    lifts = PortDay.objects.filter(capacity_visible_to(viewer), operation=found)
    asked = Asked(viewer.at, {"operation": found.reference})
    reads_ports = decide(viewer, Action.READ_PORTS).allowed
    return render(
        request,
        "operations/operation.html",
        {
            "operation": found,
            "steps": steps,
            "stages": [(code, stages().get(code, "")) for code in found.stages],
            "forces": found.participants.filter(reports=True).select_related("organisation").order_by("organisation__name"),
            "partners": found.participants.filter(reports=False).select_related("organisation").order_by("organisation__name"),
            "teams": teams.count(),
            "lifts": sum(lifts.values_list("lifts", flat=True)),
            "work": WorkItem.objects.filter(capacity_visible_to(viewer), operation=found).count(),
            "figures": [figure_of(rule, viewer, asked) for rule in (*RULES, *(INSPECTIONS if reads_ports else ()))],
            "reads_ports": reads_ports,
            "may_record": decide(viewer, Action.RECORD_INSPECTIONS).allowed,
            "plans": Plan.objects.filter(plans_visible_to(viewer), operation=found).count(),
            "entries": LogEntry.objects.filter(log_visible_to(viewer), operation=found).count(),
            "may_plan": leads and decide(viewer, Action.PLAN_OPERATIONS).allowed,
            "sees_plans": leads and _any(request, Action.PLAN_OPERATIONS, Action.APPROVE_OPERATIONS),
            "sees_log": leads and _any(request, Action.KEEP_LOG, Action.APPROVE_OPERATIONS),
            "may_edit": leads and decide(viewer, Action.PLAN_OPERATIONS).allowed and _open(steps),
            "tells_capacity": may_tell(found, viewer) != (),
            "may_task": leads and decide(viewer, Action.TASK_FORCES).allowed,
            "may_assess": decide(viewer, Action.ASSESS_DISRUPTION).allowed,
        },
    )


@guarded(Action.PLAN_OPERATIONS, Verb.ALTERATION, or_else=(Action.APPROVE_OPERATIONS,))
@require_POST
def act(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Take an act of the workflow."""
    found = seen_operation(request, operation)
    take_from_form(OPERATION, found.reference, request, parties_of(found))
    return HttpResponseRedirect(reverse("operation", args=[found.reference]))


def _any(request: DeskRequest, *actions: Action) -> bool:
    return any(decide(request.viewer, action).allowed for action in actions)


def _open(steps: object) -> bool:
    state = getattr(steps, "state", None)
    return state is not None and state.code in OPEN
