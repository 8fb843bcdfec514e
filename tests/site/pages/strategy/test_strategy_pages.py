"""The strategy's pages: read as at any day, changed by those who may, and by nobody else."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from vinculum.desk.programme.strategy.models import Answering, Objective, Pillar, Progress, StrategyAction, Version
from vinculum.desk.workflows.models import Step

SignIn = Callable[..., Client]

PAGES = (
    "/strategy",
    "/strategy/versions",
    "/strategy/version/strategy-2025",
    "/strategy/pillars",
    "/strategy/pillar/P5",
    "/strategy/objectives/port-security",
    "/strategy/actions/ports-problem-profile",
    "/strategy/recommendations",
    "/strategy/recommendations/rusi-ports",
)


@pytest.mark.parametrize("who", ["david", "hugh", "nadia", "peter", "helen", "owen", "joan"])
def test_readers_read_every_page(sign_in: SignIn, who: str) -> None:
    """Whoever may read the strategy opens its pages; nothing on them is offered that they may not do."""
    client = sign_in(who, purpose="prevention" if who == "helen" else "programme")
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, page
        if who in {"peter", "helen"}:
            assert 'method="post"' not in answer.content.decode().split("<main")[1], page


@pytest.mark.parametrize("who", ["amara", "tom", "sam"])
def test_nobody_else_reads_them(sign_in: SignIn, who: str) -> None:
    """The strategy is not open to roles that do not include it."""
    client = sign_in(who)
    assert {client.get(page).status_code for page in PAGES} == {403}


def test_the_page_tells_what_was_known_on_a_day(sign_in: SignIn) -> None:
    """As at February 2025 nothing was adopted; as at 28 February 2026 the legislation action is one day overdue."""
    client = sign_in("david")
    early = client.get("/strategy?as_at=2025-02-01").content.decode()
    assert "No version of the strategy was adopted by 1 February 2025" in early
    told = client.get("/strategy?as_at=2026-02-28").content.decode()
    assert "It was due on 27 February 2026, 1 day before." in told
    assert "Overdue" not in client.get("/strategy/actions/theft-devices?as_at=2026-02-27").content.decode()
    assert client.get("/strategy?as_at=yesterday").status_code == 400


def test_working_titles_say_so(sign_in: SignIn) -> None:
    """The published titles of the pillars were not found (DOMAIN 1.2)."""
    assert sign_in("peter").get("/strategy").content.decode().count("Working title") == 5


def test_gaps_are_told(sign_in: SignIn) -> None:
    """Two recommendations of the RUSI paper have no action yet: a national body, and how to fund one."""
    told = sign_in("david").get("/strategy?as_at=2026-03-02").content.decode()
    missing = told.split("What is missing")[1]
    assert "Create a national investigative body" in missing
    assert "asked for it. No action answers it." in missing


def after(page: str) -> str:
    return re.search(r'name="after" value="(\d+)"', page)[1]  # type: ignore[index]  # every form has one


def test_a_version_is_adopted_by_somebody_else(sign_in: SignIn) -> None:
    """David drafts and puts forward, Hugh adopts; the version before is superseded in the same step."""
    david, hugh = sign_in("david"), sign_in("hugh")
    told = {
        "reference": "strategy-2028", "title": "The next strategy", "begins_on": "2028-04-01", "ends_on": "2031-03-31",
        "follows": Version.objects.get(reference="strategy-2025").pk,
    }  # fmt: skip
    assert david.post("/strategy/versions/begin", told).status_code == 302
    assert "The next strategy" not in sign_in("peter").get("/strategy/versions").content.decode()
    assert sign_in("peter").get("/strategy/version/strategy-2028").status_code == 404
    made = Version.objects.get(reference="strategy-2028")
    assert made.objectives.count() == Version.objects.get(reference="strategy-2025").objectives.count()
    where = "/strategy/version/strategy-2028"
    assert david.post(f"{where}/act", {"act": "submit", "after": 1}).status_code == 302
    refused = david.post(f"{where}/act", {"act": "adopt", "after": 2})
    assert refused.status_code == 400
    pillar = Pillar.objects.get(code="P1").pk
    late = david.post(f"{where}/objectives", {"reference": "late", "title": "Too late", "pillar": pillar})
    assert late.status_code == 400
    assert not Objective.objects.filter(reference="late").exists()
    page = hugh.get(where).content.decode()
    assert hugh.post(f"{where}/act", {"act": "adopt", "after": after(page)}).status_code == 302
    assert Step.objects.filter(workflow="strategy_version", subject="strategy-2025").last().state == "superseded"  # type: ignore[union-attr]
    assert "The next strategy" in sign_in("peter").get("/strategy").content.decode()


def test_progress_rests_on_evidence(sign_in: SignIn) -> None:
    """A report names things that its author may see; an action without evidence is not finished."""
    david = sign_in("david")
    plan = {"reference": "try", "title": "Try it", "due_on": "2027-01-31", "owner": "NVCRP"}
    assert david.post("/strategy/objectives/partners/actions", plan).status_code == 302
    where = "/strategy/actions/try"
    assert david.post(f"{where}/act", {"act": "start", "after": 1}).status_code == 302
    early = david.post(f"{where}/act", {"act": "finish", "after": 2})
    assert "rests on evidence" in early.content.decode()
    report = {"text": "Half done", "happened_on": "2026-03-01", "health": "on_track", "audience": "closed"}
    wrong = david.post(f"{where}/report", {**report, "evidence": "operation: nowhere"})
    assert "There is no operation &#x27;nowhere&#x27; that you may see" in wrong.content.decode()
    mistyped = david.post(f"{where}/report", {**report, "evidence": "rumour: somebody"})
    assert mistyped.status_code == 422
    assert not Progress.objects.filter(action__reference="try").exists()
    assert david.post(f"{where}/report", {**report, "evidence": "operation: alliances-2025"}).status_code == 302
    assert "Half done" in david.get(where).content.decode()
    assert "Half done" not in sign_in("owen", purpose="programme").get(where).content.decode()
    assert david.post(f"{where}/act", {"act": "finish", "after": 2}).status_code == 302


def test_others_do_not_report_on_what_is_not_theirs(sign_in: SignIn) -> None:
    """Owen of Essex may report progress, but not on an action that somebody else owns."""
    owen = sign_in("owen", purpose="programme")
    told = {"text": "Ours", "happened_on": "2026-03-01", "health": "on_track", "audience": "closed"}
    assert owen.post("/strategy/actions/membership/report", told).status_code == 400
    assert owen.post("/strategy/actions/membership/act", {"act": "finish", "after": 2}).status_code == 400
    assert not Progress.objects.filter(organisation="ESSEX").exists()


def test_a_changed_day_says_why(sign_in: SignIn) -> None:
    """The day an action is due changes with a reason, and both days stay told."""
    david = sign_in("david")
    where = "/strategy/actions/rapid-alerts"
    assert david.post(f"{where}/terms", {"owner": "OPAL", "due_on": "2026-12-31"}).status_code == 400
    assert david.post(f"{where}/terms", {"owner": "OPAL", "due_on": "2026-12-31", "why": "The makers asked"}).status_code == 302
    told = david.get(where).content.decode()
    assert "31 December 2026" in told
    assert "30 June 2026" in told


def test_recommendations_are_answered_and_moved(sign_in: SignIn) -> None:
    """A recommendation is mapped to an action once, and taken off again with a reason."""
    david = sign_in("david")
    where = "/strategy/recommendations/rusi-national-body"
    action = StrategyAction.objects.get(reference="national-action-plan").pk
    assert david.post(f"{where}/answer", {"action": action, "stands": "1"}).status_code == 302
    assert david.post(f"{where}/answer", {"action": action, "stands": "1"}).status_code == 400
    assert david.post(f"{where}/answer", {"action": action, "stands": "0"}).status_code == 400
    assert david.post(f"{where}/answer", {"action": action, "stands": "0", "why": "It is another matter"}).status_code == 302
    assert Answering.objects.filter(recommendation__reference="rusi-national-body").count() == 2
    assert david.post(f"{where}/act", {"act": "accept", "after": "1"}).status_code == 302
    source = {
        "reference": "new-source",
        "title": "A report",
        "made_by": "Somebody",
        "kind": "report",
        "published_on": "2026-01-05",
    }
    assert david.post("/strategy/sources/add", source).status_code == 302
    one = {"reference": "new-one", "text": "Do more", "as_found": "p. 4"}
    assert david.post("/strategy/sources/new-source/recommendations", one).status_code == 302
    assert david.post("/strategy/sources/new-source/recommendations", {"reference": "?"}).status_code == 422


def test_measures_and_pillars(sign_in: SignIn) -> None:
    """A measure reads a figure or a series, never a stored total; a pillar is worded anew by who keeps the strategy."""
    david = sign_in("david")
    told = {"reference": "m1", "title": "Members", "source": "figure:members-standing", "direction": "up", "target": "1000"}
    assert david.post("/strategy/objectives/partners/measures", told).status_code == 302
    assert "Not reached yet: the target is 1,000 or more." in david.get("/strategy/objectives/partners").content.decode()
    assert david.post("/strategy/objectives/partners/measures", {**told, "source": "figure:nothing"}).status_code == 422
    assert david.post("/strategy/pillar/P2/word", {"title": "Break the chain"}).status_code == 302
    assert "Break the chain" in sign_in("peter").get("/strategy").content.decode()
    assert sign_in("peter").post("/strategy/pillar/P2/word", {"title": "Ours"}).status_code == 403
    assert david.post("/strategy/pillars/add", {"code": "P2", "title": "Twice"}).status_code == 422
