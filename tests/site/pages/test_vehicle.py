"""The vehicle and record pages: every claim with its source, contradictions with both sides, and nothing that is hidden."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Agreement, Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.engine.door import Door
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]


@pytest.fixture
def whole(standing_desk: Workspace) -> Door:
    """Return the picture as the analyst may see it, which is nearly all of it."""
    person = Person.objects.get(email__startswith="amara.")
    return open_seen(standing_desk, viewer_of(person, timezone.now(), Purpose.INTELLIGENCE))


def one(door: Door, query: str) -> dict[str, object]:
    """Return the first row of an answer."""
    return door.ask_rows(query)[0]


def shown(client: Client, address: str) -> str:
    """Return a page's text, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_record_that_speaks_of_a_vehicle_is_on_its_page(sign_in: SignIn, whole: Door) -> None:
    """Each with the address of the record, who said so and its values."""
    plate = str(one(whole, "SELECT stolen_vrm AS v FROM picture.hits ORDER BY stolen_vrm LIMIT 1")["v"])
    page = shown(sign_in("amara"), f"/vehicle/{plate}?all=1")
    marks = whole.ask_rows("SELECT mark FROM picture.vehicle_marks WHERE vehicle IN "
                           "(SELECT vehicle FROM picture.vehicle_marks WHERE mark = $mark)", {"mark": plate})  # fmt: skip
    records = whole.ask_rows(
        "SELECT DISTINCT delivery, row FROM picture.claims WHERE mark IN (SELECT unnest($marks))",
        {"marks": [row["mark"] for row in marks]},
    )
    missing = [row for row in records if f'href="/record/{row["delivery"]}/{row["row"]}"' not in page]
    assert records
    assert missing == []
    assert "Reported stolen, crime" in page
    assert "said by register" in page


def test_a_contradiction_shows_both_sides_and_their_records(sign_in: SignIn, whole: Door) -> None:
    """In careful words: neither is taken to be right."""
    told = one(whole, "SELECT * FROM picture.conflicts WHERE conflict = 'two_vins' ORDER BY mark LIMIT 1")
    page = shown(sign_in("amara"), f"/vehicle/{told['mark']}")
    assert "Neither side is taken to be right" in page
    assert str(told["one"]) in page
    assert str(told["other"]) in page
    evidence = told["evidence"]
    assert isinstance(evidence, list)
    assert all(f'href="/record/{cited["delivery"]}/{cited["row"]}"' in page for cited in evidence)
    assert "2 vehicles bear this mark" in page


def test_tracks_of_a_suspected_clone_are_hypotheses_drawn_apart(sign_in: SignIn, whole: Door) -> None:
    """Each a line of its own on the map, with the rival explanations beside them."""
    plate = one(whole, "SELECT plate FROM picture.clones WHERE n_vehicles = 2 ORDER BY plate LIMIT 1")["plate"]
    page = shown(sign_in("amara"), f"/vehicle/{plate}")
    assert "A track is a hypothesis" in page
    assert "Track: hypothesis A" in page
    assert "Track: hypothesis B" in page
    assert "Another plate was misread" in page


def test_a_ports_officer_sees_the_vehicle_without_its_reads(sign_in: SignIn, whole: Door) -> None:
    """No camera, no track, no sighting; and the page says why."""
    plate = one(whole, "SELECT plate FROM picture.clones WHERE n_vehicles = 2 ORDER BY plate LIMIT 1")["plate"]
    cameras = [str(row["camera_id"]) for row in whole.ask_rows("SELECT camera_id FROM picture.read_cameras")]
    page = shown(sign_in("priya"), f"/vehicle/{plate}")
    assert "/record/reads-" not in page
    assert not [camera for camera in cameras if camera in page]
    assert "Plate reads: no agreement opens them to NAVCIS" in page


def test_a_hidden_mark_and_one_that_nobody_knows_are_answered_alike(sign_in: SignIn, whole: Door) -> None:
    """A VIN that only a declaration names is nothing to an investigator: the same words, the same status."""
    vin = one(
        whole,
        "SELECT mark FROM picture.claims WHERE mark_kind = 'vin' GROUP BY mark "
        "HAVING bool_and(feed = 'consignments') ORDER BY 1 LIMIT 1",
    )["mark"]
    assert shown(sign_in("priya"), f"/vehicle/{vin}")
    hidden, unknown = (sign_in("tom").get(f"/vehicle/{mark}") for mark in (vin, "SALZZ9ZZ9ZZ999999"))
    assert hidden.status_code == unknown.status_code == 404
    told = [answer.content.decode().split("<main")[1] for answer in (hidden, unknown)]
    assert re.findall(r"<h\d[^>]*>[^<]*", told[0]) == re.findall(r"<h\d[^>]*>[^<]*", told[1])


def test_a_log_with_conditions_is_seen_by_its_own_force_alone(sign_in: SignIn, standing_desk: Workspace, whole: Door) -> None:
    """On the vehicle page and as a record; another force's is not there."""
    rows = whole.ask_rows(
        'SELECT c.mark, c.delivery, c.row, l."force" AS force_id FROM picture.claims AS c '
        "JOIN evidence.logs AS l ON l.delivery = c.delivery AND l.row = c.row "
        "WHERE c.feed = 'logs' AND c.mark_kind = 'vrm' AND l.handling = 'C' ORDER BY l.row"
    )
    own = next((row for row in rows if row["force_id"] == "cleveland"), None)
    other = next(row for row in rows if row["force_id"] != "cleveland")
    client = sign_in("tom")
    assert client.get(f"/record/{other['delivery']}/{other['row']}").status_code == 404
    page = client.get(f"/vehicle/{other['mark']}").content.decode()
    assert f'/record/{other["delivery"]}/{other["row"]}"' not in page
    if own is not None:
        assert client.get(f"/record/{own['delivery']}/{own['row']}").status_code == 200


def test_the_timeline_is_narrowed_to_one_source(sign_in: SignIn, whole: Door) -> None:
    """By address without a script, and as a part for HTMX; a source that is none narrows nothing."""
    plate = str(one(whole, "SELECT stolen_vrm AS v FROM picture.hits WHERE feed = 'reads' ORDER BY stolen_vrm LIMIT 1")["v"])
    client = sign_in("amara")
    part = client.get(f"/vehicle/{plate}?source=thefts", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert text.lstrip().startswith('<section id="timeline"')
    assert set(re.findall(r'href="/record/([a-z]+)-', text)) == {"thefts"}
    assert set(re.findall(r'href="/record/([a-z]+)-', shown(client, f"/vehicle/{plate}?source=none"))) > {"thefts", "register"}


def test_why_each_source_is_open_is_told(sign_in: SignIn, whole: Door) -> None:
    """The agreement by its title, for the purpose given."""
    plate = one(whole, "SELECT stolen_vrm AS v FROM picture.hits ORDER BY stolen_vrm LIMIT 1")["v"]
    page = shown(sign_in("tom"), f"/vehicle/{plate}")
    told = page.split('id="sources-title"')[1]
    assert "For the purpose investigation: agreement" in told
    assert "National vehicle crime data sharing agreement" in told


def test_a_vehicle_page_is_recorded_with_every_mark_on_it(sign_in: SignIn, whole: Door) -> None:
    """The plate asked for and the VIN that stands beside it."""
    told = one(whole, "SELECT vrm, vin FROM picture.vehicles WHERE vrm IS NOT NULL AND vin IS NOT NULL ORDER BY vrm LIMIT 1")
    sign_in("amara").get(f"/vehicle/{told['vrm']}")
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert {("vrm", told["vrm"]), ("vin", told["vin"])} <= {(one.kind, one.subject) for one in record.named.all()}
    assert record.action == "vehicle.read"


def test_partner_and_programme_may_not_open_a_vehicle(sign_in: SignIn) -> None:
    """Their roles do not include it; the refusal says so and is recorded."""
    for who in ("helen", "david"):
        assert sign_in(who).get("/vehicle/AB12CDE").status_code == 403
        assert sign_in(who).get("/record/thefts-0/1").status_code == 403
    assert AuditRecord.objects.order_by("-sequence")[0].outcome == "denied"


def test_a_record_shows_every_column_of_its_contract(sign_in: SignIn, whole: Door) -> None:
    """With what each means; an empty one that is open reads "not known"."""
    theft = one(whole, "SELECT * FROM evidence.thefts WHERE vin IS NULL ORDER BY row LIMIT 1")
    page = shown(sign_in("tom"), f"/record/{theft['delivery']}/{theft['row']}")
    assert str(theft["crime_ref"]) in page
    assert "how the vehicle" in page or "Method" in page
    assert re.search(r'>VIN</th>.*?<span class="app-aside">not known</span>', page, re.DOTALL)
    assert "not open to you</span>" not in page


def test_a_column_that_is_not_granted_tells_nothing_of_its_cell(sign_in: SignIn, whole: Door) -> None:
    """Filled or empty, the hidden column reads the same."""
    for agreement in Agreement.objects.filter(feed="thefts", recipients__isnull=False):
        agreement.columns = [column for column in agreement.columns if column != "vin"]
        agreement.save()
    client = sign_in("tom")
    cells = []
    for condition in ("IS NULL", "IS NOT NULL"):
        theft = one(whole, f"SELECT delivery, row FROM evidence.thefts WHERE vin {condition} ORDER BY row LIMIT 1")
        page = shown(client, f"/record/{theft['delivery']}/{theft['row']}")
        cells.append(re.search(r">VIN</th>(.*?)</td>", page, re.DOTALL)[1])  # type: ignore[index]  # a column of the contract
    assert cells[0] == cells[1]
    assert "not open to you" in cells[0]


@pytest.mark.parametrize("address", ["/record/thefts-0/1", "/record/nofeed-0/1", "/record/x/1"])
def test_a_record_that_is_not_there_is_not_found(sign_in: SignIn, address: str) -> None:
    """Whatever the name looks like."""
    assert sign_in("amara").get(address).status_code == 404


def test_headings_go_down_one_step_at_a_time(sign_in: SignIn, whole: Door) -> None:
    """And nothing is styled or run inline."""
    plate = one(whole, "SELECT plate FROM picture.clones ORDER BY plate LIMIT 1")["plate"]
    page = shown(sign_in("amara"), f"/vehicle/{plate}")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert page.count("<table") == page.count("<caption")
