"""Makers of the small organisations, people and agreements that the desk's tests argue about."""

from datetime import UTC, datetime

import pytest

from desk_words import NOON, AgreementMaker, ViewerMaker
from vinculum.desk.access.models import Agreement, Group, Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Handling, Purpose, Rows
from vinculum.evidence.contract import contracts


@pytest.fixture
def bare_desk(db: None) -> None:
    """Take the sample agreements away, so that a test's own are all there are."""
    Agreement.objects.all().delete()


@pytest.fixture
def make_viewer(db: None) -> ViewerMaker:
    """Return a function that makes a person of an organisation with roles, and gives them as the policy sees them."""

    def make(code: str, held: list[str], purpose: Purpose | None, at: datetime = NOON) -> Viewer:
        organisation = Organisation.objects.get(code=code)
        number = Person.objects.count()
        person = Person.objects.create_person(f"p{number}@test.example", f"P {number}", organisation, held)
        person.appointments.update(from_at=datetime(2024, 1, 1, tzinfo=UTC))
        return viewer_of(person, at, purpose, "a test")

    return make


@pytest.fixture
def make_agreement(db: None) -> AgreementMaker:
    """Return a function that makes an agreement on a feed, whole and for investigation unless told otherwise."""

    def make(provider: str, recipient: str | Group, feed: str, **told: object) -> Agreement:
        group = recipient if isinstance(recipient, Group) else None
        agreement = Agreement(
            title=f"{provider} {feed}",
            provider=Organisation.objects.get(code=provider),
            recipient=None if group else Organisation.objects.get(code=recipient),
            recipients=group,
            feed=feed,
            **{
                "columns": [column.name for column in contracts()[feed].columns] if feed in contracts() else [],
                "rows": Rows.ALL,
                "handling": Handling.PERMITTED,
                "purposes": [Purpose.INVESTIGATION],
                "from_at": datetime(2025, 1, 1, tzinfo=UTC),
                **told,
            },
        )
        agreement.full_clean()
        agreement.save()
        return agreement

    return make


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker keep the connection that the test's transaction is on; outside of tests it renews old ones."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr("vinculum.desk.work.worker.close_old_connections", lambda: None)
