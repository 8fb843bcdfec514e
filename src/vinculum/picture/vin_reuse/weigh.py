"""Is a number that was declared again a re-booking, or reuse? Every sign is a named part with its weight in log-odds.

A box that missed its ship is booked again: same shipper, same consignee, much the same load, and the first box never passed the
gate. A borrowed number turns up with other people.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.normal_marks import offer_normal_marks

# Two names of one party, spelt by hand: Jaro-Winkler similarity of their keys from here on.
SAME_PARTY = 0.92

# A number on this many consignments and more is compared with the first of them only.
MOST_COMPARED = 50

NUMBERED = f"""
CREATE OR REPLACE TEMP TABLE reuse_numbered AS
SELECT coalesce(spelt.vin, declared.vin) AS number, coalesce(spelt.p_same, 1.0) AS p_same, coalesce(spelt.slips, 0) AS slips,
    upper(replace(declared.shown, ' ', '')) <> coalesce(spelt.vin, declared.vin) AS disguised, declared.*
FROM reuse_declared AS declared LEFT JOIN reuse_spellings AS spelt ON spelt.shown = declared.vin
QUALIFY count(*) OVER (PARTITION BY coalesce(spelt.vin, declared.vin)) > 1
    AND row_number() OVER (PARTITION BY coalesce(spelt.vin, declared.vin) ORDER BY declared.known_at, consignment_ref)
        <= {MOST_COMPARED}
"""

# What two consignments have in common of all the numbers they declare.
COMPARED = f"""
CREATE OR REPLACE TEMP TABLE reuse_compared AS
WITH in_common AS (
    SELECT a.consignment_ref AS first_ref, b.consignment_ref AS second_ref, count(DISTINCT a.number) AS common
    FROM reuse_numbered AS a JOIN reuse_numbered AS b
        ON a.number = b.number AND (a.known_at, a.consignment_ref) < (b.known_at, b.consignment_ref)
    GROUP BY a.consignment_ref, b.consignment_ref
)
SELECT a.number, a.consignment_ref AS first_ref, b.consignment_ref AS second_ref,
    coalesce(a.shipper = b.shipper OR jaro_winkler_similarity(a.shipper, b.shipper) >= {SAME_PARTY}, false) AS same_shipper,
    coalesce(a.consignee = b.consignee OR jaro_winkler_similarity(a.consignee, b.consignee) >= {SAME_PARTY}, false)
        AS same_consignee,
    coalesce(a.container_no = b.container_no, false) AS same_container,
    a.gate_in_at IS NOT NULL AND b.gate_in_at IS NOT NULL AND coalesce(a.container_no <> b.container_no, true) AS both_gated,
    in_common.common / (a.on_paper + b.on_paper - in_common.common) AS alike
FROM reuse_numbered AS a
JOIN reuse_numbered AS b ON a.number = b.number AND (a.known_at, a.consignment_ref) < (b.known_at, b.consignment_ref)
JOIN in_common ON in_common.first_ref = a.consignment_ref AND in_common.second_ref = b.consignment_ref
WHERE a.consignment_ref <> b.consignment_ref
"""

SIGNS = """
CREATE OR REPLACE TEMP TABLE reuse_signs AS
WITH pairs AS (
    SELECT number, bool_or(NOT same_shipper) AS other_shipper, bool_or(NOT same_consignee) AS other_consignee,
        bool_or(both_gated) AS both_gated, min(alike) AS least_alike, bool_and(same_container) AS same_container
    FROM reuse_compared GROUP BY number
), told AS (
    SELECT number, count(DISTINCT consignment_ref) AS n_consignments, count(DISTINCT shipper) AS n_shippers,
        min(p_same) AS p_same, max(slips) AS slips, bool_or(disguised) AS disguised,
        min(known_at) AS first_at, max(known_at) AS last_at, min(sails_at) AS first_sailing
    FROM reuse_numbered GROUP BY number HAVING count(DISTINCT consignment_ref) > 1
), stolen AS (
    SELECT marks.number, max(theft.value_gbp) AS value_gbp, min(theft.crime_ref) AS crime_ref
    FROM evidence.thefts AS theft
    JOIN (SELECT raw, translate(normal, 'IOQ', '100') AS number FROM reuse_theft_marks) AS marks ON marks.raw = theft.vin
    GROUP BY marks.number
), tested AS (
    SELECT told.number, max(test.tested_at) AS tested_at
    FROM told JOIN (SELECT raw, translate(normal, 'IOQ', '100') AS number FROM reuse_known_marks) AS marks USING (number)
    JOIN evidence.tests AS test ON test.vin = marks.raw AND test.tested_at > told.first_sailing GROUP BY told.number
)
SELECT told.*, pairs.* EXCLUDE (number), stolen.crime_ref, stolen.value_gbp, tested.tested_at
FROM told JOIN pairs USING (number) LEFT JOIN stolen USING (number) LEFT JOIN tested USING (number)
"""

WEIGHED = """
WITH parts AS (
    SELECT *,
        CASE WHEN other_shipper THEN $other_shipper ELSE $same_shipper END AS w_shipper,
        CASE WHEN other_consignee THEN $other_consignee ELSE $same_consignee END AS w_consignee,
        CASE WHEN both_gated THEN $both_gated ELSE $not_both_gated END AS w_gate,
        CASE WHEN same_container THEN $same_container ELSE 0.0 END AS w_container,
        CASE WHEN least_alike >= 0.5 THEN $like_load ELSE 0.0 END AS w_load,
        CASE WHEN slips > 0 OR disguised THEN $altered ELSE 0.0 END AS w_altered,
        CASE WHEN n_consignments > 2 THEN $third_time ELSE 0.0 END AS w_times,
        CASE WHEN crime_ref IS NOT NULL THEN $stolen ELSE 0.0 END AS w_stolen,
        CASE WHEN tested_at IS NOT NULL THEN $still_here ELSE 0.0 END AS w_tested
    FROM reuse_signs
), odds AS (
    SELECT *, $base + w_shipper + w_consignee + w_gate + w_container + w_load + w_altered + w_times + w_stolen + w_tested
        AS log_odds FROM parts
)
SELECT number AS vin, n_consignments, n_shippers, p_same, slips, disguised, other_shipper, other_consignee, both_gated,
    same_container, least_alike, crime_ref, value_gbp, tested_at, first_at, last_at, w_shipper, w_consignee, w_gate, w_container,
    w_load, w_altered, w_times, w_stolen, w_tested, log_odds, p_same / (1 + exp(-log_odds)) AS probability
FROM odds ORDER BY vin
"""

WEIGHTS = (
    "base", "other_shipper", "same_shipper", "other_consignee", "same_consignee", "both_gated", "not_both_gated",
    "same_container", "like_load", "altered", "third_time", "stolen", "still_here",
)  # fmt: skip


def weigh_reuse(door: Door, settings: dict[str, Any]) -> pa.Table:
    """Return every number declared in several consignments with its signs, their weights and the probability of reuse."""
    from_thefts = [("evidence.thefts", "vin")]
    offer_normal_marks(door, "reuse_theft_marks", from_thefts)
    door.run(NUMBERED)
    door.run(COMPARED)
    door.run(SIGNS)
    return door.ask(WEIGHED, {name: float(settings[name]) for name in WEIGHTS})
