"""What happens to accounts, told to the audit: signed in and out, factors, passwords; whose account, and how it went."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as factors
from django.http import HttpRequest
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.site.trail import Told

FACTORS: Final = {"totp": "authenticator app", "webauthn": "security key or passkey", "recovery_codes": "recovery codes"}
SECOND_FACTOR: Final = "account.second_factor"
NAME: Final = "vinculum.site.account_events"


def tell_of(
    request: HttpRequest | None,
    person: Person | None,
    action: str,
    reason: str,
    outcome: Outcome = Outcome.DONE,
    *,
    verb: Verb = Verb.CONSULTATION,
) -> None:
    """Tell the audit record of this request what happened to whose account.

    A person is named as the one who acted only when the act succeeded; a failed attempt is about them, by somebody unknown.
    """
    told: Told | None = getattr(request, "told", None)
    if told is None:
        return
    told.action, told.reason, told.outcome, told.verb = action, reason, outcome, verb
    if person is None:
        return
    told.about("person", person.email)
    told.organisation = person.organisation_id
    if outcome is Outcome.DONE:
        told.viewer = viewer_of(person, timezone.now())


def listen() -> None:
    """Connect to what allauth tells; called once when the site starts."""
    account.authentication_step_completed.connect(_step, dispatch_uid=f"{NAME}.step")
    account.user_logged_in.connect(_signed_in, dispatch_uid=f"{NAME}.in")
    account.user_logged_out.connect(_signed_out, dispatch_uid=f"{NAME}.out")
    for signal, words in (
        (account.password_changed, "The password was changed."),
        (account.password_set, "A password was set."),
        (account.password_reset, "A password was set through a link."),
    ):
        signal.connect(_password(words), dispatch_uid=f"{NAME}.{words}", weak=False)
    for signal, words in (
        (factors.authenticator_added, "added"),
        (factors.authenticator_removed, "removed"),
        (factors.authenticator_reset, "made anew"),
    ):
        signal.connect(_factor(words), dispatch_uid=f"{NAME}.{words}", weak=False)
    factors.authentication_failed.connect(_factor_failed, dispatch_uid=f"{NAME}.failed")


def _step(request: HttpRequest, user: Person, method: str, **_named: Any) -> None:
    tell_of(request, user, "account.sign_in", f"Proved who they are by {method}; what else is needed is asked next.")


def _signed_in(request: HttpRequest, user: Person, **_named: Any) -> None:
    tell_of(request, user, "account.sign_in", "Signed in.")


def _signed_out(request: HttpRequest, user: Person | None, **_named: Any) -> None:
    tell_of(request, user, "account.sign_out", "Signed out.")


def _password(words: str) -> Any:
    def changed(request: HttpRequest, user: Person, **_named: Any) -> None:
        tell_of(request, user, "account.password", words, verb=Verb.ALTERATION)

    return changed


def _factor(words: str) -> Any:
    def changed(request: HttpRequest, user: Person, authenticator: Any, **_named: Any) -> None:
        what = FACTORS.get(authenticator.type, authenticator.type)
        told: Told | None = getattr(request, "told", None)
        # With the first factor recovery codes are made as well: one request, two changes.
        before = f"{told.reason} " if told is not None and told.action == SECOND_FACTOR else ""
        tell_of(request, user, SECOND_FACTOR, f"{before}Second factor {words}: {what}.", verb=Verb.ALTERATION)

    return changed


def _factor_failed(request: HttpRequest, user: Person, **_named: Any) -> None:
    tell_of(request, user, "account.sign_in", "The second factor was wrong.", Outcome.DENIED)
