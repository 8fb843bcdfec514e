"""Rules on papers that change: bookings amended after the gate (R13), seals that are not the one declared (R16)."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.declared import mark_key
from vinculum.picture.exports.fired import day, row_of, rows_of
from vinculum.picture.exports.versions import lay_out_versions

LIKELY_SLIPS = 2  # a name this few letters from the other is the same name, put right
ONE_MISREAD = 1
A_SLIP = 0.1
UNDATED = 0.6  # what an amendment counts whose own time is not on record, only when it was received

SEALS = """
CREATE OR REPLACE TEMP TABLE exports_seals AS
SELECT seal, container, sender, consignment_ref, known_at, sails_at, delivery, "row" FROM exports_declared
WHERE seal IN (SELECT seal FROM exports_box) AND container IS NOT NULL
"""

SEEN_SEALS = f"""
CREATE OR REPLACE TEMP TABLE exports_seen_seals AS
SELECT {mark_key("container_no")} AS container, {mark_key("seal_found")} AS seal_found, inspected_at, delivery, "row"
FROM evidence.inspections WHERE seal_found IS NOT NULL
"""

# Each later version beside the one before it. What a manifest says that is only screened comes after all that was handed over.
CHANGES = """
CREATE OR REPLACE TEMP TABLE exports_changes AS
WITH versions AS (
    SELECT consignment_ref, since, dated, delivery, "row", container, container_no, discharge_port, shipper, shipper_name,
        to_order, consignee, consignee_name, notify, notify_name, seal FROM exports_versions
    SEMI JOIN exports_box USING (consignment_ref)
    UNION ALL
    SELECT consignment_ref, judged_at, false, delivery, "row", container, container_no, discharge_port, shipper, shipper_name,
        to_order, consignee, consignee_name, notify, notify_name, seal FROM exports_box
    ANTI JOIN exports_versions USING (consignment_ref, delivery, "row")
    WHERE consignment_ref IN (SELECT consignment_ref FROM exports_versions)
), pairs AS (
    SELECT versions AS later, lag(versions) OVER (PARTITION BY consignment_ref ORDER BY since, delivery, "row") AS earlier
    FROM versions
)
SELECT box.consignment_ref, box.gate_in_at, later.since AS since, later.dated AS dated, later.delivery AS delivery,
    later."row" AS "row", earlier, later
FROM pairs JOIN exports_box AS box ON box.consignment_ref = later.consignment_ref
WHERE later.since > earlier.since AND later.since > box.gate_in_at AND later.since <= box.judged_at
"""

# What is named anew, not what was left open and filled in: a gap that a clerk closes hides nobody.
AMENDED = f"""
WITH changed AS (
    SELECT changes.*, unnest([
        {{'what': 'shipper', 'was': earlier.shipper_name, 'is': later.shipper_name, 'strength': CASE WHEN
            levenshtein(earlier.shipper, later.shipper) > {LIKELY_SLIPS} THEN 1.0 ELSE 0 END}},
        {{'what': 'consignee', 'was': earlier.consignee_name, 'is': later.consignee_name, 'strength': CASE
            WHEN earlier.to_order THEN 0
            WHEN later.to_order AND earlier.consignee IS NOT NULL THEN 1.0
            WHEN levenshtein(earlier.consignee, later.consignee) > {LIKELY_SLIPS} THEN 0.9 ELSE 0 END}},
        {{'what': 'port of discharge', 'was': earlier.discharge_port, 'is': later.discharge_port, 'strength': CASE
            WHEN earlier.discharge_port <> later.discharge_port THEN 0.8 ELSE 0 END}},
        {{'what': 'container', 'was': earlier.container_no, 'is': later.container_no, 'strength': CASE
            WHEN earlier.container <> later.container THEN 0.8 ELSE 0 END}},
        {{'what': 'notify party', 'was': earlier.notify_name, 'is': later.notify_name, 'strength': CASE
            WHEN levenshtein(earlier.notify, later.notify) > {LIKELY_SLIPS} THEN 0.5 ELSE 0 END}}
    ], recursive := true) FROM exports_changes AS changes
)
SELECT changed.consignment_ref, strength * CASE WHEN dated THEN 1.0 ELSE {UNDATED} END AS strength,
    'After the box passed the gate on ' || {day("gate_in_at")} || ' the ' || what || ' was changed from ' || was || ' to ' || "is"
        || CASE WHEN dated THEN ' (' || {day("since")} || ').' ELSE ', as handed over again on ' || {day("since")} || '.' END
        AS text,
    {row_of("changed")} AS evidence
FROM changed WHERE strength > 0
"""


def _differ(one: str, other: str) -> str:
    """Return SQL for how strongly two seals differ: a single character may be a slip of reading."""
    return f"CASE WHEN levenshtein({one}, {other}) <= {ONE_MISREAD} THEN {A_SLIP} ELSE 1.0 END"


SEAL_AT_THE_GATE = f"""
SELECT consignment_ref, {_differ("seal", "seal_at_gate")} AS strength, 'At the gate the box wore the seal ' || seal_at_gate
    || '; the papers give ' || seal || '.'
    || CASE WHEN levenshtein(seal, seal_at_gate) <= {ONE_MISREAD} THEN ' One character differs: it may be a slip.' ELSE '' END
    AS text, {row_of("exports_box")} AS evidence
FROM exports_box WHERE seal <> seal_at_gate AND gate_in_at < judged_at
"""

SEAL_AS_FOUND = f"""
SELECT box.consignment_ref, {_differ("box.seal", "seen.seal_found")} AS strength, 'On ' || {day("seen.inspected_at")}
    || ' the box was found with the seal ' || seen.seal_found || '; the papers give ' || box.seal || '.' AS text,
    {row_of("seen")} AS evidence
FROM exports_box AS box JOIN exports_seen_seals AS seen ON seen.container = box.container
WHERE seen.seal_found <> box.seal AND seen.inspected_at < box.judged_at AND seen.inspected_at >= box.booked_at
"""

SEAL_CHANGED = f"""
SELECT consignment_ref, {_differ("earlier.seal", "later.seal")} AS strength,
    'After the box passed the gate the seal on its papers was changed from ' || earlier.seal || ' to ' || later.seal || ' ('
        || {day("since")} || ').' AS text, {row_of("changes")} AS evidence
FROM exports_changes AS changes WHERE earlier.seal <> later.seal
"""

SEAL_DECLARED_TWICE = f"""
SELECT box.consignment_ref, 0.8 AS strength, 'The seal ' || box.seal || ' is also declared on the container of consignment '
    || min(other.consignment_ref) || ', which was on its way at the same time.' AS text, {rows_of("other")} AS evidence
FROM exports_box AS box JOIN exports_seals AS other ON other.seal = box.seal AND other.container <> box.container
WHERE other.known_at < box.judged_at AND other.known_at <= box.sails_at AND other.sails_at >= box.known_at
GROUP BY box.consignment_ref, box.seal
"""

CHANGE_RULES = {
    "R13": (AMENDED,),
    "R16": (SEAL_AT_THE_GATE, SEAL_AS_FOUND, SEAL_CHANGED, SEAL_DECLARED_TWICE),
}


def lay_out_changes(door: Door) -> None:
    """Make the relations that the rules above read: versions side by side, and seals declared and found."""
    lay_out_versions(door)
    door.run(CHANGES)
    door.run(SEALS)
    door.run(SEEN_SEALS)
