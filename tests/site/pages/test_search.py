"""The search page: results with their reasons, facets that agree with them, and what to do when nothing fits."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import grants_of
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.engine.door import Door
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]


def door_of(workspace: Workspace, who: str, purpose: Purpose) -> Door:
    """Return the picture as one sample person may see it."""
    person = Person.objects.get(email__startswith=f"{who}.")
    return open_seen(workspace, viewer_of(person, timezone.now(), purpose))


@pytest.fixture
def stolen_plate(standing_desk: Workspace) -> str:
    """Return a stolen vehicle's plate that cameras read."""
    with door_of(standing_desk, "amara", Purpose.INTELLIGENCE) as door:
        rows = door.ask_rows("SELECT stolen_vrm FROM picture.hits WHERE feed = 'reads' AND exact ORDER BY stolen_vrm LIMIT 1")
    return str(rows[0]["stolen_vrm"])


def results(page: str) -> list[str]:
    """Return the texts found, in order."""
    return [unescape(text) for text in re.findall(r'<h3>.*?<span class="app-(?:plate|mark)">([^<]*)<', page)]


def test_a_plate_is_found_with_why_and_who_says_it(sign_in: SignIn, stolen_plate: str) -> None:
    """Typed with a blank and in small letters."""
    page = sign_in("amara").get("/search", {"q": f"{stolen_plate[:4]} {stolen_plate[4:]}".lower()}).content.decode()
    assert results(page) == [stolen_plate]
    assert "This is the plate as typed." in page
    assert f'href="/vehicle/{stolen_plate}"' in page
    assert "Theft reports, VRM" in page
    assert re.search(r'href="/record/thefts-[0-9a-f]+/\d+"', page)


def test_a_partial_mark_is_found_by_pattern(sign_in: SignIn, stolen_plate: str) -> None:
    """One character unknown; every result fits."""
    typed = stolen_plate[:2] + "?" + stolen_plate[3:]
    page = sign_in("amara").get("/search", {"q": typed}).content.decode()
    assert stolen_plate in results(page)
    assert all(re.fullmatch(typed.replace("?", "."), one.replace(" ", "")) for one in results(page))
    assert "Fits the pattern" in page


def test_facets_agree_with_the_rows_that_are_seen(sign_in: SignIn, standing_desk: Workspace, stolen_plate: str) -> None:
    """The feeds counted are those that say the plate to this person, and choosing one leaves it found."""
    client = sign_in("tom")
    page = client.get("/search", {"q": stolen_plate}).content.decode()
    with door_of(standing_desk, "tom", Purpose.INVESTIGATION) as door:
        rows = door.ask_rows(
            "SELECT DISTINCT feed FROM picture.search_marks WHERE kind = 'vrm' AND text = $mark", {"mark": stolen_plate}
        )
    offered = set(re.findall(r"[?&;]feed=([a-z]+)", page))
    assert offered == {row["feed"] for row in rows}
    chosen = client.get("/search", {"q": stolen_plate, "feed": "thefts"}).content.decode()
    assert results(chosen) == [stolen_plate]
    assert "Plate reads, VRM" not in chosen.split('id="results-title"')[1].split("app-results")[0]


def test_somebody_whose_agreements_open_no_mark_finds_none_and_is_told_why(sign_in: SignIn, stolen_plate: str) -> None:
    """A maker sees no plate: the page is that of a text that nobody holds."""
    page = sign_in("helen").get("/search", {"q": stolen_plate}).content.decode()
    other = sign_in("helen").get("/search", {"q": "ZZ99ZZZ"}).content.decode()
    assert results(page) == results(other) == []
    assert "Nothing that is open to you fits" in page
    assert "no agreement opens them to JLR" in page


def test_a_consignment_is_found_by_those_to_whom_it_is_open(sign_in: SignIn, standing_desk: Workspace) -> None:
    """And by nobody else, whole or in part, nor is it suggested."""
    with door_of(standing_desk, "priya", Purpose.PORTS) as door:
        found = door.ask_rows("SELECT container_no AS no FROM evidence.consignments ORDER BY container_no LIMIT 1")
    container = str(found[0]["no"])
    assert container in results(sign_in("priya").get("/search", {"q": container}).content.decode())
    for typed in (container, container[:7] + "*", container[:6]):
        page = sign_in("tom").get("/search", {"q": typed}).content.decode()
        assert container not in results(page)
        suggested = sign_in("tom").get("/search/suggestions", {"q": typed}).content.decode()
        assert container not in suggested
    assert container in sign_in("priya").get("/search/suggestions", {"q": container[:6]}).content.decode()


def test_nothing_found_tells_what_it_could_be_and_how_to_widen(sign_in: SignIn) -> None:
    """A well-formed plate that nobody speaks of."""
    page = sign_in("amara").get("/search", {"q": "ZZ99 ZZZ", "kind": "vin"}).content.decode()
    assert "As typed, it could be:" in page
    assert '<span class="app-mark">ZZ99ZZZ</span>' in page
    assert "Take back the choices" in page


def test_a_pattern_that_cannot_be_read_is_explained(sign_in: SignIn) -> None:
    """With the place of the fault."""
    page = sign_in("amara").get("/search", {"q": "AB[8"}).content.decode()
    assert "The bracket at 3" in page


def test_hostile_text_comes_back_as_text(sign_in: SignIn) -> None:
    """In the box and in the heading."""
    page = sign_in("amara").get("/search", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_search_is_recorded_with_its_text_and_results(sign_in: SignIn, stolen_plate: str) -> None:
    """What was asked and what was shown are subjects of the record."""
    sign_in("amara").get("/search", {"q": stolen_plate})
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert {(one.kind, one.subject) for one in record.named.all()} == {("search", stolen_plate), ("vrm", stolen_plate)}
    assert record.detail["results"] == 1


def test_an_empty_box_asks_nothing(sign_in: SignIn) -> None:
    """The page explains the language of partial marks."""
    page = sign_in("amara").get("/search").content.decode()
    assert "any number of them" in page
    assert "results-title" not in page


def test_htmx_gets_the_results_alone(sign_in: SignIn, stolen_plate: str) -> None:
    """With the same results as the page."""
    client = sign_in("amara")
    part = client.get("/search", {"q": stolen_plate}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="search-shown">')
    assert results(part) == results(client.get("/search", {"q": stolen_plate}).content.decode())


def test_only_those_who_may_keep_a_search_are_offered_it(sign_in: SignIn, stolen_plate: str) -> None:
    """An analyst may."""
    page = sign_in("amara").get("/search", {"q": stolen_plate}).content.decode()
    assert f'href="/watches?q={stolen_plate}"' in page


def test_somebody_without_search_is_refused(sign_in: SignIn) -> None:
    """The programme lead searches nothing, not even suggestions."""
    client = sign_in("david")
    assert [client.get(address).status_code for address in ("/search?q=AB", "/search/suggestions?q=AB")] == [403, 403]
    assert grants_of(viewer_of(Person.objects.get(email__startswith="david."), timezone.now(), Purpose.PROGRAMME))
