"""Plans of an operation: asked for, shown with their bound and reasons, compared, and given out as taskings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.models import Operation, Plan
from vinculum.desk.operations.planning import taskings_that_stand
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.operations.seeing import plans_visible_to
from vinculum.desk.operations.tasking import Given, send
from vinculum.desk.work.asking import ask
from vinculum.desk.work.models import STANDING, Job, Kind
from vinculum.desk.work.visible import visible_to as jobs_visible_to
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.lead import read_for_act
from vinculum.site.pages.operations.found import led_operation
from vinculum.site.pages.operations.plan_job import plan_operation
from vinculum.site.pages.operations.plan_shown import show_plan, work_titles
from vinculum.site.pages.work.told import status_for, tell

SECONDS_BETWEEN_LOOKS = 2
MOST_FLOOR = 5


@guarded(Action.PLAN_OPERATIONS, or_else=(Action.APPROVE_OPERATIONS,))
def plans(request: DeskRequest, operation: str) -> HttpResponse:
    """List the plans of an operation, and how far the one that is being made is."""
    found = led_operation(request, operation)
    job = _job(request, found)
    context = {
        "operation": found,
        "plans": Plan.objects.filter(plans_visible_to(request.viewer), operation=found).select_related("made_by"),
        "job": tell(job, request.viewer) if job else None,
        "may_plan": decide(request.viewer, Action.PLAN_OPERATIONS).allowed,
        "floors": range(MOST_FLOOR + 1),
        "seconds": SECONDS_BETWEEN_LOOKS,
    }
    return render(request, "operations/plans.html", context, status=status_for(request, job) if job else 200)


@guarded(Action.PLAN_OPERATIONS, Verb.COMBINATION)
@require_POST
def start(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Ask the worker for a plan, unless one is being made."""
    found = led_operation(request, operation)
    told = request.POST.get("floor", "0")
    floor = int(told) if told.isdecimal() and int(told) <= MOST_FLOOR else 0
    job = _job(request, found)
    if job is not None and job.stands:
        messages.info(request, "A plan is being made already.")
    else:
        job = ask(
            plan_operation, Kind.PLAN, f"Plan {found.name}", request.viewer, {"operation": found.reference, "floor": floor}
        )  # fmt: skip
    request.told.about("job", str(job.pk))
    return HttpResponseRedirect(reverse("operation_plans", args=[found.reference]))


@guarded(Action.PLAN_OPERATIONS, or_else=(Action.APPROVE_OPERATIONS,))
def plan(request: DeskRequest, operation: str, plan: int) -> HttpResponse:
    """Show one plan."""
    found = led_operation(request, operation)
    held = _plan(request, found, plan)
    may_task = decide(request.viewer, Action.TASK_FORCES).allowed
    context = {"operation": found, "plan": held, "shown": show_plan(held, seen(request)), "may_task": may_task}
    request.told.counted(chosen=len(held.document["chosen"]), left_out=len(held.document["left_out"]))
    return render(request, "operations/plan.html", context)


@guarded(Action.TASK_FORCES, Verb.ALTERATION)
@require_POST
def give_out(request: DeskRequest, operation: str, plan: int) -> HttpResponseBase:
    """Give chosen work of the newest plan out as taskings; each is kept or refused by itself, with its reason."""
    found = led_operation(request, operation)
    held = _plan(request, found, plan)
    newest = found.plans.order_by("number").last()
    if newest is None or held.number != newest.number:
        raise NotKept(f"Plan {held.number} is not the newest any more: give work out from that one.")
    wanted = set(request.POST.getlist("work"))
    tasked = taskings_that_stand(found)
    titles = work_titles(held, seen(request))
    sent, refused = 0, []
    for one in held.document["chosen"]:
        if one["work"] not in wanted or one["work"] in tasked:
            continue
        try:
            _give(request, found, held, one, titles)
        except (VinculumError, Http404) as error:
            refused.append(f"{titles[one['work']]}: {error}" if isinstance(error, VinculumError) else titles[one["work"]])
        else:
            sent += 1
    request.told.counted(sent=sent, refused=len(refused))
    if sent:
        messages.success(request, f"{sent} taskings were sent.")
    for sentence in refused:
        messages.warning(request, f"Not sent. {sentence}")
    if not sent and not refused:
        messages.info(request, "Nothing was chosen that is not tasked already.")
    return HttpResponseRedirect(reverse("operation_plan", args=[found.reference, held.number]))


def _give(request: DeskRequest, operation: Operation, plan: Plan, one: dict[str, Any], titles: dict[str, str]) -> None:
    slot = plan.document["slots"][one["slot"]]
    lead = read_for_act(seen(request), one["work"].removeprefix("lead:")) if one["work"].startswith("lead:") else None
    given = Given(
        organisation=slot["owner"],
        title=titles[one["work"]][:200],
        text=f"{slot['title']}. Planned for {one['units'] / 4:g} hours."
        if one["slot"].startswith("team:")
        else f"{slot['title']}.",
        kind=plan.document["work"][one["work"]]["kind"],
        day=date.fromisoformat(slot["day"]),
        work=one["work"],
        slot=one["slot"],
    )
    with transaction.atomic():
        send(operation, given, request.viewer, lead=lead, plan=plan)


def _plan(request: DeskRequest, operation: Operation, number: int) -> Plan:
    found = Plan.objects.filter(plans_visible_to(request.viewer), operation=operation, number=number).first()
    if found is None:
        raise Http404
    return found


def _job(request: DeskRequest, operation: Operation) -> Job | None:
    """Return the newest job that plans this operation, if it waits or runs, or failed last."""
    jobs = Job.objects.filter(jobs_visible_to(request.viewer), kind=Kind.PLAN, order__operation=operation.reference)
    newest = jobs.order_by("-asked_at", "-pk").first()
    return (
        newest if newest is not None and (newest.state in STANDING or newest.error or request.headers.get("HX-Request")) else None
    )
