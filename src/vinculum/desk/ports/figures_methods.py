"""Figures of methods and of those who enable them: rules that fired, parties, enablers, markets, and what the records cover."""

from __future__ import annotations

import csv
from importlib import resources

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Unit
from vinculum.desk.measured import By, Cut, Measure, MeasuredRule, Reads
from vinculum.desk.ports.figures_relations import OPENED

STAGES = {
    "S1": "S1 Order", "S2": "S2 Spotting", "S3": "S3 Taking", "S4": "S4 Cooling off", "S5": "S5 Moving and storing",
    "S6": "S6 Changing identity", "S7": "S7 Dismantling", "S8": "S8 Loading", "S9": "S9 Export papers", "S10": "S10 Transit",
    "S11": "S11 Market", "S12": "S12 Proceeds",
}  # fmt: skip


def _stage_of_rules() -> str:
    """Return the stage of the crime script that each rule of risk speaks of (DOMAIN 1.5), as SQL values."""
    text = (resources.files("vinculum.desk.ports") / "script.csv").read_text("utf-8")
    return ", ".join(f"('{one['rule']}', '{STAGES[one['stage']]}')" for one in csv.DictReader(text.splitlines()))


RULE_ROWS = f"""
SELECT o.key || ':' || r.rule AS key, o.happened, o.delivery, o.inspection_ref, o.container_no, o.result, o.positive, o.port,
    r.rule, r.rule || ' ' || r.title AS rule_title, s.stage, f.rule IS NOT NULL AS fired,
    r.fired AS fired_in_all, (SELECT count(*) FROM picture.export_risk) AS judged
FROM opened AS o CROSS JOIN picture.export_rules AS r JOIN (VALUES {_stage_of_rules()}) AS s (rule, stage) ON s.rule = r.rule
LEFT JOIN (
    SELECT DISTINCT consignment_ref, rule FROM picture.export_reasons
    WHERE consignment_ref IN (SELECT consignment_ref FROM opened)
) AS f ON f.consignment_ref = o.consignment_ref AND f.rule = r.rule
WHERE o.consignment_ref IS NOT NULL AND r.state = 'on'
"""
FIRED = (
    Measure("fired_positive", "Fired, found", Reads.COUNT, "count(*) FILTER (fired AND positive)", shown=False),
    Measure("positive", "Boxes with finds", Reads.COUNT, "count(*) FILTER (positive)", shown=False),
    Measure("share", "In boxes with stolen vehicles", Reads.SHARE, top="fired_positive", bottom="positive", adds=False),
    Measure("fired_negative", "Fired, nothing found", Reads.COUNT, "count(*) FILTER (fired AND NOT positive)", shown=False),
    Measure("negative", "Boxes with nothing", Reads.COUNT, "count(*) FILTER (NOT positive)", shown=False),
    Measure("other_share", "In boxes with nothing found", Reads.SHARE, top="fired_negative", bottom="negative", adds=False),
    Measure("fired_in_all", "Fired in all boxes", Reads.COUNT, "any_value(fired_in_all)", adds=False),
    Measure("judged", "All boxes", Reads.COUNT, "any_value(judged)", adds=False, shown=False),
    Measure("all_share", "Base rate: in all boxes", Reads.SHARE, top="fired_in_all", bottom="judged", adds=False),
)
DATED = {"thefts": "reported_at", "recoveries": "found_at", "los": "created_at",
         "consignments": "coalesce(booked_at, gate_in_at, sails_at)", "inspections": "inspected_at"}  # fmt: skip
DAYS = " UNION ALL ".join(
    f"SELECT '{feed}' AS feed, delivery, make_timestamp(epoch_us({moment}))::DATE AS day, count(*) AS records "
    f"FROM evidence.{feed} GROUP BY ALL"
    for feed, moment in DATED.items()
)
COVERAGE_ROWS = f"""
SELECT d.feed || ':' || d.delivery || ':' || d.day AS key, d.day::TIMESTAMPTZ AS happened, d.delivery, d.feed, d.day, d.records,
    CASE WHEN row_number() OVER (PARTITION BY d.delivery ORDER BY d.day) = 1 THEN e.quarantined END AS set_aside
FROM ({DAYS}) AS d LEFT JOIN evidence.deliveries AS e USING (delivery)
"""
ENABLER_ROWS = """
SELECT enabler_id AS key, NULL::TIMESTAMPTZ AS happened, NULL AS delivery, kind, name, consignments, opened, positive,
    opened_random, positive_random, share_low, share_high, expected_gbp
FROM picture.enablers
"""
ENABLER_MEASURES = (
    Measure("opened", "Opened", Reads.COUNT, "sum(opened)"),
    Measure("positive", "With stolen vehicles", Reads.COUNT, "sum(positive)"),
    Measure("share", "Share of those opened", Reads.SHARE, top="positive", bottom="opened", adds=False),
    Measure("consignments", "Consignments", Reads.COUNT, "sum(consignments)"),
)
MARKET_ROWS = """
SELECT country || ':' || month AS key, month::TIMESTAMPTZ AS happened, NULL AS delivery, country, month, consignments, opened,
    positive, vehicles, value_gbp, recovered_abroad
FROM picture.export_markets
"""
SHIFT_ROWS = """
SELECT country || ':' || measure || ':' || since AS key, since::TIMESTAMPTZ AS happened, NULL AS delivery, country, measure,
    since, rate_before, rate_after, probability, "text" AS told
FROM picture.market_shifts
"""
COUNTRY = By("country", "Market country", names="countries")

RULES: tuple[MeasuredRule, ...] = (
    MeasuredRule(
        "ports.rules-fired", "Signs that fired on boxes opened",
        "Rules of risk that fired on a box that was opened, one for each box and rule; the base rate beside it is of every "
        "consignment that the picture judged, opened or not.",
        Unit.COUNT, Action.READ_PICTURE, RULE_ROWS,
        {"inspection_ref": "Inspection", "container_no": "Container", "result": "Result", "port": "Port of loading",
         "rule_title": "Sign", "stage": "Stage of the crime script", "fired": "Fired"},
        ("evidence.inspections", "evidence.consignments", "picture.export_rules", "picture.export_risk",
         "picture.export_reasons"),
        "count(*) FILTER (fired)", (OPENED,),
        {"by_rule": Cut((By("stage", "Stage"), By("rule_title", "Sign")), FIRED, together=False)},
    ),
    MeasuredRule(
        "ports.records", "Records that the profile rests on",
        "Records of thefts, recoveries, stolen markers, consignments and inspections that were accepted, by feed, delivery and "
        "day on which they happened.",
        Unit.COUNT, Action.READ_PICTURE, COVERAGE_ROWS,
        {"feed": "Feed", "day": "Day", "records": "Records"}, ("evidence.deliveries",), "sum(records)",
        cuts={"by_feed": Cut((By("feed", "Feed", names="words"),), (
            Measure("records", "Records", Reads.COUNT, "sum(records)"),
            Measure("deliveries", "Deliveries", Reads.COUNT, "count(DISTINCT delivery)"),
            Measure("set_aside", "Set aside as faulty", Reads.COUNT, "coalesce(sum(set_aside), 0)"),
            Measure("first", "First day", Reads.DAY, "min(day)", adds=False),
            Measure("last", "Last day", Reads.DAY, "max(day)", adds=False),
            Measure("days", "Days with records", Reads.COUNT, "count(DISTINCT day)", adds=False),
        ), together=False)},
    ),
    MeasuredRule(
        "ports.enablers", "Forwarders, shippers, hauliers and loading places",
        "Parties, plates and addresses that stand on consignments, each once, as the last build resolved them. To stand here "
        "says that boxes passed through their hands; it does not say that they knew.",
        Unit.COUNT, Action.READ_PORTS, ENABLER_ROWS,
        {"kind": "Kind", "name": "Name", "consignments": "Consignments", "opened": "Opened", "positive": "With stolen vehicles",
         "expected_gbp": "Expected value, GBP"},
        ("picture.enablers",), cuts={
            "league": Cut((By("name", "Name"), By("kind", "Kind", names="words")), (
                Measure("positive", "With stolen vehicles", Reads.COUNT, "sum(positive)"),
                Measure("opened", "Opened", Reads.COUNT, "sum(opened)"),
                Measure("share", "Share of those opened", Reads.SHARE, top="positive", bottom="opened", adds=False),
                Measure("consignments", "Consignments", Reads.COUNT, "sum(consignments)"),
            ), together=False),
        }, timeless=True,
    ),
    MeasuredRule(
        "ports.enabler-kinds", "Enablers by kind",
        "Parties, plates and addresses that stand on consignments, counted by kind and not named.",
        Unit.COUNT, Action.READ_PICTURE, ENABLER_ROWS, {"kind": "Kind"}, ("picture.enablers",),
        cuts={"by_kind": Cut((By("kind", "Kind", names="words"),), (
            Measure("parties", "Known", Reads.COUNT, "count(*)"),
            Measure("touched", "With at least one find", Reads.COUNT, "count(*) FILTER (positive > 0)"),
            Measure("twice", "With two finds or more", Reads.COUNT, "count(*) FILTER (positive > 1)"),
        ), together=False)}, timeless=True,
    ),
    MeasuredRule(
        "ports.markets", "Vehicles found, by market country and month",
        "Vehicles found in boxes bound for a country, by month, and those that partners found there.",
        Unit.COUNT, Action.READ_PICTURE, MARKET_ROWS,
        {"country": "Market country", "month": "Month", "consignments": "Consignments", "opened": "Opened",
         "positive": "With stolen vehicles", "vehicles": "Vehicles found", "recovered_abroad": "Found abroad"},
        ("picture.export_markets",), "sum(vehicles)", cuts={"by_country": Cut((COUNTRY,), (
            Measure("vehicles", "Vehicles found", Reads.COUNT, "sum(vehicles)"),
            Measure("abroad", "Found abroad", Reads.COUNT, "sum(recovered_abroad)"),
            Measure("opened", "Boxes opened", Reads.COUNT, "sum(opened)"),
            Measure("positive", "With stolen vehicles", Reads.COUNT, "sum(positive)"),
            Measure("share", "Share of those opened", Reads.SHARE, top="positive", bottom="opened", adds=False),
            Measure("consignments", "Consignments", Reads.COUNT, "sum(consignments)"),
        ))},
    ),
    MeasuredRule(
        "ports.market-shifts", "Shifts between markets",
        "Months since which a measure of a market country runs at another rate, as the last build worked them out.",
        Unit.COUNT, Action.READ_PICTURE, SHIFT_ROWS,
        {"country": "Market country", "measure": "Measure", "since": "Since", "told": "In words"},
        ("picture.market_shifts",), cuts={"told": Cut((By("since", "Since", Reads.MONTH), COUNTRY, By("told", "What shifted")), (
            Measure("probability", "Probability", Reads.SHARE, "max(probability)", adds=False),), together=False)}, timeless=True,
    ),
)  # fmt: skip
