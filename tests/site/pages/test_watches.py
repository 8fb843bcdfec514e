"""The pages of watches: one's own, and those that wait for one's yes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vinculum.desk.alerts.models import Alert, Watch
from vinculum.desk.alerts.running import run_watches
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]
LEADS = {"title": "Clones of the county", "looks": "leads", "lead_kind": "", "days": "30"}


def latest() -> AuditRecord:
    return AuditRecord.objects.latest("sequence")


@pytest.fixture
def kept(sign_in: SignIn, standing_desk: Workspace) -> Watch:
    """Keep a watch for the analyst, have it authorised, and let it run."""
    sign_in("amara", purpose="intelligence").post(reverse("keep_watch"), LEADS)
    found = Watch.objects.get()
    sign_in("ines", purpose="intelligence").post(reverse("allow_watch", args=[found.uid]))
    run_watches(standing_desk, timezone.now())
    found.refresh_from_db()
    return found


def test_a_watch_carries_the_purpose_and_waits(sign_in: SignIn) -> None:
    """What the analyst gave for the task is what the watch is for."""
    amara = sign_in("amara", purpose="intelligence", why="Op Alliances")
    answer = amara.post(reverse("keep_watch"), LEADS)
    made = Watch.objects.get()
    assert answer["Location"] == reverse("watch", args=[made.uid])
    assert (made.purpose, made.why, made.authorised_at) == ("intelligence", "Op Alliances", None)
    assert (latest().verb, latest().subjects) == ("alteration", [["watch", str(made.uid)]])
    assert b"waits for an authoriser" in amara.get(reverse("watches")).content


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"looks": "text", "text": " "}, b"Say what to look for"),
        ({"days": "91"}, b"90"),
        ({"webhook": "http://hook.example/"}, b"https://"),
        ({"webhook": "https://192.168.1.1/"}, b"private address"),
        ({"title": ""}, b"required"),
    ],
)
def test_what_is_wrong_is_said(sign_in: SignIn, told: dict[str, str], sentence: bytes) -> None:
    """On the form, and nothing is kept."""
    answer = sign_in("amara", purpose="intelligence").post(reverse("keep_watch"), {**LEADS, **told})
    assert answer.status_code == 422
    assert sentence in answer.content
    assert not Watch.objects.exists()


def test_a_search_is_brought_along(sign_in: SignIn) -> None:
    """From the search page, with what was typed."""
    page = sign_in("amara", purpose="intelligence").get(reverse("watches"), {"q": "AB12*", "kind": "vrm"}).content.decode()
    assert 'value="AB12*"' in page
    assert '<option value="vrm" selected>' in page


def test_nobody_sees_anothers_watch(sign_in: SignIn, kept: Watch) -> None:
    """Neither on the list nor by its address; it is as if it were not there."""
    tom = sign_in("tom")
    assert kept.title.encode() not in tom.get(reverse("watches")).content
    for name in ("watch", "mark_seen", "end_watch"):
        address = reverse(name, args=[kept.uid])
        answer = tom.get(address) if name == "watch" else tom.post(address)
        assert answer.status_code in {400, 404}
        assert kept.title.encode() not in answer.content
    kept.refresh_from_db()
    assert kept.ended_at is None


def test_who_may_not_keep_watches_has_no_such_page(sign_in: SignIn) -> None:
    """The programme lead looks at figures, not at people."""
    david = sign_in("david")
    assert david.get(reverse("watches")).status_code == 403
    assert david.post(reverse("keep_watch"), LEADS).status_code == 403


def test_only_an_authoriser_of_the_same_organisation_is_shown_it(sign_in: SignIn) -> None:
    """With what it looks for and what for, so that they can say yes or no."""
    sign_in("amara", purpose="intelligence", why="Op Alliances").post(reverse("keep_watch"), LEADS)
    made = Watch.objects.get()
    page = sign_in("ines", purpose="intelligence").get(reverse("watches_to_authorise")).content.decode()
    assert made.title in page
    assert "Op Alliances" in page
    for who in ("amara", "tom", "sam"):
        assert sign_in(who).get(reverse("watches_to_authorise")).status_code == 403
        assert sign_in(who).post(reverse("allow_watch", args=[made.uid])).status_code == 403
    made.refresh_from_db()
    assert made.authorised_at is None


def test_a_watch_is_turned_down_with_a_reason(sign_in: SignIn) -> None:
    """Without one it still waits."""
    amara = sign_in("amara", purpose="intelligence")
    amara.post(reverse("keep_watch"), LEADS)
    made, ines = Watch.objects.get(), sign_in("ines", purpose="intelligence")
    assert ines.post(reverse("refuse_watch", args=[made.uid]), {"why": " "}).status_code == 400
    ines.post(reverse("refuse_watch", args=[made.uid]), {"why": "Too wide"})
    assert b"Too wide" in amara.get(reverse("watches")).content


def test_what_is_new_is_marked_until_it_is_seen(sign_in: SignIn, kept: Watch) -> None:
    """The page counts it; a button, not the opening of the page, notes it as seen."""
    amara = sign_in("amara", purpose="intelligence")
    fresh = Alert.objects.filter(watch=kept).order_by("pk")[0]
    Alert.objects.filter(pk=fresh.pk).update(seen_at=None)
    assert b"1 new since you looked" in amara.get(reverse("watches")).content
    page = amara.get(reverse("watch", args=[kept.uid])).content
    assert page.count(b'<strong class="govuk-tag">New') == 1
    assert b"1 new since you looked" in amara.get(reverse("watches")).content
    amara.post(reverse("mark_seen", args=[kept.uid]))
    assert b"Nothing is new since you looked" in amara.get(reverse("watches")).content


def test_its_findings_are_shown_for_its_purpose_only(sign_in: SignIn, kept: Watch) -> None:
    """For another task the owner is asked to change the purpose first."""
    page = sign_in("amara", purpose="investigation").get(reverse("watch", args=[kept.uid])).content
    assert b"Change your purpose" in page
    assert b"What it finds now" not in page


def test_an_ended_watch_shows_nothing_it_found(sign_in: SignIn, kept: Watch) -> None:
    """Only why it ended."""
    amara = sign_in("amara", purpose="intelligence")
    amara.post(reverse("end_watch", args=[kept.uid]))
    page = amara.get(reverse("watch", args=[kept.uid])).content
    assert b"Its owner ended it" in page
    assert b"What it finds now" not in page
