"""People of the sample partnership and a lead for them to act on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from desk_words import NOON
from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.leads.acting import LeadSeen

People = Callable[[str], Viewer]


@pytest.fixture
def people(db: None) -> People:
    """Return a function that gives a sample person, by the first part of their address, as the policy sees them."""

    def person(who: str) -> Viewer:
        found = Person.objects.get(email__startswith=f"{who}.")
        found.appointments.update(from_at=datetime(2024, 1, 1, tzinfo=UTC))
        purpose = min(viewer_of(found, NOON).purposes)
        return viewer_of(found, NOON, Purpose(purpose), "12/3456/26, a test")

    return person


@pytest.fixture
def clone() -> LeadSeen:
    """Return a suspected clone as its page shows it."""
    evidence = frozenset({("reads-a", 1), ("reads-a", 2)})
    return LeadSeen("clone-0123456789ab", "clone", "vrm", "AB12CDE", 0.75, evidence, "a1c450de8770")


@pytest.fixture
def hit() -> LeadSeen:
    """Return a lead of another kind about the same plate."""
    return LeadSeen("hit-ba9876543210", "hit", "vrm", "AB12CDE", 0.5, frozenset({("thefts-b", 7)}), "a1c450de8770")
