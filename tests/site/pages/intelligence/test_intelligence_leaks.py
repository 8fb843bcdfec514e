"""Nothing of a report reaches whoever may not read it, and no copy can be traced to its original by anybody who was sent it.

Who may read what is worked out here from the words of the rules (docs/decisions/0027, 0028), not by the conditions of the room.
Every address of the room, the audit, the search and the API is asked for as people of every side, for each of their purposes.
"""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from conftest import SignIn
from intelligence_world import Told, reviewed, sent, viewer, world, written
from url_walk import all_pages, parameters_of
from vinculum.desk.access.models import Person
from vinculum.desk.access.tokens import make_token, scopes_open_to
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.intelligence.rows.copies import Copy, Dissemination, Feedback
from vinculum.desk.intelligence.rows.reports import Report, Version
from vinculum.desk.intelligence.sanitising import draw_reference
from vinculum.desk.workflows.models import Step

pytestmark = pytest.mark.django_db

# Who reads intelligence for which purposes, who receives conditions, who may know sources: by hand, from roles.toml.
ORGANISATION = {
    "amara": "OPAL", "ines": "OPAL", "rashid": "OPAL", "tom": "CLEVELAND", "owen": "ESSEX", "priya": "NAVCIS", "helen": "JLR",
    "david": "NVCRP", "sam": "NVCRP",
}  # fmt: skip
READS = {
    "amara": {"intelligence", "investigation"}, "ines": {"intelligence", "investigation", "ports"}, "tom": {"investigation"},
    "owen": {"investigation", "programme"}, "priya": {"ports"}, "helen": {"prevention"},
}  # fmt: skip
RECEIVES_CONDITIONS = {"amara", "ines", "tom", "owen"}
KNOWS_SOURCES = {"ines"}
AUTHOR = {"CLEVELAND": "tom", "ESSEX": "owen", "NAVCIS": "priya"}


def hidden_from(who: str, purpose: str, made: list[Told]) -> dict[str, str]:
    """Return the words that somebody must not be shown, each with what it would tell; by the words of the rules alone."""
    hidden: dict[str, str] = {}
    for told in made:
        reads = purpose in READS.get(who, ())
        bound = told.conditional and who not in RECEIVES_CONDITIONS
        original = reads and ORGANISATION[who] in {told.organisation, "OPAL"} and (not bound or AUTHOR[told.organisation] == who)
        if not original:
            hidden |= {told.word: "original", told.author: "author", told.report.handle: "handle"}
            if who not in {"rashid", "sam"}:  # they audit every organisation: what was asked for is told to them
                hidden[told.report.reference] = "reference"
        if not (original and who in KNOWS_SOURCES):
            hidden[told.source] = "source"
        for name, (copy, rows) in told.copies.items():
            received = reads and ORGANISATION[who] in rows and not bound
            word = {"force": "Ibex", "manufacturer": "Gnu"}[name] + told.organisation.lower()
            if not (original or received):
                hidden[word] = f"copy for {name}"
            if not original and who not in {"rashid", "sam"}:
                hidden[copy.reference] = "reference of a copy"
            for recipient, row in rows.items():
                if not (received and ORGANISATION[who] == recipient) and who not in {"rashid", "sam"}:
                    hidden[row.reference] = "reference of another recipient"
    return hidden


# Addresses that answer to POST alone; the test of what cannot be changed asks for them.
POSTED = ("/steps", "/send", "/acknowledge", "/feedback", "/answer", "/keep", "/erase", "/preview")


def addresses(made: list[Told]) -> list[str]:
    """Return every address of the room for every thing of the world, and those of other rooms that could tell of it."""
    values = {
        "report": [told.report.reference for told in made],
        "copy": [copy.reference for told in made for copy, _ in told.copies.values()],
        "received": [row.reference for told in made for _, rows in told.copies.values() for row in rows.values()],
        "requirement": ["OPAL-REQ-2025-001"],
        "batch": ["1"],
    }
    found = []
    for page in all_pages():
        if not page.route.startswith("intelligence") or page.route.endswith(POSTED):
            continue
        names = parameters_of(page.route)
        found += ["/" + re.sub(r"<[^>]+>", value, page.route) for value in (values[names[0]] if names else [""])]
    words = [told.word for told in made] + ["Ibexessex", "Gnucleveland", "ZX19 CLE"]
    found += [f"/intelligence?q={word}" for word in words] + [f"/intelligence/received?q={word}" for word in words[3:]]
    found += [f"/search?q={made[0].word}", "/search/suggestions?q=Quag", "/audit", "/audit/export.csv", "/account/record"]
    found += [f"/intelligence/reports/{made[0].report.reference}/sanitise?to=force", "/intelligence/keeping?by=2040-01-01"]
    found += [f"/intelligence/reports/{made[0].report.reference}?version=1"]
    return found


def ask(who: str, purpose: str, made: list[Told], sign_in: SignIn) -> Iterator[tuple[str, int, str]]:
    client = sign_in(who, purpose=purpose)
    for address in addresses(made):
        answer = client.get(address)
        yield address, answer.status_code, text_of(answer)
    yield from ask_api(who, purpose, made)


def ask_api(who: str, purpose: str, made: list[Told]) -> Iterator[tuple[str, int, str]]:
    person = Person.objects.get(email__startswith=f"{who}.")
    asking = viewer_of(person, timezone.now(), Purpose(purpose))
    scopes = scopes_open_to(asking, Purpose(purpose))
    if not scopes:
        return
    token = make_token(
        asking, name="leaks", scopes=scopes, purpose=Purpose(purpose), why="a test", expires_at=asking.at + timedelta(days=1)
    )
    program = Client(headers={"Authorization": f"Bearer {token.secret}"})
    received = [row.reference for told in made for _, rows in told.copies.values() for row in rows.values()]
    for address in ["/api/v1/intelligence", "/api/v1/intelligence?q=drives", f"/api/v1/search?q={made[0].word}", "/api/v1/audit",
                    *(f"/api/v1/intelligence/{reference}" for reference in received)]:  # fmt: skip
        answer = program.get(address)
        yield address, answer.status_code, text_of(answer)


def text_of(answer: object) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # Django's
    headers = " ".join(f"{name}: {value}" for name, value in answer.items() if name in {"Location", "Content-Disposition"})  # type: ignore[attr-defined]  # Django's
    return headers + html.unescape(body.decode("utf-8", "replace"))


@pytest.mark.parametrize("who", list(ORGANISATION))
def test_no_page_holds_what_is_hidden(who: str, sign_in: SignIn) -> None:
    """For one person, for each of their purposes: words, authors, sources, references of what is not theirs are in no answer."""
    made = world()
    person = Person.objects.get(email__startswith=f"{who}.")
    leaks, failures, shown = [], [], set()
    for purpose in sorted(viewer_of(person, timezone.now()).purposes):
        hidden = hidden_from(who, purpose, made)
        for address, status, answer in ask(who, purpose, made, sign_in):
            asked_for = unquote(address)
            if status >= 500:
                failures.append((address, status))
            if address.startswith(("/audit", "/account/record", "/api/v1/audit")):
                # The audit repeats what somebody asked for themselves; that tells them nothing.
                asked_for = " ".join(addresses(made))
            leaks += [
                (purpose, address, word, what)
                for word, what in hidden.items()
                if word.lower() in answer.lower() and word.lower() not in asked_for.lower()
            ]
            shown |= {told.word for told in made if told.word in answer and told.word not in asked_for}
    assert failures == []
    assert leaks == []
    bound = who not in RECEIVES_CONDITIONS
    theirs = [told for told in made if who in READS and ORGANISATION[who] in {told.organisation, "OPAL"}]
    assert shown == {told.word for told in theirs if not (told.conditional and bound)}


@pytest.mark.parametrize("who", ["helen", "tom"])
def test_a_copy_tells_nothing_of_where_it_came_from(who: str, sign_in: SignIn) -> None:
    """Whatever a recipient opens of what they were sent: no organisation, desk, author, time of day, copy or other recipient."""
    made = [told for told in world() if told.organisation == "NAVCIS"]
    client = sign_in(who, purpose=READING_PURPOSE[who])
    own = ORGANISATION[who]
    rows = [rows[own] for told in made for _, rows in told.copies.values() if own in rows]
    assert rows
    answers = [text_of(client.get(f"/intelligence/received/{row.reference}")) for row in rows]
    client.post(f"/intelligence/received/{rows[0].reference}/acknowledge", {"after": "0"})
    answers += [
        text_of(client.get("/intelligence/received")),
        *(answer for _, _, answer in ask_api(who, READING_PURPOSE[who], made)),
    ]
    copy = made[0].copies["manufacturer" if who == "helen" else "force"][0]
    telling = [
        "NAVCIS",
        "National Vehicle Crime Intelligence",
        "Priya",
        "Nair",
        "Amara",
        "Ines",
        "12:00",
        copy.reference,
        "KENT",
        "FORDUK",
    ]
    for answer in answers:
        body = answer.split("<main", 1)[-1]
        assert [word for word in telling if word in body] == []


READING_PURPOSE = {"helen": "prevention", "tom": "investigation"}


def test_what_is_not_theirs_cannot_be_changed(sign_in: SignIn) -> None:
    """Posting to another's report, copy or receipt is refused, changes nothing, and the refusal tells nothing."""
    made = world()
    told = made[2]  # of NAVCIS
    copy, rows = told.copies["force"]
    targets = {
        f"/intelligence/reports/{told.report.reference}/steps": {"act": "close", "after": "3", "reason": "x"},
        f"/intelligence/reports/{told.report.reference}/review": {"after": "2"},
        f"/intelligence/reports/{told.report.reference}/edit": {"after": "3"},
        f"/intelligence/reports/{told.report.reference}/sanitise?to=force": {"subject": "x"},
        f"/intelligence/copies/{copy.reference}/steps": {"act": "recall", "after": "3", "reason": "x"},
        f"/intelligence/copies/{copy.reference}/send": {"organisation": "JLR", "after": "3"},
        f"/intelligence/received/{rows['KENT'].reference}/acknowledge": {"after": "0"},
        f"/intelligence/received/{rows['KENT'].reference}/feedback": {"usefulness": "0", "after": "0"},
        f"/intelligence/keeping/{told.report.reference}/erase": {"reason": "x"},
        f"/intelligence/keeping/{told.report.reference}/keep": {"reason": "x", "next_review": "2029-01-01"},
    }
    before = (
        Step.objects.count(),
        Version.objects.count(),
        Copy.objects.count(),
        Dissemination.objects.count(),
        Feedback.objects.count(),
    )
    for who in ("helen", "tom", "rashid", "david"):
        client = sign_in(who)
        for address, form in targets.items():
            answer = client.post(address, form)
            assert answer.status_code in {400, 403, 404}, (who, address)
            told_words = text_of(answer).split("<main", 1)[-1]
            assert [word for word in (told.word, told.author, "NAVCIS", "Priya", "Amara") if word in told_words] == [], (
                who,
                address,
            )
    after = (
        Step.objects.count(),
        Version.objects.count(),
        Copy.objects.count(),
        Dissemination.objects.count(),
        Feedback.objects.count(),
    )
    assert before == after


def test_a_recipient_who_acts_too_late_is_told_of_their_own_people_only(sign_in: SignIn) -> None:
    """A copy that was recalled, or acknowledged twice, is refused without a word of the sending side."""
    report = reviewed("amara", written("A yard strips cars."))
    copy, rows = sent(report, "manufacturer", "A yard", "A yard strips cars.", "JLR")
    address = f"/intelligence/received/{rows['JLR'].reference}"
    client = sign_in("helen", purpose="prevention")
    assert client.post(f"{address}/acknowledge", {"after": "0"}).status_code == 302
    again = client.post(f"{address}/acknowledge", {"after": "0"})
    assert again.status_code == 400
    assert "Helen Fraser" in text_of(again)
    sign_in("ines", purpose="intelligence").post(
        f"/intelligence/copies/{copy.reference}/steps", {"act": "recall", "after": "3", "reason": "A name was left in it"}
    )
    assert "A yard strips cars" not in text_of(client.get(address))
    late = client.post(f"{address}/feedback", {"usefulness": "3", "after": "1"})
    for answer in (again, late, client.get(address), client.get("/intelligence/received")):
        assert [
            word for word in ("OPAL", "Ines", "Amara", "A name was left") if word in text_of(answer).split("<main", 1)[-1]
        ] == []


def test_hidden_and_missing_are_answered_alike(sign_in: SignIn) -> None:
    """Whoever asks for a report of another organisation learns no more than who asks for one that there is not."""
    made = world()
    client = sign_in("helen", purpose="prevention")
    missing = {"reports": "NAVCIS-2026-99999", "copies": draw_reference("C"), "received": draw_reference("R")}
    copy, rows = made[2].copies["force"]
    there = {"reports": made[2].report.reference, "copies": copy.reference, "received": rows["KENT"].reference}
    for kind, reference in there.items():
        one, other = client.get(f"/intelligence/{kind}/{reference}"), client.get(f"/intelligence/{kind}/{missing[kind]}")
        assert one.status_code == other.status_code == 404
        assert text_of(one) == text_of(other)


def test_references_carry_neither_order_nor_origin() -> None:
    """Drawn at random: 20 characters, no two alike, not in the order in which they were made."""
    drawn = [draw_reference("R") for _ in range(200)]
    assert all(re.fullmatch(r"R(-[2-9B-DF-HJ-NP-TV-Z]{5}){4}", one) for one in drawn)
    assert len(set(drawn)) == 200
    assert drawn != sorted(drawn)
    assert drawn != sorted(drawn, reverse=True)


def test_the_list_of_a_recipient_is_not_in_the_order_of_sending(sign_in: SignIn) -> None:
    """Copies of one day stand in an order of chance, on the page and in the API alike."""
    texts = [f"Yard number {number} strips cars." for number in range(6)]
    rows = [sent(reviewed("amara", written(text)), "manufacturer", text, text, "JLR")[1]["JLR"] for text in texts]
    by_chance = sorted(row.reference for row in rows)
    page = text_of(sign_in("helen", purpose="prevention").get("/intelligence/received"))
    assert sorted(by_chance, key=page.index) == by_chance


def test_no_notice_names_who_holds_a_mark(sign_in: SignIn) -> None:
    """A recipient who writes about a mark is told that somebody holds intelligence about it, through the contact, never who."""
    reviewed("tom", written("The plates PK72 BRS stand on two cars."))
    page = sign_in("owen", purpose="investigation").post(
        "/intelligence/preview",
        {"paragraphs-TOTAL_FORMS": "1", "paragraphs-INITIAL_FORMS": "0", "paragraphs-0-text": "PK72 BRS was seen at the port.",
         "links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0"},
    )  # fmt: skip
    told = text_of(page)
    assert "Somebody else holds intelligence about PK72 BRS" in told
    assert "Opal" in told
    assert [word for word in ("CLEVELAND", "Cleveland", "two cars", "Tom") if word in told] == []


def test_the_oracle_can_find_a_leak(sign_in: SignIn) -> None:
    """The walk reaches originals and copies: their own readers find the words in it."""
    made = world()
    assert "Quaggacleveland" in hidden_from("helen", "prevention", made)
    assert "Gnucleveland" not in hidden_from("helen", "prevention", made)
    answers = " ".join(answer for _, _, answer in ask("helen", "prevention", made, sign_in))
    assert "Gnucleveland drives" in answers
    assert Report.objects.filter(reference=made[0].report.reference).exists()
    assert viewer("helen").organisation == "JLR"
