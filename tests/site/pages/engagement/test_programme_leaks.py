"""No page, figure or export of strategy, members and engagement shows what its rooms' rules keep from somebody.

Rows of every kind carry words that stand nowhere else. Who may read each is written out below, person by person, without asking
the rooms; every address of the three rooms is asked for as every sample person and for each of their purposes.
"""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from readers import those_who_ask
from url_walk import address, all_pages, parameters_of
from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.engagement.arising import ArisingTold, agree
from vinculum.desk.programme.engagement.disclosing import DisclosureTold, disclose
from vinculum.desk.programme.engagement.figures import RULES as ENGAGEMENT
from vinculum.desk.programme.engagement.meeting import AttendanceTold, MeetingTold, note, write_down
from vinculum.desk.programme.engagement.models import Meeting
from vinculum.desk.programme.engagement.vocabulary import Marking, MeetingKind, ToldOf
from vinculum.desk.programme.members.contacts import ContactTold, add_contact
from vinculum.desk.programme.members.figures import RULES as MEMBERS
from vinculum.desk.programme.members.joining import enquire
from vinculum.desk.programme.members.models import Contact, Member
from vinculum.desk.programme.strategy.acting import ActionTold, TermsTold, plan_action
from vinculum.desk.programme.strategy.figures import RULES as STRATEGY
from vinculum.desk.programme.strategy.models import Objective, Pillar, Progress, Version
from vinculum.desk.programme.strategy.reporting import EvidenceTold, ProgressTold, report_progress
from vinculum.desk.programme.strategy.sample import as_person
from vinculum.desk.programme.strategy.versions import ObjectiveTold, VersionTold, add_objective, begin_version
from vinculum.desk.programme.strategy.vocabulary import Audience, Thing
from vinculum.desk.programme.things import find
from vinculum.desk.workflows.models import Step
from vinculum.evidence.workspace import Workspace
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
PARTNERSHIP = {"david", "una", "nadia"}

# Who may read what, by the words that tell it: written out from the rooms' rules.
MAY_READ = {
    "zzdraftzz": {"david", "una", "hugh"},
    "zzclosedreportzz": PARTNERSHIP | {"joan"},
    "zzopenreportzz": PARTNERSHIP | {"joan", "hugh", "helen", "owen", "peter"},
    "zzenquiryzz": PARTNERSHIP,
    "zztheircontactzz": PARTNERSHIP,
    "zzjlrcontactzz": PARTNERSHIP | {"helen"},
    "zzclosedmeetingzz": PARTNERSHIP,
    "zzinsidezz": {"david"},
    "zzopenmeetingzz": PARTNERSHIP,
    "zzwithnpcczz": PARTNERSHIP | {"hugh"},
}


@pytest.fixture
def told(standing_desk: Workspace) -> dict[str, str]:
    """Lay in a row of every kind with its telling words; return what fills the parameters of addresses."""
    david = as_person("david", NOW)
    bodies = {code: Organisation.objects.get(code=code) for code in ("SYP", "HO", "NPCC", "NVCRP")}
    draft = begin_version(david, VersionTold("draft", "zzdraftzz", date(2028, 4, 1), date(2031, 3, 31), "zzdraftzz"))
    objective = add_objective(david, draft, Pillar.objects.get(code="P1"), ObjectiveTold("draft-objective", "zzdraftzz"))
    plan_action(david, objective, ActionTold("draft-action", "zzdraftzz"), TermsTold())
    partners = Objective.objects.get(reference="specialist-skills")
    action = plan_action(david, partners, ActionTold("told-action", "An action"), TermsTold(owner=bodies["SYP"]))
    there = Person.objects.get(email__startswith="david.")
    host = AttendanceTold(organisation=bodies["NVCRP"], person=there, hosts=True)
    for reference, title, closed, who in (
        ("open-meeting", "zzopenmeetingzz", False, "HO"),
        ("closed-meeting", "zzclosedmeetingzz", True, "HO"),
        ("with-npcc", "zzwithnpcczz", False, "NPCC"),
    ):
        on = date(2026, 3, 30)
        about = MeetingTold(reference, title, MeetingKind.BRIEFING, on, on, about="zzinsidezz" if closed else "", closed=closed)
        held = write_down(david, about, [host, AttendanceTold(organisation=bodies[who])])
        if closed:
            note(david, held, "zzinsidezz")
            listener = held.attendances.get(organisation="HO")
            disclose(
                david, held, DisclosureTold(ToldOf.MESSAGE, "zzinsidezz", Marking.OFFICIAL, Handling.PERMITTED), [listener], find
            )
            agree(david, held, ArisingTold("inside-action", "zzinsidezz", on), held.attendances.get(organisation="NVCRP"))
    pieces = [EvidenceTold(Thing.MEETING, "open-meeting")]
    report_progress(david, action, ProgressTold("zzopenreportzz", date(2026, 3, 1), evidence=pieces), find)
    report_progress(david, action, ProgressTold("zzclosedreportzz", date(2026, 3, 2), audience=Audience.CLOSED), find)
    asker = enquire("zzenquiryzz", "zzenquiryzz firm", "zzenquiryzz@asker.example", "zzenquiryzz", NOW)
    toyota, jlr = (Member.objects.get(organisation=code) for code in ("TOYOTAGB", "JLR"))
    add_contact(david, toyota, ContactTold("zztheircontactzz"), "a test")
    add_contact(david, jlr, ContactTold("zzjlrcontactzz"), "a test")
    return {"asker": asker, "toyota": toyota.reference, "jlr": jlr.reference}


def addresses(told: dict[str, str], *, reading: bool) -> list[str]:
    """Return the addresses of the three rooms that read, or those that change; parameters name each telling row."""
    contacts = {one.name: str(one.pk) for one in Contact.objects.filter(name__startswith="zz")}
    values = [
        {"strategy_version": "draft", "pillar": "P1", "objective": "draft-objective", "strategy_action": "draft-action",
         "recommendation": "rusi-ports", "source": "rusi-2025", "member": told["asker"], "contact": contacts["zzenquiryzz"],
         "meeting": "open-meeting", "meeting_action": "inside-action", "listener": "o-HO"},
        {"strategy_version": "strategy-2025", "pillar": "P3", "objective": "specialist-skills", "strategy_action": "told-action",
         "recommendation": "rusi-ports", "source": "rusi-2025", "member": told["toyota"], "contact": contacts["zztheircontactzz"],
         "meeting": "closed-meeting", "meeting_action": "inside-action", "listener": "o-NPCC"},
        {"strategy_version": "draft", "pillar": "P3", "objective": "partners", "strategy_action": "told-action",
         "recommendation": "rusi-ports", "source": "rusi-2025", "member": told["jlr"], "contact": contacts["zzjlrcontactzz"],
         "meeting": "with-npcc", "meeting_action": "inside-action", "listener": "o-NVCRP"},
    ]  # fmt: skip
    rooms = [page for page in all_pages() if page.route.split("/")[0] in {"strategy", "members", "engagement"}]
    routes = [page.route for page in rooms if page.guard and (page.guard.verb is Verb.CONSULTATION) == reading]
    found = {address(route, one) for route in routes for one in (values if parameters_of(route) else values[:1])}
    if not reading:
        return sorted(found)
    codes = [rule.code for rule in (*STRATEGY, *MEMBERS, *ENGAGEMENT)]
    # The rows as CSV hold every word that the page of a figure holds; of the pages one of each room is enough.
    found |= {f"/figures/{rules[0].code}" for rules in (STRATEGY, MEMBERS, ENGAGEMENT)}
    found |= {f"/figures/{code}/rows.csv" for code in codes}
    found |= {"/strategy?version=draft", "/strategy?since=2026-01-01", "/members?state=new", "/members?q=zz", "/engagement?q=zz"}
    found |= {"/engagement/actions?state=all", "/engagement/actions?state=overdue"}
    return sorted(found)


def client_of(person: Person, purpose: str) -> Client:
    client = Client()
    client.force_login(person)
    session = client.session
    session[PURPOSE_KEY], session[WHY_KEY] = purpose, "the leak test"
    session.save()
    return client


def test_nobody_reads_what_is_not_theirs(told: dict[str, str]) -> None:
    """Every answer to every person is searched for every telling word; each word is also read by somebody who may."""
    asked = addresses(told, reading=True)
    leaks, read = [], {word: set[str]() for word in MAY_READ}
    for person in those_who_ask():
        who = person.email.split(".")[0]
        who = "owen" if who == "vehicle" else who  # what one force lead reads here, each does
        for purpose in viewer_of(person, timezone.now()).purposes:
            client = client_of(person, purpose)
            # Whom no room is open to is stopped by the guard before a page is made: some addresses of each are enough.
            for where in asked if any(who in readers for readers in MAY_READ.values()) else asked[::5]:
                answer = client.get(where)
                content = b"".join(answer) if answer.streaming else answer.content
                body = content.decode("utf-8", "replace").replace(where, "")
                for word, readers in MAY_READ.items():
                    if word in body and who in readers:
                        read[word].add(who)
                    elif word in body:
                        leaks.append((who, purpose, where, word))
    assert leaks == []
    assert {word: who for word, who in read.items() if not who} == {}
    assert read["zzinsidezz"] == {"david"}
    assert read["zzclosedreportzz"] == MAY_READ["zzclosedreportzz"]


def counts() -> tuple[int, ...]:
    models = (Step, Version, Objective, Progress, Member, Contact, Meeting)
    return tuple(model.objects.count() for model in models)


def test_nothing_is_changed_by_who_may_only_read(told: dict[str, str]) -> None:
    """Every address is posted to by readers, with words that would be taken from who may; nothing is changed."""
    before = counts()
    words = {"act": "begin", "after": "0", "reason": "x", "title": "x", "text": "x", "reference": "x", "code": "P9", "name": "x"}
    for who, purpose in (("peter", "programme"), ("tom", "investigation"), ("hugh", "programme"), ("ruth", "programme")):
        client = client_of(Person.objects.get(email__startswith=f"{who}."), purpose)
        refused = {client.post(where, words).status_code for where in addresses(told, reading=False)}
        assert refused <= {400, 403, 404, 405, 422, 200}, who
        assert counts() == before, who
