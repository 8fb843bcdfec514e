"""The audit pages: who reads what, what leaves is recorded, a broken chain is said so."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from vinculum.desk.access.models import Appointment, Person
from vinculum.desk.audit.models import AuditRecord
from vinculum.site.pages.audit import listing

SignIn = Callable[..., Client]


def latest() -> AuditRecord:
    return AuditRecord.objects.latest("sequence")


@pytest.mark.parametrize("who", ["amara", "priya", "tom", "helen", "david", "ines"])
@pytest.mark.parametrize("name", ["audit", "audit_export"])
def test_who_is_no_auditor_reads_no_audit(sign_in: SignIn, who: str, name: str) -> None:
    """And no address of anybody stands in what they are told."""
    sign_in("amara").get(reverse("purpose"))
    answer = sign_in(who).get(reverse(name))
    assert answer.status_code == 403
    assert b"amara.okafor" not in answer.content
    assert latest().outcome == "denied"


def test_an_auditor_of_a_force_sees_that_force_only(sign_in: SignIn) -> None:
    """In the list, in a record by its number, in the file: not a byte of another organisation."""
    Appointment.objects.create(person=Person.objects.get(email__startswith="tom."), role="auditor")
    sign_in("amara").get(reverse("purpose"))
    foreign = latest()
    client = sign_in("tom", purpose="assurance")
    client.get(reverse("purpose"))
    for name in ("audit", "audit_export"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert b"tom.hartley" in answer.content
        assert b"amara.okafor" not in answer.content
    assert client.get(reverse("audit_record", args=[foreign.sequence])).status_code == 404


def test_a_subject_is_found_and_the_search_for_it_recorded(sign_in: SignIn) -> None:
    """Auditors are audited."""
    sam = sign_in("sam", purpose="administration")
    sam.get(reverse("organisation", args=["JLR"]))
    page = sign_in("rashid", purpose="assurance").get(reverse("audit"), {"subject": "jlr"}).content.decode()
    assert "sam.whitby" in page
    assert ["searched", "jlr"] in latest().subjects


def test_what_is_taken_away_is_a_disclosure_and_no_formula(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that a spreadsheet would run begins with a quote; how many records left is recorded."""
    sign_in("amara", why="=cmd|'/C calc'!A0").get(reverse("purpose"))
    answer = sign_in("rashid", purpose="assurance").get(reverse("audit_export"), {"person": "amara"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["why"] for row in rows] == ["'=cmd|'/C calc'!A0"]
    assert (latest().verb, latest().detail["rows"], latest().detail["left"]) == ("disclosure", 1, "audit.csv")
    monkeypatch.setattr(listing, "MOST_EXPORTED", 0)
    assert sign_in("rashid", purpose="assurance").get(reverse("audit_export")).status_code == 400


def test_a_wrong_day_is_said_so(sign_in: SignIn) -> None:
    """On the page, beside the field."""
    answer = sign_in("rashid", purpose="assurance").get(reverse("audit"), {"since": "yesterday"})
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content


def test_the_chain_is_checked_at_the_press_of_a_button(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds; then a witness says that a record is gone, and it does not."""
    client = sign_in("rashid", purpose="assurance")
    client.get(reverse("purpose"))
    assert b"The chain holds" in client.post(reverse("audit_verify"), {"all": "1"}).content
    assert (latest().action, latest().detail["faults"]) == ("audit.verify", 0)
    assert b"it held" in client.get(reverse("audit")).content
    monkeypatch.setattr("vinculum.desk.audit.chain._witnessed", lambda _home: iter([(10**6, "0" * 64)]))
    assert b"The chain is broken" in client.post(reverse("audit_verify")).content
    assert latest().detail["faults"] == 1
    assert b"1 faults were found" in client.get(reverse("audit")).content


def test_checking_is_a_post(sign_in: SignIn) -> None:
    """Nothing happens by following a link."""
    assert sign_in("rashid", purpose="assurance").get(reverse("audit_verify")).status_code == 405
