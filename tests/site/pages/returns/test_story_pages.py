"""The pages of the story: as-at figures, their rows, restatements and weeks side by side, each by who may see it."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from vinculum.desk.access.models import Person
from vinculum.desk.operations.returns.models import Publication, Return

ROOM = "/operations/alliances-2025/room"
ITEMS = "/operations/alliances-2025/items"


def words(client: Client, where: str, status: int = 200) -> str:
    answer = client.get(where)
    assert answer.status_code == status, (where, answer.content.decode()[-900:])
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("as_at", "arrests", "value"), [("2025-10-29", "154", "£2,041,350"), ("2026-03-02", "366", "£3,321,370")]
)
def test_both_published_figures_are_true_at_their_dates(sign_in: object, as_at: str, arrests: str, value: str) -> None:
    """154 arrests and just over £2m as at 29 October; more than 365 and £3.3m as at 2 March; the room says each, and its rows."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    told = words(client, f"{ROOM}?as_at={as_at}")
    assert re.search(rf"Arrests {arrests} : rows of Arrests", told)
    assert value in told
    rows = words(client, f"{ITEMS}?metric=arrests&as_at={as_at}")
    assert f"{arrests} Arrests, the sum of {arrests} rows" in rows
    assert f"{value} Value of vehicles recovered, the sum of" in words(client, f"{ITEMS}?metric=vehicles_value&as_at={as_at}")


def test_before_anybody_told_nothing_is_known(sign_in: object) -> None:
    """Unknown is not shown as nought."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    assert "Not known: no return that you may see" in words(client, f"{ITEMS}?metric=arrests&as_at=2025-10-20")
    assert "0 : rows of Arrests" not in words(client, f"{ROOM}?as_at=2025-10-20")


def test_a_force_sees_its_own(sign_in: object) -> None:
    """A force's room is of its own items; another force's are not there."""
    client = sign_in("owen", purpose="investigation")  # type: ignore[operator]  # the suite's fixture
    told = words(client, f"{ITEMS}?as_at=2026-03-02")
    assert "ESSEX" in told
    assert "KENT" not in told
    other = Return.objects.filter(force="KENT").first()
    assert other is not None
    assert client.get(f"/returns/{other.reference}").status_code == 404


def test_the_programme_sees_figures_without_marks(sign_in: object) -> None:
    """Who runs the programme reads rows with value and basis, and no custody number, name or plate."""
    programme, police = sign_in("david"), sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    where = f"{ITEMS}?metric=vehicles&as_at=2025-10-29"
    plates = set(re.findall(r"\b[A-Z]{2}\d{2} [A-Z]{3}\b", words(police, where)))
    assert len(plates) > 90
    assert not plates & set(re.findall(r"\b[A-Z]{2}\d{2} [A-Z]{3}\b", words(programme, where)))
    assert "Market guide" in words(programme, where)


def test_a_publication_comes_out_again(sign_in: object) -> None:
    """Every frozen figure is worked out again, and the page says that it is the same."""
    client = sign_in("david")  # type: ignore[operator]  # the suite's fixture
    told = Publication.objects.get(title="Operation Alliances II, first results")
    page = words(client, f"/operations/alliances-2025/publications/{told.reference}")
    assert "Every figure was worked out again just now" in page
    assert "154" in page


def test_a_publication_that_does_not_come_out_says_so(sign_in: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the definitions have changed since, the page says so loudly and what stood stays."""
    monkeypatch.setattr("vinculum.desk.operations.returns.publishing.definitions", lambda: (2, "other"))
    found = "vinculum.desk.operations.returns.publishing.amounts_of"
    monkeypatch.setattr(found, lambda *_: [])
    told = Publication.objects.get(title="Operation Alliances II, first results")
    client = sign_in("david")  # type: ignore[operator]  # the suite's fixture
    page = words(client, f"/operations/alliances-2025/publications/{told.reference}")
    assert "do not come out again" in page
    assert "The definitions have changed since: by version 2" in page
    assert "154" in page


def test_restatements_account_for_the_difference(sign_in: object) -> None:
    """From 154 to 366 arrests: what was added and what was withdrawn, item by item."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    page = words(client, "/operations/alliances-2025/restatements?since=2025-10-29&until=2026-03-02")
    assert "Arrests: from 154 to 366" in page
    assert "215 added, 3 withdrawn" in page
    assert "Voluntary attendance recorded as an arrest." in page
    assert "On examination a shell" in page


def test_weeks_are_compared_at_the_same_age(sign_in: object) -> None:
    """Ten days on, the week of 2024 is not known to this workbench; at the first common age both are."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    early = words(client, "/operations/alliances-2025/comparison?age=10")
    assert "Arrests not known 154" in early
    page = words(client, "/operations/alliances-2025/comparison")
    assert "Each as known 44 days after its last day" in page
    assert re.search(r"Arrests 180 251", page)
    assert re.search(r"Ports worked at 9 6", page)
    assert re.search(r"Warrants and searches not known 137", page)


def test_a_shared_arrest_counts_once_and_shows_both(sign_in: object) -> None:
    """A merged item leads to its other, with what they tell differently and the rule that decided."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    page = client.get(f"{ITEMS}?metric=vehicles&as_at=2025-10-29").content.decode()
    merged = re.findall(r'href="(/operations/alliances-2025/items/[0-9a-f]{16})">[^<]+</a> <span class="app-aside">2 items', page)
    assert len(merged) == 3
    told = words(client, merged[0])
    assert "Counted once with" in told
    assert "The value with the most reliable basis stands" in told
    assert "judged it one with another" in told


def test_the_room_answers_nothing_when_nothing_changed(sign_in: object) -> None:
    """A page that asks again with what it has seen gets an empty answer until something is told."""
    client = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    page = client.get(ROOM).content.decode()
    again = re.search(r'hx-get="([^"]+)"', page)
    assert again is not None
    assert client.get(again[1].replace("&amp;", "&")).status_code == 204
    assert client.get(f"{ROOM}?seen=other").status_code == 200


def test_four_eyes_publish(sign_in: object) -> None:
    """Who froze figures does not publish them; a second person does, and then a force reads them."""
    grace, david, owen = sign_in("grace"), sign_in("david"), sign_in("owen")  # type: ignore[operator]  # the suite's fixture
    told = {"title": "A week on", "as_at": "2025-11-30", "note": ""}
    made = grace.post("/operations/alliances-2025/publications/freeze", told)
    assert made.status_code == 302
    where = made["Location"]
    assert owen.get(where).status_code == 404
    step = {"act": "publish", "after": "1", "reason": ""}
    assert "is for somebody else" in grace.post(f"{where}/act", step).content.decode()
    assert david.post(f"{where}/act", step).status_code == 302
    assert "251" in words(owen, where)


def test_figures_to_come_are_not_frozen(sign_in: object) -> None:
    """A moment that is still to come cannot be frozen."""
    grace = sign_in("grace")  # type: ignore[operator]  # the suite's fixture
    answer = grace.post("/operations/alliances-2025/publications/freeze", {"title": "x", "as_at": "2999-01-01", "note": ""})
    assert answer.status_code == 400
    assert "still to come" in answer.content.decode()


def test_every_person_of_the_story_held_their_role(db: None) -> None:
    """Known times are those of the story, not of its telling."""
    first = Return.objects.filter(operation__reference="alliances-2025").order_by("made_at").first()
    assert first is not None
    assert first.made_at == datetime(2025, 10, 27, 9, tzinfo=UTC)
    assert Person.objects.get(email__startswith="amara.").returns_made.exists()
