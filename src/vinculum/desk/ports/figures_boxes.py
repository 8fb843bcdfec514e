"""Figures of consignments and of boxes opened: how many, where, bound where, what was in them, what it cost."""

from __future__ import annotations

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Unit
from vinculum.desk.measured import By, Cut, Measure, MeasuredRule, Reads
from vinculum.desk.ports.figures_relations import AMENDED, OPENED, STANDING

PORT = By("port", "Port of loading", names="ports")
COUNTRY = By("country", "Market country", names="countries")
LINE = By("carrier", "Shipping line")
GOODS = By("goods", "Goods declared", names="goods")
MONTH = By("month", "Month", Reads.MONTH)
YEAR = By("year", "Year", Reads.BAND)

BOXES = Measure("boxes", "Consignments", Reads.COUNT, "count(*)")
DECLARED = Measure("declared_gbp", "Value declared", Reads.POUNDS, "sum(value_gbp)")

HELD = Measure("opened", "Opened", Reads.COUNT, "count(*)")
POSITIVE = Measure("positive", "With stolen vehicles", Reads.COUNT, "count(*) FILTER (positive)")
SHARE = Measure("share", "Share of those opened", Reads.SHARE, top="positive", bottom="opened", adds=False)
VEHICLES = Measure("vehicles", "Vehicles found", Reads.COUNT, "sum(vehicles)")
FOUND = Measure("found_gbp", "Value found", Reads.POUNDS, "sum(found_gbp)")
COST = Measure("cost_gbp", "Cost of opening", Reads.POUNDS, "sum(cost_gbp)")
YIELD = Measure("yield", "Found for each £1", Reads.RATIO, top="found_gbp", bottom="cost_gbp", adds=False, rests_on="opened")
RESULT = (HELD, POSITIVE, SHARE, VEHICLES, FOUND)

CONSIGNMENT_ROWS = f"""
SELECT delivery || ':' || "row" AS key, coalesce(booked_at, gate_in_at, sails_at) AS happened, delivery, consignment_ref,
    container_no, load_port AS port, discharge_port, destination_country AS country, carrier, left(commodity_code, 4) AS goods,
    value_gbp, make_timestamp(epoch_us(happened))::DATE AS day, date_trunc('month', day)::DATE AS month
FROM ({STANDING}) AS standing
"""
CONSIGNMENT_COLUMNS = {
    "consignment_ref": "Consignment", "container_no": "Container", "port": "Port of loading",
    "discharge_port": "Port of discharge", "country": "Market country", "carrier": "Shipping line", "goods": "Heading of goods",
    "value_gbp": "Value declared, GBP", "month": "Month", "day": "Booked on",
}  # fmt: skip
OPENED_ROWS = """
SELECT *, date_trunc('month', happened)::DATE AS month, happened::DATE AS day, year(happened)::VARCHAR AS year FROM opened
"""
OPENED_COLUMNS = {
    "inspection_ref": "Inspection", "container_no": "Container", "consignment_ref": "Consignment", "day": "Opened on",
    "port": "Port of loading", "basis": "Why it was opened", "result": "Result", "vehicles": "Vehicles found",
    "found_gbp": "Value found, GBP", "cost_gbp": "Cost, GBP", "discharge_port": "Port of discharge", "country": "Market country",
    "carrier": "Shipping line", "goods": "Heading of goods", "in_the_box": "In the box", "month": "Month", "year": "Year",
}  # fmt: skip
BOTH = ("evidence.inspections", "evidence.consignments")

CUTS_OF_OPENED = {
    "by_port": Cut((PORT,), RESULT),
    "by_arm": Cut((By("basis", "Why it was opened", names="words"),), (*RESULT, COST, YIELD)),
    "by_month": Cut((MONTH,), RESULT),
    "by_year": Cut((YEAR,), RESULT),
    "by_line": Cut((LINE,), RESULT),
    "by_country": Cut((COUNTRY,), RESULT),
    "by_goods": Cut((GOODS,), RESULT),
    "yield_by_port": Cut((PORT,), (HELD, FOUND, COST, YIELD)),
    "port_by_arm": Cut((PORT, By("basis", "Why it was opened", names="words")), (HELD, POSITIVE, SHARE)),
}


def _opened(code: str, title: str, definition: str, unit: Unit, value: str) -> MeasuredRule:
    return MeasuredRule(
        code, title, definition, unit, Action.READ_PICTURE, OPENED_ROWS, OPENED_COLUMNS, BOTH, value, (OPENED,), CUTS_OF_OPENED
    )  # fmt: skip


RULES: tuple[MeasuredRule, ...] = (
    MeasuredRule(
        "ports.consignments",
        "Consignments booked for export",
        "Consignments in the records of carriers and customs, by the day of booking (where that is not told, of gate-in or "
        "sailing); a consignment that was amended counts once, as last amended.",
        Unit.COUNT,
        Action.READ_PICTURE,
        CONSIGNMENT_ROWS,
        CONSIGNMENT_COLUMNS,
        ("evidence.consignments",),
        laid=(AMENDED,),
        cuts={
            "by_port": Cut((PORT,), (BOXES, DECLARED)),
            "by_month": Cut((MONTH,), (BOXES,)),
            "by_country": Cut((COUNTRY,), (BOXES, DECLARED)),
            "by_line": Cut((LINE,), (BOXES,)),
        },
    ),
    MeasuredRule(
        "ports.days-covered",
        "Days covered by the records of consignments",
        "Days (UTC) on which at least one consignment was booked, by the records.",
        Unit.COUNT,
        Action.READ_PICTURE,
        CONSIGNMENT_ROWS,
        CONSIGNMENT_COLUMNS,
        ("evidence.consignments",),
        value="count(DISTINCT day)",
        laid=(AMENDED,),
    ),
    _opened(
        "ports.opened",
        "Boxes opened",
        "Inspections recorded, by the day of opening; a box that was opened twice counts twice.",
        Unit.COUNT,
        "count(*)",
    ),
    _opened(
        "ports.positive",
        "Boxes with stolen vehicles or parts",
        "Of the inspections recorded, those with the result positive.",
        Unit.COUNT,
        "count(*) FILTER (positive)",
    ),
    _opened(
        "ports.vehicles-found",
        "Vehicles found in boxes",
        "Vehicles found in the inspections recorded, added up.",
        Unit.COUNT,
        "sum(vehicles)",
    ),
    _opened(
        "ports.value-found",
        "Value found in boxes",
        "Value of what the inspections recorded found, as those who opened the boxes put it, added up.",
        Unit.POUNDS,
        "sum(found_gbp)",
    ),
    _opened(
        "ports.cost",
        "Cost of opening boxes",
        "Cost of the inspections recorded, added up.",
        Unit.POUNDS,
        "sum(cost_gbp)",
    ),
    MeasuredRule(
        "ports.found",
        "Boxes with stolen vehicles or parts, box by box",
        "Inspections with the result positive, each with what the consignment declared.",
        Unit.COUNT,
        Action.READ_PICTURE,
        f"{OPENED_ROWS} WHERE positive",
        OPENED_COLUMNS,
        BOTH,
        laid=(OPENED,),
        cuts={
            "by_load": Cut((By("in_the_box", "In the box", Reads.BAND),), (HELD, FOUND), drops=True),
            "by_goods": Cut((GOODS,), (HELD, VEHICLES, FOUND)),
            "goods_by_country": Cut((GOODS, COUNTRY), (HELD, VEHICLES)),
        },
    ),
    MeasuredRule(
        "ports.random",
        "Boxes opened at random",
        "Of the inspections recorded, those whose box was drawn at random: they say how many boxes that nobody suspected hold "
        "stolen vehicles.",
        Unit.COUNT,
        Action.READ_PICTURE,
        f"{OPENED_ROWS} WHERE basis = 'random'",
        OPENED_COLUMNS,
        BOTH,
        laid=(OPENED,),
        cuts={"by_port": Cut((PORT,), (HELD, POSITIVE, SHARE))},
    ),
)
