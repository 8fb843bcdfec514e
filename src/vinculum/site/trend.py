"""The trend of thefts: vehicles reported stolen by week, and the columns of the chart that shows them.

A week runs from Monday to Sunday in UTC. Weeks without a report count 0 only between the first and the last report held: before
and after that nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.held import rows_if_held

WIDTH, HEIGHT = 360.0, 200.0
LEFT, BOTTOM, TOP = 34.0, 26.0, 10.0
SHOWN_WEEKS = 104

WEEKS_SQL = """
SELECT CAST(date_trunc('week', reported_at) AS DATE) AS week, count(*) AS vehicles
FROM (SELECT DISTINCT force, crime_ref, vrm, reported_at FROM evidence.thefts WHERE reported_at <= $as_at)
GROUP BY week ORDER BY week
"""


@dataclass(frozen=True, slots=True)
class Week:
    """Vehicles reported stolen in the week that starts on ``monday``; ``whole`` unless it had not ended at the as-at time."""

    monday: date
    vehicles: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart in drawing units."""

    x: float
    y: float
    width: float
    height: float
    week: Week


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of thefts by week: columns, marks on the upright axis (units, words) and under it (units, words)."""

    width: float
    height: float
    left: float
    base: float
    columns: tuple[Column, ...]
    levels: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str], ...]


def thefts_by_week(door: Door, as_at: datetime) -> list[Week]:
    """Return the weeks from the first report to the last, at most the last ``SHOWN_WEEKS``."""
    rows = rows_if_held(door, "evidence.thefts", WEEKS_SQL, {"as_at": as_at}) or []
    if not rows:
        return []
    counted = {row["week"]: row["vehicles"] for row in rows}
    weeks = []
    monday = rows[0]["week"]
    while monday <= rows[-1]["week"]:
        weeks.append(Week(monday, counted.get(monday, 0), monday + timedelta(days=7) <= as_at.date()))
        monday += timedelta(days=7)
    return weeks[-SHOWN_WEEKS:]


def draw_chart(weeks: Sequence[Week]) -> Chart | None:
    """Return the chart of ``weeks``; None if there are none."""
    if not weeks:
        return None
    step = _round_step(max(week.vehicles for week in weeks))
    top = max(step, -(-max(week.vehicles for week in weeks) // step) * step)
    base = HEIGHT - BOTTOM
    room = (WIDTH - LEFT - 4) / len(weeks)

    def height(vehicles: int) -> float:
        return round((base - TOP) * vehicles / top, 1)

    columns = [
        Column(
            round(LEFT + place * room + min(room * 0.1, 2), 1),
            round(base - height(week.vehicles), 1),
            round(room - 2 * min(room * 0.1, 2), 1),
            height(week.vehicles),
            week,
        )
        for place, week in enumerate(weeks)
    ]
    levels = [(round(base - height(level), 1), plain.count(level)) for level in range(0, top + 1, step)]
    every = max(1, -(-len(weeks) // 4))
    dates = [(columns[place].x, f"{weeks[place].monday.day} {weeks[place].monday:%b}") for place in range(0, len(weeks), every)]
    return Chart(WIDTH, HEIGHT, LEFT, base, tuple(columns), tuple(levels), tuple(dates))


def _round_step(most: int) -> int:
    """Return a step of 1, 2 or 5 times a power of ten that parts 0 to ``most`` into five at most."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 5 >= most:
                return step * factor
        step *= 10
