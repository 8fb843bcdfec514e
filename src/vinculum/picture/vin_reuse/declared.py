"""What was declared: every chassis number on every consignment, in comparable form, and whether it is a known vehicle's."""

from __future__ import annotations

from datetime import datetime

from vinculum.engine.door import Door
from vinculum.picture.normal_marks import offer_normal_marks
from vinculum.picture.party_keys import party_key

# I, O and Q are in no VIN (ISO 3779): where they stand, 1 and 0 were meant.
COMPARABLE = "translate({normal}, 'IOQ', '100')"

# Shorter texts, and those with hardly a digit, are remarks (TBC, VARIOUS), not chassis numbers.
SHORTEST, LONGEST, FEWEST_DIGITS = 11, 18, 3

DECLARED = f"""
CREATE OR REPLACE TEMP TABLE reuse_declared AS
WITH numbers AS (
    SELECT consignment_ref, container_no, load_port, destination_country, delivery, row, sails_at, gate_in_at,
        coalesce(booked_at, gate_in_at, sails_at) AS known_at, shipper_name, consignee_name,
        {party_key("shipper_name")} AS shipper, {party_key("consignee_name")} AS consignee,
        len(declared_vins) AS on_paper, unnest(declared_vins) AS shown
    FROM evidence.consignments
    WHERE coalesce(booked_at, gate_in_at, sails_at) <= $as_at
), normal AS (
    SELECT numbers.*, marks.normal, {COMPARABLE.format(normal="marks.normal")} AS vin
    FROM numbers JOIN reuse_marks AS marks ON marks.raw = numbers.shown
), once AS (
    -- A consignment handed over twice declares its vehicles once; the earlier row stands.
    SELECT *, row_number() OVER (PARTITION BY consignment_ref, vin ORDER BY known_at, delivery, row) AS place FROM normal
    WHERE length(vin) BETWEEN {SHORTEST} AND {LONGEST}
        AND length(regexp_replace(normal, '[^0-9]', '', 'g')) >= {FEWEST_DIGITS}
)
SELECT * EXCLUDE (place, normal) FROM once WHERE place = 1
"""

KNOWN = f"""
CREATE OR REPLACE TEMP TABLE reuse_known AS
SELECT DISTINCT {COMPARABLE.format(normal="marks.normal")} AS vin
FROM (SELECT vin FROM evidence.register UNION SELECT vin FROM evidence.tests) AS told
JOIN reuse_known_marks AS marks ON marks.raw = told.vin
"""

NUMBERS = """
CREATE OR REPLACE TEMP TABLE reuse_vins AS
SELECT vin, count(*) AS declarations, vin IN (SELECT vin FROM reuse_known) AS known
FROM reuse_declared GROUP BY vin ORDER BY vin
"""


def gather_declared(door: Door, as_at: datetime) -> None:
    """Make ``reuse_declared`` (a row a number on a consignment known by ``as_at``, UTC) and ``reuse_vins`` (a row a number).

    ``known`` says whether the register or a roadworthiness test has that very number.
    """
    offer_normal_marks(door, "reuse_marks", [("(SELECT unnest(declared_vins) AS vin FROM evidence.consignments)", "vin")])
    offer_normal_marks(door, "reuse_known_marks", [("evidence.register", "vin"), ("evidence.tests", "vin")])
    door.run(DECLARED, {"as_at": as_at})
    door.run(KNOWN)
    door.run(NUMBERS)
