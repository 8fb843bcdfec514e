"""The members' pages: who belongs is open to members, what is inside a membership is not."""

import io
from collections.abc import Callable, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from vinculum.desk.programme.members.joining import enquire
from vinculum.desk.programme.members.listing import template
from vinculum.desk.programme.members.models import Contact, ContactErased, GivenInKind, Member
from vinculum.desk.workflows.models import Step

SignIn = Callable[..., Client]


def reference_of(name: str) -> str:
    return Member.objects.get(name=name).reference


def test_partners_see_who_belongs_and_nothing_inside(sign_in: SignIn) -> None:
    """Helen of JLR sees members and her own membership in full; no enquiry, no contact or reason of others."""
    helen = sign_in("helen", purpose="prevention")
    told = "".join(helen.get(f"/members?page={page}").content.decode() for page in range(1, 8))
    assert "Toyota (GB)" in told
    assert "Beckside Caravans" not in told
    assert "Westlode Exports" not in told
    assert "Suspended" not in told
    other = helen.get(f"/members/{reference_of('Toyota (GB)')}").content.decode()
    assert "Marcus Yeo" not in other
    own = helen.get(f"/members/{reference_of('Jaguar Land Rover')}").content.decode()
    assert "Helen Fraser" in own
    assert "Examiners" in own or "examinations" in own
    pellworth = helen.get(f"/members/{reference_of('Pellworth Dismantlers')}").content.decode()
    assert "permit ran out" not in pellworth
    assert helen.get(f"/members/{reference_of('Westlode Exports')}").status_code == 404
    assert helen.get(f"/members/{reference_of('Beckside Caravans')}").status_code == 404


def test_a_contact_is_put_right_by_their_own_organisation(sign_in: SignIn) -> None:
    """Helen corrects JLR's contact; nobody of JLR touches Toyota's."""
    helen = sign_in("helen", purpose="prevention")
    jlr, toyota = reference_of("Jaguar Land Rover"), reference_of("Toyota (GB)")
    own = Contact.objects.get(member__reference=jlr)
    told = {"title": "Helen Fraser", "role": "Head of vehicle crime", "email": "helen.fraser@jlr.example"}
    assert helen.get(f"/members/{jlr}/contacts/{own.pk}").status_code == 200
    assert helen.post(f"/members/{jlr}/contacts/{own.pk}/correct", told).status_code == 302
    own.refresh_from_db()
    assert own.role == "Head of vehicle crime"
    theirs = Contact.objects.get(member__reference=toyota)
    for act in ("correct", "end", "erase"):
        assert helen.post(f"/members/{toyota}/contacts/{theirs.pk}/{act}", told).status_code == 404
        assert helen.post(f"/members/{jlr}/contacts/{theirs.pk}/{act}", told).status_code == 404
    theirs.refresh_from_db()
    assert theirs.name == "Marcus Yeo"
    assert helen.post(f"/members/{jlr}/contacts/{own.pk}/erase").status_code == 302
    assert not Contact.objects.filter(pk=own.pk).exists()
    assert ContactErased.objects.filter(member__reference=jlr, rule="They asked for it.").count() == 1


def test_an_enquiry_becomes_a_member_by_four_eyes(sign_in: SignIn) -> None:
    """Nadia takes the enquiry up and records the application; she cannot vet it, David can, and admits them."""
    nadia, david = sign_in("nadia"), sign_in("david")
    page = nadia.get("/members?state=new").content.decode()
    assert "Beckside Caravans" in page
    where = f"/members/{reference_of('Beckside Caravans')}"
    assert nadia.post(f"{where}/act", {"act": "take_up", "after": 0}).status_code == 302
    assert david.post(f"{where}/act", {"act": "apply", "after": 1}).status_code == 302
    barred = david.post(f"{where}/act", {"act": "vet", "after": 2, "reason": "Seen"})
    assert "is for somebody else" in barred.content.decode()
    assert david.post(f"{where}/act", {"act": "decline", "after": 2, "reason": "Begun wrongly"}).status_code == 302
    assert nadia.post(f"{where}/act", {"act": "return", "after": 3}).status_code == 302
    assert nadia.post(f"{where}/act", {"act": "vet", "after": 4, "reason": "Seen"}).status_code == 400


def test_joining_step_by_step(sign_in: SignIn) -> None:
    """Written down, applied, vetted, agreed, admitted; a day that lies ahead, and one before the agreement, are refused."""
    nadia, david = sign_in("nadia"), sign_in("david")
    assert nadia.post("/members/add", {"title": "Orrin Recovery", "kind": "salvage"}).status_code == 302
    where = f"/members/{reference_of('Orrin Recovery')}"
    assert nadia.post(f"{where}/act", {"act": "apply", "after": 1}).status_code == 302
    assert david.post(f"{where}/act", {"act": "vet", "after": 2}).status_code == 400  # why is needed
    assert david.post(f"{where}/act", {"act": "vet", "after": 2, "reason": "Permit seen"}).status_code == 302
    assert david.post(f"{where}/act", {"act": "agree", "after": 3, "on": "2026-03-10"}).status_code == 302
    assert david.post(f"{where}/act", {"act": "admit", "after": 4, "on": "2999-01-01"}).status_code == 400
    assert david.post(f"{where}/act", {"act": "admit", "after": 4, "on": "2026-03-09"}).status_code == 400
    assert david.post(f"{where}/act", {"act": "admit", "after": 4, "on": "not a day"}).status_code == 422
    assert david.post(f"{where}/act", {"act": "admit", "after": 4, "on": "2026-03-11"}).status_code == 302
    assert "Joined on 11 March 2026" in david.get(where).content.decode()
    assert nadia.post("/members/add", {"title": "orrin recovery"}).status_code == 400
    assert david.post(f"{where}/given", {"what": "A yard", "given_on": "2026-03-12", "basis": "Told by them"}).status_code == 302
    assert GivenInKind.objects.get(member__name="Orrin Recovery").value_gbp is None
    assert "value not known" in david.get(where).content.decode()


def filled(rows: Sequence[tuple[str, ...]]) -> SimpleUploadedFile:
    book = load_workbook(io.BytesIO(template()))
    sheet = book["Members"]
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place, value)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("members.xlsx", held.getvalue())


def test_a_list_is_taken_in_whole_or_not_at_all(sign_in: SignIn) -> None:
    """Each fault names its cell, nobody is entered; put right, everybody is."""
    david = sign_in("david")
    assert david.get("/members/list/template.xlsx").status_code == 200
    good = ("Vale Tracking", "Vehicle security and tracking", "", "14/03/2025", "Pat Moss", "Owner", "pat@vale.example", "")
    faulty = [
        good,
        ("Toyota (GB)", "Insurers", "", "14/03/2025"),
        ("Northern Widgets", "Widget makers", "NOBODY", "01/01/2999", "", "", "not an address", ""),
    ]
    before = Member.objects.count()
    answer = david.post("/members/list/take", {"sheet": filled(faulty)})
    told = answer.content.decode()
    assert answer.status_code == 422
    for cell in ("A3", "B4", "C4", "D4", "G4"):
        assert f"cell {cell}" in told, cell
    assert Member.objects.count() == before
    assert david.post("/members/list/take", {"sheet": filled([good])}).status_code == 302
    assert Contact.objects.get(member__name="Vale Tracking").email == "pat@vale.example"
    assert Step.objects.get(subject=reference_of("Vale Tracking")).told == {"on": "2025-03-14"}
    assert sign_in("nadia").get("/members/list").status_code == 403


def test_contacts_go_when_their_time_is_over(sign_in: SignIn, db: None) -> None:
    """An enquiry that nobody took up for half a year is erased with what it said; proof without content stays."""
    from datetime import UTC, datetime  # noqa: PLC0415 - the moment of an old enquiry

    reference = enquire("Old Asker", "Old Firm", "old@asker.example", "A secret sentence", datetime(2025, 1, 1, tzinfo=UTC))
    david = sign_in("david")
    assert "Old Firm" in david.get("/members/contacts-due").content.decode()
    assert david.post("/members/contacts-due/erase").status_code == 302
    kept = Member.objects.get(reference=reference)
    assert (kept.message, kept.contacts.count(), kept.contacts_erased.count()) == ("", 0, 1)
    assert sign_in("nadia").post("/members/contacts-due/erase").status_code == 403
    assert "Helen Fraser" not in david.get("/members/contacts-due").content.decode().split("Not confirmed")[0]


def test_the_list_is_shown_as_at_a_day(sign_in: SignIn) -> None:
    """As at 30 June 2025 fewer belonged than today, and nobody who joined later is listed."""
    told = sign_in("david").get("/members?as_at=2025-06-30").content.decode()
    assert "Corvane Tracking" in told
    assert "Tarnholt Auctions" not in told
    assert "Tarnholt Auctions" in sign_in("david").get("/members?q=tarnholt").content.decode()
