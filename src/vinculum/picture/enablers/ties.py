"""What ties one enabler to another of its kind: marks that both have on their boxes and few others have. All SQL."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.enablers.uses import KINDS

SHOWN = 10

# What is shared, and the column of ``export_declared`` that tells it.
MARKS = {
    "phone": "phone",
    "address": "address",
    "consignee": "consignee_party",
    "plate": "haulier",
    "shipper": "sender",
    "forwarder": "forwarder_party",
}

# A mark that more enablers of a kind share than the switchboard setting ties none of them.
TIES = f"""
CREATE OR REPLACE TEMP TABLE enablers_ties AS
WITH marks AS ({{marks}}),
held AS (
    SELECT uses.kind AS of_kind, uses.enabler_id, marks.kind, marks.mark, count(*) AS boxes
    FROM enablers_uses AS uses JOIN marks USING (consignment_ref)
    WHERE marks.mark IS NOT NULL AND marks.kind <> {{own}} GROUP BY ALL
), few AS (
    SELECT of_kind, kind, mark, count(*) AS holders FROM held GROUP BY ALL HAVING count(*) BETWEEN 2 AND $switchboard
), pairs AS (
    SELECT one.enabler_id, other.enabler_id AS other_id, one.kind, one.mark, other.boxes, few.holders
    FROM few JOIN held AS one USING (of_kind, kind, mark) JOIN held AS other USING (of_kind, kind, mark)
    WHERE one.enabler_id <> other.enabler_id
    QUALIFY row_number() OVER (PARTITION BY one.enabler_id ORDER BY few.holders, other.boxes DESC, one.kind, one.mark,
        other.enabler_id) <= {SHOWN}
)
SELECT pairs.enabler_id, list({{{{'kind': pairs.kind, 'mark': coalesce(party.name, address.name, pairs.mark),
    'other': called.name, 'other_id': pairs.other_id, 'boxes': pairs.boxes}}}}
    ORDER BY pairs.holders, pairs.boxes DESC, pairs.kind, pairs.mark, pairs.other_id) AS ties
FROM pairs JOIN enablers_names AS called ON called.enabler_id = pairs.other_id
LEFT JOIN picture.parties AS party ON party.party_id = pairs.mark
LEFT JOIN enablers_names AS address ON pairs.kind = 'address'
    AND address.enabler_id = 'loading-address-' || substr(md5(pairs.mark), 1, 16)
GROUP BY pairs.enabler_id
"""


def lay_out_ties(door: Door, switchboard: int) -> None:
    """Make ``enablers_ties`` (enabler_id, ties): the rarest shared marks first, at most ten."""
    marks = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {column} AS mark, consignment_ref FROM picture.export_declared"
        for kind, column in MARKS.items()
    )
    tied_by = {column: kind for kind, column in MARKS.items()}
    own = "CASE uses.kind " + " ".join(f"WHEN '{kind}' THEN '{tied_by[column]}'" for kind, column in KINDS.items()) + " END"
    door.run(TIES.format(marks=marks, own=own), {"switchboard": switchboard})
