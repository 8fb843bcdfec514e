"""What others declared under the same heading before: prices a kilogram and a vehicle, and masses."""

from __future__ import annotations

from vinculum.engine.door import Door

LEAST_PEERS = 30
MOST_PEERS = 1_000  # the latest of them: a price of years ago is no yardstick

# Lists hold the tenth, the fiftieth and the ninetieth of a hundred. Only earlier boxes count: later ones were not known in time.
PEERS = f"""
CREATE OR REPLACE TEMP TABLE exports_peers AS
WITH told AS (
    SELECT consignment_ref, heading, known_at, CASE WHEN gross_kg > 0 AND value_gbp > 0 THEN value_gbp / gross_kg END AS gbp_a_kg,
        CASE WHEN value_gbp > 0 THEN value_gbp / greatest(len(vins), 1) END AS gbp_each, nullif(gross_kg, 0) AS kg
    FROM exports_declared WHERE heading IN (SELECT heading FROM exports_box)
), compared AS (
    SELECT *, count(gbp_a_kg) OVER earlier AS priced, quantile_cont(gbp_a_kg, [0.1, 0.5, 0.9]) OVER earlier AS kg_prices,
        count(gbp_each) OVER earlier AS priced_each, median(gbp_each) OVER earlier AS middle_each,
        count(kg) OVER earlier AS weighed, quantile_cont(kg, [0.1, 0.5, 0.9]) OVER earlier AS masses
    FROM told WINDOW earlier AS (PARTITION BY heading ORDER BY known_at, consignment_ref
        ROWS BETWEEN {MOST_PEERS} PRECEDING AND 1 PRECEDING)
)
SELECT compared.* FROM compared SEMI JOIN exports_box USING (consignment_ref)
"""


def lay_out_peers(door: Door) -> None:
    """Make ``exports_peers``: each box beside the boxes of its heading that were known before it."""
    door.run(PEERS)
