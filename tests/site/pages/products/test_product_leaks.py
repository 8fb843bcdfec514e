"""The leak test of products: whoever asks, by whatever address, no answer shows what their policy denies.

Who may read what is worked out here from the words of the test's own table, and not by the room's ``visible_to``.
"""

import io
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from conftest import PROJECT, SignIn
from pdf_words import words_of_pages
from product_world import MARCH, make, release, seen_as
from vinculum.desk.access.sample import sample
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Remark, Version
from vinculum.desk.documents.releasing import act_on
from vinculum.desk.documents.remarks import write_remark
from vinculum.desk.workflows.models import Step
from vinculum.evidence.workspace import Workspace

pytestmark = pytest.mark.usefixtures("world")

# Words that stand in one product and nowhere else, by the audience it is for, and whether it was released.
MARKS = {
    ("members", True): "Amberlark",
    ("public", True): "Slatefinch",
    ("police", True): "Ironwren",
    ("police", False): "Duskheron",
}
# What the section for police says, and the sources behind its figure, which those who read intelligence may read.
SECTION = "It rests on"
SOURCES = ("QUIETLARCH", "DEEPFERN", "COLDBIRCH")

# Roles as the file of roles tells them: what each may do, and what for.
ROLES = tomllib.loads((PROJECT / "src/vinculum/desk/access/roles.toml").read_text("utf-8"))
READERS = {
    "members": {
        "partner", "programme_lead", "communications_officer", "analyst", "supervisor", "commander", "force_lead",
        "finance_officer",
    },
    "police": {"analyst", "investigator", "supervisor", "commander", "force_lead", "ports_officer"},
}  # fmt: skip
READ_PRODUCTS = {role for role, told in ROLES.items() if "product.read" in told["actions"]}
MAKE_OR_RELEASE = {role for role, told in ROLES.items() if {"product.make", "product.release"} & set(told["actions"])}
READ_INTELLIGENCE = {role for role, told in ROLES.items() if "intelligence.read" in told["actions"]}
PURPOSES = {role: set(told["purposes"]) for role, told in ROLES.items()}
NATIONAL = {"OPAL", "NVCRP"}
PEOPLE = [(one["email"].split(".")[0], one["organisation"], set(one["roles"])) for one in sample()["people"]]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standing_desk: Workspace) -> None:
    """Keep files in a workspace of the test's own."""
    home = tmp_path / "var"
    home.mkdir()
    for part in standing_desk.home.iterdir():
        (home / part.name).symlink_to(part)
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(home))


@pytest.fixture
def made() -> dict[tuple[str, bool], Version]:
    """Make one product for each mark, the mark written in its commentary."""
    found: dict[tuple[str, bool], Version] = {}
    for (audience, released), mark in MARKS.items():
        version = make("grace", audience=audience)
        write_remark(version, "results", f"The {mark} passage.", seen_as("grace"), after=1)
        found[audience, released] = release(version) if released else version
    return found


def asked_of(version: Version, *, released: bool) -> list[str]:
    """Return the addresses of a version; drafts are drawn anew for each reader, so one form stands for the three there."""
    where = f"/products/{version.product.reference}/{version.number}"
    forms = ("pdf", "html", "docx") if released else ("docx",)
    return [where, f"{where}/check", *(f"{where}/file.{form}" for form in forms)]


def said(answer: object) -> str:
    """Return every word of an answer, whatever its form."""
    content: bytes = answer.content  # type: ignore[attr-defined]  # an answer of Django's test client
    if content.startswith(b"%PDF"):
        return "".join(words_of_pages(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode()


def may_read(roles: set[str], organisation: str, audience: str, *, released: bool) -> bool:
    """Say whether somebody may read a product: their roles that serve the purpose, and their organisation, decide."""
    if not roles & READ_PRODUCTS:
        return False
    if organisation in NATIONAL and roles & MAKE_OR_RELEASE:
        return True
    return released and (audience == "public" or bool(roles & READERS[audience]))


def walks() -> Iterator[tuple[str, str, str, set[str]]]:
    for who, organisation, roles in PEOPLE:
        for purpose in sorted({purpose for role in roles for purpose in PURPOSES[role]}):
            yield who, purpose, organisation, {role for role in roles if purpose in PURPOSES[role]}


def test_no_product_and_no_file_shows_what_the_policy_denies(sign_in: SignIn, made: dict[tuple[str, bool], Version]) -> None:
    """Every address of products, as every sample person, for each of their purposes."""
    wrong = []
    for who, purpose, organisation, roles in walks():
        client: Client = sign_in(who, purpose)
        for key, version in made.items():
            mark, allowed = MARKS[key], may_read(roles, organisation, key[0], released=key[1])
            for address in asked_of(version, released=key[1]):
                text = said(client.get(address))
                if (mark in text) != (allowed and not address.endswith("/check")):
                    wrong.append((who, purpose, address, "shown" if mark in text else "missing"))
                section = SECTION in text or "Itreston" in text.replace(" ", "")
                opened = allowed and key[0] == "police" and (key[1] or bool(roles & READ_INTELLIGENCE))
                if section and not opened:
                    wrong.append((who, purpose, address, "shows the section for police"))
                wrong += [(who, purpose, address, source) for source in SOURCES if source in text]
        listing = said(client.get("/products"))
        seen = [key for key, version in made.items() if f"/products/{version.product.reference}/{version.number}" in listing]
        expected = [key for key in made if may_read(roles, organisation, key[0], released=key[1])]
        if seen != expected:
            wrong.append((who, purpose, "/products", str(seen)))
    assert wrong == []


def test_the_rows_of_a_figure_open_to_those_whose_roles_open_them(sign_in: SignIn) -> None:
    """A figure of intelligence: its page, its rows and its CSV, for those who read intelligence and nobody else."""
    wrong = []
    for who, purpose, _, roles in walks():
        client = sign_in(who, purpose)
        for address in ("/figures/t-sources", "/figures/t-sources/rows.csv"):
            text = said(client.get(address))
            opened = bool(roles & READ_INTELLIGENCE)
            shown = all(source in text for source in SOURCES)
            if shown != opened:
                wrong.append((who, purpose, address, shown))
    assert wrong == []


def test_nobody_changes_what_is_not_theirs_to_change(sign_in: SignIn, made: dict[tuple[str, bool], Version]) -> None:
    """Acts and words posted by those who neither make nor release are refused, and nothing is kept."""
    before = Step.objects.count(), Remark.objects.count(), Version.objects.count()
    for who, purpose, organisation, roles in walks():
        if organisation in NATIONAL and roles & MAKE_OR_RELEASE:
            continue
        client = sign_in(who, purpose)
        for version in (made["members", True], made["police", False]):
            where = f"/products/{version.product.reference}/{version.number}"
            for act in ("review", "release", "withdraw"):
                answer = client.post(f"{where}/act", {"act": act, "after": 2, "reason": "mine now"})
                assert answer.status_code in {403, 404}
            told = {"after": 2, "section": "results", "text": "mine now", "confidence": ""}
            assert client.post(f"{where}/write", told).status_code in {403, 404}
        order = {"of": "op-test", "audience": "public", "as_at": ""}
        assert client.post("/products/make/test-bulletin", order).status_code == 403
    assert (Step.objects.count(), Remark.objects.count(), Version.objects.count()) == before


def test_a_return_is_read_by_the_funder_of_its_grant_and_no_other(sign_in: SignIn) -> None:
    """Peter is of the Home Office: he reads the return on its grant; that of another funder's grant is not there for him."""
    for grant, status in (("ho-2025", 200), ("isf-2026", 404)):
        version = make_version(Order("funder-return", grant, "funder", MARCH), seen_as("david"))
        for act, after in (("review", 1), ("release", 2)):
            act_on(version, act, seen_as("una"), after=after)
        assert sign_in("peter").get(f"/products/{version.product.reference}/1").status_code == status
