"""Figures of inspections are folds over the newest version known at a moment; what is unknown is not zero."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from inspections_made import NOW, document, viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.ports.inspection_figures import RULES
from vinculum.desk.ports.inspection_recording import Sent, record, withdraw

pytestmark = pytest.mark.django_db

CODES = {rule.code: rule for rule in RULES}


def values(who: str = "priya", *, hours: int = 100, **asked: object) -> dict[str, Decimal | None]:
    """Return every figure as known some hours after the first act."""
    purpose = Purpose.PORTS if who == "priya" else Purpose.INTELLIGENCE
    told = Asked(NOW + timedelta(hours=hours), **asked)  # type: ignore[arg-type]  # what a test asks for
    return {code: figure_of(rule, viewer(who, purpose), told).value for code, rule in CODES.items()}


def keep(uuid: UUID, hours: int, after: int = 0, **told: object) -> None:
    reason = "Right" if after else ""
    record(Sent(uuid, document(**told), after, reason), viewer(at=NOW + timedelta(hours=hours)))


CAR = {"standing": "stolen", "value_gbp": "10000"}


def test_each_moment_has_its_own_figures() -> None:
    """Two boxes, one put right, one refused, one withdrawn: as at each moment, what was known then."""
    assert set(values().values()) == {None}
    first, third = uuid4(), uuid4()
    keep(first, 1, vehicles=[CAR, CAR])
    keep(uuid4(), 2, result="refused", vehicles=[], lift_gbp=None)
    keep(third, 3, vehicles=[CAR])
    keep(first, 4, 1, vehicles=[CAR, {"standing": "suspected", "value_gbp": "500.50"}])
    withdraw(Sent(third, None, 1, "Twice"), viewer(at=NOW + timedelta(hours=5)))
    names = ("inspections-recorded", "inspections-opened", "inspections-positive", "inspection-vehicles", "inspection-value")
    told = {hours: tuple(values(hours=hours)[name] for name in names) for hours in (0, 1, 2, 3, 4, 5)}
    assert told == {
        0: (None, None, None, None, None),
        1: (1, 1, 1, 2, 20000),
        2: (2, 1, 1, 2, 20000),
        3: (3, 2, 2, 3, 30000),
        4: (3, 2, 2, 2, Decimal("20500.50")),
        5: (2, 1, 1, 1, Decimal("10500.50")),
    }
    assert values()["inspection-cost"] == 200
    assert values(since=date(2026, 3, 3))["inspections-recorded"] is None


def test_an_operation_has_its_own() -> None:
    """Named in the form, it counts there; those who may not see the inspection count nothing."""
    operation = Operation.objects.get(reference="alliances-2025")
    Participant.objects.get_or_create(operation=operation, organisation_id="NAVCIS")
    keep(uuid4(), 1, operation="alliances-2025", vehicles=[CAR])
    keep(uuid4(), 1)
    assert values()["inspections-recorded"] == 2
    assert values(of={"operation": "alliances-2025"})["inspections-recorded"] == 1
    assert values("amara", of={"operation": "alliances-2025"})["inspections-recorded"] == 1
    assert values("grace", of={"operation": "other"})["inspections-recorded"] is None
    tom = figure_of(CODES["inspections-recorded"], viewer("tom", Purpose.INVESTIGATION), Asked(NOW + timedelta(hours=9)))
    assert tom.value is None
