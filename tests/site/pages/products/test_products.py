"""A product on its pages, from the order to the download, each step by the role that owns it."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from conftest import SignIn
from pdf_words import words_of_pages
from product_world import MARCH, make, release
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.documents.models import File, Version
from vinculum.desk.documents.reading import state_of
from vinculum.desk.documents.workflow import WORKFLOW
from vinculum.desk.workflows.stepping import history
from vinculum.evidence.workspace import Workspace

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standing_desk: Workspace) -> Path:
    """Let files be kept in a workspace of the test's own, with the pictures of the shared one."""
    home = tmp_path / "var"
    home.mkdir()
    for part in standing_desk.home.iterdir():
        (home / part.name).symlink_to(part)
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(home))
    return home


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, version: Version, what: str, reason: str = "") -> int:
    told = {"act": what, "after": len(history(WORKFLOW, version.subject)), "reason": reason}
    return client.post(f"/products/{version.product.reference}/{version.number}/act", told).status_code


def test_made_reviewed_released_and_read(sign_in: SignIn) -> None:
    """Grace makes and writes, Ines reviews and releases, Helen reads and downloads; nobody else's step is theirs."""
    grace, ines, helen = sign_in("grace", purpose="intelligence"), sign_in("ines", purpose="intelligence"), sign_in("helen")
    assert "Make: Test bulletin" in page(grace, "/products/make/test-bulletin")
    order = {"of": "op-test", "audience": "members", "as_at": "2026-03-02T17:00", "until": ""}
    made = grace.post("/products/make/test-bulletin", order)
    version = Version.objects.get(product__reference="test-bulletin-op-test-members")
    assert (made.status_code, made.headers["Location"]) == (302, "/products/test-bulletin-op-test-members/1")
    where = made.headers["Location"]
    remark = {"after": 1, "section": "results", "confidence": "", "text": "Forces worked **hard**."}
    assert grace.post(f"{where}/write", remark).status_code == 302
    assert "Forces worked <strong>hard</strong>." in page(grace, where)
    assert act(grace, version, "release") == 400
    assert act(ines, version, "review") == 302
    assert helen.get(where).status_code == 404
    assert act(helen, version, "release") == 403
    assert act(ines, version, "release") == 302
    assert state_of(version) == "released"
    read = page(helen, where)
    assert "£3,340,000.50" in read
    assert "/act" not in read
    assert re.findall(r"\) ([\w ]+ it)", page(grace, where)) == ["released it", "reviewed it", "wrote in it", "made it"]
    got = helen.get(f"{where}/file.pdf")
    assert "Forcesworkedhard." in "".join(words_of_pages(got.content))
    record = AuditRecord.objects.order_by("-sequence").first()
    assert record is not None
    assert (record.person, record.verb, record.subjects) == (
        "helen.fraser@jlr.example", "disclosure", [["product", version.subject]],
    )  # fmt: skip


def test_an_order_that_will_not_do_is_told_on_the_form(sign_in: SignIn) -> None:
    """A moment to come is refused beside the form, and nothing is made."""
    grace = sign_in("grace", purpose="intelligence")
    answer = grace.post("/products/make/test-bulletin", {"of": "op-test", "audience": "members", "as_at": "2099-01-01T00:00"})
    assert answer.status_code == 400
    assert "has not come. A product is as at now or an earlier moment." in answer.content.decode()
    assert not Version.objects.filter(product__kind="test-bulletin").exists()


def test_a_judgement_without_the_yardstick_is_refused_on_the_page(sign_in: SignIn) -> None:
    """With a sentence that names its words."""
    version = make()
    remark = {"after": 1, "section": "results", "confidence": "low", "text": "More may follow."}
    answer = sign_in("grace", purpose="intelligence").post(f"/products/{version.product.reference}/1/write", remark)
    assert answer.status_code == 400
    assert "remote chance, highly unlikely, unlikely, realistic possibility" in answer.content.decode()


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_a_released_file_is_the_same_ever_after(sign_in: SignIn, own_files: Path, form: str) -> None:
    """It is made at the first download and kept by its digest; whoever asks later gets those bytes, superseded or not."""
    version = release(make())
    where = f"/products/{version.product.reference}/{version.number}/file.{form}"
    first = sign_in("helen").get(where).content
    release(make())
    assert state_of(version) == "superseded"
    assert sign_in("grace", purpose="intelligence").get(where).content == first
    kept = File.objects.get(version=version, form=form)
    assert (kept.digest, kept.size) == (hashlib.sha256(first).hexdigest(), len(first))
    assert (own_files / "products" / kept.digest).read_bytes() == first


def test_a_damaged_file_is_told_and_not_handed_out(sign_in: SignIn, own_files: Path) -> None:
    """Bytes that are not those that were released never leave."""
    version = release(make())
    where = f"/products/{version.product.reference}/1/file.html"
    helen = sign_in("helen")
    helen.get(where)
    (own_files / "products" / File.objects.get(version=version).digest).write_bytes(b"other")
    answer = helen.get(where)
    assert answer.status_code == 400
    assert "missing or damaged" in answer.content.decode()


def test_a_draft_is_made_anew_for_each_reader_and_not_kept(sign_in: SignIn) -> None:
    """Nadia's copy of a draft for police lacks what her roles do not open; nothing of it is kept as a file."""
    version = make(audience="police")
    where = f"/products/{version.product.reference}/1/file.html"
    nadia, grace = (client.get(where).content.decode() for client in (sign_in("nadia"), sign_in("grace", purpose="intelligence")))
    assert "It rests on" not in nadia
    assert "A passage is left out of the edition that you may read." in nadia
    assert "It rests on" in grace
    assert not File.objects.filter(version=version).exists()


def test_the_figures_open_to_their_rows_for_those_whose_roles_open_them(sign_in: SignIn) -> None:
    """Tom reads operations, so the figure is a link to its rows; Peter's roles do not open it, so he gets its note alone."""
    version = release(make(audience="public"))
    where = f"/products/{version.product.reference}/1"
    address = 'href="/figures/t-arrests?as_at=2026-03-02T17%3A00%3A00%2B00%3A00&amp;operation=op-test"'
    assert address in page(sign_in("tom"), where)
    peter = page(sign_in("peter"), where)
    assert address not in peter
    assert 'href="#note-1"' in peter
    tom = sign_in("tom").get("/figures/t-arrests?operation=op-test&as_at=2026-03-02T17%3A00%3A00%2B00%3A00")
    assert '<span class="app-figures__number">3</span>' in tom.content.decode()


def test_the_check_says_what_differs(sign_in: SignIn, world: object) -> None:
    """All the same, until a row is laid in behind the as-at."""
    version = make()
    grace = sign_in("grace", purpose="intelligence")
    where = f"/products/{version.product.reference}/1/check"
    assert "Yes: all 3 figures come out the same, to the row." in page(grace, where)
    world.arrests["late"] = ("Essex", MARCH.date(), MARCH)  # type: ignore[attr-defined]  # the small world
    told = page(grace, where)
    assert "1 of 3 figures come out otherwise" in told
    assert "1 row came to be known" in told


def test_the_list_shows_to_each_what_is_theirs(sign_in: SignIn) -> None:
    """Drafts stand with those who make; a member sees what was released to members; kinds are offered to makers alone."""
    make(audience="police")
    release(make())
    title = "Operation Test: results as at 2 March 2026"
    assert page(sign_in("grace", purpose="intelligence"), "/products").count(title) == 2
    helen = page(sign_in("helen"), "/products")
    assert helen.count(title) == 1
    assert "/products/make/" not in helen
    assert page(sign_in("peter"), "/products").count(title) == 0
