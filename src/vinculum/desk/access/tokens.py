"""Keys for the HTTP API: made for a purpose, narrower than their owner, shown once, short-lived. Only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from vinculum.desk.access.models import ApiToken, Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.errors import VinculumError

LONGEST = timedelta(days=90)
# So that a key that leaked into a log or a repository is recognised as one of ours.
MARK = "vnc_"
SECRET_BYTES = 32
# Last use is written down at most this often: not every request should write.
USE_NOTED_EVERY = timedelta(minutes=5)


class TokenRefused(VinculumError):
    """A key was asked for that its owner may not have."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new key: its row, and the secret that is shown this once."""

    token: ApiToken
    secret: str


def scopes_open_to(viewer: Viewer, purpose: Purpose) -> list[Action]:
    """Return what a key for a purpose could be made for: what its owner may do for that purpose, but for making keys."""
    asking = viewer_of(Person.objects.get(pk=viewer.person), viewer.at, purpose)
    return [action for action in Action if action is not Action.MANAGE_TOKENS and decide(asking, action).allowed]


def make_token(
    viewer: Viewer, *, name: str, scopes: Collection[Action], purpose: Purpose, why: str, expires_at: datetime
) -> MadeToken:
    """Make a key for the viewer; TokenRefused if it would reach further or last longer than it may."""
    if purpose not in viewer.purposes:
        raise TokenRefused(f"None of your roles serves the purpose {purpose}.")
    beyond = set(scopes) - set(scopes_open_to(viewer, purpose))
    if beyond or not scopes:
        raise TokenRefused(
            f"For the purpose {purpose} you may not do {', '.join(sorted(beyond))} yourself, so a key cannot either."
            if beyond
            else "Choose at least one thing that the key may do."
        )
    if not viewer.at < expires_at <= viewer.at + LONGEST:
        raise TokenRefused(f"A key ends in the future and within {LONGEST.days} days.")
    secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        person_id=viewer.person,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(str(scope) for scope in scopes),
        purpose=purpose,
        why=why,
        made_at=viewer.at,
        expires_at=expires_at,
    )
    return MadeToken(token, secret)


def viewer_of_token(secret: str, now: datetime) -> Viewer | None:
    """Return whose key this is, as the policy sees them now with the key's scopes and purpose; None for no standing key."""
    token = ApiToken.objects.select_related("person__organisation").filter(digest=digest_of(secret)).first()
    if token is None or token.revoked_at is not None or not token.made_at <= now < token.expires_at:
        return None
    if not token.person.is_active:
        return None
    scopes = frozenset(Action(scope) for scope in token.scopes if scope in set(Action))
    viewer = viewer_of(token.person, now, Purpose(token.purpose), token.why, scopes)
    if viewer.purpose not in viewer.purposes:
        return None
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return viewer


def revoke_token(viewer: Viewer, token: int) -> ApiToken:
    """End a key of the viewer's own; TokenRefused if they have no such key that stands."""
    found = ApiToken.objects.filter(pk=token, person_id=viewer.person, revoked_at__isnull=True).first()
    if found is None:
        raise TokenRefused("You have no key of this number that could be ended.")
    found.revoked_at = viewer.at
    found.save(update_fields=["revoked_at"])
    return found


def digest_of(secret: str) -> str:
    """Return what is kept of a key. Keys are 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
