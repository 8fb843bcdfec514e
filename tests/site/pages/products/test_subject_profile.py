"""The subject profile on its pages and the command line: who may make and read it, and that nobody else learns that one is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from conftest import SignIn
from ports_profile_made import analyst, rows_of, table_of
from vinculum.cli.desk_product import Asking, hand_over
from vinculum.desk.access.models import Person
from vinculum.desk.access.sample import sample
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.documents.kinds import kind_named
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.targets import target_named
from vinculum.desk.ports.subjects import subject_named
from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace

MAKE = "/products/make/subject-profile"
NOWHERE = "P0000000000000000"
# Who reads ports, as the roles are told to people; a test of its own knows that the policy says the same.
PORTS = {"amara", "priya", "ines", "grace"}
PEOPLE = [one["email"].split(".")[0] for one in sample()["people"]]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standing_desk: Workspace) -> Path:
    """Keep files in a workspace of the test's own."""
    home = tmp_path / "var"
    home.mkdir()
    for part in standing_desk.home.iterdir():
        (home / part.name).symlink_to(part)
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(home))
    return home


@pytest.fixture
def party(own_files: Path) -> dict[str, str]:
    """Return the party on most consignments that some enabler is: its code, its name, the enabler's code."""
    one = max(
        (row for row in table_of(own_files, "enablers") or [] if row["party_id"]),
        key=lambda row: (row["consignments"], row["enabler_id"]),
    )
    return {"code": one["party_id"], "name": one["name"], "enabler": one["enabler_id"]}


def views_of(who: str) -> list[Viewer]:
    """Return somebody's views, one a purpose that their roles serve."""
    person = Person.objects.select_related("organisation").get(email__startswith=f"{who}.")
    now = timezone.now()
    return [viewer_of(person, now, Purpose(one), "a test") for one in sorted(viewer_of(person, now).purposes)]


def test_made_from_the_page_of_an_enabler_and_read(sign_in: SignIn, party: dict[str, str]) -> None:
    """The enabler's page leads to the form with its code; the profile made is of the party that it is, and the audit says so."""
    amara = sign_in("amara", purpose="intelligence")
    link = f"{MAKE}?of={party['enabler']}"
    assert f'href="{link}"' in amara.get(f"/ports/enablers/{party['enabler']}").content.decode()
    form = amara.get(link).content.decode()
    assert f'value="{party["enabler"]}"' in form
    made = amara.post(MAKE, {"of": party["enabler"], "audience": "police", "as_at": ""})
    assert made.status_code == 302, made.content.decode()
    assert ["subject", party["enabler"]] in AuditRecord.objects.latest("sequence").subjects
    read = amara.get(made.headers["Location"]).content.decode()
    assert f"Subject profile: {party['name']} (resolved party)" in read
    assert ["subject", party["code"]] in AuditRecord.objects.latest("sequence").subjects
    assert re.search(rf'href="/figures/subject\.boxes\?[^"]*subject={party["code"]}', read)
    assert Version.objects.get(product__kind="subject-profile").product.of == party["code"]


def test_who_may_not_read_ports_does_not_learn_that_a_profile_or_a_subject_is_there(
    sign_in: SignIn, party: dict[str, str]
) -> None:
    """By every address, and by every code that there is or is not, the answer is the same."""
    amara = sign_in("amara", purpose="intelligence")
    where = amara.post(MAKE, {"of": party["code"], "audience": "police", "as_at": ""}).headers["Location"]
    for who in PEOPLE:
        if who in PORTS:
            continue
        client = sign_in(who)
        for address in (where, f"{where}/file.pdf", MAKE):
            assert client.get(address).status_code in {403, 404}, (who, address)
        answers = [
            (client.get(f"{MAKE}?of={code}"), client.get(f"/figures/subject.boxes?subject={code}"),
             client.post(MAKE, {"of": code, "audience": "police"}))
            for code in (party["code"], NOWHERE)
        ]  # fmt: skip
        assert [answer.status_code for answer in answers[0]] == [answer.status_code for answer in answers[1]], who
        assert {answer.status_code for answer in answers[0]} <= {403, 404}, who
        listed = client.get("/products").content.decode()
        assert party["name"] not in listed, who
        assert "ubject profile" not in listed, who


def test_a_subject_is_named_only_to_those_whose_records_hold_it(party: dict[str, str], own_files: Path) -> None:
    """Without the right to read ports there is none; with it, what the viewer's agreements open and no more."""
    person = rows_of(own_files, "parties")[0]["party_ref"]
    place = rows_of(own_files, "places")[0]["place_ref"]
    codes = [party["code"], party["enabler"], person, place]
    for who in (*sorted(set(PEOPLE) - PORTS), "amara", "priya"):
        for viewer in views_of(who):
            found = [subject_named(code, viewer) is not None for code in (*codes, NOWHERE, "")]
            if who not in PORTS:
                assert found == [False] * 6, (who, viewer.purpose)
            assert found[4:] == [False, False]
    amara = analyst()
    named = [subject_named(code, amara) for code in codes]
    assert [one.kind for one in named if one] == [
        "resolved party",
        "resolved party",
        rows_of(own_files, "parties")[0]["kind"],
        "place",
    ]


def test_no_such_subject_and_one_that_may_not_be_seen_are_told_alike(party: dict[str, str]) -> None:
    """The sentence differs in the code that was typed, and in nothing else."""
    david = views_of("david")[0]
    told = []
    for code in (party["code"], NOWHERE):
        with pytest.raises(WrongUse) as refused:
            target_named("subject", code, david)
        told.append(str(refused.value).replace(code, "CODE"))
    assert told[0] == told[1] == "There is no subject 'CODE' that you may see. Take the code from its page."


def test_a_profile_is_for_police_alone() -> None:
    """Personal data: no edition for members, ministers or the public."""
    kind = kind_named("subject-profile")
    assert (kind.audiences, kind.action, kind.of) == (("police",), "ports.read", "subject")


def asking(out: Path, code: str, email: str = "amara.okafor@opal.example", purpose: str = "intelligence") -> Asking:
    return Asking("subject-profile", out, email, {"subject": code}, None, None, purpose, "a test")


def test_the_command_line_writes_it_and_records_whom_it_is_of(tmp_path: Path, party: dict[str, str]) -> None:
    """``vinculum product subject-profile --of CODE --out FILE``: each form a disclosure that names the subject."""
    out = asking(tmp_path / "profile.docx", party["code"])
    told = hand_over(out)
    for form in ("docx", "pdf"):
        file = tmp_path / f"profile.{form}"
        told = told if form == "docx" else hand_over(replace(out, name=told["product"], out=file, given={}))
        assert (told["title"], file.stat().st_size) == (f"Subject profile: {party['name']} (resolved party)", told["bytes"])
        assert ["subject", party["code"]] in AuditRecord.objects.latest("sequence").subjects
    with pytest.raises(WrongUse, match="There is no subject 'P0000000000000000' that you may see"):
        hand_over(asking(tmp_path / "none.pdf", NOWHERE))
    refused = AuditRecord.objects.latest("sequence")
    assert (refused.outcome, refused.subjects) == ("denied", [["subject", NOWHERE]])
    assert not (tmp_path / "none.pdf").exists()
    with pytest.raises(WrongUse, match="Say what subject profile is about: --of"):
        hand_over(
            Asking("subject-profile", tmp_path / "none.pdf", "amara.okafor@opal.example", {}, None, None, "intelligence", "")
        )


def test_what_is_not_held_is_said(own_files: Path) -> None:
    """A profile has the headings of its kind of document in their order, and names its gaps."""
    headings = [section.heading for section in kind_named("subject-profile").sections]
    assert headings == [
        "Summary", "Identity", "Aliases and spellings", "Addresses", "Vehicles", "Communications", "Associates", "Finance",
        "Travel and movement", "Methods", "Convictions and finds", "Intelligence", "Risk markers", "Gaps",
        "Inferences and hypotheses", "Plan", "Appendix: every figure",
    ]  # fmt: skip
