"""Small weeks for the tests of the planner."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from vinculum.desk.operations.plan.problem import Slot, Work
from vinculum.desk.operations.plan.rules import LIFT, Fading

NOW = datetime(2026, 4, 1, tzinfo=UTC)
REGIONS = {"DURHAM": "NE", "CLEVELAND": "NE", "ESSEX": "Eastern"}


def noon(days: int) -> datetime:
    return NOW + timedelta(days=days, hours=12)


def work(name: str, **told: Any) -> Work:
    """Return a piece of work of Durham that is certain, worth 1,000 GBP, and takes an hour."""
    plain: dict[str, Any] = {
        "kind": "hit", "title": name, "place": "DURHAM", "probability": 1.0, "value_gbp": 1000.0, "skill": "stop", "units": 4,
        "fades": Fading.HARD,
    }  # fmt: skip
    return Work(id=name, **{**plain, **told})


def team(name: str, days: int = 0, **told: Any) -> Slot:
    """Return a team of Durham with two hours on a day of the week, counted from 0."""
    plain: dict[str, Any] = {"owner": "DURHAM", "place": "DURHAM", "size": 8, "skills": frozenset({"stop"})}
    day = date(2026, 4, 1) + timedelta(days=days)
    return Slot(id=name, title=name, day=day, at=noon(days), **{**plain, **told})


def port(name: str, lifts: int, days: int = 0) -> Slot:
    """Return lifts at Teesport, 200 GBP each."""
    return team(name, days, owner="NAVCIS", place="GBTEE", size=lifts, skills=frozenset({LIFT}), cost_gbp=200.0)


def box(name: str, **told: Any) -> Work:
    """Return a box at Teesport."""
    return work(name, kind="export", place="GBTEE", skill=LIFT, units=1, **told)
