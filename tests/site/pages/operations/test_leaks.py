"""Nobody reads of operations what their organisation and role do not open, and nobody changes what is not theirs.

Who may see what is worked out here from the words of the sample and of the roles, not by the room's own conditions.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from url_walk import address, all_pages, parameters_of
from vinculum.desk.access.models import Person
from vinculum.desk.access.roles import roles
from vinculum.desk.access.sample import sample
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.capacity import Entered, Lifts, Team, enter_work, offer_lifts, offer_teams
from vinculum.desk.operations.disrupting import Judged, assess
from vinculum.desk.operations.logging_decisions import Decided, enter
from vinculum.desk.operations.models import (
    Disruption,
    LogEntry,
    Operation,
    Plan,
    PortDay,
    SpendKind,
    SpendLine,
    Tasking,
    TeamDay,
    WorkItem,
    WorkKind,
)
from vinculum.desk.operations.proposing import Proposal, propose
from vinculum.desk.operations.spending import Spent, tell_spend
from vinculum.desk.operations.tasking import Given, send
from vinculum.desk.operations.workflow import OPERATION, parties_of
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import take

SignIn = Callable[..., Client]
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
NATIONAL = {"OPAL", "NVCRP"}
LEAD, FORCE = "OPAL", "ESSEX"

# What each marker word needs: whose organisations, and one of these actions.
READERS: dict[str, tuple[set[str], set[str]]] = {
    "MARKNAME": ({*NATIONAL, FORCE}, {"operation.read"}),
    "MARKTEAM": ({LEAD, FORCE}, {"operation.read"}),
    "MARKWORK": ({LEAD, FORCE}, {"operation.read"}),
    "MARKTASK": ({LEAD, FORCE}, {"operation.task", "tasking.answer", "operation.approve"}),
    "MARKDECISION": ({LEAD}, {"operation.log", "operation.approve"}),
    "MARKSUBJECT": ({LEAD, FORCE}, {"disruption.assess", "disruption.moderate"}),
    "MARKSPEND": ({*NATIONAL, FORCE}, {"operation.read"}),
    "MARKPLAN": ({LEAD}, {"operation.plan", "operation.approve"}),
}


def viewer(who: str, purpose: Purpose = Purpose.INVESTIGATION, at: datetime = NOW) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose, "a test")


@pytest.fixture
def marked(db: None) -> Operation:
    """Make an operation of OPAL with Essex alone, with a row of every kind that carries a word of its own."""
    grace, owen = viewer("grace"), viewer("owen")
    told = Proposal("marked-op", "MARKNAME", "Aims", date(2026, 4, 1), date(2026, 4, 7), forces=(FORCE,))
    operation = propose(told, grace)
    take(OPERATION, "marked-op", "approve", viewer("ines"), after=1, parties=parties_of(operation))
    offer_teams(operation, [Team(FORCE, "MARKTEAM", date(2026, 4, 2), ("stop",))], owen)
    offer_lifts(operation, Lifts(FORCE, "GBFXT", date(2026, 4, 2), 2), grace)
    enter_work(operation, Entered(WorkKind.WARRANT, "MARKWORK", FORCE, 0.5, Decimal(1000), Decimal(2)), grace)
    send(operation, Given(FORCE, "MARKTASK", "MARKTASK in full", "by hand", date(2026, 4, 2)), grace)
    enter(operation, Decided("MARKDECISION", "Because"), grace)
    judged = Judged("minor", "pursue", "S7", "Reasons")
    assess(operation, "MARKSUBJECT", date(2026, 3, 19), "Visited", judged, owen)
    tell_spend(operation, Spent(SpendKind.ACTUAL, FORCE, "MARKSPEND", Decimal(12), date(2026, 3, 19)), owen)
    work = {"title": "MARKPLAN", "kind": "warrant", "place": FORCE, "probability": 0.5, "value_gbp": 1.0, "cold_at": None}
    left = {"work": "work:0", "lacking": "room", "worth": 1.0, "sentence": "MARKPLAN was left out."}
    document = {"chosen": [], "left_out": [left], "changes": [], "slots": {}, "work": {"work:0": work}, "floor": 0, "tasked": []}
    Plan.objects.create(
        operation=operation, number=1, made_at=NOW, made_by_id=grace.person, from_at=NOW, picture="p", value_gbp=1, bound_gbp=1,
        seconds=1.0, search={"solver": "s", "seed": 1, "goal_gbp": 1.0, "stopped": False}, document=document,
    )  # fmt: skip
    return operation


def people() -> Iterator[tuple[str, str, Purpose]]:
    """Yield every sample person with each of their purposes: first part of the address, organisation, purpose."""
    for told in sample()["people"]:
        for purpose in sorted({one for role in told["roles"] for one in roles()[role].purposes}):
            yield told["email"].split(".")[0], told["organisation"], purpose


def may_read(who: str, organisation: str, purpose: Purpose, word: str) -> bool:
    """Say from the sample's own words whether somebody may read what carries a marker."""
    told = next(one for one in sample()["people"] if one["email"].startswith(f"{who}."))
    serving = [roles()[role] for role in told["roles"] if purpose in roles()[role].purposes]
    held = {str(action) for role in serving for action in role.actions}
    organisations, actions = READERS[word]
    if word == "MARKSUBJECT" and organisation in NATIONAL and "disruption.moderate" in held:
        return "operation.read" in held
    return organisation in organisations and bool(held & actions) and "operation.read" in held


def own_addresses(operation: Operation) -> list[str]:
    """Return every address of the room's pages, filled with the marked things."""
    tasking = Tasking.objects.get(operation=operation).reference
    disruption = Disruption.objects.get(operation=operation).reference
    values = {
        "operation": operation.reference,
        "tasking": tasking,
        "disruption": disruption,
        "plan": "1",
        "line": "1",
        "thing": "team",
    }
    ours = [page for page in all_pages() if getattr(page.view, "__module__", "").startswith("vinculum.site.pages.operations.")]
    figures = [
        f"/figures/{code}?operation={operation.reference}" for code in ("taskings-sent", "operation-spend", "operation-forces")
    ]
    return [*(address(page.route, {name: values[name] for name in parameters_of(page.route)}) for page in ours), *figures]


def test_what_is_shown_is_what_may_be_read(sign_in: SignIn, marked: Operation) -> None:
    """Over all pages together, everybody finds exactly the words that their organisation and role open."""
    amiss: list[tuple[str, str, str, bool]] = []
    grace = sign_in("grace", purpose="intelligence")
    addresses = [where for where in own_addresses(marked) if grace.get(where).status_code != 405]
    assert len(addresses) > 14
    for who, organisation, purpose in people():
        client = sign_in(who, purpose=purpose)
        text = "".join(_text(client, where) for where in addresses)
        amiss += [
            (who, purpose.value, word, word in text)
            for word in READERS
            if (word in text) != may_read(who, organisation, purpose, word)
        ]
    assert amiss == []


def _text(client: Client, where: str) -> str:
    answer = client.get(where)
    return "" if answer["Content-Type"].startswith("application/vnd") else answer.content.decode()


COUNTED = (Operation, Tasking, LogEntry, Disruption, SpendLine, TeamDay, PortDay, WorkItem, Plan, Step)


def test_nobody_changes_what_is_not_theirs(sign_in: SignIn, marked: Operation) -> None:
    """Those of organisations that neither lead nor take part post to every address: nothing is added, changed or removed."""
    before = [model.objects.count() for model in COUNTED]
    sent = {
        "act": "accept", "after": "1", "reason": "x", "why": "x", "work": ["work:0"], "organisation": FORCE, "team": "t",
        "day": "2 4 2026", "skills": ["stop"], "hours": "4", "decision": "d", "rationale": "r", "level": "major", "stage": "S7",
        "strand": "pursue", "subject": "s", "what": "w", "happened_on": "19 3 2026", "kind": "actual", "amount_gbp": "5",
        "on": "19 3 2026", "title": "t", "text": "t", "outcome": "done", "name": "n", "aims": "a", "begins_on": "1 4 2026",
        "ends_on": "2 4 2026",
    }  # fmt: skip
    outside = {one[0]: one for one in people() if one[1] not in {LEAD, FORCE}}.values()
    addresses = [where for where in own_addresses(marked) if not where.startswith("/figures") and where != "/operations/new"]
    answered = {
        client.post(where, sent).status_code
        for who, _, purpose in outside
        for client in [sign_in(who, purpose=purpose)]
        for where in addresses
    }
    assert [model.objects.count() for model in COUNTED] == before
    assert 302 not in answered
    marked.refresh_from_db()
    assert marked.name == "MARKNAME"


def test_a_force_tells_its_own_and_no_more(sign_in: SignIn, marked: Operation) -> None:
    """Essex tells of its own team; of another organisation's it may not, and the log and the plan are closed to it."""
    owen = sign_in("owen", purpose="investigation")
    team = {"organisation": FORCE, "team": "Second", "day": "3 4 2026", "skills": ["stop"], "hours": "4"}
    here = "/operations/marked-op"
    assert owen.post(f"{here}/capacity/team", team).status_code == 302
    assert owen.post(f"{here}/capacity/team", {**team, "organisation": LEAD}).status_code == 422
    assert owen.get(f"{here}/log").status_code == 403
    assert owen.post(f"{here}/log/add", {"decision": "d", "rationale": "r"}).status_code == 403
    assert owen.post(f"{here}/act", {"act": "begin", "after": 2}).status_code == 403
    assert sorted(TeamDay.objects.filter(operation=marked).values_list("team", flat=True)) == ["MARKTEAM", "Second"]


def test_a_late_tasking_says_so(sign_in: SignIn, marked: Operation) -> None:
    """Sent in March and never acknowledged, it stands first and as late for both sides."""
    late = "Late:</strong> acknowledgement"
    for who, purpose in (("owen", "investigation"), ("grace", "intelligence")):
        assert late in sign_in(who, purpose=purpose).get("/taskings").content.decode()
    reference = Tasking.objects.get(operation=marked).reference
    grace = sign_in("grace", purpose="intelligence")
    assert grace.post(f"/taskings/{reference}/act", {"act": "escalate", "after": 1, "reason": "Rung twice"}).status_code == 302
    assert "Rung twice" in sign_in("owen", purpose="investigation").get(f"/taskings/{reference}").content.decode()
    assert NOW + timedelta(days=1) < datetime.now(UTC)
