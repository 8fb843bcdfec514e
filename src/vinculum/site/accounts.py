"""How people get in: nobody signs themselves up, guessing locks the door, the first password is set by a link that works once."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from vinculum.desk.access.models import Person
from vinculum.desk.audit.models import Outcome
from vinculum.site.account_events import tell_of

SIGN_IN = "account.sign_in"


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator; every failed sign-in tells the audit whose account was tried."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody signs themselves up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an address or a place from which too many sign-ins failed (ACCOUNT_RATE_LIMITS), right password or not."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tell_of(
                request,
                _known(credentials),
                SIGN_IN,
                "Locked: too many sign-ins failed in the last fifteen minutes.",
                Outcome.DENIED,
            )
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell the audit that a password was wrong. An address that nobody has is not written down: it may be a password."""
        person = _known(credentials)
        reason = "The password was wrong." if person else "No account has the address that was typed."
        tell_of(request, person, SIGN_IN, reason, Outcome.DENIED)

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Say whether this is the person's password; addresses stand with the person here, not in a table of their own."""
        known = self.authenticate(context.request, email=user.email, password=password)
        return known is not None and known.pk == user.pk


def first_sign_in_path(person: Person) -> str:
    """Return the path at which a person sets their first password: once, within PASSWORD_RESET_TIMEOUT seconds (three days)."""
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})


def _known(credentials: dict[str, Any]) -> Person | None:
    return Person.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
