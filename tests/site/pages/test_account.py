"""Getting in and out: what is reachable, what is recorded, what locks, what works once."""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from vinculum.desk.access.models import ApiToken, Person
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace
from vinculum.site.accounts import first_sign_in_path

PASSWORD = "sample people of the tests"  # noqa: S105 - as in conftest: guards invented people
ADDRESS = "amara.okafor@opal.example"

pytestmark = pytest.mark.usefixtures("standing_desk", "fresh_counters")


@pytest.fixture
def fresh_counters(db: None) -> None:
    """Count failed sign-ins from nothing in each test."""
    cache.clear()


def try_in(client: Client, password: str = PASSWORD, address: str = ADDRESS) -> bool:
    client.post(reverse("account_login"), {"login": address, "password": password})
    return "_auth_user_id" in client.session


def last() -> AuditRecord:
    found = AuditRecord.objects.order_by("-sequence").first()
    assert found is not None
    return found


def test_signing_in_is_recorded_with_who_and_how_it_went() -> None:
    """The record names the person, their organisation and that it worked."""
    assert try_in(Client())
    assert (last().person, last().organisation, last().action, last().outcome) == (ADDRESS, "OPAL", "account.sign_in", "done")


def test_a_wrong_password_is_recorded_about_the_account_and_by_nobody() -> None:
    """Whoever tried is not the person whose account it is; their auditor finds it all the same."""
    assert not try_in(Client(), "guess")
    assert (last().person, last().organisation, last().outcome) == ("", "OPAL", "denied")
    assert last().subjects == [["person", ADDRESS]]


def test_an_address_that_nobody_has_is_not_written_down() -> None:
    """People type passwords into the wrong box."""
    assert not try_in(Client(), "x", "hunter2-my-password@example.org")
    assert (last().outcome, last().subjects) == ("denied", [])
    assert not AuditRecord.objects.filter(detail__icontains="hunter2").exists()
    assert "hunter2" not in str([(record.subjects, record.reason) for record in AuditRecord.objects.all()])


def test_five_failures_lock_the_account_even_to_the_right_password() -> None:
    """From any place, and the record says that it is locked."""
    for _ in range(5):
        assert not try_in(Client(REMOTE_ADDR="192.0.2.1"), "guess")
    assert not try_in(Client(REMOTE_ADDR="192.0.2.2"))
    assert last().reason.startswith("Locked")
    assert try_in(Client(REMOTE_ADDR="192.0.2.2"), address="tom.hartley@cleveland.example")


def test_failures_are_counted_in_the_store_that_every_process_shares() -> None:
    """A counter in the memory of one process would let a guesser go round them all."""
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desk_cache")
        before = cursor.fetchone()[0]
        try_in(Client(), "guess")
        cursor.execute("SELECT count(*) FROM desk_cache")
        assert cursor.fetchone()[0] > before


def test_signing_out_is_recorded() -> None:
    """By whom."""
    client = Client()
    try_in(client)
    client.post(reverse("account_logout"))
    assert (last().person, last().action) == (ADDRESS, "account.sign_out")


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/set/", "3rdparty/", "2fa/webauthn/signup/", "login/code/"]
)
def test_what_is_not_needed_is_not_there(path: str) -> None:
    """Nobody signs themselves up, changes their address or comes in through another site."""
    assert Client().get(f"/account/{path}").status_code == 404


def test_a_second_factor_is_set_up_asked_for_and_recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Password, then code; a wrong code is a failed sign-in; each step leaves its record."""
    # allauth tells of a new factor when it is committed, which nothing is in a test; nor is what the chain witnesses then.
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(tmp_path))
    monkeypatch.setattr(transaction, "on_commit", lambda told: told())
    client = Client()
    try_in(client)
    page = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True
    )
    secret = re.search(r'class="app-mark">([A-Z2-7]+)<', page.content.decode())
    assert secret is not None
    assert b"data:image/svg+xml" in page.content

    monkeypatch.setattr("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([7]))
    code = format_hotp_value(hotp_value(secret[1], 7))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user__email=ADDRESS, type="totp").exists()
    assert last().reason == "Second factor added: authenticator app. Second factor added: recovery codes."
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert client.get(reverse(name)).status_code == 200
    again = Client()
    assert not try_in(again)
    assert "asked next" in last().reason
    again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (last().outcome, last().reason) == ("denied", "The second factor was wrong.")
    cache.clear()  # the same code counts once; time stands still here
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert (last().outcome, last().reason) == ("done", "Signed in.")


def test_without_a_second_factor_nothing_opens_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the page on which it is set up."""
    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", True)
    client = Client()
    try_in(client)
    assert client.get(reverse("purpose"))["Location"] == reverse("mfa_activate_totp")


def test_the_first_password_is_set_by_a_link_that_works_once() -> None:
    """A second use is told that the link is over."""
    amara = Person.objects.get(email=ADDRESS)
    amara.set_unusable_password()
    amara.save()
    path = first_sign_in_path(Person.objects.get(email=ADDRESS))
    client = Client()
    there = client.get(path)["Location"]
    fresh = "three odd words together"
    answer = client.post(there, {"password1": fresh, "password2": fresh})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    assert (last().action, last().person) == ("account.password", ADDRESS)
    assert try_in(Client(), fresh)
    assert b"This link is over" in Client().get(path, follow=True).content


def test_a_link_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three days; here at once."""
    path = first_sign_in_path(Person.objects.get(email=ADDRESS))
    monkeypatch.setattr(settings, "PASSWORD_RESET_TIMEOUT", -1)
    assert b"This link is over" in Client().get(path, follow=True).content


def test_signing_out_everywhere_ends_every_session_of_that_person_and_no_other() -> None:
    """A lost laptop is signed out from another machine."""
    lost, here, other = Client(), Client(), Client()
    assert try_in(lost)
    assert try_in(here)
    assert try_in(other, address="tom.hartley@cleveland.example")
    here.post(reverse("sign_out_everywhere"))
    assert lost.get(reverse("own_record")).status_code == 302
    assert other.get(reverse("own_record")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        *("account_login", "account_logout", "account_reset_password", "account_change_password", "account_reauthenticate"),
        *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes"),
        *("own_record", "tokens"),
    ],
)
def test_no_page_has_script_or_style_of_its_own(name: str) -> None:
    """The policy of the site would stop it, and the page would not work."""
    client = Client()
    if name not in {"account_login", "account_reset_password"}:
        try_in(client)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)
    assert (scripts, re.findall(r"\sstyle=|<style", page), re.findall(r"\son[a-z]+=", page)) == ([], [], [])


def test_one_reads_ones_own_records_and_nobody_elses() -> None:
    """Whatever the role."""
    client, other = Client(), Client()
    try_in(other, address="tom.hartley@cleveland.example")
    try_in(client)
    client.get(reverse("own_record"))
    page = client.get(reverse("own_record")).content.decode()
    assert "own_record" in page
    assert "tom.hartley" not in page


def test_a_key_is_shown_once_and_ended_by_its_owner(standing_desk: Workspace) -> None:
    """The list of keys never shows it again; the making and the ending are recorded."""
    client = Client()
    try_in(client)
    asked = {"name": "export", "purpose": "intelligence", "why": "12/3456/26", "scopes": ["search.use"], "days": "30"}
    made = client.post(reverse("make_token"), asked)
    secret = re.search(r"vnc_[\w-]+", made.content.decode())
    assert secret is not None
    assert made["Cache-Control"] == "no-store"
    assert secret[0] not in client.get(reverse("tokens")).content.decode()
    assert secret[0] not in str([(record.detail, record.reason) for record in AuditRecord.objects.all()])
    token = ApiToken.objects.get()
    client.post(reverse("revoke_token", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert [record.verb for record in AuditRecord.objects.filter(action="token.manage")[:3]].count("alteration") >= 1


def test_a_key_for_more_than_one_may_do_is_refused() -> None:
    """The form does not offer it; one who sends it all the same is told no."""
    client = Client()
    try_in(client)
    asked = {"name": "x", "purpose": "intelligence", "why": "abc", "scopes": ["access.change"], "days": "30"}
    assert client.post(reverse("make_token"), asked).status_code == 422
    assert not ApiToken.objects.exists()
