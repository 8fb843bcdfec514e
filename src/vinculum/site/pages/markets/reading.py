"""Destination markets as the viewer's picture shows them: counts by country and month, shifts, and the rows behind each count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.markets.counting import USED_CAR, period_of
from vinculum.picture.markets.naming import country_name
from vinculum.site.held import holds, rows_if_held

TABLES = {"month": "export_markets", "week": "market_weeks"}
NOT_TOLD = "not-told"
DECLARED, FINDS = "picture.export_declared", "picture.market_finds"

TOTALS = """
SELECT country, sum(consignments) AS consignments, sum(used_cars) AS used_cars, sum(opened) AS opened, sum(positive) AS positive,
    sum(vehicles) AS vehicles, sum(value_gbp) AS value_gbp, sum(recovered_abroad) AS recovered, min(month) AS since
FROM picture.export_markets GROUP BY country
"""

# What each kind of count counts, over the rows behind it: the table, the moment that places it in a period, and its condition.
COUNTED: dict[str, tuple[str, str, str, str]] = {
    "consignments": ("Consignments", DECLARED, "sails_at", "sails_at <= $as_at"),
    "used-cars": ("Consignments of used cars", DECLARED, "sails_at", f"sails_at <= $as_at AND {USED_CAR}"),
    "opened": ("Boxes opened", FINDS, '"at"', "kind = 'opened'"),
    "positive": ("Boxes with stolen vehicles", FINDS, '"at"', "kind = 'opened' AND positive"),
    "recovered": ("Vehicles found by partners abroad", FINDS, '"at"', "kind = 'recovered'"),
}
SHOWN = {
    DECLARED: "consignment_ref AS reference, container_no || ', ' || load_port AS about, sails_at AS happened_at",
    FINDS: "reference, coalesce(basis, 'recovery') || ', ' || vehicles || ' vehicles' AS about, \"at\" AS happened_at",
}


@dataclass(frozen=True, slots=True)
class Market:
    """A country of destination in the ranking. ``code`` stands in addresses."""

    code: str
    name: str
    consignments: int
    used_cars: int
    opened: int
    positive: int
    vehicles: int
    value_gbp: float
    recovered: int


@dataclass(frozen=True, slots=True)
class ToldShift:
    """A shift as a page tells it."""

    code: str
    name: str
    measure: str
    grain: str
    since: date
    probability: float
    text: str


def read_markets(door: Door) -> tuple[list[Market], date | None]:
    """Return every country, those with most finds first, and the first month held; nothing where the picture shows none."""
    rows = rows_if_held(door, "picture.export_markets", TOTALS) or []
    found = [
        Market(
            row["country"] or NOT_TOLD, country_name(row["country"]), int(row["consignments"]), int(row["used_cars"]),
            int(row["opened"]), int(row["positive"]), int(row["vehicles"]), float(row["value_gbp"]), int(row["recovered"]),
        )
        for row in rows
    ]  # fmt: skip
    ranked = sorted(found, key=lambda one: (-one.positive - one.recovered, -one.used_cars, -one.consignments, one.name))
    return ranked, min((row["since"] for row in rows), default=None)


def read_shifts(door: Door, code: str = "") -> list[ToldShift]:
    """Return the shifts told, of one country where it is named, the latest first."""
    rows = rows_if_held(
        door, "picture.market_shifts", "SELECT * FROM picture.market_shifts ORDER BY since DESC, country, measure"
    )
    return [
        ToldShift(
            row["country"],
            country_name(row["country"]),
            row["measure"],
            row["grain"],
            row["since"],
            row["probability"],
            row["text"],
        )
        for row in rows or []
        if code in {"", row["country"]}
    ]


def read_series(door: Door, code: str, column: str, grain: str) -> list[dict[str, Any]]:
    """Return, for every period in which anything of ``column`` was counted, how much of it was the country's."""
    table = f"picture.{TABLES[grain]}"
    country = "country IS NULL" if code == NOT_TOLD else "country = $country"
    values = {} if code == NOT_TOLD else {"country": code}
    query = (
        f"SELECT month, coalesce(sum({column}) FILTER ({country}), 0) AS found, sum({column}) AS of FROM {table}"
        f" GROUP BY month HAVING sum({column}) > 0 ORDER BY month"
    )
    return rows_if_held(door, table, query, values) or []


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """One page of the rows behind a count, and how many there are."""

    title: str
    rows: list[dict[str, Any]]
    total: int


def read_rows(door: Door, code: str, what: str, as_at: datetime, month: date | None, place: tuple[int, int]) -> RowsBehind:
    """Return rows ``place`` (how many to skip, how many to give) of those that a count counts; all months unless one is named."""
    title, table, moment, condition = COUNTED[what]
    if not holds(door, table):
        return RowsBehind(title, [], 0)
    values: Mapping[str, Any] = {"as_at": as_at} if "$as_at" in condition else {}
    where = [condition, "country IS NULL" if code == NOT_TOLD else "country = $country"]
    asked = dict(values) | ({} if code == NOT_TOLD else {"country": code})
    if month is not None:
        where.append(f"{period_of(moment, 'month')} = $month")
        asked["month"] = month
    told = f"FROM {table} WHERE {' AND '.join(where)}"
    total = door.ask_rows(f"SELECT count(*) AS n {told}", asked)[0]["n"]
    skip, most = place
    rows = door.ask_rows(
        f'SELECT {SHOWN[table]}, delivery, "row" {told} ORDER BY happened_at DESC, reference LIMIT {most} OFFSET {skip}', asked
    )
    return RowsBehind(title, rows, int(total))
