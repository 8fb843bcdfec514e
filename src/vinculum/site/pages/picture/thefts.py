"""Thefts as the viewer may see them: each vehicle once, whatever columns of its report are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vinculum.engine.door import Door
from vinculum.site.charts.weeks import WeekCount

# A report handed over twice is one vehicle. Where the columns that tell reports apart are not open, all that is open must agree.
ONCE = """
WITH told AS (
    SELECT t."force" AS force_id, t.reported_at, upper(trim(t.make)) AS make, upper(trim(t.model)) AS model, t.method,
        t.value_gbp, t.lat, t.lon, t.vrm, t.crime_ref, t.delivery, t.row
    FROM evidence.thefts AS t
    WHERE t.reported_at <= $as_at AND ($one_force = '' OR t."force" = $one_force)
    QUALIFY row_number() OVER (
        PARTITION BY t."force", t.crime_ref, t.vrm, t.reported_at,
            CASE WHEN t.crime_ref IS NULL THEN concat_ws('|', t.make, t.model, t.colour, t.method, t.value_gbp) END
        ORDER BY t.delivery, t.row) = 1
)
"""


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a column of the theft reports, with how many vehicles and how much money it stands for."""

    name: str
    vehicles: int
    value_gbp: float | None


def counted_by(door: Door, column: str, as_at: datetime, since: datetime, force: str = "") -> list[Share]:
    """Return vehicles reported stolen since a time (UTC) by ``force_id``, ``make``, ``model`` or ``method``, most first.

    Only those of ``force`` unless it is empty. Reports that do not say are counted under an empty name.
    """
    rows = door.ask_rows(
        f"{ONCE} SELECT coalesce({column}, '') AS name, count(*) AS vehicles, sum(value_gbp) AS value_gbp FROM told "
        "WHERE reported_at >= $since GROUP BY 1 ORDER BY vehicles DESC, name",
        {"as_at": as_at, "since": since, "one_force": force},
    )
    return [Share(row["name"], row["vehicles"], row["value_gbp"]) for row in rows]


def by_week(door: Door, as_at: datetime, force: str = "") -> list[WeekCount]:
    """Return vehicles reported stolen in every week (Monday to Sunday, UTC) from the first report to the last."""
    rows = door.ask_rows(
        f"{ONCE} SELECT CAST(date_trunc('week', reported_at) AS DATE) AS monday, count(*) AS vehicles FROM told "
        "GROUP BY 1 ORDER BY 1",
        {"as_at": as_at, "one_force": force},
    )
    counted = {row["monday"]: row["vehicles"] for row in rows}
    return [WeekCount(monday, counted.get(monday, 0), is_whole(monday, as_at)) for monday in _weeks(list(counted))]


def by_model_and_method(door: Door, as_at: datetime, force: str = "") -> list[dict[str, Any]]:
    """Return {make, model, method, monday, vehicles} of the reports that name make and model."""
    return door.ask_rows(
        f"{ONCE} SELECT make, model, coalesce(method, 'UNKNOWN') AS method, "
        "CAST(date_trunc('week', reported_at) AS DATE) AS monday, count(*) AS vehicles FROM told "
        "WHERE make IS NOT NULL AND model IS NOT NULL GROUP BY ALL ORDER BY ALL",
        {"as_at": as_at, "one_force": force},
    )


def is_whole(monday: date, as_at: datetime) -> bool:
    """Say whether the week from ``monday`` was over at ``as_at``."""
    return monday + timedelta(days=7) <= as_at.date()


def _weeks(mondays: list[date]) -> list[date]:
    if not mondays:
        return []
    weeks = (max(mondays) - min(mondays)).days // 7
    return [min(mondays) + timedelta(weeks=number) for number in range(weeks + 1)]
