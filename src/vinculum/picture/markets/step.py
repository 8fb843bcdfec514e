"""The step ``markets``: what went where by month, what was found of it, and where the shares shifted.

Writes ``market_finds`` (one row a box opened or a vehicle found abroad), ``export_markets`` (one row a country and month),
``market_weeks`` (the same by week, of the last two years) and ``market_shifts``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from vinculum.picture.markets.change import Counts
from vinculum.picture.markets.counting import counted_query, lay_out_finds, put_finds_away
from vinculum.picture.markets.naming import country_name
from vinculum.picture.markets.shifts import Measure, Rules, Shift, find_shifts, in_words
from vinculum.picture.step import Room, Step

WEEKS_KEPT = 104
Row = Mapping[str, Any]

SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("measure", pa.string()),  # used_cars, finds, recoveries_abroad
        ("grain", pa.string()),  # month or week: what the series was counted by
        ("since", pa.date32()),  # first day of the period in which the new level begins
        ("since_low", pa.date32()),  # the change lies in one of these periods, 95 %
        ("since_high", pa.date32()),
        ("found_before", pa.int64()),
        ("of_before", pa.int64()),
        ("rate_before", pa.float64()),
        ("found_after", pa.int64()),
        ("of_after", pa.int64()),
        ("rate_after", pa.float64()),
        ("probability", pa.float64()),  # 1 - the share of shifts told as surely that are expected to be false
        ("text", pa.string()),
    ]
)

# Which column of the counts a country's share is taken of.
COLUMNS = {Measure.USED_CARS: "used_cars", Measure.FINDS: "positive", Measure.RECOVERIES: "recovered_abroad"}


def _run(room: Room) -> None:
    rules = Rules(**room.settings["markets"])
    room.write("market_finds", lay_out_finds(room.door, room.as_at), {"as_at": room.as_at})
    put_finds_away(room.door)
    room.write("export_markets", counted_query("month"), {"as_at": room.as_at})
    weeks_since = (room.as_at - timedelta(weeks=WEEKS_KEPT)).date()
    weekly = f"SELECT * FROM ({counted_query('week')}) WHERE month >= $since ORDER BY month, country NULLS FIRST"
    room.write("market_weeks", weekly, {"as_at": room.as_at, "since": weeks_since})
    room.write("market_shifts", _shifts(room, rules))


def _shifts(room: Room, rules: Rules) -> pa.Table:
    rows = []
    for measure, column in COLUMNS.items():
        for grain, table in (("month", "export_markets"), ("week", "market_weeks")):
            counted = room.door.ask_rows(f"SELECT country, month, {column} AS n FROM picture.{table} WHERE {column} > 0")
            periods = whole_periods([row["month"] for row in counted], grain, room.as_at)
            if len(periods) >= rules.least_periods:
                series, of = _series(counted, periods)
                shifts = find_shifts(measure, periods, series, of, rules)
                rows += [_row(shift, grain, country_name(shift.country)) for shift in shifts]
                break  # weeks are asked only where there are too few months
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def whole_periods(held: Sequence[date], grain: str, as_at: datetime) -> list[date]:
    """Return the first day of every period between the first and the last that ended by ``as_at`` (UTC), without a gap.

    The first period of the records is left out: nobody knows whether it was recorded from its first day.
    """
    if not held:
        return []
    today, found = as_at.astimezone(UTC).date(), []
    day = _next(min(held), grain)
    while (after := _next(day, grain)) <= today:
        found.append(day)
        day = after
    return found


def _next(day: date, grain: str) -> date:
    if grain == "week":
        return day + timedelta(days=7)
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _series(counted: Sequence[Row], periods: Sequence[date]) -> tuple[dict[str, Counts], Counts]:
    """Return the counts of every country by period, and of all of them; a country that is not told counts among all only."""
    place = {day: number for number, day in enumerate(periods)}
    series: dict[str, Counts] = {}
    of = np.zeros(len(periods), dtype=np.int64)
    for row in counted:
        if row["month"] in place:
            of[place[row["month"]]] += row["n"]
            if row["country"]:
                series.setdefault(row["country"], np.zeros(len(periods), dtype=np.int64))[place[row["month"]]] += row["n"]
    return series, of


def _row(shift: Shift, grain: str, name: str) -> dict[str, Any]:
    return {
        "country": shift.country,
        "measure": shift.measure.value,
        "grain": grain,
        "since": shift.since,
        "since_low": shift.earliest,
        "since_high": shift.latest,
        "found_before": shift.before[0],
        "of_before": shift.before[1],
        "rate_before": round(shift.rate_before, 6),
        "found_after": shift.after[0],
        "of_after": shift.after[1],
        "rate_after": round(shift.rate_after, 6),
        "probability": round(shift.probability, 4),
        "text": in_words(shift, name, grain),
    }


STEP = Step("markets", ("market_finds", "export_markets", "market_weeks", "market_shifts"), _run)
