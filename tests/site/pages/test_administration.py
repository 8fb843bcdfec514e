"""The administration pages: reading is not changing, changes tell before and after, nobody opens anything to themselves."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from vinculum.desk.access.models import Agreement, Appointment, Group, Organisation, Person
from vinculum.desk.audit.models import AuditRecord

SignIn = Callable[..., Client]
NEW = {
    "title": "T",
    "provider": "NPCC",
    "recipient": "NAVCIS",
    "rows": "all",
    "handling": "P",
    "gateway": "DPA",
    "feed": "thefts",
}
READS = (
    *("administration", "organisations", "groups", "people", "agreements", "why"),
    *("organisation", "group", "person", "agreement"),
)


def latest() -> AuditRecord:
    return AuditRecord.objects.latest("sequence")


def number(who: str) -> int:
    return Person.objects.get(email__startswith=f"{who}.").pk


def words(name: str) -> list[object]:
    held = Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS")
    told: dict[str, list[object]] = {
        "organisation": ["JLR"],
        "group": ["police"],
        "person": [number("helen")],
        "agreement": [held.pk],
    }
    return told.get(name, [])


def writes() -> list[tuple[str, dict[str, object]]]:
    """Return every address that changes something, with what is sent to it."""
    helen, held = number("helen"), Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS").pk
    appointment = Appointment.objects.get(person_id=helen).pk
    return [
        (reverse("change_organisation", args=["JLR"]), {"makes": "", "active": ""}),
        (reverse("add_group"), {"code": "makers", "title": "Makers"}),
        (reverse("change_group", args=["police"]), {"title": "P"}),
        (reverse("add_person"), {"name": "N", "email": "n@x.example", "organisation": "JLR"}),
        (reverse("give_role", args=[helen]), {"role": "analyst"}),
        (reverse("end_role", args=[helen, appointment]), {}),
        (reverse("set_active", args=[helen]), {"active": "0"}),
        (reverse("first_link", args=[helen]), {}),
        (reverse("enter_agreement"), {**NEW, "columns": ["vrm"], "purposes": ["ports"]}),
        (reverse("end_agreement", args=[held]), {}),
    ]


def desk() -> tuple[object, ...]:
    """Return everything that these addresses could change."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Agreement, Appointment, Group, Organisation, Person))


@pytest.mark.parametrize("name", READS)
def test_who_may_read_reads_and_others_do_not(sign_in: SignIn, name: str) -> None:
    """An administrator and an auditor open each page; an analyst none."""
    address = reverse(name, args=words(name))
    assert sign_in("sam").get(address).status_code == 200
    assert sign_in("rashid", purpose="assurance").get(address).status_code == 200
    assert sign_in("amara").get(address).status_code == 403


def test_reading_is_not_changing(sign_in: SignIn) -> None:
    """An auditor, who may read, changes nothing, whichever address they send to; a link changes nothing either."""
    auditor, administrator = sign_in("rashid", purpose="assurance"), sign_in("sam")
    before = desk()
    for address, told in writes():
        assert auditor.post(address, told).status_code == 403
        assert administrator.get(address).status_code == 405
    assert desk() == before


def test_every_change_tells_how_it_was_and_is(sign_in: SignIn) -> None:
    """In its audit record, as an alteration, about what was changed."""
    sam = sign_in("sam")
    sam.post(reverse("change_organisation", args=["JLR"]), {"makes": "jaguar", "active": "on"})
    assert (latest().verb, latest().subjects) == ("alteration", [["organisation", "JLR"]])
    assert latest().detail["before"]["makes"] == ["LAND ROVER", "JAGUAR"]
    assert latest().detail["after"]["makes"] == ["JAGUAR"]
    sam.post(reverse("give_role", args=[number("priya")]), {"role": "examiner"})
    assert len(latest().detail["after"]["roles"]) == len(latest().detail["before"]["roles"]) + 1
    sam.post(reverse("enter_agreement"), {**NEW, "columns": ["vrm"], "purposes": ["ports"]})
    assert (latest().detail["before"], latest().detail["after"]["columns"]) == ({}, ["vrm"])


def test_what_was_refused_is_recorded_with_its_reason(sign_in: SignIn) -> None:
    """An administrator who tries to open something to themselves leaves a trace of it."""
    sam = sign_in("sam")
    answer = sam.post(reverse("give_role", args=[number("sam")]), {"role": "analyst"})
    assert (answer.status_code, latest().outcome) == (400, "refused")
    assert "yourself" in latest().reason
    own = {**NEW, "recipient": "NVCRP", "columns": ["vrm"], "purposes": ["administration"]}
    assert sam.post(reverse("enter_agreement"), own).status_code == 400
    assert not Agreement.objects.filter(title="T").exists()


def test_columns_are_ticked_one_by_one(sign_in: SignIn) -> None:
    """None ticked is no agreement, and there is no way to say all."""
    sam = sign_in("sam")
    page = sam.get(reverse("agreement_form"), {"feed": "thefts"}).content.decode()
    assert page.count('name="columns"') == 16
    assert sam.post(reverse("enter_agreement"), {**NEW, "purposes": ["ports"]}).status_code == 422
    for wrong in (["all"], ["*"], ["log_ref"]):
        told = {**NEW, "columns": wrong, "purposes": ["ports"]}
        assert sam.post(reverse("enter_agreement"), told).status_code == 422


def test_a_change_of_an_agreement_keeps_the_old_one(sign_in: SignIn) -> None:
    """Its page says which replaced it."""
    sam, old = sign_in("sam"), Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS")
    told = {**NEW, "provider": "HMRC", "old": old.pk, "columns": ["container_no"], "purposes": ["ports"]}
    sam.post(reverse("enter_agreement"), told)
    fresh = Agreement.objects.get(replaces=old)
    assert f"agreement {fresh.pk}" in sam.get(reverse("agreement", args=[old.pk])).content.decode()
    assert "is over" in sam.get(reverse("agreement", args=[old.pk])).content.decode()


def test_why_says_what_is_open_and_what_is_not(sign_in: SignIn) -> None:
    """The manufacturer sees the make of thefts of its own makes, and no plate; of registers nothing."""
    sam = sign_in("sam")
    asked = {"person": str(number("helen")), "purpose": "prevention", "provider": "NPCC", "feed": "thefts"}
    page = sam.get(reverse("why"), asked).content.decode()
    assert "They can see some of it" in page
    assert "JAGUAR" in page
    shown = {line.split('app-mark">')[1].split("<")[0]: "yes" in line for line in page.split("<tr")[2:]}
    assert (shown["make"], shown["vrm"], shown["crime_ref"]) == (True, False, False)
    nothing = sam.get(reverse("why"), {**asked, "provider": "DVLA", "feed": "register"}).content.decode()
    assert "They can see nothing of it" in nothing
    assert latest().subjects == [["person", "helen.fraser@jlr.example"]]


def test_the_page_of_a_person_tells_everything_open_to_them(sign_in: SignIn) -> None:
    """By purpose, with the agreement that opens it."""
    page = sign_in("sam").get(reverse("person", args=[number("david")])).content.decode()
    for title in (
        "Theft figures for the programme",
        "Recovery figures for the programme",
        "Inspection figures for the programme",
    ):
        assert title in page
    assert "National ANPR service" not in page


def test_an_auditor_elsewhere_reads_their_own_organisation_only(sign_in: SignIn) -> None:
    """Not a byte of other organisations' people or agreements."""
    Appointment.objects.create(person=Person.objects.get(email__startswith="helen."), role="auditor")
    client = sign_in("helen", purpose="assurance")
    for name in ("organisations", "people", "agreements", "why"):
        page = client.get(reverse(name)).content
        assert b"amara.okafor" not in page
        assert b"Amara" not in page
        assert b"Export declarations" not in page
    assert client.get(reverse("person", args=[number("amara")])).status_code == 404
    assert client.get(reverse("organisation", args=["OPAL"])).status_code == 404
    held = Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS")
    assert client.get(reverse("agreement", args=[held.pk])).status_code == 404


def test_the_first_link_is_shown_only_before_the_first_password(sign_in: SignIn) -> None:
    """Otherwise an administrator could sign in as anybody."""
    sam = sign_in("sam")
    assert sam.post(reverse("first_link", args=[number("amara")])).status_code == 400
    sam.post(reverse("add_person"), {"name": "N", "email": "n@x.example", "organisation": "JLR"})
    made = Person.objects.get(email="n@x.example")
    shown = sam.post(reverse("first_link", args=[made.pk]))
    assert b"/account/password/reset/key/" in shown.content
    assert (latest().verb, latest().subjects) == ("disclosure", [["person", "n@x.example"]])


def test_closing_an_account_ends_its_sessions(sign_in: SignIn) -> None:
    """The next page is the door."""
    priya = sign_in("priya")
    assert priya.get(reverse("own_record")).status_code == 200
    sign_in("sam").post(reverse("set_active", args=[number("priya")]), {"active": "0"})
    assert priya.get(reverse("own_record")).status_code == 302
    assert latest().outcome == "denied"
