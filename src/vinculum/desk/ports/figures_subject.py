"""Figures of one subject on consignments: a resolved party, a haulier's plate or a loading address, by its code.

Each is asked by ``subject``: the ``party_id`` of a party, the ``enabler_id`` of a plate or an address. Without it they count
every subject that the viewer may see, one row a subject and a consignment.
"""

from __future__ import annotations

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Unit
from vinculum.desk.measured import By, Cut, Measure, MeasuredRule, Reads
from vinculum.desk.ports.figures_boxes import OPENED_COLUMNS
from vinculum.desk.ports.figures_relations import OPENED
from vinculum.picture.enablers.uses import ENABLER_ID

# On which consignments each subject stands, and as what. A filter by subject reaches the tables below.
PARTS = f"""
SELECT party_id AS subject, consignment_ref, role AS part, raw_name AS name FROM picture.party_roles
UNION ALL
SELECT {ENABLER_ID} AS subject, consignment_ref, replace(kind, '_', ' ') AS part, name FROM (
    SELECT 'haulier' AS kind, haulier AS mark, consignment_ref, haulier AS name FROM picture.export_declared
    UNION ALL
    SELECT 'loading_address' AS kind, address AS mark, consignment_ref, address_words AS name FROM picture.export_declared
) AS marks WHERE mark IS NOT NULL
"""
USES = f"""
SELECT subject, consignment_ref, string_agg(part, ', ' ORDER BY part) AS part FROM ({PARTS}) AS parts GROUP BY ALL
"""
BOX_ROWS = f"""
SELECT u.subject || ':' || d.consignment_ref AS key, d.known_at AS happened, d.delivery, u.subject, u.part, d.consignment_ref,
    d.container_no, d.load_port AS port, d.discharge_port, d.country, d.heading AS goods, d.value_gbp,
    d.address_words AS loaded_at, d.phone, d.haulier AS plate, d.vins, d.known_at::DATE AS day,
    date_trunc('month', d.sails_at)::DATE AS month
FROM ({USES}) AS u JOIN picture.export_declared AS d USING (consignment_ref)
"""
BOX_COLUMNS = {
    "subject": "Subject", "consignment_ref": "Consignment", "container_no": "Container", "part": "Named as",
    "port": "Port of loading", "discharge_port": "Port of discharge", "country": "Market country", "goods": "Heading of goods",
    "value_gbp": "Value declared, GBP", "loaded_at": "Shipper's address", "phone": "Shipper's phone", "plate": "Haulier's plate",
    "month": "Month of sailing", "day": "Known on",
}  # fmt: skip
NAME_ROWS = f"""
SELECT p.subject || ':' || d.consignment_ref || ':' || p.part AS key, d.known_at AS happened, d.delivery, p.subject, p.name,
    p.part, d.consignment_ref, d.known_at::DATE AS day
FROM ({PARTS}) AS p JOIN picture.export_declared AS d USING (consignment_ref)
"""
CHASSIS_ROWS = f"""
SELECT b.key || ':' || v.vin AS key, b.happened, b.delivery, b.subject, b.consignment_ref, v.vin, s.reports
FROM ({BOX_ROWS}) AS b, unnest(b.vins) AS v (vin)
LEFT JOIN (SELECT vin, count(DISTINCT crime_ref) AS reports FROM evidence.thefts GROUP BY vin) AS s ON s.vin = v.vin
"""
BESIDE_ROWS = f"""
SELECT u.subject || ':' || o.consignment_ref || ':' || o.role AS key, d.known_at AS happened, d.delivery, u.subject,
    p.name AS other, o.role AS named_as, o.party_id AS other_code, o.consignment_ref, d.known_at::DATE AS day
FROM ({USES}) AS u JOIN picture.party_roles AS o USING (consignment_ref) JOIN picture.parties AS p ON p.party_id = o.party_id
JOIN picture.export_declared AS d USING (consignment_ref) WHERE o.party_id <> u.subject
"""
TIE_ROWS = """
SELECT e.enabler_id || ':' || t.tie.kind || ':' || t.tie.mark || ':' || coalesce(t.tie.other_id, t.tie.other) AS key,
    NULL::TIMESTAMPTZ AS happened, NULL AS delivery, coalesce(e.party_id, e.enabler_id) AS subject,
    replace(e.kind, '_', ' ') AS part, t.tie.kind AS tied_by, t.tie.mark AS mark, t.tie.other AS other, t.tie.boxes AS boxes
FROM picture.enablers AS e, unnest(e.ties) AS t (tie)
"""
OPENED_ROWS = f"""
SELECT u.subject || ':' || o.key AS key, u.subject, u.part, o.* EXCLUDE (key), date_trunc('month', o.happened)::DATE AS month,
    o.happened::DATE AS day, year(o.happened)::VARCHAR AS year
FROM opened AS o JOIN ({USES}) AS u USING (consignment_ref)
"""
SIGN_ROWS = f"""
SELECT b.key || ':' || r.rule AS key, b.happened, b.delivery, b.subject, b.consignment_ref, r.rule,
    r.rule || ' ' || r.title AS rule_title, f.rule IS NOT NULL AS fired, r.fired AS fired_in_all,
    (SELECT count(*) FROM picture.export_risk) AS judged
FROM ({BOX_ROWS}) AS b JOIN picture.export_risk AS k USING (consignment_ref) CROSS JOIN picture.export_rules AS r
LEFT JOIN (SELECT DISTINCT consignment_ref, rule FROM picture.export_reasons) AS f
    ON f.consignment_ref = b.consignment_ref AND f.rule = r.rule
WHERE r.state = 'on'
"""
RISK_ROWS = f"""
SELECT b.key, b.happened, b.delivery, b.subject, b.consignment_ref, b.container_no, k.probability, k.expected_value_gbp,
    CASE WHEN k.probability < 0.01 THEN '1|Under 1 %' WHEN k.probability < 0.05 THEN '2|1 to 5 %'
        WHEN k.probability < 0.2 THEN '3|5 to 20 %' ELSE '4|20 % and more' END AS likely
FROM ({BOX_ROWS}) AS b JOIN picture.export_risk AS k USING (consignment_ref) WHERE k.opened_at IS NULL
"""

HELD = ("picture.party_roles", "picture.export_declared")
JUDGED = (*HELD, "picture.export_risk")
BOXES = Measure("boxes", "Consignments", Reads.COUNT, "count(*)")
FIRST = Measure("first", "First known", Reads.DAY, "min(day)", adds=False)
LAST = Measure("last", "Last known", Reads.DAY, "max(day)", adds=False)
DECLARED = Measure("declared_gbp", "Value declared", Reads.POUNDS, "sum(value_gbp)")
SPAN = (BOXES, FIRST, LAST)
RESULT = (
    Measure("opened", "Opened", Reads.COUNT, "count(*)"),
    Measure("positive", "With stolen vehicles", Reads.COUNT, "count(*) FILTER (positive)"),
    Measure("share", "Share of those opened", Reads.SHARE, top="positive", bottom="opened", adds=False, rests_on="opened"),
    Measure("vehicles", "Vehicles found", Reads.COUNT, "sum(vehicles)"),
    Measure("found_gbp", "Value found", Reads.POUNDS, "sum(found_gbp)"),
)
SIGNS = (
    Measure("fired", "Fired on its boxes", Reads.COUNT, "count(*) FILTER (fired)"),
    Measure("boxes", "Its boxes", Reads.COUNT, "count(*)"),
    Measure("share", "Share of its boxes", Reads.SHARE, top="fired", bottom="boxes", adds=False, rests_on="boxes"),
    Measure("fired_in_all", "Fired in all boxes", Reads.COUNT, "any_value(fired_in_all)", adds=False),
    Measure("judged", "All boxes", Reads.COUNT, "any_value(judged)", adds=False, shown=False),
    Measure("all_share", "Base rate: in all boxes", Reads.SHARE, top="fired_in_all", bottom="judged", adds=False),
)
NO_FINDING = "To be named on a consignment says nothing of what somebody knew, and names and addresses are used by others too."


def _boxes(code: str, title: str, definition: str, unit: Unit, value: str, where: str, cuts: dict[str, Cut]) -> MeasuredRule:
    rows = f"{BOX_ROWS} WHERE {where}"
    return MeasuredRule(code, title, definition, unit, Action.READ_PORTS, rows, BOX_COLUMNS, HELD, value, cuts=cuts)


def _opened(code: str, title: str, definition: str, unit: Unit, value: str) -> MeasuredRule:
    columns = {"subject": "Subject", "part": "Named as", **OPENED_COLUMNS}
    needs = (*HELD, "evidence.inspections", "evidence.consignments")
    cuts = {"by_arm": Cut((By("basis", "Why it was opened", names="words"),), RESULT)}
    return MeasuredRule(code, title, definition, unit, Action.READ_PORTS, OPENED_ROWS, columns, needs, value, (OPENED,), cuts)


def _risk(code: str, title: str, definition: str, unit: Unit, value: str) -> MeasuredRule:
    columns = {"subject": "Subject", "consignment_ref": "Consignment", "container_no": "Container", "likely": "How likely",
               "probability": "Probability", "expected_value_gbp": "Expected value, GBP"}  # fmt: skip
    measures = (BOXES, Measure("expected_gbp", "Expected value", Reads.POUNDS, "sum(expected_value_gbp)"))
    cuts = {"by_likely": Cut((By("likely", "How likely to hold stolen vehicles", Reads.BAND),), measures)}
    return MeasuredRule(code, title, definition, unit, Action.READ_PORTS, RISK_ROWS, columns, JUDGED, value, cuts=cuts)


RULES: tuple[MeasuredRule, ...] = (
    MeasuredRule(
        "subject.names", "Spellings of the subject",
        "Different spellings under which the consignments name the subject, as the last build resolved parties.",
        Unit.COUNT, Action.READ_PORTS, NAME_ROWS,
        {"subject": "Subject", "name": "Spelt", "part": "Named as", "consignment_ref": "Consignment", "day": "Known on"},
        HELD, "count(DISTINCT name)", cuts={"by_name": Cut((By("name", "Spelt"), By("part", "Named as")), SPAN, together=False)},
    ),
    _boxes(
        "subject.boxes", "Consignments that name the subject",
        f"Consignments that name the subject in any part, each once, by the day on which it was known. {NO_FINDING}",
        Unit.COUNT, "count(*)", "true",
        {
            "by_part": Cut((By("part", "Named as"),), (*SPAN, DECLARED)),
            "by_port": Cut((By("port", "Port of loading", names="ports"),), (BOXES, DECLARED)),
            "by_discharge": Cut((By("discharge_port", "Port of discharge", names="ports"),), (BOXES,)),
            "by_country": Cut((By("country", "Market country", names="countries"),), (BOXES, DECLARED)),
            "by_goods": Cut((By("goods", "Goods declared", names="goods"),), (BOXES, DECLARED)),
            "by_month": Cut((By("month", "Month of sailing", Reads.MONTH),), (BOXES,)),
        },
    ),
    _boxes(
        "subject.declared-value", "Value declared on its consignments",
        "Value that the consignments naming the subject declare, added up. It is what somebody wrote down, and nobody's income.",
        Unit.POUNDS, "sum(value_gbp)", "true", {},
    ),
    _boxes(
        "subject.addresses", "Shippers' addresses on its consignments",
        "Different shippers' addresses on the consignments that name the subject as shipper, haulier or loading address, as "
        "written without their punctuation. Goods are usually loaded there; papers do not always say where.",
        Unit.COUNT, "count(DISTINCT loaded_at)",
        "loaded_at IS NOT NULL AND regexp_matches(u.part, 'shipper|loading address|haulier')",
        {"by_address": Cut((By("loaded_at", "Shipper's address"),), SPAN, together=False)},
    ),
    _boxes(
        "subject.phones", "Phones on its consignments",
        "Different shippers' phones on the consignments that name the subject as shipper or loading address: last ten digits.",
        Unit.COUNT, "count(DISTINCT phone)", "phone IS NOT NULL AND regexp_matches(u.part, 'shipper|loading address')",
        {"by_phone": Cut((By("phone", "Phone"),), SPAN, together=False)},
    ),
    _boxes(
        "subject.plates", "Hauliers' plates on its consignments",
        "Different plates given as the haulier's on the consignments that name the subject.",
        Unit.COUNT, "count(DISTINCT plate)", "plate IS NOT NULL",
        {"by_plate": Cut((By("plate", "Haulier's plate"),), SPAN, together=False)},
    ),
    MeasuredRule(
        "subject.chassis", "Chassis numbers declared on its consignments",
        "Different chassis numbers that the consignments naming the subject declare; beside each, how many theft reports give "
        "the same number. A number can be copied from a vehicle that never was in the box.",
        Unit.COUNT, Action.READ_PORTS, CHASSIS_ROWS,
        {"subject": "Subject", "vin": "Chassis number", "consignment_ref": "Consignment", "reports": "Theft reports"},
        HELD, "count(DISTINCT vin)", cuts={"by_vin": Cut((By("vin", "Chassis number"),), (
            Measure("boxes", "Consignments", Reads.COUNT, "count(DISTINCT consignment_ref)"),
            Measure("reports", "Theft reports with it", Reads.COUNT, "coalesce(max(reports), 0)"),
        ), together=False)},
    ),
    MeasuredRule(
        "subject.beside", "Parties named on the same consignments",
        "Other parties that stand on the consignments naming the subject, as the last build resolved them. Most who stand on one "
        "paper are in lawful business with each other.",
        Unit.COUNT, Action.READ_PORTS, BESIDE_ROWS,
        {"subject": "Subject", "other": "Party", "named_as": "Named as", "other_code": "Code", "consignment_ref": "Consignment",
         "day": "Known on"},
        (*HELD, "picture.parties"), "count(DISTINCT other_code)",
        cuts={"by_party": Cut((By("other", "Party"), By("named_as", "Named as")), SPAN, together=False)},
    ),
    MeasuredRule(
        "subject.ties", "Marks shared with others",
        "Marks (phone, address, consignee, plate) that stand on the subject's boxes and on those of few others, as the last "
        "build tied them. Whoever shares a mark may share a landlord, a haulier or a clerk.",
        Unit.COUNT, Action.READ_PORTS, TIE_ROWS,
        {"subject": "Subject", "part": "Known as", "tied_by": "Shared mark", "mark": "Mark", "other": "With", "boxes": "Boxes"},
        ("picture.enablers",), timeless=True,
        cuts={"by_tie": Cut((By("tied_by", "Shared"), By("mark", "Mark"), By("other", "With")), (
            Measure("boxes", "Boxes of the other", Reads.COUNT, "max(boxes)", adds=False),), together=False)},
    ),
    _opened(
        "subject.opened", "Its boxes that were opened",
        "Inspections of consignments that name the subject, by the day of opening; a box that was opened twice counts twice.",
        Unit.COUNT, "count(*)",
    ),
    _opened(
        "subject.positive", "Its boxes with stolen vehicles or parts",
        "Of the inspections of its consignments, those with the result positive.", Unit.COUNT, "count(*) FILTER (positive)",
    ),
    _opened(
        "subject.vehicles-found", "Vehicles found in its boxes",
        "Vehicles found in the inspections of its consignments, added up.", Unit.COUNT, "sum(vehicles)",
    ),
    _opened(
        "subject.value-found", "Value found in its boxes",
        "Value of what the inspections of its consignments found, as those who opened the boxes put it, added up.",
        Unit.POUNDS, "sum(found_gbp)",
    ),
    MeasuredRule(
        "subject.signs", "Signs that fired on its boxes",
        "Rules of risk that fired on the consignments naming the subject, one for each box and rule; the base rate beside it is "
        "of every consignment that the picture judged.",
        Unit.COUNT, Action.READ_PORTS, SIGN_ROWS,
        {"subject": "Subject", "consignment_ref": "Consignment", "rule_title": "Sign", "fired": "Fired"},
        (*JUDGED, "picture.export_rules", "picture.export_reasons"), "count(*) FILTER (fired)",
        cuts={"by_rule": Cut((By("rule_title", "Sign"),), SIGNS, together=False)},
    ),
    _risk(
        "subject.unopened", "Its boxes that nobody opened",
        "Consignments that name the subject and were not opened, by how likely the risk model holds each to be to carry stolen "
        "vehicles. A probability is a reason to look or not to look; it is no evidence.",
        Unit.COUNT, "count(*)",
    ),
    _risk(
        "subject.expected-value", "Value expected in its unopened boxes",
        "Value that the risk model expects in the consignments naming the subject that were not opened, added up.",
        Unit.POUNDS, "sum(expected_value_gbp)",
    ),
)  # fmt: skip
