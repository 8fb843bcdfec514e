"""The step ``markets``: what is counted where and when, and that nothing is said of short records."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from vinculum.picture.exports import STEP as EXPORTS
from vinculum.picture.markets import STEP
from vinculum.picture.markets.step import whole_periods
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
Rows = list[dict[str, Any]]
CAR = {"commodity_code": "87032390", "goods_description": "Used cars"}
AS_AT = "2026-03-31T00:00:00"


def box(ref: str, country: str, sails_at: str, **more: Any) -> dict[str, Any]:
    return {"consignment_ref": ref, "container_no": f"BOX{ref}", "load_port": "GBFXT", "destination_country": country,
            "commodity_code": "39269097", "booked_at": "2024-01-01T00:00:00", "sails_at": sails_at} | more  # fmt: skip


def opened(ref: str, day: str, result: str, vehicles: int = 0, value: float = 0.0) -> dict[str, Any]:
    return {"inspection_ref": f"I{ref}", "container_no": f"BOX{ref}", "consignment_ref": ref, "inspected_at": day,
            "basis": "lead", "result": result, "vehicles_found": vehicles, "value_gbp": value}  # fmt: skip


def recovered(ref: str, day: str, **more: Any) -> dict[str, Any]:
    return {"recovery_ref": ref, "force": "essex", "found_at": day, "value_gbp": 20_000.0} | more


def build(make_room: MakeRoom, **feeds: Rows) -> Room:
    room = make_room(AS_AT, **feeds)
    EXPORTS.run(room)
    STEP.run(room)
    return room


def test_each_thing_counts_in_the_month_in_which_it_happened(make_room: MakeRoom) -> None:
    """A box counts where it is bound, when it sails; opened when opened; a vehicle abroad where and when it was found."""
    room = build(
        make_room,
        consignments=[
            box("A", "CD", "2026-01-31T23:30:00", **CAR),
            box("B", "CD", "2026-02-10T00:00:00"),
            box("C", "GE", "2026-02-11T00:00:00", commodity_code="870323", goods_description="Motor cars"),
            box("D", "GE", "2026-02-11T00:00:00", commodity_code="87032319", goods_description="Cars, new"),
            box("E", "GE", "2026-04-20T00:00:00", **CAR),  # has not sailed by the as-at time
        ],
        inspections=[opened("A", "2026-02-01T08:00:00", "positive", 3, 90_000.0), opened("B", "2026-02-09T00:00:00", "negative")],
        recoveries=[
            recovered("R1", "2026-02-20T00:00:00", country="GE"),
            recovered("R2", "2026-02-21T00:00:00", context="ABROAD"),
            recovered("R3", "2026-02-22T00:00:00", context="STREET"),
            recovered("R4", "2026-02-22T00:00:00", country="GB"),
            recovered("R5", "2026-05-22T00:00:00", country="GE"),
        ],
    )
    told = room.door.ask_rows(
        "SELECT country, month, consignments, used_cars, opened, positive, vehicles, value_gbp, recovered_abroad"
        " FROM picture.export_markets ORDER BY month, country NULLS FIRST"
    )
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert [tuple(row.values()) for row in told] == [
        ("CD", january, 1, 1, 0, 0, 0, 0.0, 0),
        (None, february, 0, 0, 0, 0, 0, 0.0, 1),
        ("CD", february, 1, 0, 2, 1, 3, 90_000.0, 0),
        ("GE", february, 2, 1, 0, 0, 0, 0.0, 1),
    ]


def test_a_month_counts_what_its_finds_list(make_room: MakeRoom) -> None:
    """Every count of boxes opened and of vehicles found abroad opens to as many rows of ``market_finds``."""
    room = build(
        make_room,
        consignments=[box("A", "CD", "2026-01-31T00:00:00"), box("B", "CD", "2026-02-10T00:00:00")],
        inspections=[opened("A", "2026-01-30T00:00:00", "positive", 1, 9.5), opened("B", "2026-02-01T00:00:00", "negative")],
        recoveries=[recovered("R1", "2026-02-20T00:00:00", country="ge")],
    )
    finds = room.door.ask_rows("SELECT kind, reference, country FROM picture.market_finds")
    assert [tuple(row.values()) for row in finds] == [("opened", "A", "CD"), ("opened", "B", "CD"), ("recovered", "R1", "GE")]
    sums = room.door.ask_rows("SELECT sum(opened) AS opened, sum(recovered_abroad) AS abroad FROM picture.export_markets")[0]
    assert (int(sums["opened"]), int(sums["abroad"])) == (2, 1)


def used_cars(months: int, georgia: Callable[[int], float]) -> Rows:
    """Return forty used-car consignments a month, of which a share (by month) goes to Georgia and the rest in turn elsewhere."""
    chance = np.random.default_rng(3)
    rows = []
    for month in range(months):
        day = f"{2024 + month // 12}-{1 + month % 12:02d}-10T00:00:00"
        for n in range(40):
            country = "GE" if chance.random() < georgia(month) else ("DE", "NL", "CD")[n % 3]
            rows.append(box(f"{month:02d}-{n:02d}", country, day, **CAR))
    return rows


def test_a_shift_is_told_with_its_month_and_rates(make_room: MakeRoom) -> None:
    """A share that rises from 5 to 30 per cent is told as of its month, with counts that are those of the table."""
    room = build(make_room, consignments=used_cars(26, lambda month: 0.05 if month < 14 else 0.30))
    told = room.door.ask_rows("SELECT * FROM picture.market_shifts WHERE country = 'GE'")
    assert len(told) == 1
    shift = told[0]
    assert (shift["measure"], shift["grain"], shift["since"]) == ("used_cars", "month", date(2025, 3, 1))
    assert shift["since_low"] <= shift["since"] <= shift["since_high"]
    counted = room.door.ask_rows(
        "SELECT sum(used_cars) FILTER (country = 'GE') AS found, sum(used_cars) AS of FROM picture.export_markets"
        " WHERE month >= DATE '2025-03-01' AND month < DATE '2026-03-01'"
    )[0]
    assert (shift["found_after"], shift["of_after"]) == (int(counted["found"]), int(counted["of"]))
    assert shift["probability"] >= 0.95
    assert shift["text"].startswith("Since about March 2025")


@pytest.mark.parametrize("months", [3, 11])
def test_nothing_is_said_of_short_records(make_room: MakeRoom, months: int) -> None:
    """Where neither twelve whole months nor twelve whole weeks were counted, no shift is told, however stark."""
    rows = [row | {"sails_at": f"2026-03-{1 + n % 28:02d}T00:00:00"} for n, row in enumerate(used_cars(months, lambda m: m / 12))]
    room = build(make_room, consignments=rows)
    assert room.door.ask_rows("SELECT * FROM picture.market_shifts") == []


def test_weeks_are_scanned_where_months_are_too_few(make_room: MakeRoom) -> None:
    """Half a year of weeks is scanned by the week, and the sentence says so."""
    rows: Rows = []
    for week in range(24):
        day = datetime(2025, 10, 1, tzinfo=UTC).timestamp() + week * 604_800
        sails = datetime.fromtimestamp(day, UTC).replace(tzinfo=None).isoformat()
        rows += [box(f"{week}-{n}", "GE" if n < (2 if week < 12 else 9) else "DE", sails, **CAR) for n in range(30)]
    told = build(make_room, consignments=rows).door.ask_rows("SELECT * FROM picture.market_shifts WHERE country = 'GE'")
    assert [(row["grain"], row["since"]) for row in told] == [("week", date(2025, 12, 22))]
    assert "the week from 22 December 2025" in told[0]["text"]


def test_periods_are_whole_and_without_gaps() -> None:
    """The period in which records begin and the one still running are left out; a period of nothing stays in."""
    held = [date(2025, 11, 1), date(2026, 1, 1), date(2026, 3, 1)]
    as_at = datetime(2026, 3, 31, tzinfo=UTC)
    assert whole_periods(held, "month", as_at) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert whole_periods([], "month", as_at) == []
