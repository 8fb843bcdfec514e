"""The picture page: what each person sees of it, what is new, and that nothing hidden is there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from django.test import Client

from vinculum.desk.access.models import Person
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]
WHOLE_YEAR = "/picture?weeks=52"
FIVE = ("amara", "priya", "tom", "helen", "david")


def shown(client: Client, address: str = WHOLE_YEAR) -> str:
    """Return a page's text, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(workspace: Workspace, feed: str) -> list[dict[str, object]]:
    """Return every accepted row of a feed, past the policy."""
    return [row for file in workspace.accepted_files(feed) for row in pq.read_table(file).to_pylist()]


def figure(page: str, words: str) -> str:
    """Return the number of the figure with these words."""
    return str(next(number for number, told in re.findall(r'number">([^<]*)</span><span>([^<]*)<', page) if words in told))


@pytest.mark.parametrize("who", FIVE)
def test_everybody_sees_figures_and_what_they_are_made_from(sign_in: SignIn, who: str) -> None:
    """Each figure has its basis, and every feed of the house is either a source or told to be closed, with the reason."""
    page = shown(sign_in(who))
    figures = page.split('class="app-figures"')[1].split("</ul>")[0]
    assert figures.count("<li>") == figures.count('<p class="app-basis">') >= 2
    told = page.split('id="basis-title"')[1]
    assert told.count("<tr") - 1 + told.count("no agreement opens them") >= 17


def test_the_figure_of_thefts_is_the_count_of_the_records(sign_in: SignIn, standing_desk: Workspace) -> None:
    """An analyst sees every theft report; the period reaches further back than the first of them."""
    assert figure(shown(sign_in("amara")), "reported stolen") == str(len(rows_of(standing_desk, "thefts")))


def test_a_maker_sees_the_thefts_of_its_own_makes_and_no_mark(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Counted alike, and without plate, crime reference, place or another maker."""
    page = shown(sign_in("helen"))
    thefts = rows_of(standing_desk, "thefts")
    own = [row for row in thefts if row["make"] in {"JAGUAR", "LAND ROVER"}]
    assert figure(page, "reported stolen") == str(len(own)) != str(len(thefts))
    hidden = {str(row[name]) for row in thefts for name in ("vrm", "vin", "crime_ref") if row[name]}
    assert not [mark for mark in hidden if mark in page]
    assert not [make for make in {str(row["make"]) for row in thefts} - {"JAGUAR", "LAND ROVER"} if make in page]
    assert "RANGE ROVER" in page
    assert (
        "The places of thefts are not open to you for this purpose. Plate-reading cameras: no agreement opens them to JLR" in page
    )
    assert 'name="layer"' not in page


def test_the_programme_lead_sees_figures_by_force_and_no_person_or_mark(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Thefts and recoveries of every force, as counted from the records."""
    page = shown(sign_in("david"))
    thefts = rows_of(standing_desk, "thefts")
    cleveland = str(sum(row["force"] == "cleveland" for row in thefts))
    row = page.split("Cleveland Police</a>")[1].split("</tr>")[0]
    assert re.findall(r'numeric">([^<]*)<', row)[0] == cleveland
    assert not [str(row["vrm"]) for row in thefts if str(row["vrm"]) in page]
    assert 'id="leads-title"' not in page


def test_an_investigator_sees_no_consignment(sign_in: SignIn) -> None:
    """Export declarations are open to the national units alone, and so are the leads that rest on them."""
    assert "Consignments at risk" in shown(sign_in("amara"))
    page = shown(sign_in("tom"))
    assert "Consignments at risk" not in page
    assert "Export consignments: no agreement opens them to CLEVELAND" in page


def test_a_ports_officer_sees_no_read(sign_in: SignIn) -> None:
    """Plate reads are not open for the purpose ports: no sighting, no clone, no camera."""
    page = shown(sign_in("priya"), f"{WHOLE_YEAR}&layer=cameras&layer=hits")
    assert "sightings of stolen vehicles" not in page
    assert "Suspected clones" not in page
    assert "Consignments at risk" in page


def test_filters_narrow_by_address_alone(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Without a script; and what is no choice is as if it were not given."""
    client = sign_in("amara")
    page = shown(client, f"{WHOLE_YEAR}&force=cleveland")
    own = sum(row["force"] == "cleveland" for row in rows_of(standing_desk, "thefts"))
    assert figure(page, "reported stolen") == str(own)
    assert '<option value="cleveland" selected>' in page
    assert figure(shown(client, f"{WHOLE_YEAR}&force=atlantis&kind=none"), "reported stolen") == figure(
        shown(client), "reported stolen"
    )


def test_a_kind_narrows_the_leads(sign_in: SignIn) -> None:
    """The list, the figure and the map."""
    page = shown(sign_in("amara"), f"{WHOLE_YEAR}&kind=lapse")
    assert figure(page, "leads that have not gone cold") == "5"
    assert "Suspected clone:" not in page.split('id="leads-title"')[1].split("</table>")[0]


def test_htmx_is_answered_with_the_part_alone(sign_in: SignIn) -> None:
    """The same part as the page holds, and caches know that there are two answers."""
    client = sign_in("amara")
    part = client.get(WHOLE_YEAR, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="picture-shown">')
    assert "HX-Request" in part["Vary"]


def test_what_came_since_the_last_visit_is_told_until_the_visit_ends(sign_in: SignIn) -> None:
    """Deliveries, and the leads that rest on them; the next visit counts from this one."""
    Person.objects.filter(email__startswith="amara.").update(last_visit_at=datetime(2026, 1, 1, tzinfo=UTC))
    client = sign_in("amara")
    for _ in range(2):
        page = shown(client)
        assert "17 deliveries, on which 223 leads" in page
    again = sign_in("amara")
    assert "Nothing that is open to you has come in since" in shown(again)


def test_news_tells_a_part_of_a_delivery_without_its_size(sign_in: SignIn, standing_desk: Workspace) -> None:
    """A maker who sees some rows of a delivery is not told how many there are."""
    Person.objects.filter(email__startswith="helen.").update(last_visit_at=datetime(2026, 1, 1, tzinfo=UTC))
    page = shown(sign_in("helen"))
    assert "2 deliveries" in page
    assert page.count("open to you in part") == 2
    assert str(len(rows_of(standing_desk, "thefts"))) not in page.split('id="news-title"')[1].split("</section>")[0]


def test_a_visit_is_noted_once_an_hour(sign_in: SignIn) -> None:
    """Not at every page; and a first visit says that it is one."""
    client = sign_in("tom")
    assert "This is your first visit" in shown(client)
    first = Person.objects.get(email__startswith="tom.").last_visit_at
    shown(client)
    assert Person.objects.get(email__startswith="tom.").last_visit_at == first
    assert first is not None
    Person.objects.filter(email__startswith="tom.").update(last_visit_at=first - timedelta(hours=2))
    shown(client)
    noted = Person.objects.get(email__startswith="tom.").last_visit_at
    assert noted is not None
    assert noted >= first


def test_the_look_is_recorded_with_its_filters(sign_in: SignIn) -> None:
    """Who, what for, and how the picture was narrowed."""
    sign_in("amara", "intelligence").get("/picture?force=cleveland&weeks=4")
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert (record.action, record.purpose, record.outcome) == ("picture.read", "intelligence", "done")
    assert (record.detail["force"], record.detail["weeks"]) == ("cleveland", 4)


@pytest.mark.parametrize("address", [WHOLE_YEAR, "/definitions"])
def test_pages_run_and_style_nothing_inline(sign_in: SignIn, address: str) -> None:
    """Scripts come from this site; data blocks do not run."""
    page = shown(sign_in("amara"), address)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("who", FIVE)
def test_headings_go_down_one_step_at_a_time(sign_in: SignIn, who: str) -> None:
    """One h1, and no level left out."""
    levels = [int(level) for level in re.findall(r"<h([1-6])", shown(sign_in(who)))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_its_headers_a_scope(sign_in: SignIn) -> None:
    """Those behind charts and the map too."""
    page = shown(sign_in("amara"))
    assert page.count("<table") == page.count("<caption")
    assert page.count("<th ") == len(re.findall(r"<th [^>]*scope=", page))


def test_definitions_are_open_without_a_purpose(sign_in: SignIn) -> None:
    """They show no record; the methods and kinds are explained."""
    client = sign_in("sam")
    session = client.session
    del session["purpose"]
    session.save()
    page = shown(client, "/definitions")
    assert "Suspected clone" in page
    assert "Key signal relayed" in page
    assert "are not open to you for this purpose" in page


def test_the_shapes_of_the_map_are_the_same_for_everybody(sign_in: SignIn) -> None:
    """One file of this site, which browsers may keep."""
    answers = [sign_in(who).get("/map/shapes") for who in ("amara", "helen")]
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Type"] == "application/geo+json"
    assert "private" in answers[0]["Cache-Control"]
