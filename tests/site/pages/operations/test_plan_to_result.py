"""From a plan to its taskings and their results: each step by the person whose it is, and the leads agree with it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from vinculum.desk.leads.models import LeadAct
from vinculum.desk.operations.models import Operation, Plan, Tasking
from vinculum.desk.work.models import Job, Kind, State
from vinculum.site.pages.operations.plan_job import plan_operation

SignIn = Callable[..., Client]
HERE = "/operations/alliances-2026"


def make_plan(grace: Client, floor: str = "0") -> Plan:
    """Ask for a plan as the page does, and let the worker's task carry it out."""
    assert grace.post(f"{HERE}/plans/new", {"floor": floor}).status_code == 302
    job = Job.objects.filter(kind=Kind.PLAN).order_by("-pk").first()
    assert job is not None
    plan_operation.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    return Plan.objects.get(operation__reference="alliances-2026", number=job.result["plan"])


def act(client: Client, tasking: str, act: str, after: int, reason: str = "") -> int:
    return client.post(f"/taskings/{tasking}/act", {"act": act, "after": after, "reason": reason}).status_code


@pytest.fixture
def grace(sign_in: SignIn) -> Client:
    return sign_in("grace", purpose="intelligence")


def test_from_the_plan_to_the_result(sign_in: SignIn, grace: Client) -> None:
    """A plan within its bound is given out; a force answers, the lead follows, the next plan keeps what was tasked."""
    plan = make_plan(grace)
    assert 0 < plan.value_gbp <= plan.bound_gbp
    assert float(plan.bound_gbp - plan.value_gbp) <= 0.01 * float(plan.bound_gbp)
    page = grace.get(f"{HERE}/plans/{plan.number}").content.decode()
    assert "expected (" in page
    assert "No plan brings more" in page
    mine = [
        one
        for one in plan.document["chosen"]
        if plan.document["slots"][one["slot"]]["owner"] == "CLEVELAND" and one["work"].startswith("lead:clone")
    ]
    assert mine
    chosen = mine[0]["work"]
    lead = chosen.removeprefix("lead:")
    assert grace.post(f"{HERE}/plans/{plan.number}/give-out", {"work": [chosen]}).status_code == 302
    tasking = Tasking.objects.get(work=chosen)
    assert (tasking.organisation_id, tasking.lead, tasking.plan) == ("CLEVELAND", lead, plan)
    assert LeadAct.objects.get(lead=lead, organisation="OPAL").act == "task"
    grace.post(f"{HERE}/plans/{plan.number}/give-out", {"work": [chosen]})
    assert Tasking.objects.filter(work=chosen).count() == 1

    tom = sign_in("tom", purpose="investigation")
    assert tasking.reference in tom.get("/taskings").content.decode()
    assert act(tom, tasking.reference, "acknowledge", 1) == 302
    assert act(tom, tasking.reference, "accept", 2) == 302
    sent = {"after": 3, "outcome": "recovered", "text": "Found in Hartlepool"}
    assert tom.post(f"/taskings/{tasking.reference}/result", sent).status_code == 302
    acts = LeadAct.objects.filter(lead=lead, organisation="CLEVELAND").order_by("number")
    assert [(one.act, one.outcome) for one in acts] == [("adopt", ""), ("resolve", "recovered")]
    assert "A vehicle was recovered" in grace.get(f"/taskings/{tasking.reference}").content.decode()

    again = make_plan(grace)
    assert again.follows == plan.number
    told = {one["work"]: one["change"] for one in again.document["changes"]}
    assert told[chosen] == "dropped"
    assert set(told.values()) <= {"stayed", "dropped", "moved", "added"}
    assert sum(change == "stayed" for change in told.values()) >= len(plan.document["chosen"]) - 5
    assert "What it changes in plan" in grace.get(f"{HERE}/plans/{again.number}").content.decode()


def test_a_lost_team_moves_only_its_own_work(grace: Client) -> None:
    """What was not on the lost team stays where it was, but for what moves because more is gained."""
    plan = make_plan(grace)
    busiest = max(
        (key for key in plan.document["slots"] if key.startswith("team:")), key=lambda key: plan.document["slots"][key]["used"]
    )
    line = busiest.removeprefix("team:")
    assert grace.post(f"{HERE}/capacity/team/{line}").status_code == 302
    again = make_plan(grace)
    before = {one["work"]: one["slot"] for one in plan.document["chosen"]}
    after = {one["work"]: one["slot"] for one in again.document["chosen"]}
    assert busiest not in after.values()
    untouched = [work for work, slot in before.items() if slot != busiest]
    stayed = [work for work in untouched if after.get(work) == before[work]]
    assert len(stayed) >= 0.8 * len(untouched)


def test_a_declined_lead_is_not_offered_to_the_same_force_again(sign_in: SignIn, grace: Client) -> None:
    """Whoever declined a piece of work does not get it from the next plan."""
    plan = make_plan(grace)
    work = next(one["work"] for one in plan.document["chosen"] if plan.document["slots"][one["slot"]]["owner"] == "CLEVELAND")
    grace.post(f"{HERE}/plans/{plan.number}/give-out", {"work": [work]})
    reference = Tasking.objects.get(work=work).reference
    tom = sign_in("tom", purpose="investigation")
    assert act(tom, reference, "decline", 1) == 400
    assert act(tom, reference, "decline", 1, "No officer on that day") == 302
    again = make_plan(grace)
    owners = [again.document["slots"][one["slot"]]["owner"] for one in again.document["chosen"] if one["work"] == work]
    assert "CLEVELAND" not in owners


def test_a_plan_keeps_no_mark(grace: Client) -> None:
    """The kept document names leads by id: no plate, no VIN and no container stands in it."""
    plan = make_plan(grace)
    page = grace.get(f"{HERE}/plans/{plan.number}").content.decode()
    assert re.search(r"[A-Z]{2}\d{2} ?[A-Z]{3}", page), "the page names plates, so the test can fail"
    assert not re.search(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", str(plan.document))


def test_an_old_plan_is_not_given_out(grace: Client) -> None:
    """Only the newest plan is given out: what another overtook would send forces where nobody means them to go."""
    first, _ = make_plan(grace), make_plan(grace)
    work = first.document["chosen"][0]["work"]
    assert grace.post(f"{HERE}/plans/{first.number}/give-out", {"work": [work]}).status_code == 400
    assert not Tasking.objects.filter(work=work).exists()


def test_nobody_else_plans(sign_in: SignIn) -> None:
    """A force that takes part neither sees plans nor makes one."""
    before = Job.objects.count()
    for who, purpose in (("owen", "investigation"), ("david", "programme"), ("tom", "investigation")):
        client = sign_in(who, purpose=purpose)
        assert client.get(f"{HERE}/plans").status_code == 403
        assert client.post(f"{HERE}/plans/new").status_code == 403
    assert Job.objects.count() == before
    assert Operation.objects.get(reference="alliances-2026").plans.count() == 0
