"""The step ``enablers``: who moves boxes, how often stolen vehicles were found in those opened, and what ties them together.

Writes ``enablers``, a row a forwarder, shipper, haulier's plate or loading address that some consignment names.
"""

from __future__ import annotations

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.enablers.shares import DIGITS, shrink
from vinculum.picture.enablers.ties import lay_out_ties
from vinculum.picture.enablers.uses import KINDS, lay_out_uses
from vinculum.picture.exports.score import forget
from vinculum.picture.step import Room, Step

HOW_NAMED = {
    "forwarder": "Named as forwarder on",
    "shipper": "Named as shipper on",
    "haulier": "This plate is given as the haulier''s for",
    "loading_address": "Given as the shipper''s address for",
}

# Few boxes say nothing of anybody, and a find in an opened box says little of the boxes that nobody opened.
ENABLERS = """
WITH told AS (
    SELECT named.*, counts.* EXCLUDE (enabler_id), shares.* EXCLUDE (kind, opened, positive), coalesce(ties.ties, []) AS ties
    FROM enablers_names AS named JOIN enablers_counts AS counts USING (enabler_id)
    JOIN enablers_shares AS shares ON shares.kind = named.kind AND shares.opened = counts.opened
        AND shares.positive = counts.positive
    LEFT JOIN enablers_ties AS ties ON ties.enabler_id = named.enabler_id
)
SELECT enabler_id, kind, name, party_id, consignments, opened, positive, opened_random, positive_random, share, share_low,
    share_high, expected_gbp, ties,
    {how} || ' ' || consignments || CASE consignments WHEN 1 THEN ' consignment. ' ELSE ' consignments. ' END
    || CASE WHEN opened = 0 THEN 'None was opened: nothing can be said.' ELSE 'Opened ' || opened
        || CASE WHEN opened_random > 0 THEN ' (' || opened_random || ' at random)' ELSE '' END || ', positive ' || positive
        || CASE WHEN opened < $least_opened THEN ': too few to say.'
            WHEN share_low > $base THEN ': more often than opened boxes in general (' || $base_told || ').'
            WHEN share_high < $base THEN ': less often than opened boxes in general (' || $base_told || ').'
            ELSE ': no more and no less than chance allows beside opened boxes in general (' || $base_told || ').' END
        || CASE WHEN opened_random < opened THEN ' Boxes opened on suspicion say little of the rest.' ELSE '' END END AS text,
    evidence
FROM told ORDER BY enabler_id
"""


def _run(room: Room) -> None:
    door, section = room.door, room.settings["enablers"]
    lay_out_uses(door, room.as_at)
    lay_out_ties(door, int(room.settings["exports"]["switchboard"]))
    base = _base_rate(door)
    _lay_out_shares(door, base, float(section["prior_boxes"]))
    how = "CASE kind " + " ".join(f"WHEN '{kind}' THEN '{words}'" for kind, words in HOW_NAMED.items()) + " END"
    values = {"least_opened": int(section["least_opened"]), "base": base, "base_told": f"{100 * base:.2g} %"}
    room.write("enablers", ENABLERS.format(how=how), values)
    forget(door)
    for table in ("uses", "names", "counts", "ties", "shares"):
        door.run(f"DROP TABLE enablers_{table}")


def _base_rate(door: Door) -> float:
    """Return the share of all opened boxes in which stolen vehicles were found; before any was opened, that of the risk model."""
    told = door.ask_rows("SELECT count(*) AS opened, count(*) FILTER (positive) AS positive FROM exports_opened")[0]
    assumed = float(door.ask_rows("SELECT prevalence FROM picture.export_model")[0]["prevalence"])
    # The assumption counts as one box, which keeps the rate off nought and one.
    return round((int(told["positive"]) + assumed) / (int(told["opened"]) + 1), DIGITS)


def _lay_out_shares(door: Door, base: float, assumed_boxes: float) -> None:
    """Make ``enablers_shares``: kind, opened, positive, and the share with its interval that they stand for."""
    parts = []
    for kind in KINDS:
        found = door.ask(
            "SELECT opened, positive, count(*) AS times FROM enablers_counts JOIN enablers_names USING (enabler_id)"
            " WHERE kind = $kind GROUP BY opened, positive ORDER BY opened, positive",
            {"kind": kind},
        )
        opened, positive = found.column("opened").to_pylist(), found.column("positive").to_pylist()
        shrunk = shrink(opened, positive, base, assumed_boxes, times=found.column("times").to_pylist())
        parts.append(
            pa.table(
                {
                    "kind": pa.array([kind] * len(opened), pa.string()),
                    "opened": pa.array(opened, pa.int64()),
                    "positive": pa.array(positive, pa.int64()),
                    "share": shrunk.share,
                    "share_low": shrunk.low,
                    "share_high": shrunk.high,
                }
            )
        )
    door.offer("_shares", pa.concat_tables(parts))
    door.run("CREATE OR REPLACE TEMP TABLE enablers_shares AS SELECT * FROM _shares")
    door.withdraw("_shares")


STEP = Step("enablers", ("enablers",), _run)
