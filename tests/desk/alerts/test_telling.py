"""What is owed to owners is sent without content, and tried again a few times."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.alerts.models import Channel, Looks, Notice, Watch
from vinculum.desk.alerts.telling import WAITS, WORDS, send_notices
from vinculum.desk.alerts.webhook import NotDelivered

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def watch() -> Watch:
    amara = Person.objects.get(email__startswith="amara.")
    return Watch.objects.create(
        owner=amara,
        organisation=amara.organisation,
        title="the secret of AB12CDE",
        looks=Looks.TEXT,
        asks={"text": "AB12CDE"},
        purpose="intelligence",
        why="12/3456/26",
        webhook="https://hook.example/x",
        expires_at=NOW + timedelta(days=1),
    )


def owed(watch: Watch, channel: Channel, event: str = "found") -> Notice:
    return Notice.objects.create(watch=watch, channel=channel, event=event, made_at=NOW, next_try_at=NOW)


@pytest.mark.parametrize("event", sorted(WORDS))
def test_a_mail_says_only_that_there_is_something(watch: Watch, event: str) -> None:
    """To its owner alone; no mark, no title, no reason, no link that tells one."""
    owed(watch, Channel.MAIL, event)
    assert send_notices(NOW) == 1
    sent = mail.outbox[0]
    assert (sent.to, sent.body) == (["amara.okafor@opal.example"], WORDS[event])
    whole = sent.message().as_string()
    assert not [word for word in ("AB12CDE", "secret", "12/3456/26", str(watch.uid)) if word in whole]
    assert send_notices(NOW) == 0


def test_a_webhook_says_only_that_there_is_something(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event, which watch by its number, and when."""
    posted: list[tuple[str, bytes]] = []
    monkeypatch.setattr("vinculum.desk.alerts.telling.post", lambda url, body, _secret, _at: posted.append((url, body)))
    owed(watch, Channel.WEBHOOK)
    send_notices(NOW)
    body = f'{{"event":"found","watch":"{watch.uid}","at":"{NOW.isoformat()}"}}'.encode()
    assert posted == [("https://hook.example/x", body)]


def test_what_fails_is_tried_again_ever_later_and_then_given_up(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each failure is kept, so that the page of the watch can say so."""

    def fail(*_told: object) -> None:
        raise NotDelivered("hook.example answered 500.")

    monkeypatch.setattr("vinculum.desk.alerts.telling.post", fail)
    notice, at = owed(watch, Channel.WEBHOOK), NOW
    for tries, wait in enumerate(WAITS, start=1):
        assert send_notices(at - timedelta(seconds=1)) == 0
        assert send_notices(at) == 0
        notice.refresh_from_db()
        assert (notice.tries, notice.next_try_at, notice.fault) == (tries, at + wait, "hook.example answered 500.")
        at = notice.next_try_at
    send_notices(at + timedelta(days=9))
    notice.refresh_from_db()
    assert (notice.tries, notice.sent_at) == (len(WAITS), None)
