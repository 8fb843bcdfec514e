"""The queue: what each person finds in it, in which order, counted how, and what others' work shows there."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]


def page(client: Client, query: str = "", status: int = 200) -> str:
    """Return the queue as a browser gets it."""
    answer = client.get(f"/leads{query}")
    assert answer.status_code == status
    return answer.content.decode()


def ids(html: str) -> list[str]:
    """Return the leads of a page in its order."""
    return re.findall(r'href="/leads/([a-z_]+-[0-9a-f]{12})"', html)


def total(html: str) -> int:
    """Return how many leads the page says there are."""
    found = re.search(r"of ([\d,]+) leads?<", html)
    return int(found[1].replace(",", "")) if found else 0


def seen_leads(workspace: Workspace, who: str, purpose: Purpose) -> list[dict[str, object]]:
    """Return the leads that the policy shows a person, in the order of their worth."""
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose, "x")
    with open_seen(workspace, viewer) as door:
        return door.ask_rows("SELECT * FROM picture.leads ORDER BY cold, priority DESC, probability DESC, id")


@pytest.mark.parametrize(
    ("who", "purpose"), [("amara", Purpose.INTELLIGENCE), ("tom", Purpose.INVESTIGATION), ("priya", Purpose.PORTS)]
)
def test_everybody_walks_through_exactly_what_they_may_see(
    sign_in: SignIn, standing_desk: Workspace, who: str, purpose: Purpose
) -> None:
    """Page after page shows every lead that the policy shows, once, in the order of the picture, and says how many there are."""
    client = sign_in(who, purpose=purpose)
    allowed = [row["id"] for row in seen_leads(standing_desk, who, purpose)]
    html = page(client, "?heat=both&state=all")
    assert len(allowed) == total(html)
    walked, back = ids(html), html
    while later := re.search(r'href="/leads(\?[^"]*after=[^"]*)"', back):
        back = page(client, later[1].replace("&amp;", "&"))
        walked += ids(back)
    assert allowed == walked
    if earlier := re.search(r'href="/leads(\?[^"]*before=[^"]*)"', back):
        before = ids(page(client, earlier[1].replace("&amp;", "&")))
        at = walked.index(ids(back)[0])
        assert walked[at - 25 : at] == before


def test_people_see_different_queues(sign_in: SignIn) -> None:
    """The investigator finds no box, the ports officer no clone, the analyst both."""
    found = {
        who: {lead.split("-")[0] for kind in ("clone", "export") for lead in ids(page(sign_in(who), f"?heat=both&kind={kind}"))}
        for who in ("amara", "tom", "priya")
    }
    assert {"amara": {"clone", "export"}, "tom": {"clone"}, "priya": {"export"}} == found


@pytest.mark.parametrize("who", ["helen", "david", "sam", "rashid"])
def test_who_does_not_work_leads_is_refused(sign_in: SignIn, who: str) -> None:
    """Industry, the programme, the administrator and the auditor find no queue, and the attempt is recorded."""
    assert "clone-" not in page(sign_in(who), status=403)
    assert AuditRecord.objects.order_by("-sequence").values_list("action", "outcome")[0] == ("lead.read", "denied")


def test_counts_of_a_filter_are_those_it_leaves(sign_in: SignIn) -> None:
    """The number beside a choice is the number of leads that choosing it shows."""
    client = sign_in("amara")
    html = page(client)
    for name in ("kind", "area", "port", "stage", "state"):
        box = re.search(rf'<select[^>]*name="{name}">(.*?)</select>', html, re.DOTALL)
        assert box, name
        for value, count in re.findall(r'<option value="([^"]*)"[^>]*>[^<]*\(([\d,]+)\)</option>', box[1])[:3]:
            assert int(count.replace(",", "")) == total(page(client, f"?{name}={value}")), (name, value)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("?heat=cold", lambda row: row["cold"]),
        ("?least=90", lambda row: not row["cold"] and row["probability"] >= 0.9),
        ("?kind=clone", lambda row: not row["cold"] and row["kind"] == "clone"),
        ("?stage=S9", lambda row: not row["cold"] and row["stage"] == "S9"),
        ("?whose=mine", lambda _: False),
        ("?state=adopted", lambda _: False),
    ],
)
def test_filters_leave_what_they_say(
    sign_in: SignIn, standing_desk: Workspace, query: str, holds: Callable[[dict[str, object]], bool]
) -> None:
    """A filter shows the leads that it names and no other."""
    wanted = [row for row in seen_leads(standing_desk, "amara", Purpose.INTELLIGENCE) if holds(row)]
    assert len(wanted) == total(page(sign_in("amara", purpose="intelligence"), query))


def test_subject_is_found_however_it_is_written(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Blanks and capitals do not matter, and what is typed is never read as markup or as a query."""
    client = sign_in("amara", purpose="intelligence")
    lead = next(row for row in seen_leads(standing_desk, "amara", Purpose.INTELLIGENCE) if row["kind"] == "clone")
    subject = str(lead["subject"]).lower()
    assert lead["id"] in ids(page(client, f"?heat=both&text={subject[:4]}+{subject[4:]}"))
    hostile = page(client, "?text=%27%3B+%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in hostile
    assert total(hostile) == 0


@pytest.mark.parametrize(("sort", "key"), [("likeliest", "probability"), ("value", "value_gbp")])
def test_other_orders(sign_in: SignIn, standing_desk: Workspace, sort: str, key: str) -> None:
    """The queue can stand by likelihood or by value; what is not known comes last, never as nothing."""
    rows = {row["id"]: row for row in seen_leads(standing_desk, "amara", Purpose.INTELLIGENCE)}
    shown = [rows[lead][key] for lead in ids(page(sign_in("amara", purpose="intelligence"), f"?sort={sort}"))]
    known = [value for value in shown if value is not None]
    assert sorted(known, key=lambda value: -float(str(value))) == known
    assert shown[: len(known)] == known


@pytest.mark.parametrize("query", ["?state=lost", "?heat=warm", "?least=17", "?sort=luck", "?whose=theirs"])
def test_wrong_filter_is_said_and_changes_nothing(sign_in: SignIn, query: str) -> None:
    """A choice that is not offered is named above the queue as it stands without it."""
    html = page(sign_in("amara"), query, status=422)
    assert "There is a problem" in html
    assert ids(html)


def test_cursor_of_a_lead_that_is_not_there_begins_anew(sign_in: SignIn) -> None:
    """A cursor tells nothing: a hidden lead's and an invented one lead to the same first page."""
    client = sign_in("priya")
    hidden = ids(page(sign_in("amara"), "?kind=clone"))[0]
    first = ids(page(client))
    assert first == ids(page(client, f"?after={hidden}")) == ids(page(client, "?after=clone-000000000000"))
    assert first == ids(page(client, f"?before={hidden}"))


def test_other_organisations_work_shows_as_a_notice_and_nothing_else(sign_in: SignIn) -> None:
    """The force learns that Opal is at work on a lead; its own state of it stays new."""
    amara, tom = sign_in("amara", purpose="intelligence"), sign_in("tom")
    lead = ids(page(tom, "?kind=clone"))[0]
    amara.post(f"/leads/{lead}/adopt", {"after": 0})
    html = page(tom, "?kind=clone")
    assert f"{Organisation.objects.get(code='OPAL').name} is working on this lead" in html
    assert "Amara" not in html
    assert lead not in ids(page(tom, "?state=adopted"))
    assert lead in ids(page(amara, "?state=adopted&whose=mine"))


def test_task_on_a_lead_that_is_not_seen_is_read_without_the_lead(sign_in: SignIn) -> None:
    """A task reaches whom it is given to; the lead behind it stays as hidden as it was."""
    amara, priya = sign_in("amara", purpose="intelligence"), sign_in("priya")
    lead = ids(page(amara, "?kind=clone"))[0]
    subject = re.search(rf'href="/leads/{lead}">[^<]*<span class="app-mark">([^<]+)<', page(amara, "?kind=clone"))
    assert subject
    task = {"after": 0, "tasked_to": "NAVCIS", "due": "1 2 2099", "text": "Ask the gate at Teesport."}
    amara.post(f"/leads/{lead}/task", task)
    html = page(priya)
    assert "Ask the gate at Teesport." in html
    assert "1 February 2099" in html
    assert lead not in html
    assert subject[1] not in html
    assert "Ask the gate" not in page(sign_in("tom"))


def test_queue_tells_the_audit_what_it_showed(sign_in: SignIn) -> None:
    """Every subject that was listed can be found in the audit."""
    html = page(sign_in("tom"))
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert ("lead.read", "consultation", len(ids(html))) == (record.action, record.verb, record.detail["rows"])
    assert len(ids(html)) == len(record.subjects)


def test_queue_works_as_a_plain_form_and_by_htmx(sign_in: SignIn) -> None:
    """The filters are a form that any browser sends; with scripts the same address refreshes the part of the page."""
    html = page(sign_in("tom"))
    form = re.search(r"<form class=\"app-filters\"[^>]*>", html)
    assert form
    assert 'method="get"' in form[0]
    assert 'hx-get="/leads"' in form[0]
    assert 'id="leads-part"' in html
