"""The page of a lead: what it tells, on which rows, to whom, and how it is worked there."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.workflow import Act

SignIn = Callable[..., Client]
PRIVATE = "ZEBRA-77 told by the keeper's neighbour"


FOUND: dict[tuple[str, str, str], list[str]] = {}


def leads_of(client: Client, kind: str) -> list[str]:
    """Return the ids of the leads of a kind that a person's first page lists; the picture stands, so each is asked for once."""
    told = client.session
    asked = (told["_auth_user_id"], told["purpose"], kind)
    if asked not in FOUND:
        html = client.get(f"/leads?heat=both&state=all&kind={kind}").content.decode()
        FOUND[asked] = re.findall(rf'href="/leads/({kind}-[0-9a-f]{{12}})"', html)
    return FOUND[asked]


def page(client: Client, lead: str) -> str:
    """Return the page of a lead as a browser gets it."""
    answer = client.get(f"/leads/{lead}")
    assert answer.status_code == 200
    return answer.content.decode()


def state(html: str) -> str:
    """Return the state that the page shows."""
    found = re.search(r'app-state--\w+">([^<]+)<', html)
    assert found
    return found[1]


def acts(html: str, lead: str) -> set[str]:
    """Return the acts that the page offers."""
    return set(re.findall(rf'action="/leads/{lead}/(\w+)"', html))


@pytest.mark.parametrize(("who", "kind"), [("amara", "clone"), ("tom", "hit"), ("tom", "lapse"), ("priya", "export")])
def test_page_tells_the_lead_to_the_row(sign_in: SignIn, who: str, kind: str) -> None:
    """Likelihood in words and figure, reasons, what to do, every record, and why this person may see each feed."""
    client = sign_in(who)
    lead = leads_of(client, kind)[0]
    html = page(client, lead)
    for told in ("How likely", "Value at stake", "Time left", "What to do", "Why you can see this", "Evidence, to the row"):
        assert told in html, told
    rests = set(re.findall(r'href="#([a-z_]+-[0-9a-f]+-\d+)"', html))
    rows = set(re.findall(r'id="([a-z_]+-[0-9a-f]+-\d+)"', html))
    assert rests
    assert rests <= rows, "a reason rests on a row that the page does not show"
    assert re.search(r"For the purpose \w+: (agreement \d+|\w+ provided it)", html)
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert len(rows) == record.detail["rows"]
    assert len(record.subjects) == 1


def test_clone_is_told_as_hypotheses(sign_in: SignIn) -> None:
    """Tracks are drawn apart and called hypotheses, pairs of reads inconsistencies."""
    client = sign_in("amara")
    html = page(client, leads_of(client, "clone")[0])
    assert "Each track is a hypothesis" in html
    assert "Hypothesis A: fits the register best" in html
    assert "Inconsistent pairs of reads" in html
    assert html.count('class="map"') >= 3


@pytest.mark.parametrize("lead", ["clone-000000000000", "nothing", "export-ffffffffffff"])
def test_lead_that_is_not_there_is_not_found(sign_in: SignIn, lead: str) -> None:
    """No page, no act and no pack of what there is not."""
    client = sign_in("amara")
    assert client.get(f"/leads/{lead}").status_code == 404
    assert client.post(f"/leads/{lead}/adopt", {"after": 0}).status_code == 404
    assert client.post(f"/leads/{lead}/pack").status_code == 404


def test_hidden_lead_is_as_one_that_is_not_there(sign_in: SignIn) -> None:
    """The answer for a clone to somebody without reads has the bytes of the answer for no lead, and nothing can be done to it."""
    hidden = leads_of(sign_in("amara"), "clone")[0]
    priya = sign_in("priya")
    invented = "clone-" + "0" * 12
    bytes_of = [priya.get(f"/leads/{lead}").content.replace(lead.encode(), b"") for lead in (hidden, invented)]
    assert bytes_of[0] == bytes_of[1]
    for act in ("adopt", "note", "pack"):
        assert priya.post(f"/leads/{hidden}/{act}", {"after": 0, "text": "x"}).status_code == 404
    assert not LeadAct.objects.exists()


@pytest.mark.parametrize("who", ["helen", "david"])
def test_who_does_not_work_leads_is_refused(sign_in: SignIn, who: str) -> None:
    """Neither page nor act nor pack nor file of decisions."""
    lead = leads_of(sign_in("amara"), "clone")[0]
    client = sign_in(who)
    assert client.get(f"/leads/{lead}").status_code == 403
    assert client.get("/leads/decisions.csv").status_code == 403
    for act in ("adopt", "task", "park", "dismiss", "resolve", "note", "undo", "recall", "pack"):
        assert client.post(f"/leads/{lead}/{act}", {"after": 0}).status_code == 403


def test_acts_are_posted_only(sign_in: SignIn) -> None:
    """Looking at an address changes nothing."""
    client = sign_in("amara")
    lead = leads_of(client, "clone")[0]
    for act in ("adopt", "task", "park", "dismiss", "resolve", "note", "undo", "recall", "pack"):
        assert client.get(f"/leads/{lead}/{act}").status_code == 405, act


def test_offered_acts_are_those_of_the_role(sign_in: SignIn) -> None:
    """The analyst may task, the investigator may not, and the supervisor may only task."""
    lead = leads_of(sign_in("tom"), "clone")[0]
    offered = {who: acts(page(sign_in(who, purpose="investigation"), lead), lead) for who in ("amara", "tom", "ines")}
    assert {"adopt", "task", "park", "dismiss", "note", "pack"} == offered["amara"]
    assert {"adopt", "park", "dismiss", "note", "pack"} == offered["tom"]
    assert {"task"} == offered["ines"]


def test_lead_is_worked_and_taken_back(sign_in: SignIn) -> None:
    """Adopt, dismiss, undo, undo: each is said on the page that follows, and the last state is the first."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    before = page(client, lead)
    steps: list[tuple[str, dict[str, object], str, str]] = [
        ("adopt", {}, "Adopted", "You have adopted this lead."),
        ("dismiss", {"reason": "lawful", "text": "A film crew."}, "Dismissed", "The lead is dismissed."),
        ("undo", {"undoes": 2}, "Adopted", "It is undone."),
        ("undo", {"undoes": 1}, "New", "It is undone."),
    ]
    for number, (act, told, after, message) in enumerate(steps):
        answer = client.post(f"/leads/{lead}/{act}", {"after": number, **told}, follow=True)
        html = answer.content.decode()
        assert answer.redirect_chain == [(f"/leads/{lead}", 302)]
        assert (after, True) == (state(html), message in html)
        assert AuditRecord.objects.filter(route__contains=f"lead-{act}").values_list("verb", "outcome")[0] == (
            "alteration",
            "done",
        )
    now = page(client, lead)
    assert acts(before, lead) == acts(now, lead)
    assert "A film crew." in now
    assert now.count("(undone)") == 2


def test_every_form_carries_its_token(sign_in: SignIn) -> None:
    """A browser can send each form of the page: none is refused as forged."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    client.post(f"/leads/{lead}/adopt", {"after": 0})
    html = page(client, lead)
    forms = re.findall(r'<form method="post".*?</form>', html, re.DOTALL)
    assert len(forms) >= 7
    assert all("csrfmiddlewaretoken" in form for form in forms)


@pytest.mark.parametrize(
    ("act", "told", "said"),
    [
        ("dismiss", {"text": "x"}, "Choose why it is dismissed."),
        ("dismiss", {"reason": "bored", "text": "x"}, "Choose a reason from the list."),
        ("dismiss", {"reason": "lawful", "text": "  "}, "Enter in your words why it is dismissed."),
        ("park", {"until": "1 1 2020", "text": "x"}, "Enter a day after today."),
        ("park", {"until": "soon", "text": "x"}, "Enter a day such as 27 3 2026"),
        ("task", {"tasked_to": "OPAL", "due": "1 1 2099", "text": "x"}, "Choose an organisation from the list."),
        ("task", {"tasked_to": "ESSEX", "due": "1 1 2020", "text": "x"}, "Enter a day that is not past."),
        ("task", {"tasked_to": "JLR", "due": "1 1 2099", "text": "x"}, "Choose an organisation from the list."),
        ("note", {"text": "x" * 4001}, "Enter at most 4,000 letters."),
        ("note", {}, "Enter the note."),
        ("adopt", {"after": "many"}, "Load the page again."),
    ],
)
def test_wrong_form_is_said_and_nothing_kept(sign_in: SignIn, act: str, told: dict[str, str], said: str) -> None:
    """The page comes back with what is wrong above it and beside the field, and nothing is written."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    answer = client.post(f"/leads/{lead}/{act}", {"after": 0, **told})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in html
    assert said in html
    assert "Error: " in html
    assert not LeadAct.objects.exists()


def test_overtaken_is_told_and_nothing_kept(sign_in: SignIn) -> None:
    """Who acts on an old page learns what a colleague did in between."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    client.post(f"/leads/{lead}/adopt", {"after": 0})
    answer = client.post(f"/leads/{lead}/dismiss", {"after": 0, "reason": "lawful", "text": "x"})
    assert answer.status_code == 409
    assert "Amara Okafor adopted it on" in answer.content.decode()
    assert LeadAct.objects.count() == 1


def test_others_learn_of_the_work_and_nothing_of_its_content(sign_in: SignIn) -> None:
    """Byte for byte, the force's page holds no text, person, date or reason of what Opal did; and the other way round."""
    amara, tom = sign_in("amara", purpose="intelligence"), sign_in("tom")
    lead = leads_of(tom, "clone")[0]
    until = f"{timezone.now().date() + timedelta(days=40):%d %m %Y}"
    amara.post(f"/leads/{lead}/note", {"after": 0, "text": PRIVATE})
    amara.post(f"/leads/{lead}/park", {"after": 1, "until": until, "text": PRIVATE})
    for html in (page(tom, lead), tom.get("/leads").content.decode(), tom.get("/leads/decisions.csv").content.decode()):
        assert "ZEBRA" not in html
        assert "Amara" not in html
    html = page(tom, lead)
    assert f"{Organisation.objects.get(code='OPAL').name} is working on this lead. What it does is not shown here." in html
    assert "Before you act, contact them." in html
    assert state(html) == "New"
    tom.post(f"/leads/{lead}/adopt", {"after": 0})
    theirs = page(amara, lead)
    assert f"{Organisation.objects.get(code='CLEVELAND').name} is working on this lead." in theirs
    assert f"contact them through {Organisation.objects.get(code='OPAL').name}" in theirs
    assert "Tom Hartley" not in theirs
    assert PRIVATE.replace("'", "&#x27;") in theirs


def test_pages_without_others_work_have_no_notice(sign_in: SignIn) -> None:
    """The notice stands only where somebody is at work."""
    client = sign_in("tom")
    assert "is working on" not in page(client, leads_of(client, "clone")[0])


def test_task_is_read_by_whom_it_is_given_to(sign_in: SignIn) -> None:
    """The force finds the task in its queue and on the lead, with the day; the rest of Opal's history is not there."""
    amara, tom = sign_in("amara", purpose="intelligence"), sign_in("tom")
    lead = leads_of(tom, "clone")[0]
    amara.post(f"/leads/{lead}/note", {"after": 0, "text": PRIVATE})
    task = {"after": 1, "tasked_to": "CLEVELAND", "due": "1 2 2099", "text": "Look at the <b>yard</b>."}
    amara.post(f"/leads/{lead}/task", task)
    html = page(tom, lead)
    assert "tasked your organisation with this lead" in html
    assert "Look at the &lt;b&gt;yard&lt;/b&gt;." in html
    assert "1 February 2099" in html
    assert "ZEBRA" not in html
    assert lead in tom.get("/leads?whose=given").content.decode()
    amara.post(f"/leads/{lead}/recall", {"after": 2, "undoes": 2})
    assert "tasked your organisation" not in page(tom, lead)


def test_dismissed_lead_is_back_when_there_is_new_evidence(sign_in: SignIn) -> None:
    """A lead that was dismissed on fewer records than it rests on now is new again, and says so, with the new records marked."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    html = page(client, lead)
    rows = sorted(
        {(one.rsplit("-", 1)[0], int(one.rsplit("-", 1)[1])) for one in re.findall(r'id="(reads-[0-9a-f]+-\d+)"', html)}
    )
    viewer = viewer_of(Person.objects.get(email__startswith="amara."), timezone.now(), Purpose.INTELLIGENCE, "x")
    then = LeadSeen(lead, "clone", "vrm", "X", 0.5, frozenset(rows[1:]), "earlier")
    act_on(then, Act.DISMISS, Details(reason="lawful", text="x"), viewer, after=0, at=timezone.now())
    html = page(client, lead)
    assert state(html) == "New"
    assert "It is back: new evidence since it was dismissed" in html
    assert lead in client.get("/leads?kind=clone").content.decode()


def test_dismissed_lead_without_new_evidence_stays_away(sign_in: SignIn) -> None:
    """It is out of the open queue and found by asking for what was dismissed."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    client.post(f"/leads/{lead}/dismiss", {"after": 0, "reason": "lawful", "text": "x"})
    assert f"/leads/{lead}" not in client.get("/leads?kind=clone").content.decode()
    assert f"/leads/{lead}" in client.get("/leads?kind=clone&state=dismissed").content.decode()


def test_decisions_leave_as_a_file_that_the_audit_knows(sign_in: SignIn) -> None:
    """The file holds what became of the organisation's leads, and the audit that it left."""
    client = sign_in("amara", purpose="intelligence")
    lead = leads_of(client, "clone")[0]
    client.post(f"/leads/{lead}/dismiss", {"after": 0, "reason": "lawful", "text": PRIVATE})
    answer = client.get("/leads/decisions.csv")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert f"{lead},clone,OPAL,dismissed,lawful,False," in text
    assert "ZEBRA" not in text
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert (record.verb, record.detail["rows"]) == ("disclosure", 1)
