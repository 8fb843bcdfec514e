"""Consignments handed over more than once: each version in comparable form, and when it became known.

A version that says when it was made (``amended_at``) was known from then. One that does not, and came in a later delivery than
the first, was known when that delivery was received: no other time is on record. The rest are the booking itself.
"""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.declared import mark_key, party_key, words

# (consignment_ref, delivery, row, since, dated, ...): only consignments of which the evidence holds more than one row.
VERSIONS = f"""
CREATE OR REPLACE TEMP TABLE exports_versions AS
WITH again AS (
    SELECT consignment_ref FROM evidence.consignments GROUP BY consignment_ref HAVING count(*) > 1
    UNION SELECT consignment_ref FROM exports_asked
), handed AS (
    SELECT told.*, came.received_at FROM evidence.consignments AS told SEMI JOIN again USING (consignment_ref)
    LEFT JOIN (SELECT delivery, min(received_at) AS received_at FROM evidence.deliveries GROUP BY delivery) AS came
        USING (delivery)
), stamped AS (
    SELECT *, CASE WHEN amended_at IS NOT NULL THEN amended_at
        WHEN received_at > min(received_at) FILTER (amended_at IS NULL) OVER (PARTITION BY consignment_ref) THEN received_at
        END AS later
    FROM handed
)
SELECT consignment_ref, delivery, "row", later, coalesce(later, booked_at, gate_in_at, sails_at) AS since,
    amended_at IS NOT NULL AS dated, booked_at, {mark_key("container_no")} AS container, trim(container_no) AS container_no,
    upper(discharge_port) AS discharge_port, {party_key("shipper_name")} AS shipper, shipper_name,
    starts_with({words("coalesce(consignee_name, '')")}, 'TO ORDER') AS to_order, {party_key("consignee_name")} AS consignee,
    consignee_name, {party_key("notify_name")} AS notify, notify_name, {mark_key("seal_no")} AS seal
FROM stamped
"""

# A version made after the box was opened, or after its ship sailed, says nothing that an officer could have known.
KNOWN = f"""
CREATE OR REPLACE TEMP TABLE exports_too_late AS
WITH openings AS (
    SELECT consignment_ref, {mark_key("container_no")} AS container, inspected_at FROM evidence.inspections
    WHERE inspected_at <= $as_at
)
SELECT version.delivery, version."row" FROM exports_versions AS version
LEFT JOIN openings AS named ON named.consignment_ref = version.consignment_ref
LEFT JOIN openings AS met ON met.consignment_ref IS NULL AND met.container = version.container
WHERE version.later IS NOT NULL AND (version.later > $as_at OR named.inspected_at < version.later
    OR met.inspected_at BETWEEN version.booked_at AND version.later)
"""


def lay_out_versions(door: Door) -> None:
    """Make ``exports_versions``: each version of the consignments that were handed over more than once.

    Those on a manifest that is being screened are among them, if they were handed over at all.
    """
    screening = door.ask_rows("SELECT 1 AS one FROM duckdb_tables() WHERE temporary AND table_name = 'exports_manifest'")
    asked = "SELECT consignment_ref FROM exports_manifest" if screening else "SELECT '' AS consignment_ref WHERE false"
    door.run(f"CREATE OR REPLACE TEMP VIEW exports_asked AS {asked}")
    door.run(VERSIONS)


def lay_out_too_late(door: Door, as_at: object) -> None:
    """Make ``exports_too_late`` (delivery, row): versions made after ``as_at`` (UTC), or after the box was opened."""
    door.run(KNOWN, {"as_at": as_at})
