"""Every figure of the Ports Problem Profile again, from the files and the sentence that defines it, in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from ports_profile_made import AS_AT, SINCE, Row, analyst, hours_between, month_of, profile, rows_of, table_of, within_period
from vinculum.desk.all_figures import measured_rules
from vinculum.desk.figures import Asked, asked_together
from vinculum.desk.measured import Broken
from vinculum.desk.measuring import broken_down, measure, page_of, studying
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

BOUNDED = Asked(as_at=AS_AT, since=SINCE.date(), until=AS_AT.date() + timedelta(days=1))


@cache
def consignments(home: Path) -> list[Row]:
    """Return every consignment once, as last amended."""
    last: dict[str, Row] = {}
    for row in rows_of(home, "consignments"):
        held = last.get(row["consignment_ref"])
        amended = row.get("amended_at")
        if held is None or (amended is not None and (held.get("amended_at") is None or amended > held["amended_at"])):
            last[row["consignment_ref"]] = row
    return list(last.values())


def booked(row: Row) -> Any:
    return row["booked_at"] or row["gate_in_at"] or row["sails_at"]


@cache
def booked_boxes(home: Path) -> list[Row]:
    return [
        {"port": row["load_port"], "country": row["destination_country"], "carrier": row["carrier"],
         "month": month_of(booked(row)), "day": booked(row).date(), "declared_gbp": row["value_gbp"] or 0}
        for row in consignments(home)
        if within_period(booked(row))
    ]  # fmt: skip


@cache
def opened(home: Path) -> list[Row]:
    """Return every inspection with what its consignment says."""
    held = {row["consignment_ref"]: row for row in consignments(home)}
    found = []
    for row in rows_of(home, "inspections"):
        box = held.get(row["consignment_ref"]) or {}
        vehicles = row["vehicles_found"] or 0
        found.append(
            {"ref": row["inspection_ref"], "consignment_ref": row["consignment_ref"], "happened": row["inspected_at"],
             "basis": row["basis"], "positive": row["result"] == "positive", "vehicles": vehicles,
             "found_gbp": row["value_gbp"] or 0, "cost_gbp": row["cost_gbp"] or 0, "port": box.get("load_port") or row["place"],
             "country": box.get("destination_country"), "carrier": box.get("carrier"),
             "goods": box["commodity_code"][:4] if box else None, "month": month_of(row["inspected_at"]),
             "year": str(row["inspected_at"].year),
             "in_the_box": None if vehicles == 0 else f"{vehicles}|{vehicles} vehicle{'s' * (vehicles > 1)}" if vehicles < 4
             else "4|4 or more vehicles"}
        )  # fmt: skip
    return [row for row in found if within_period(row["happened"])]


@cache
def thefts(home: Path) -> list[Row]:
    return [
        {"force": row["force"], "vehicle": " ".join(filter(None, (row["make"], row["model"]))) or None, "method": row["method"],
         "month": month_of(row["reported_at"]), "value_gbp": row["value_gbp"]}
        for row in rows_of(home, "thefts")
        if within_period(row["reported_at"])
    ]  # fmt: skip


@cache
def recoveries(home: Path) -> list[Row]:
    return [
        {"context": row["context"], "condition": row["condition"], "month": month_of(row["found_at"]),
         "whole": row["condition"] in {"COMPLETE", "DAMAGED", "CLONED_LIVE"}}
        for row in rows_of(home, "recoveries")
        if within_period(row["found_at"])
    ]  # fmt: skip


HALF_A_YEAR = timedelta(days=180)
BANDS = (
    (24, "1|Under 1 day"),
    (72, "2|1 to 3 days"),
    (168, "3|3 to 7 days"),
    (336, "4|1 to 2 weeks"),
    (720, "5|2 weeks to 30 days"),
)
# What ties a theft (its place among the reports) to a consignment: how, since when that is known, which.
Tie = tuple[str, Any, str]


def taken(theft: Row) -> Any:
    return theft["stolen_to"] or theft["reported_at"]


def declared(home: Path) -> dict[int, Tie]:
    """Return the thefts whose chassis number was declared in a consignment that sailed within half a year."""
    reports = rows_of(home, "thefts")
    latest: dict[str, int] = {}
    for number, theft in enumerate(reports):
        if theft["vin"] and (theft["vin"] not in latest or taken(theft) > taken(reports[latest[theft["vin"]]])):
            latest[theft["vin"]] = number
    ties: dict[int, list[tuple[Any, str]]] = defaultdict(list)
    for box in consignments(home):
        for number in [latest[vin] for vin in box["declared_vins"] or [] if vin in latest]:
            if box["sails_at"] - HALF_A_YEAR <= taken(reports[number]) <= box["sails_at"]:
                ties[number].append((max(reports[number]["reported_at"], booked(box)), box["consignment_ref"]))
    return {number: ("declared", *min(found)) for number, found in ties.items()}


def found_at_ports(home: Path) -> dict[int, Tie]:
    """Return the thefts whose vehicle was found at a port within the hour after one box, and only one, was opened with a find."""
    positive = [row for row in rows_of(home, "inspections") if row["result"] == "positive"]
    ties: dict[int, Tie] = {}
    for recovery in rows_of(home, "recoveries"):
        at = recovery["found_at"]
        near = [one for one in positive if one["inspected_at"] <= at <= one["inspected_at"] + timedelta(hours=1)]
        if recovery["context"] != "CONTAINER_PORT" or len(near) != 1 or near[0]["consignment_ref"] is None:
            continue
        by, told = ("crime_ref", recovery["crime_ref"]) if recovery["crime_ref"] else ("vin", recovery["vin_seen"])
        for number, theft in enumerate(rows_of(home, "thefts")):
            if told and theft[by] == told and at - HALF_A_YEAR <= taken(theft) <= at:
                ties[number] = ("found in it", at, near[0]["consignment_ref"])
    return ties


@cache
def followed(home: Path) -> list[Row]:
    """Return stolen vehicles tied to a consignment: found in it where anybody found them, declared in it otherwise."""
    boxes = {row["consignment_ref"]: row for row in consignments(home)}
    rows = []
    for number, (how, happened, ref) in {**declared(home), **found_at_ports(home)}.items():
        theft, box = rows_of(home, "thefts")[number], boxes.get(ref)
        if box is None or not within_period(happened):
            continue
        gate = hours_between(taken(theft), box["gate_in_at"]) if box["gate_in_at"] else None
        band = None if gate is None or gate < 0 else next((words for most, words in BANDS if gate < most), "6|Over 30 days")
        rows.append(
            {"how": how, "force": theft["force"], "port": box["load_port"], "discharge_port": box["discharge_port"],
             "country": box["destination_country"], "gate": gate, "to_gate": band,
             "sailing": hours_between(taken(theft), box["sails_at"]),
             "vehicle": " ".join(filter(None, (theft["make"], theft["model"]))) or None}
        )  # fmt: skip
    return rows


def gates(rows: Iterable[Row]) -> list[float]:
    return [row["gate"] for row in rows if row["gate"] is not None and row["gate"] >= 0]


def signs(home: Path) -> list[Row]:
    """Return one row for each box opened, with its consignment known, and each sign that is on."""
    reasons = {(row["consignment_ref"], row["rule"]) for row in table_of(home, "export_reasons") or []}
    return [
        {"positive": box["positive"], "rule": rule["rule"], "title": f"{rule['rule']} {rule['title']}", "in_all": rule["fired"],
         "fired": (box["consignment_ref"], rule["rule"]) in reasons}
        for box in opened(home)
        if box["consignment_ref"] is not None
        for rule in table_of(home, "export_rules") or []
        if rule["state"] == "on"
    ]  # fmt: skip


DATED: dict[str, Callable[[Row], Any]] = {
    "thefts": lambda row: row["reported_at"],
    "recoveries": lambda row: row["found_at"],
    "los": lambda row: row["created_at"],
    "consignments": booked,
    "inspections": lambda row: row["inspected_at"],
}


def records(home: Path) -> list[Row]:
    return [
        {"feed": feed, "day": dated(row).date(), "delivery": row["delivery"]}
        for feed, dated in DATED.items()
        for row in rows_of(home, feed)
        if SINCE.date() <= dated(row).date() <= AS_AT.date()
    ]


def markets(home: Path) -> list[Row]:
    return [row for row in table_of(home, "export_markets") or [] if SINCE.date() <= row["month"] <= AS_AT.date()]


EXPECTED: dict[str, Callable[[Path], float | None]] = {
    "ports.consignments": lambda home: len(booked_boxes(home)),
    "ports.days-covered": lambda home: len({row["day"] for row in booked_boxes(home)}),
    "ports.opened": lambda home: len(opened(home)),
    "ports.positive": lambda home: sum(row["positive"] for row in opened(home)),
    "ports.found": lambda home: sum(row["positive"] for row in opened(home)),
    "ports.vehicles-found": lambda home: sum(row["vehicles"] for row in opened(home)),
    "ports.value-found": lambda home: sum(row["found_gbp"] for row in opened(home)),
    "ports.cost": lambda home: sum(row["cost_gbp"] for row in opened(home)),
    "ports.random": lambda home: sum(row["basis"] == "random" for row in opened(home)),
    "ports.thefts": lambda home: len(thefts(home)),
    "ports.theft-value": lambda home: sum(row["value_gbp"] or 0 for row in thefts(home)),
    "ports.recoveries": lambda home: len(recoveries(home)),
    "ports.recovered-there": lambda home: sum(
        row["context"] in {"CONTAINER_PORT", "CONTAINER_INLAND", "RORO"} for row in recoveries(home)
    ),
    "ports.followed": lambda home: len(followed(home)),
    "ports.theft-to-gate": lambda home: median(gates(followed(home))),
    "ports.theft-to-sailing": lambda home: median(row["sailing"] for row in followed(home)),
    "ports.gated-in-a-day": lambda home: sum(hours < 24 for hours in gates(followed(home))) / len(gates(followed(home))),
    "ports.rules-fired": lambda home: sum(row["fired"] for row in signs(home)),
    "ports.records": lambda home: len(records(home)),
    "ports.enablers": lambda home: len(table_of(home, "enablers") or []) or None,
    "ports.enabler-kinds": lambda home: len(table_of(home, "enablers") or []) or None,
    "ports.markets": lambda home: sum(row["vehicles"] for row in markets(home)) if markets(home) else None,
    "ports.market-shifts": lambda home: len(table_of(home, "market_shifts") or []) or None,
}


def test_every_figure_is_what_its_sentence_says(standing_desk: Workspace) -> None:
    """Each figure of the profile, counted again from the files."""
    found = {figure.rule.code: figure.value for figure in profile().measured.values()}
    again = {code: EXPECTED[code](standing_desk.home) for code in found}
    assert {code: None if value is None else round(float(value), 3) for code, value in found.items()} == {
        code: None if value is None else round(float(value), 3) for code, value in again.items()
    }
    assert set(found) == {code for code in measured_rules() if code.startswith("ports.")}
    # The sample must hold what the figures are of, or this test says little.
    assert all(found[code] for code in ("ports.positive", "ports.followed", "ports.random", "ports.rules-fired"))


Numbers = dict[str, float | str | None]
RESULT: dict[str, Callable[[list[Row]], Any]] = {
    "opened": len,
    "positive": lambda rows: sum(row["positive"] for row in rows),
    "vehicles": lambda rows: sum(row["vehicles"] for row in rows),
    "found_gbp": lambda rows: sum(row["found_gbp"] for row in rows),
    "cost_gbp": lambda rows: sum(row["cost_gbp"] for row in rows),
}
STOLEN: dict[str, Callable[[list[Row]], Any]] = {
    "vehicles": len,
    "value_gbp": lambda rows: sum(row["value_gbp"] or 0 for row in rows) if any(row["value_gbp"] for row in rows) else None,
    "mean_gbp": lambda rows: sum(v) / len(v) if (v := [row["value_gbp"] for row in rows if row["value_gbp"]]) else None,
}
TIED: dict[str, Callable[[list[Row]], Any]] = {
    "vehicles": len,
    "to_gate": lambda rows: median(gates(rows)) if gates(rows) else None,
    "to_sailing": lambda rows: median(row["sailing"] for row in rows),
}
# The rows of each rule, and how each measure reduces them.
REDUCED: dict[str, tuple[Callable[[Path], list[Row]], dict[str, Callable[[list[Row]], Any]]]] = {
    "ports.consignments": (booked_boxes, {"boxes": len, "declared_gbp": lambda rows: sum(row["declared_gbp"] for row in rows)}),
    "ports.opened": (opened, RESULT),
    "ports.found": (lambda home: [row for row in opened(home) if row["positive"]], RESULT),
    "ports.random": (lambda home: [row for row in opened(home) if row["basis"] == "random"], RESULT),
    "ports.thefts": (thefts, STOLEN),
    "ports.recoveries": (recoveries, {"vehicles": len, "whole": lambda rows: sum(row["whole"] for row in rows)}),
    "ports.followed": (followed, TIED),
    "ports.markets": (
        markets,
        {
            "vehicles": lambda rows: sum(row["vehicles"] for row in rows),
            "opened": lambda rows: sum(row["opened"] for row in rows),
            "positive": lambda rows: sum(row["positive"] for row in rows),
            "consignments": lambda rows: sum(row["consignments"] for row in rows),
            "abroad": lambda rows: sum(row["recovered_abroad"] for row in rows),
        },
    ),
}


def again(
    rows: list[Row], broken: Broken, reduce: dict[str, Callable[[list[Row]], Any]]
) -> dict[tuple[str | None, ...], Numbers]:
    """Return the groups of a breakdown, worked out of plain rows."""
    groups: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by = tuple(None if row[one.column] is None else str(row[one.column]) for one in broken.cut.by)
        if not (broken.cut.drops and None in by):
            groups[by].append(row)
    return {by: {one.name: reduce[one.name](held) for one in broken.cut.measures if one.sql} for by, held in groups.items()}


def rounded(numbers: Any) -> Numbers:
    return {
        name: round(float(value), 3) if isinstance(value, int | float | Decimal) else value
        for name, value in dict(numbers).items()
    }


@pytest.mark.parametrize("code", sorted(REDUCED))
def test_every_breakdown_is_what_its_rows_give(standing_desk: Workspace, code: str) -> None:
    """Each breakdown that a rule declares, group by group, from the files."""
    rule, (rows, reduce), viewer = measured_rules()[code], REDUCED[code], analyst()
    with asked_together(), studying(viewer, [rule]):
        found = {name: broken_down(rule, cut, viewer, BOUNDED) for name, cut in rule.cuts.items()}
    held = rows(standing_desk.home)
    for name, broken in found.items():
        if broken is None:
            assert not held, name
            continue
        told = {tuple(None if one is None else str(one) for one in group.by): rounded(group.numbers) for group in broken.groups}
        assert told == {by: rounded(numbers) for by, numbers in again(held, broken, reduce).items()}, name
        if not broken.cut.drops:
            together = {one.name: reduce[one.name](held) for one in broken.cut.measures if one.sql}
            assert rounded(broken.together.numbers) == rounded(together), name


def test_signs_stand_beside_their_base_rate(standing_desk: Workspace) -> None:
    """For each sign: how often it fired where stolen vehicles were found, where nothing was, and in all boxes judged."""
    rule, viewer = measured_rules()["ports.rules-fired"], analyst()
    broken = broken_down(rule, rule.cuts["by_rule"], viewer, BOUNDED)
    assert broken is not None
    judged = len(table_of(standing_desk.home, "export_risk") or [])
    held = defaultdict(list)
    for row in signs(standing_desk.home):
        held[row["title"]].append(row)
    expected = {
        title: {
            "fired_positive": sum(row["fired"] and row["positive"] for row in rows),
            "positive": sum(row["positive"] for row in rows),
            "fired_negative": sum(row["fired"] and not row["positive"] for row in rows),
            "negative": sum(not row["positive"] for row in rows),
            "fired_in_all": rows[0]["in_all"],
            "judged": judged,
        }
        for title, rows in held.items()
    }
    assert {str(group.by[1]): dict(group.numbers) for group in broken.groups} == expected


def test_what_the_records_cover_is_counted_feed_by_feed(standing_desk: Workspace) -> None:
    """Records, deliveries, first and last day, and days with any record."""
    rule, viewer = measured_rules()["ports.records"], analyst()
    broken = broken_down(rule, rule.cuts["by_feed"], viewer, BOUNDED)
    assert broken is not None
    held = defaultdict(list)
    for row in records(standing_desk.home):
        held[row["feed"]].append(row)
    told = {group.by[0]: (int(group.numbers["records"] or 0), group.numbers["deliveries"], group.numbers["first"],
                          group.numbers["last"], group.numbers["days"]) for group in broken.groups}  # fmt: skip
    assert told == {
        feed: (len(rows), len({row["delivery"] for row in rows}), min(row["day"] for row in rows).isoformat(),
               max(row["day"] for row in rows).isoformat(), len({row["day"] for row in rows}))
        for feed, rows in held.items()
    }  # fmt: skip


def test_a_figure_opens_to_its_rows_page_by_page(standing_desk: Workspace) -> None:
    """Pages of rows follow each other without a gap, and are those that were counted."""
    rule, viewer = measured_rules()["ports.thefts"], analyst()
    pages = [page_of(rule, viewer, BOUNDED, start, 50) for start in range(0, len(thefts(standing_desk.home)) + 50, 50)]
    seen = Counter(row[0] for page in pages for row in page)
    assert seen == Counter(row["crime_ref"] for row in rows_of(standing_desk.home, "thefts") if within_period(row["reported_at"]))


def test_before_anything_was_handed_over_nothing_is_counted(standing_desk: Workspace) -> None:
    """As at a moment before the sample was received, whatever lies in it: its deliveries were not known then."""
    early = Asked(as_at=min(row["received_at"] for row in deliveries_of(standing_desk)) - timedelta(seconds=1))
    rule = measured_rules()["ports.consignments"]
    with asked_together(), studying(analyst(), [rule]):
        found = measure(rule, analyst(), early)
        assert (found.value, found.count) == (Decimal(0), 0)
        assert measure(rule, analyst(), early) == found


def deliveries_of(workspace: Workspace) -> list[Row]:
    with open_picture(workspace) as door:
        return door.ask_rows("SELECT received_at FROM evidence.deliveries")
