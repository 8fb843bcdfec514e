"""``vinculum product`` at the desk: in somebody's name, as far as they may, recorded, with clear refusals."""

import io
import json
from pathlib import Path

import docx
import pytest
from django.conf import settings

from pdf_words import words_of_pages
from product_world import World, lay_in, make, release
from vinculum.cli.desk_product import Asking, hand_over
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.documents.models import Version
from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace

GRACE, HELEN = "grace.adeyemi@opal.example", "helen.fraser@jlr.example"


@pytest.fixture(autouse=True)
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """Lay the small world in, in a workspace of the test's own."""
    home = tmp_path / "var"
    home.mkdir()
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(home))
    return lay_in(monkeypatch)


def asking(out: Path, name: str = "test-bulletin", email: str = GRACE, **rest: object) -> Asking:
    told: dict[str, object] = {
        "given": {"operation": "op-test"}, "as_at": "2026-03-02", "audience": None, "purpose": "intelligence", "why": "a test",
    }  # fmt: skip
    return Asking(name, out, email, **told | rest)  # type: ignore[arg-type]  # the test's own options


def test_it_makes_a_draft_writes_it_and_says_what_it_wrote(tmp_path: Path) -> None:
    """The file holds the figures that the document on standard output tells, and the audit keeps that it left."""
    out = tmp_path / "week.pdf"
    told = hand_over(asking(out))
    json.dumps(told)
    assert (told["product"], told["version"], told["state"]) == ("test-bulletin-op-test-members", 1, "Draft")
    assert [(one["title"], one["words"], one["rows"]) for one in told["figures"]] == [
        ("Arrests", "3", 3),
        ("Value recovered", "£3,340,000.50", 2),
        ("Charges", "not known", None),
    ]
    assert "£3,340,000.50" in "".join(words_of_pages(out.read_bytes()))
    record = AuditRecord.objects.order_by("-sequence").first()
    assert record is not None
    assert (record.person, record.verb, record.route, record.detail["sha256"]) == (
        GRACE, "disclosure", "vinculum product", told["sha256"],
    )  # fmt: skip


def test_a_released_one_is_handed_over_by_its_reference(tmp_path: Path) -> None:
    """Helen's firm is a member: she gets the released edition; the same bytes each time."""
    version = release(make())
    first = hand_over(asking(tmp_path / "a.docx", version.product.reference, HELEN, purpose=None, given={}))
    hand_over(asking(tmp_path / "b.docx", version.product.reference, HELEN, purpose=None, given={}))
    assert (first["state"], first["left_out"]) == ("Released", 1)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert docx.Document(io.BytesIO((tmp_path / "a.docx").read_bytes())).core_properties.content_status == "Released"


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ({"email": "nobody@x.example"}, "Nobody at this desk has the address nobody@x.example."),
        ({"purpose": None}, "Say what for with --purpose. The roles of Grace Adeyemi serve: intelligence, investigation."),
        ({"purpose": "ports"}, "'ports' is no purpose of Grace Adeyemi."),
        ({"given": {}}, "Say what test bulletin is about: --operation."),
        ({"given": {"grant": "g"}}, "Test bulletin is not about grant: leave --grant out."),
        ({"given": {"operation": "none"}}, "There is no operation 'none' that you may see."),
        ({"name": "nothing"}, "'nothing' is neither a kind of product"),
        ({"as_at": "soon"}, "'soon' is no moment."),
        ({"email": HELEN, "purpose": None}, "None of the roles held (Partner security team) includes product.make."),
    ],
)
def test_a_refusal_is_one_clear_sentence(tmp_path: Path, rest: dict[str, object], sentence: str) -> None:
    """Nothing is made and nothing is written."""
    before = Version.objects.count()
    with pytest.raises(WrongUse) as refused:
        hand_over(asking(tmp_path / "x.pdf", **rest))  # type: ignore[arg-type]  # the test's own options
    assert sentence in str(refused.value)
    assert Version.objects.count() == before
    assert not (tmp_path / "x.pdf").exists()


def test_another_form_is_refused(tmp_path: Path) -> None:
    """The name of the file says the form."""
    with pytest.raises(WrongUse, match=r"a product is written as \.pdf, \.html, \.docx"):
        hand_over(asking(tmp_path / "week.txt"))


def test_today_is_today_so_far(tmp_path: Path) -> None:
    """A day that is not over is as at now; a day to come is refused."""
    with pytest.raises(WrongUse, match="has not come"):
        hand_over(asking(tmp_path / "x.html", as_at="2099-01-01"))
    assert hand_over(asking(tmp_path / "x.html", as_at=None))["version"] == 1
