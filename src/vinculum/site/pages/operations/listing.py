"""The list of operations that the viewer may see."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to
from vinculum.desk.operations.workflow import OPERATION
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_OPERATIONS)
def operations(request: DeskRequest) -> HttpResponse:
    """List operations, the latest first, each with where it stands."""
    seen = Operation.objects.filter(visible_to(request.viewer)).select_related("lead")
    counted = seen.annotate(forces=Count("participants", filter=Q(participants__reports=True)))
    held = list(counted.order_by("-begins_on", "reference"))
    states = standings(OPERATION, [one.reference for one in held])
    rows = [
        {"operation": one, "state": OPERATION.states[states[one.reference].state] if one.reference in states else None}
        for one in held
    ]
    request.told.counted(operations=len(rows))
    may_propose = decide(request.viewer, Action.PLAN_OPERATIONS).allowed
    return render(request, "operations/list.html", {"rows": rows, "may_propose": may_propose})
