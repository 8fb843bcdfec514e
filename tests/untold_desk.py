"""A desk that holds people and agreements and nothing of the story, and people who work at it at the moments of a story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape

import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY

# The rooms whose rows the story lays in, with the steps of their workflows.
TOLD = (
    "workflows", "intelligence", "operations", "returns", "strategy", "members", "funding", "training", "engagement", "public",
    "impact", "documents",
)  # fmt: skip
SITTING = timedelta(hours=1)
FAULT = re.compile(r'class="govuk-error-(?:summary__body|message)"[^>]*>(.*?)</(?:div|p)>', re.DOTALL)


@contextmanager
def untold() -> Iterator[None]:
    """Take the story away for the body, and put it back afterwards: all of it within one transaction that is taken back.

    Tables refuse to lose rows; their guards are lifted while the story goes, and stand again before anybody works.
    """
    with transaction.atomic():
        with _guards_lifted(), connection.cursor() as cursor:
            for label in TOLD:
                for model in apps.get_app_config(label).get_models(include_auto_created=True):
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: SLF001 - Django's documented name
        yield
        transaction.set_rollback(True)


@contextmanager
def _guards_lifted() -> Iterator[None]:
    """Take SQLite's triggers away for the body; the story is not replayed on PostgreSQL, where only tests of the store run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, wording in guards:
            cursor.execute(wording)


class Desk:
    """People signed in at the desk, at a moment that only moves when it is told to. ``made`` keeps addresses by name."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self._clock = clock
        self._sat_down = datetime.min.replace(tzinfo=UTC)
        self._clients: dict[tuple[str, str], Client] = {}
        self.made: dict[str, str] = {}

    def at(self, moment: datetime) -> None:
        """Move the clock. Whoever works on after more than an hour signs in again."""
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        self._clock.move_to(moment, tick=False)
        if not timedelta(0) <= moment - self._sat_down < SITTING:
            self._sat_down = moment
            self._clients.clear()

    def sign_out(self) -> None:
        """Sign everybody out: whoever asks next signs in anew."""
        self._clients.clear()

    def ask(self, who: str, address: str, purpose: str = "") -> HttpResponse:
        """Return the page that somebody asks for, which must be there for them."""
        answer: HttpResponse = self.as_person(who, purpose).get(address)  # type: ignore[assignment]  # a test client's answer
        assert answer.status_code == 200, f"{who} asks for {address}: {answer.status_code}"
        return answer

    def post(self, who: str, address: str, told: Mapping[str, object], purpose: str = "") -> str:
        """Send a form as somebody, and return where it leads; what is wrong with it is said."""
        answer = self.as_person(who, purpose).post(address, dict(told))
        main = answer.content.decode().partition("<main")[2]
        faults = [" ".join(unescape(re.sub("<[^>]+>", " ", one)).split()) for one in FAULT.findall(main) or [main]]
        assert answer.status_code == 302, f"{who} posts to {address}: {answer.status_code} {faults}"
        return str(answer["Location"])

    def as_person(self, who: str, purpose: str = "") -> Client:
        """Return somebody signed in now: by how their address begins, for a purpose, or for the programme if it is theirs."""
        if (who, purpose) not in self._clients:
            person = Person.objects.get(email__startswith=who if "@" in who else f"{who}.")
            client = Client()
            client.force_login(person)
            session = client.session
            served = viewer_of(person, datetime.now(UTC)).purposes
            session[PURPOSE_KEY] = purpose or (Purpose.PROGRAMME if Purpose.PROGRAMME in served else min(served))
            session[WHY_KEY] = "The first year of the partnership"
            session.save()
            self._clients[who, purpose] = client
        return self._clients[who, purpose]
