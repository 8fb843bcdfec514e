"""The public site: everybody reads what was published, nobody what was not; the keepers write, and somebody else lets it out."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.programme.public.models import Enquiry, PublicPage
from vinculum.desk.workflows.models import Step

SignIn = Callable[..., Client]
EVERYBODY = (
    "amara", "priya", "tom", "helen", "david", "ines", "rashid", "sam",
    "grace", "owen", "meera", "karl", "ruth", "joan", "nadia", "peter",
)  # fmt: skip
KEEPERS = {"nadia", "david"}
MARK = "Zaubernuss"  # a word that stands nowhere else


@pytest.fixture
def draft(sign_in: SignIn) -> PublicPage:
    """Let the communications officer write a page that holds a telling word, and leave it a draft."""
    told = {"section": "news", "slug": "a-draft", "title": f"{MARK} title", "summary": MARK, "body": f"{MARK}.", "after": 0}
    assert sign_in("nadia").post(reverse("new_public_page"), told).status_code == 302
    return PublicPage.objects.get(slug="a-draft")


def step(client: Client, page: PublicPage, act: str, after: int, reason: str = "", wording: int = 1) -> int:
    where = reverse("public_page_step", args=[page.slug, wording])
    return client.post(where, {"act": act, "after": after, "reason": reason}).status_code


def text_of(client: Client, where: str) -> str:
    return html.unescape(client.get(where).content.decode())


OUTSIDE = ("/public", "/public/news", "/public/news/a-draft", "/public/results")


def test_a_page_is_public_once_somebody_else_lets_it_out(draft: PublicPage, sign_in: SignIn) -> None:
    """Written, asked for, approved by another person: only then does it stand outside; taken off, it is gone again."""
    outside, nadia, david = Client(), sign_in("nadia"), sign_in("david")
    assert not any(MARK in text_of(outside, where) for where in OUTSIDE)
    assert step(nadia, draft, "submit", 1) == 302
    assert MARK in text_of(david, reverse("public_approvals"))
    assert not any(MARK in text_of(outside, where) for where in OUTSIDE)
    assert step(david, draft, "publish", 2) == 302
    assert MARK in text_of(outside, "/public/news/a-draft")
    assert MARK in text_of(outside, "/public/news")
    assert step(david, draft, "withdraw", 3, "A name was wrong.") == 302
    assert outside.get("/public/news/a-draft").status_code == 404


def test_nobody_lets_out_what_they_wrote(draft: PublicPage, sign_in: SignIn) -> None:
    """The communications officer may not publish, and a page does not publish itself by a step out of turn."""
    nadia, david = sign_in("nadia"), sign_in("david")
    step(nadia, draft, "submit", 1)
    assert step(nadia, draft, "publish", 2) == 400
    assert step(david, draft, "publish", 1) == 400
    assert Client().get("/public/news/a-draft").status_code == 404


def test_an_embargo_holds(draft: PublicPage, sign_in: SignIn) -> None:
    """A version under embargo is not outside, published or not, until its moment has come."""
    nadia, david = sign_in("nadia"), sign_in("david")
    later = timezone.now() + timedelta(hours=2)
    told = {"title": "Second", "summary": "Second", "body": "Later.", "not_before": later.isoformat(), "after": 1}
    assert nadia.post(reverse("edit_public_page", args=["a-draft"]), told).status_code == 302
    step(nadia, draft, "submit", 1, wording=2)
    step(david, draft, "publish", 2, wording=2)
    assert Client().get("/public/news/a-draft").status_code == 404
    assert draft.versions.get(number=2).not_before == later


def test_a_wording_written_over_another_is_refused(draft: PublicPage, sign_in: SignIn) -> None:
    """Who began from an older version is told, and nothing of theirs replaces the newer one."""
    nadia = sign_in("nadia")
    told = {"title": "B", "summary": "B", "body": "B", "after": 1}
    assert nadia.post(reverse("edit_public_page", args=["a-draft"]), told).status_code == 302
    answer = nadia.post(reverse("edit_public_page", args=["a-draft"]), told)
    assert answer.status_code == 400
    assert draft.versions.count() == 2


@pytest.mark.parametrize("who", EVERYBODY)
def test_drafts_and_enquiries_are_their_keepers(draft: PublicPage, sign_in: SignIn, who: str) -> None:
    """For everybody and each purpose: no address of the room shows a draft or an enquiry to who does not keep the site."""
    outside = Client()
    message = {"name": MARK, "email": "z@mail.example", "message": MARK, "organisation": ""}
    assert outside.post(reverse("write_to_us", args=["question"]), message).status_code == 302
    enquiry = Enquiry.objects.get(name=MARK)
    inside = ["/public-pages", "/public-pages/a-draft", "/public-pages/a-draft/edit", "/public-approvals", "/enquiries",
              f"/enquiries/{enquiry.reference}"]  # fmt: skip
    person = Person.objects.get(email__startswith=f"{who}.")
    for purpose in sorted(viewer_of(person, timezone.now()).purposes):
        client = sign_in(who, purpose=purpose)
        shown = [where for where in [*inside, *OUTSIDE] if MARK in text_of(client, where)]
        assert bool(shown) == (who in KEEPERS and purpose == "programme"), (purpose, shown)
        if who not in KEEPERS:
            steps = Step.objects.count()
            assert step(client, draft, "submit", 1) in {403, 404}
            assert client.post(f"/enquiries/{enquiry.reference}/step", {"act": "take", "after": 0}).status_code in {403, 404}
            assert Step.objects.count() == steps


def test_an_enquiry_is_answered_and_erased(sign_in: SignIn) -> None:
    """What somebody wrote is gone when it is erased; that it came, and why it went, stays."""
    outside, nadia = Client(), sign_in("nadia")
    told = {"name": "Ada Quill", "email": "ada@mail.example", "organisation": "Quill Ltd", "message": "May we join?"}
    assert outside.post(reverse("write_to_us", args=["press"]), told).status_code == 302
    enquiry = Enquiry.objects.get(name="Ada Quill")
    where = reverse("enquiry_step", args=[enquiry.reference])
    assert nadia.post(where, {"act": "take", "after": 0}).status_code == 302
    assert nadia.post(where, {"act": "answer", "after": 1, "reason": "Told by telephone."}).status_code == 302
    assert nadia.post(where, {"act": "erase", "after": 2, "reason": "Nothing more is owed."}).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.email, enquiry.organisation, enquiry.message) == ("", "", "", "")
    assert "Ada" not in text_of(nadia, reverse("enquiry", args=[enquiry.reference]))
    record = AuditRecord.objects.order_by("-sequence").filter(verb="erasure").first()
    assert record is not None
    assert [["enquiry", enquiry.reference]] == record.subjects


def test_the_trap_keeps_nothing(db: None) -> None:
    """A program that fills in what people do not see is thanked like everybody, and nothing is kept."""
    before = Enquiry.objects.count()
    told = {"name": "x", "email": "x@mail.example", "message": "x", "homepage": "https://spam.example"}
    assert Client().post(reverse("write_to_us", args=["question"]), told).status_code == 302
    assert Enquiry.objects.count() == before


def test_too_many_messages_are_refused(db: None) -> None:
    """From one place ten an hour are read; the next is refused, and said to be."""
    told = {"name": "x", "email": "x@mail.example", "message": "x"}
    client = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [client.post(reverse("write_to_us", args=["question"]), told).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


@pytest.mark.parametrize("where", ["/public", "/public/advice", "/public/results", "/public/contact/membership"])
def test_everybody_may_read_and_nobody_is_known(db: None, where: str) -> None:
    """Without signing in the site answers; the record of it names nobody."""
    answer = Client().get(where)
    assert answer.status_code == 200
    record = AuditRecord.objects.order_by("-sequence").first()
    assert record is not None
    assert (record.person, record.action) == ("", "public")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("email", "nobody", "valid email"), ("message", "", "required"), ("name", "", "required"), ("message", "x" * 4001, "4000")],
)
def test_a_wrong_message_is_told_where(db: None, field: str, value: str, says: str) -> None:
    """What is wrong stands at its field, and what was right is still there."""
    told = {"name": "Ada", "email": "ada@mail.example", "message": "Hello", field: value}
    answer = Client().post(reverse("write_to_us", args=["question"]), told)
    assert answer.status_code == 422
    assert says in html.unescape(answer.content.decode())


def test_a_public_page_names_no_mark_unnoticed(sign_in: SignIn) -> None:
    """A draft that names a plate says so to whoever writes and whoever approves."""
    told = {"section": "news", "slug": "plate", "title": "A car", "summary": "Found", "body": "It was AB12 CDE.", "after": 0}
    sign_in("nadia").post(reverse("new_public_page"), told)
    assert "AB12 CDE (vrm)" in text_of(sign_in("david"), reverse("keep_public_page", args=["plate"]))
