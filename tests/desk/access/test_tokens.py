"""Keys for the HTTP API reach no further than their owner, are kept as a hash, and end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vinculum.desk.access.models import ApiToken, Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.tokens import MadeToken, TokenRefused, make_token, revoke_token, scopes_open_to, viewer_of_token
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose

pytestmark = pytest.mark.django_db


def person(who: str) -> Person:
    return Person.objects.get(email__startswith=f"{who}.")


def asking(who: str) -> Viewer:
    return viewer_of(person(who), timezone.now())


def made(who: str = "amara", days: float = 30, scopes: tuple[Action, ...] = (Action.SEARCH,)) -> MadeToken:
    viewer = asking(who)
    return make_token(
        viewer,
        name="a test",
        scopes=scopes,
        purpose=Purpose.INTELLIGENCE,
        why="12/3456/26",
        expires_at=viewer.at + timedelta(days=days),
    )


def test_a_key_asks_as_its_owner_for_its_purpose_and_no_more_than_its_scopes() -> None:
    """The viewer of a key is its owner, narrowed: what the owner may do beside it, the key may not."""
    found = viewer_of_token(made().secret, timezone.now())
    assert found is not None
    assert (found.email, found.purpose, found.why) == (person("amara").email, Purpose.INTELLIGENCE, "12/3456/26")
    assert decide(found, Action.SEARCH).allowed
    assert not decide(found, Action.WORK_LEADS).allowed


def test_only_a_hash_is_kept() -> None:
    """Nothing in the row lets anybody ask with the key."""
    secret = made().secret
    row = ApiToken.objects.get()
    assert all(secret not in str(value) for value in vars(row).values())
    assert viewer_of_token(row.digest, timezone.now()) is None


@pytest.mark.parametrize("scope", [Action.CHANGE_ACCESS, Action.MANAGE_TOKENS, Action.ERASE_RECORDS])
def test_a_key_does_nothing_that_its_owner_may_not(scope: Action) -> None:
    """Nor does it make further keys."""
    with pytest.raises(TokenRefused, match=scope.value):
        made(scopes=(Action.SEARCH, scope))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 90.1])
def test_a_key_ends_within_ninety_days(days: float) -> None:
    """No key is made for longer, or for the past."""
    with pytest.raises(TokenRefused, match="90 days"):
        made(days=days)


def test_a_key_without_scopes_is_not_made() -> None:
    """A key for nothing would be mistaken for one for everything."""
    with pytest.raises(TokenRefused, match="at least one"):
        made(scopes=())


def test_a_key_ends_when_its_time_is_over() -> None:
    """Not a second later."""
    key = made(days=1)
    assert viewer_of_token(key.secret, key.token.expires_at - timedelta(seconds=1)) is not None
    assert viewer_of_token(key.secret, key.token.expires_at) is None


def test_a_revoked_key_is_nobodys() -> None:
    """Its owner ends it, and nobody else can."""
    key = made()
    with pytest.raises(TokenRefused):
        revoke_token(asking("tom"), key.token.pk)
    revoke_token(asking("amara"), key.token.pk)
    assert viewer_of_token(key.secret, timezone.now()) is None


def test_a_key_dies_with_its_owners_account_and_roles() -> None:
    """A closed account opens nothing; a lost role takes its purpose along."""
    key = made()
    Person.objects.filter(pk=person("amara").pk).update(is_active=False)
    assert viewer_of_token(key.secret, timezone.now()) is None
    Person.objects.filter(pk=person("amara").pk).update(is_active=True)
    person("amara").appointments.update(until_at=timezone.now())
    assert viewer_of_token(key.secret, timezone.now()) is None


def test_the_last_use_is_noted() -> None:
    """An owner sees whether a key is still used."""
    key, now = made(), timezone.now()
    viewer_of_token(key.secret, now)
    assert ApiToken.objects.get().last_used_at == now


def test_scopes_offered_are_what_the_owner_may_do_for_the_purpose() -> None:
    """A data officer who also supervises is offered other things for other purposes."""
    ines = asking("ines")
    assert Action.SEND_DELIVERIES in scopes_open_to(ines, Purpose.ADMINISTRATION)
    assert Action.SEND_DELIVERIES not in scopes_open_to(ines, Purpose.INTELLIGENCE)
