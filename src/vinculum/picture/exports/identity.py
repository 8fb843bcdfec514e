"""Rules on the declared vehicle: on a stolen list (R01), impossible (R03), at odds with the register (R19)."""

from __future__ import annotations

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.vin import wmis
from vinculum.picture.exports.declared import skeleton, words
from vinculum.picture.exports.fired import NO_EVIDENCE, day, row_of, rows_of
from vinculum.picture.normal_marks import offer_normal_marks

GOODS_PLATE = r"\b[A-Z]{2}[0-9]{2} ?[A-Z]{3}\b"  # the current format only: shorter ones read like words and model names
LEAST_MAKE_SHARE = 0.01
LEAST_REGISTER_COVER = 0.5
SOON_HOURS = 72  # published: vehicles were loaded 17 to 24 hours after their theft (RUSI 2025)

VINS = f"""
CREATE OR REPLACE TEMP TABLE exports_vins AS
SELECT consignment_ref, vin, {skeleton("vin")} AS skeleton FROM (SELECT consignment_ref, unnest(vins) AS vin FROM exports_box)
"""

STOLEN = f"""
CREATE OR REPLACE TEMP TABLE exports_stolen AS
WITH found AS (
    SELECT crime_ref, min(found_at) AS found_at FROM evidence.recoveries
    WHERE crime_ref IS NOT NULL AND coalesce(condition, 'COMPLETE') IN ('COMPLETE', 'DAMAGED') GROUP BY crime_ref
), told AS (
    SELECT theft.vin, theft.vrm, theft.reported_at AS known_at, found.found_at AS cleared_at,
        'crime ' || theft.crime_ref || ' (' || theft.force || ')' AS label, theft.value_gbp, theft.delivery, theft."row"
    FROM evidence.thefts AS theft LEFT JOIN found ON found.crime_ref = theft.crime_ref
    UNION ALL
    SELECT vin, vrm, created_at, CASE WHEN removal IN ('found', 'error') THEN removed_at END,
        'stolen marker ' || los_ref, NULL, delivery, "row" FROM evidence.los
    UNION ALL
    SELECT vin, vrm, CAST(loss_on + 1 AS TIMESTAMPTZ), NULL, 'theft claim ' || claim_ref || ' (' || insurer || ')',
        settled_gbp, delivery, "row" FROM evidence.losses WHERE loss_type = 'theft'
), marks AS (
    SELECT text.normal AS mark, told.* EXCLUDE (vin, vrm) FROM told JOIN exports_texts AS text ON text.raw = told.vin
    UNION ALL
    SELECT text.normal AS mark, told.* EXCLUDE (vin, vrm) FROM told JOIN exports_texts AS text ON text.raw = told.vrm
)
SELECT *, {skeleton("mark")} AS skeleton FROM marks
"""

REGISTER = """
CREATE OR REPLACE TEMP TABLE exports_register AS
SELECT vin.normal AS vin, plate.normal AS vrm, held.* EXCLUDE (vin, vrm)
FROM exports_registered AS held JOIN exports_texts AS vin ON vin.raw = held.vin LEFT JOIN exports_texts AS plate
    ON plate.raw = held.vrm
"""

SHOWN = f"""
CREATE OR REPLACE TEMP TABLE exports_shown AS
SELECT consignment_ref, vin AS mark, 'the declared chassis number' AS role, 1.0 AS strength FROM exports_vins
UNION ALL
SELECT vins.consignment_ref, held.vrm, 'the plate that the register gives the declared chassis number', 1.0
FROM exports_vins AS vins JOIN exports_register AS held ON held.vin = vins.vin WHERE held.vrm IS NOT NULL
UNION ALL
SELECT DISTINCT consignment_ref, replace(unnest(regexp_extract_all(goods, '{GOODS_PLATE}')), ' ', ''),
    'the plate in the description', 1.0
FROM exports_box
UNION ALL
SELECT consignment_ref, haulier, 'the haulier''s plate', 0.4 FROM exports_box WHERE haulier IS NOT NULL
"""

HOURS_TO_THE_GATE = "(epoch(max(box.gate_in_at)) - epoch(min(stolen.known_at))) / 3600"

ON_A_LIST = f"""
SELECT box.consignment_ref, max(shown.strength) AS strength,
    upper(shown.role[1]) || shown.role[2:] || ' ' || shown.mark || ' is on a stolen list: ' || min(stolen.label)
        || ', known since ' || {day("min(stolen.known_at)")} || CASE WHEN {HOURS_TO_THE_GATE} BETWEEN 0 AND {SOON_HOURS}
        THEN ', ' || CAST(floor({HOURS_TO_THE_GATE}) AS BIGINT) || ' hours before the box passed the gate' ELSE '' END || '.'
        AS text,
    {rows_of("stolen")} AS evidence
FROM exports_shown AS shown JOIN exports_box AS box USING (consignment_ref) JOIN exports_stolen AS stolen
    ON stolen.mark = shown.mark
WHERE stolen.known_at < box.judged_at AND coalesce(stolen.cleared_at > box.known_at, true)
GROUP BY box.consignment_ref, shown.role, shown.mark
"""

LIKE_ONE_ON_A_LIST = f"""
SELECT box.consignment_ref, 0.6 AS strength,
    'The declared chassis number ' || vins.vin || ' looks like ' || stolen.mark || ', which is on a stolen list: '
        || min(stolen.label) || '.' AS text,
    {rows_of("stolen")} AS evidence
FROM exports_vins AS vins JOIN exports_box AS box USING (consignment_ref)
JOIN exports_stolen AS stolen ON stolen.skeleton = vins.skeleton AND stolen.mark <> vins.vin
WHERE length(vins.vin) = 17 AND stolen.known_at < box.judged_at AND coalesce(stolen.cleared_at > box.known_at, true)
GROUP BY box.consignment_ref, vins.vin, stolen.mark
"""

NOT_A_CHASSIS_NUMBER = rf"""
SELECT consignment_ref, CASE WHEN length(vin) = 17 THEN 1.0 ELSE 0.6 END AS strength,
    'The declared chassis number ' || vin || CASE WHEN length(vin) = 17
        THEN ' holds a letter that no chassis number holds (I, O or Q).'
        ELSE ' has ' || length(vin) || ' characters; every one since 1981 has 17.' END AS text, {NO_EVIDENCE} AS evidence
FROM exports_vins JOIN exports_box USING (consignment_ref)
WHERE NOT regexp_matches(vin, '^[A-HJ-NPR-Z0-9]{{17}}$')
"""

OF_ANOTHER_MAKER = f"""
SELECT box.consignment_ref, 1.0 AS strength,
    'The chassis number ' || vins.vin || ' belongs to ' || min(maker.make) || '; the goods are described as ' || min(said.make)
        || '.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_vins AS vins JOIN exports_box AS box USING (consignment_ref)
JOIN exports_makers AS maker ON maker.wmi = vins.vin[1:3]
JOIN (SELECT goods, make FROM (SELECT DISTINCT goods FROM exports_box WHERE len(vins) > 0) JOIN exports_makes
      ON contains(goods, ' ' || make || ' ')) AS said ON said.goods = box.goods
GROUP BY box.consignment_ref, vins.vin
HAVING NOT bool_or(said.make = maker.make)
"""

AGAINST_THE_REGISTER = f"""
SELECT box.consignment_ref,
    CASE WHEN held.status = 'scrapped' AND held.status_on <= box.known_at THEN 1.0
         WHEN held.status = 'exported' AND held.status_on < box.known_at - INTERVAL 30 DAY THEN 0.9
         WHEN held.v5c_issued_on BETWEEN CAST(box.known_at AS DATE) - 30 AND CAST(box.known_at AS DATE) THEN 0.5
         WHEN held.marked_for_export = false THEN 0.25 ELSE 0 END AS strength,
    'For ' || vins.vin || ' the register says: ' ||
    CASE WHEN held.status = 'scrapped' AND held.status_on <= box.known_at THEN 'scrapped on ' || {day("held.status_on")}
         WHEN held.status = 'exported' AND held.status_on < box.known_at - INTERVAL 30 DAY THEN 'already exported on '
             || {day("held.status_on")}
         WHEN held.v5c_issued_on BETWEEN CAST(box.known_at AS DATE) - 30 AND CAST(box.known_at AS DATE)
             THEN 'a new registration document on ' || {day("held.v5c_issued_on")} || ', under 30 days before booking'
         ELSE 'not marked for export' END || '.' AS text,
    {row_of("held")} AS evidence
FROM exports_vins AS vins JOIN exports_box AS box USING (consignment_ref) JOIN exports_register AS held ON held.vin = vins.vin
"""

# Only where the register knows most declared vehicles: a sample of a register says nothing by its silence.
UNKNOWN_TO_THE_REGISTER = f"""
SELECT vins.consignment_ref, 0.7 AS strength, 'The register knows no vehicle ' || vins.vin || '.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_vins AS vins JOIN exports_box USING (consignment_ref) ANTI JOIN exports_register AS held ON held.vin = vins.vin
WHERE length(vins.vin) = 17 AND $cover >= {LEAST_REGISTER_COVER}
"""

IDENTITY_RULES = {
    "R01": (ON_A_LIST, LIKE_ONE_ON_A_LIST),
    "R03": (NOT_A_CHASSIS_NUMBER, OF_ANOTHER_MAKER),
    "R19": (AGAINST_THE_REGISTER, UNKNOWN_TO_THE_REGISTER),
}


def lay_out_identities(door: Door) -> None:
    """Make the relations that the rules above read: chassis numbers, stolen marks, the register, makers and makes."""
    door.run(VINS)
    # The register is large and its own texts are clean: only the rows that can meet a declared chassis number are folded.
    door.run(
        "CREATE OR REPLACE TEMP TABLE exports_registered AS SELECT * FROM evidence.register"
        " WHERE replace(upper(vin), ' ', '') IN (SELECT vin FROM exports_vins)"
    )
    held = [("exports_registered", mark) for mark in ("vin", "vrm")]
    told = [(f"evidence.{feed}", mark) for feed in ("thefts", "los", "losses") for mark in ("vin", "vrm")]
    offer_normal_marks(door, "exports_texts", told + held)
    for statement in (STOLEN, REGISTER, SHOWN):
        door.run(statement)
    _lay_out_makers(door)


def register_cover(door: Door) -> float:
    """Return the share of declared chassis numbers that the register knows; 0 where none is declared."""
    known = door.ask_rows(
        "SELECT coalesce(round(avg(CASE WHEN held.vin IS NULL THEN 0.0 ELSE 1.0 END), 6), 0.0) AS share FROM exports_vins AS vins"
        " LEFT JOIN (SELECT DISTINCT vin FROM exports_register) AS held ON held.vin = vins.vin"
    )
    return float(known[0]["share"])


def _lay_out_makers(door: Door) -> None:
    """Make the makes that each maker code stands for, by ISO 3780 and by what theft reports show, and the makes known."""
    pairs = [(code, make) for code, wmi in sorted(wmis().items()) for make in wmi.makes.split("/")]
    door.offer("_makers", pa.table({"wmi": [code for code, _ in pairs], "make": [make for _, make in pairs]}))
    door.run(
        f"CREATE OR REPLACE TEMP TABLE exports_makers AS"
        f" SELECT DISTINCT wmi, {words('make')} AS make FROM _makers UNION"
        f" SELECT wmi, make FROM (SELECT upper(vin)[1:3] AS wmi, {words('make')} AS make, count(*) AS held FROM evidence.thefts"
        f" WHERE vin IS NOT NULL AND make IS NOT NULL GROUP BY ALL)"
        f" QUALIFY held >= {LEAST_MAKE_SHARE} * sum(held) OVER (PARTITION BY wmi)"
    )
    door.withdraw("_makers")
    door.run("CREATE OR REPLACE TEMP TABLE exports_makes AS SELECT DISTINCT make FROM exports_makers WHERE length(make) > 1")
