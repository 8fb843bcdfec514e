"""Rules on who sends: first-time shippers (R05), homes and yards (R06), shared phones (R12), goods out of character (R17).

A shipper is the party behind the papers (``sender``), so a firm that is spelt anew is no first-time shipper, and two spellings of
one firm do not share a phone.
"""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.cargo import says_any
from vinculum.picture.exports.catalogue import wording
from vinculum.picture.exports.declared import address_key
from vinculum.picture.exports.fired import NO_EVIDENCE, row_of, rows_of

FULL_COVER_DAYS = 90  # a feed that reaches back this far before a booking shows well enough that a shipper is new
LEAST_COVER_DAYS = 14
DORMANT_DAYS = 365
LEAST_PAST = 5

# Each consignment beside what its shipper sent before it, in the order in which it was known.
PAST = """
CREATE OR REPLACE TEMP TABLE exports_past AS
WITH numbered AS (
    SELECT consignment_ref, sender, heading[1:2] AS chapter, known_at,
        row_number() OVER sent - 1 AS sent_before, lag(known_at) OVER sent AS sent_last,
        CASE WHEN row_number() OVER (PARTITION BY sender, heading[1:2] ORDER BY known_at, consignment_ref) = 1 THEN 1 ELSE 0
            END AS new
    FROM exports_declared WHERE sender IN (SELECT sender FROM exports_box)
    WINDOW sent AS (PARTITION BY sender ORDER BY known_at, consignment_ref)
), counted AS (
    SELECT *, sum(new) OVER (PARTITION BY sender ORDER BY known_at, consignment_ref) - new AS chapters_before FROM numbered
)
SELECT counted.* FROM counted SEMI JOIN exports_box USING (consignment_ref)
"""

FIRST_TIME = f"""
SELECT box.consignment_ref, least(1.0, (epoch(box.known_at) - epoch(feed.since)) / (86400.0 * {FULL_COVER_DAYS})) AS strength,
    box.shipper_name || ' has sent nothing before in the '
        || CAST(floor((epoch(box.known_at) - epoch(feed.since)) / 86400) AS BIGINT)
        || ' days that the records cover.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_past AS past USING (consignment_ref), (SELECT min(known_at) AS since
    FROM exports_declared) AS feed
WHERE past.sent_before = 0 AND box.known_at >= feed.since + INTERVAL {LEAST_COVER_DAYS} DAY
"""

DORMANT = f"""
SELECT box.consignment_ref, 0.6 AS strength, box.shipper_name || ' sends again after ' ||
    CAST(floor((epoch(past.known_at) - epoch(past.sent_last)) / 86400) AS BIGINT) || ' days without a consignment.' AS text,
        {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_past AS past USING (consignment_ref)
WHERE past.sent_last < past.known_at - INTERVAL {DORMANT_DAYS} DAY
"""

LOADS_AT_A_KNOWN_PLACE = f"""
SELECT box.consignment_ref, CASE place.kind WHEN 'yard' THEN 1.0 ELSE 0.8 END AS strength,
    'The shipper''s address is known as ' || CASE place.kind WHEN 'yard' THEN 'a yard' ELSE 'a private address' END || ' ('
        || coalesce(place.name, place.address, place.place_ref) || ').' AS text, {row_of("place")} AS evidence
FROM exports_box AS box JOIN exports_places AS place ON place.address_key = box.address WHERE place.kind IN ('yard', 'address')
"""

LOADS_AT_A_HOME_OR_YARD = f"""
SELECT consignment_ref, CASE WHEN {says_any("' ' || address_words || ' '", wording()["yard"])} THEN 0.8 ELSE 0.6 END AS strength,
    'The shipper''s address reads like a home or a yard, not a warehouse: ' || lower(address_words) || '.' AS text,
        {NO_EVIDENCE} AS evidence
FROM exports_box WHERE {says_any("' ' || address_words || ' '", wording()["home"] + wording()["yard"])}
"""

# A number shared by two shippers says something; one shared by a hundred is a forwarder's switchboard and says nothing.
SHARED_PHONE = f"""
WITH callers AS (
    SELECT phone, sender, min(known_at) AS since, arg_min(shipper_name, (known_at,
        consignment_ref)) AS shipper_name,
        arg_min(delivery, (known_at, consignment_ref)) AS delivery, arg_min("row", (known_at, consignment_ref)) AS "row"
    FROM exports_declared WHERE phone IS NOT NULL AND sender IS NOT NULL GROUP BY phone, sender
), shared AS (SELECT phone FROM callers GROUP BY phone HAVING count(*) BETWEEN 2 AND $switchboard)
SELECT box.consignment_ref, 1.0 / sqrt(count(DISTINCT other.sender)) AS strength, 'The shipper''s phone ending '
    || right(box.phone, 4)
    || ' is also given by ' || min(other.shipper_name) || CASE WHEN count(DISTINCT other.sender) = 1 THEN '' ELSE
        ' and ' || (count(DISTINCT other.sender) - 1) || ' more' END || '.' AS text, {rows_of("other")} AS evidence
FROM exports_box AS box SEMI JOIN shared ON shared.phone = box.phone
JOIN callers AS other ON other.phone = box.phone AND other.sender <> box.sender
WHERE other.since < box.judged_at GROUP BY box.consignment_ref, box.phone
"""

SHARED_ADDRESS = (
    SHARED_PHONE.replace("phone", "address")
    .replace("'The shipper''s address ending ' || right(box.address, 4)", "'The shipper''s address'")
    .replace("1.0 / sqrt", "0.7 / sqrt")
)

TO_ORDER = f"""
SELECT consignment_ref, 0.4 AS strength, 'The consignee is "to order": nobody is named who will take the goods.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_box WHERE to_order
"""

OUT_OF_CHARACTER = f"""
SELECT box.consignment_ref, 1.0 / past.chapters_before AS strength, box.shipper_name || ' sent ' || past.sent_before
    || ' consignments before, none of chapter ' || past.chapter || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_past AS past USING (consignment_ref) WHERE past.new = 1 AND past.sent_before >= {LEAST_PAST}
"""

PARTY_RULES = {
    "R05": (FIRST_TIME, DORMANT),
    "R06": (LOADS_AT_A_KNOWN_PLACE, LOADS_AT_A_HOME_OR_YARD),
    "R12": (SHARED_PHONE, SHARED_ADDRESS, TO_ORDER),
    "R17": (OUT_OF_CHARACTER,),
}


def lay_out_parties(door: Door) -> None:
    """Make the relations that the rules above read: what each shipper sent before, and the places that partners know."""
    door.run(PAST)
    door.run(
        "CREATE OR REPLACE TEMP TABLE exports_places AS SELECT *, "
        f"{address_key('address')} AS address_key, replace(upper(postcode), ' ', '') AS postcode_key FROM evidence.places"
    )
