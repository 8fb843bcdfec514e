"""A plan of an operation: gathered from its capacity, its work and the leads that its planner may see; kept with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation, Plan, Tasking
from vinculum.desk.operations.numbering import next_number
from vinculum.desk.operations.plan.changes import changes
from vinculum.desk.operations.plan.choosing import Chosen
from vinculum.desk.operations.plan.explaining import explain
from vinculum.desk.operations.plan.problem import Problem, Slot, Work
from vinculum.desk.operations.plan.rules import LIFT, Fading, Rules, quarters
from vinculum.desk.operations.plan.worth import fits_of
from vinculum.desk.operations.workflow import TASKING
from vinculum.desk.workflows.refusals import NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import standings
from vinculum.marks.reference import forces

LIVE = frozenset({"sent", "acknowledged", "accepted"})
STANDING = LIVE | {"done"}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A live lead as the planner sees it. ``place`` is a force's code, or a port's UN/LOCODE for an export; "" if not known."""

    id: str
    kind: str
    probability: float
    value_gbp: float | None
    cold_at: datetime | None
    place: str
    network: str = ""


def problem_of(operation: Operation, leads: Iterable[LeadRow], now: datetime, rules: Rules, *, floor: int = 0) -> Problem:
    """Return what a plan of an operation is worked out from at ``now`` (UTC): what is past, done or dismissed is left out.

    Leads of a kind that is no work for teams, or whose place is not known, are not in it.
    """
    taskings = list(Tasking.objects.filter(operation=operation).exclude(work=""))
    states = {
        reference: standing.state for reference, standing in standings(TASKING, [one.reference for one in taskings]).items()
    }
    done = {one.work for one in taskings if states.get(one.reference) == "done"}
    barred: dict[str, set[str]] = {}
    for one in taskings:
        if states.get(one.reference) == "declined":
            barred.setdefault(one.work, set()).add(one.organisation_id)
    work = [*work_of_leads(leads, rules), *_work_entered(operation, rules)]
    last = operation.plans.order_by("number").last()
    return Problem(
        now=now,
        work=tuple(_barring(one, barred) for one in work if one.id not in done),
        slots=tuple(slot for slot in _slots(operation) if slot.at > now),
        regions={force.code: force.region for force in forces()},
        held=choice_of(last) if last else {},
        tasked=frozenset(one.work for one in taskings if states.get(one.reference) in LIVE),
        floor=floor,
    )


def taskings_that_stand(operation: Operation) -> dict[str, str]:
    """Return the tasking of each piece of work that was given out and neither declined nor taken back, by its reference."""
    held = dict(operation.taskings.exclude(work="").order_by("made_at", "pk").values_list("reference", "work"))
    states = standings(TASKING, list(held))
    return {work: reference for reference, work in held.items() if states[reference].state in STANDING}


def choice_of(plan: Plan) -> dict[str, str]:
    """Return the choice of a plan that was kept: slot by work."""
    return {one["work"]: one["slot"] for one in plan.document["chosen"]}


def keep_plan(operation: Operation, problem: Problem, found: Chosen, rules: Rules, viewer: Viewer, picture: str) -> Plan:
    """Keep a plan with its reasons and what it changes in the one before; NotPermitted or Overtaken says why not."""
    decision = decide(viewer, Action.PLAN_OPERATIONS)
    if not decision.allowed or operation.lead_id != viewer.organisation:
        raise NotPermitted(decision.reason if not decision.allowed else f"{operation.name} is planned by {operation.lead_id}.")
    last = operation.plans.order_by("number").last()
    try:
        with transaction.atomic():
            return Plan.objects.create(
                operation=operation,
                number=next_number(operation.plans.all()),
                follows=last.number if last else None,
                made_at=viewer.at,
                made_by_id=viewer.person,
                from_at=problem.now,
                picture=picture,
                value_gbp=_money(found.value),
                bound_gbp=_money(found.bound),
                seconds=round(found.seconds, 2),
                search={**found.search, "stopped": found.stopped, "goal_gbp": round(found.goal, 2)},
                document=_document(problem, found, rules),
            )
    except IntegrityError as error:
        raise Overtaken("Another plan was kept at the same moment. Look at it, and plan again if need be.") from error


def work_of_leads(leads: Iterable[LeadRow], rules: Rules) -> list[Work]:
    """Return the work that leads are; one of a kind that is no work for teams, or of no known place, is none."""
    found = []
    for lead in leads:
        rule = rules.kinds.get(lead.kind)
        value = lead.value_gbp if lead.value_gbp is not None else rules.values.get(lead.kind)
        if rule is None or value is None or not lead.place:
            continue
        found.append(
            Work(
                id=f"lead:{lead.id}",
                kind=lead.kind,
                title=f"{rule.title} {lead.id.rsplit('-', 1)[-1][:6]}",
                place=lead.place,
                probability=lead.probability,
                value_gbp=value,
                skill=rule.skill,
                units=1 if rule.skill == LIFT else quarters(rule.hours),
                fades=rule.fades,
                cold_at=lead.cold_at,
                network=lead.network,
            )
        )
    return found


def _work_entered(operation: Operation, rules: Rules) -> list[Work]:
    return [
        Work(
            id=f"work:{item.pk}",
            kind=item.kind,
            title=f"{rules.kinds[item.kind].title} {item.pk}",
            place=item.organisation_id,
            probability=item.probability,
            value_gbp=float(item.value_gbp),
            skill=item.skill,
            units=quarters(float(item.hours)),
            fades=Fading.HARD,
            cold_at=item.until,
            network=item.network,
            not_before=item.not_before,
        )
        for item in operation.work_items.order_by("pk")
    ]


def _slots(operation: Operation) -> list[Slot]:
    teams = [
        Slot(
            id=f"team:{one.pk}",
            title=f"{one.organisation_id} {one.team} on {one.day:%A %-d %B}",
            owner=one.organisation_id,
            place=one.organisation_id,
            day=one.day,
            at=_noon(one.day),
            size=int(one.hours * 4),
            skills=frozenset(one.skills),
            crosses=one.crosses,
        )
        for one in operation.team_days.order_by("day", "organisation", "team", "pk")
    ]
    ports = [
        Slot(
            id=f"port:{one.pk}",
            title=f"{one.port} on {one.day:%A %-d %B}",
            owner=one.organisation_id,
            place=one.port,
            day=one.day,
            at=_noon(one.day),
            size=one.lifts,
            skills=frozenset({LIFT}),
            cost_gbp=float(one.cost_gbp),
        )
        for one in operation.port_days.filter(lifts__gt=0).order_by("day", "port")
    ]
    return [*teams, *ports]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _barring(work: Work, barred: Mapping[str, set[str]]) -> Work:
    return replace(work, barred=frozenset(barred[work.id])) if work.id in barred else work


def _document(problem: Problem, found: Chosen, rules: Rules) -> dict[str, Any]:
    chosen, left = explain(found.choice, problem, rules)
    fits = fits_of(problem, rules)
    told = changes(
        problem.held,
        found.choice,
        work={work.id for work in problem.work},
        slots={slot.id for slot in problem.slots},
        cold={work for work, slots in fits.items() if not slots},
    )
    used: dict[str, int] = {}
    for one in chosen:
        used[one.slot] = used.get(one.slot, 0) + one.units
    return {
        "chosen": [asdict(one) for one in chosen],
        "left_out": [asdict(one) for one in left],
        "changes": [asdict(one) for one in told] if problem.held else [],
        "slots": {
            slot.id: {
                "title": slot.title, "owner": slot.owner, "place": slot.place, "day": slot.day.isoformat(),
                "size": slot.size, "used": used.get(slot.id, 0),
            }
            for slot in problem.slots
        },
        "work": {
            work.id: {
                "title": work.title, "kind": work.kind, "place": work.place, "probability": work.probability,
                "value_gbp": work.value_gbp, "cold_at": work.cold_at.isoformat() if work.cold_at else None,
            }
            for work in problem.work
        },
        "floor": problem.floor,
        "tasked": sorted(problem.tasked),
    }  # fmt: skip


def _money(amount: float) -> Decimal:
    return Decimal(round(amount * 100)) / 100
