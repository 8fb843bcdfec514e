"""Which boxes each enabler had a hand in, and what became of those that were opened. All SQL."""

from __future__ import annotations

from datetime import datetime

from vinculum.engine.door import Door
from vinculum.picture.exports.history import lay_out_openings

# Kind, and the column of ``export_declared`` that names the enabler.
KINDS = {"forwarder": "forwarder_party", "shipper": "sender", "haulier": "haulier", "loading_address": "address"}

# Parties have an id of their own; a plate is its own; an address is too long for an address on the desk and is digested.
ENABLER_ID = "replace(kind, '_', '-') || '-' || CASE kind WHEN 'loading_address' THEN substr(md5(mark), 1, 16) ELSE mark END"

USES = f"""
CREATE OR REPLACE TEMP TABLE enablers_uses AS
SELECT *, {ENABLER_ID} AS enabler_id FROM ({{kinds}}) WHERE mark IS NOT NULL
"""

# A party is called by its commonest spelling, an address by its commonest writing.
NAMES = """
CREATE OR REPLACE TEMP TABLE enablers_names AS
WITH written AS (
    SELECT uses.enabler_id, uses.kind, uses.mark, declared.address_words, count(*) AS times
    FROM enablers_uses AS uses JOIN picture.export_declared AS declared USING (consignment_ref) GROUP BY ALL
), one AS (SELECT * FROM written QUALIFY row_number() OVER (PARTITION BY enabler_id ORDER BY times DESC, address_words) = 1)
SELECT one.enabler_id, one.kind, party.party_id, coalesce(CASE one.kind WHEN 'loading_address' THEN one.address_words END,
    party.name, one.mark) AS name
FROM one LEFT JOIN picture.parties AS party ON party.party_id = one.mark
"""

COUNTS = """
CREATE OR REPLACE TEMP TABLE enablers_counts AS
SELECT uses.enabler_id, count(*) AS consignments, count(opened.consignment_ref) AS opened,
    count(*) FILTER (opened.positive) AS positive, count(*) FILTER (opened.basis = 'random') AS opened_random,
    count(*) FILTER (opened.basis = 'random' AND opened.positive) AS positive_random,
    round(coalesce(sum(risk.expected_value_gbp ORDER BY risk.consignment_ref) FILTER (opened.consignment_ref IS NULL), 0), 2)
        AS expected_gbp,
    list_concat(coalesce(list_sort(list(DISTINCT {'delivery': opened.delivery, 'row': opened."row"})
        FILTER (opened.positive))[1:3], []), min({'delivery': risk.delivery, 'row': risk."row"}, 5))[1:5] AS evidence
FROM enablers_uses AS uses JOIN picture.export_risk AS risk USING (consignment_ref)
LEFT JOIN exports_opened AS opened USING (consignment_ref) GROUP BY uses.enabler_id
"""


def lay_out_uses(door: Door, as_at: datetime) -> None:
    """Make ``enablers_uses`` (kind, mark, consignment_ref, enabler_id), ``enablers_names`` and ``enablers_counts``."""
    door.run("CREATE OR REPLACE TEMP VIEW exports_declared AS SELECT * FROM picture.export_declared")
    lay_out_openings(door, as_at)
    kinds = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {column} AS mark, consignment_ref FROM picture.export_declared"
        for kind, column in KINDS.items()
    )
    door.run(USES.format(kinds=kinds))
    door.run(NAMES)
    door.run(COUNTS)
