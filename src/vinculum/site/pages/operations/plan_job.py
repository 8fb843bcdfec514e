"""The job that plans an operation: the leads as the one who asked may see them now, then the choice, then its reasons."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from vinculum.desk.access.models import Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.leads.seeing import own_standings
from vinculum.desk.leads.workflow import State
from vinculum.desk.operations.models import Operation, Tasking
from vinculum.desk.operations.plan.choosing import choose
from vinculum.desk.operations.plan.rules import LIFT, rules
from vinculum.desk.operations.planning import LeadRow, keep_plan, problem_of
from vinculum.desk.operations.seeing import operations_led_by
from vinculum.desk.work.doing import Doing, carry_out
from vinculum.engine.door import Door
from vinculum.errors import VinculumError
from vinculum.marks.force import parse_force
from vinculum.picture.current import current_build
from vinculum.site.pages.leads.places import area_of
from vinculum.site.pages.leads.queue_rows import TOLD, shown_standings

# An organisation's own decisions that take a lead out of the planner's hands.
DECIDED = frozenset({State.PARKED, State.DISMISSED, State.RESOLVED})
ROWS = "SELECT id, evidence FROM picture.leads WHERE NOT cold"


class NotPlanned(VinculumError):
    """There is no such operation for the one who asked."""


@task()
def plan_operation(job: int) -> None:
    """Plan an operation (order: operation, floor) for whoever asked, and keep the plan."""
    carry_out(plan_operation, job, _plan)


def _plan(doing: Doing) -> dict[str, Any]:
    job = doing.job
    if job.person is None:
        raise NotPlanned("A plan is asked for by a person.")
    viewer = viewer_of(Person.objects.get(pk=job.person.pk), timezone.now(), Purpose(job.purpose), job.why)
    operation = Operation.objects.filter(operations_led_by(viewer), reference=doing.order["operation"]).first()
    if operation is None:
        raise NotPlanned(f"There is no operation {doing.order['operation']!r} that {viewer.organisation} leads.")
    doing.step("Reading the leads", 0.05)
    build = current_build(settings.WORKSPACE)
    with open_seen(settings.WORKSPACE, viewer) as door:
        leads = live_leads(door, operation, viewer)
    _record(viewer, operation, len(leads))
    problem = problem_of(operation, leads, build.as_at, rules(), floor=int(doing.order["floor"]))
    doing.step(f"Choosing among {len(problem.work):,} pieces of work for {len(problem.slots):,} teams and ports", 0.15)

    def along(value: float, bound: float) -> None:
        doing.along(f"£{value:,.0f} found, at most £{bound:,.0f} possible", 0.5)

    found = choose(problem, rules(), along)
    doing.step("Writing down why", 0.9)
    plan = keep_plan(operation, problem, found, rules(), viewer, build.id)
    return {"plan": plan.number, "operation": operation.reference}


def live_leads(door: Door, operation: Operation, viewer: Viewer) -> list[LeadRow]:
    """Return the live leads that a viewer sees and their organisation has not decided on; a task of this operation stays in."""
    standings = own_standings(viewer)
    shown = shown_standings(door, standings, viewer.at.date())
    ours = set(Tasking.objects.filter(operation=operation).exclude(lead="").values_list("lead", flat=True))
    out = {
        lead
        for lead, one in shown.items()
        if one.state in DECIDED or (one.state is State.TASKED and lead not in ours)
    }  # fmt: skip
    rows = [row for row in door.ask_rows(TOLD) if not row["cold"] and row["id"] not in out]
    networks = networks_of_leads(door, rows)
    return [
        LeadRow(
            id=row["id"],
            kind=row["kind"],
            probability=row["probability"],
            value_gbp=row["value_gbp"],
            cold_at=row["cold_at"],
            place=place_of(row),
            network=networks[row["id"]],
        )
        for row in sorted(rows, key=lambda row: row["id"])
    ]


def place_of(row: dict[str, Any]) -> str:
    """Return where a lead is worked: the port of an export, or else the force whose area it is in; "" if not known."""
    rule = rules().kinds.get(row["kind"])
    if rule is not None and rule.skill == LIFT:
        return str(row["port"])
    named = parse_force(area_of(row["lat"], row["lon"], row["port"]))
    return named.force.code if named.force is not None else ""


def networks_of_leads(door: Door, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return what ties leads together: the same subject, or the same record behind them; the first lead's id names it."""
    first: dict[Any, str] = {}
    tied: dict[str, str] = {row["id"]: row["id"] for row in rows}

    def root(lead: str) -> str:
        while tied[lead] != lead:
            lead = tied[lead]
        return lead

    def tie(lead: str, to: Any) -> None:
        other = first.setdefault(to, lead)
        one, two = sorted((root(lead), root(other)))
        tied[two] = one

    for row in rows:
        tie(row["id"], (row["subject_kind"], row["subject"]))
    for row in door.ask_rows(ROWS):
        if row["id"] in tied:
            for record in row["evidence"] or ():
                tie(row["id"], (record["delivery"], record["row"]))
    return {lead: root(lead) for lead in tied}


def _record(viewer: Viewer, operation: Operation, leads: int) -> None:
    """Tell the audit that leads were read for a plan, as a page would."""
    entry = Entry(
        person=viewer.email,
        organisation=viewer.organisation,
        verb=Verb.COMBINATION,
        action=Action.PLAN_OPERATIONS,
        route="worker plan_operation",
        outcome=Outcome.DONE,
        purpose=viewer.purpose or "",
        why=viewer.why,
        reason="The operation is led by their organisation, and their role plans it.",
        subjects=(("operation", operation.reference),),
        detail={"leads": leads},
    )
    append(entry, viewer.at, settings.WORKSPACE.home)
