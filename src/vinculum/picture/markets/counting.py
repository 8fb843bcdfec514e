"""Counting by country of destination: consignments that sailed, boxes opened, and vehicles that partners found abroad.

A consignment counts in the month (UTC) in which it was to sail, an opened box in that in which it was opened, a vehicle found
abroad in that in which it was found. What is still to come at the as-at time is left out.
"""

from __future__ import annotations

from datetime import datetime

from vinculum.engine.door import Door
from vinculum.picture.exports.history import lay_out_openings
from vinculum.picture.exports.score import forget

# A used car: heading 8703, and the CN8 code ends in 90 (DOMAIN 4.3) or was not given in full; never what is described as new.
USED_CAR = "(heading = '8703' AND (length(commodity) < 8 OR right(commodity, 2) = '90') AND NOT contains(goods, ' NEW '))"

# A recovery says where: its country, or only that it was abroad (then the country is not known); one in the UK says neither.
ABROAD = "(coalesce(nullif(upper(trim(country)), ''), 'GB') <> 'GB' OR (country IS NULL AND context = 'ABROAD'))"

DECLARED = """
CREATE OR REPLACE TEMP TABLE exports_declared AS SELECT * FROM picture.export_declared
"""

FINDS = f"""
SELECT 'opened' AS kind, opened.consignment_ref AS reference, declared.country, opened.inspected_at AS "at", opened.basis,
    opened.positive, coalesce(opened.vehicles_found, 0) AS vehicles, coalesce(opened.value_gbp, 0) AS value_gbp,
    opened.delivery, opened."row"
FROM exports_opened AS opened JOIN exports_declared AS declared USING (consignment_ref)
UNION ALL
SELECT 'recovered', recovery_ref, nullif(upper(trim(country)), ''), found_at, NULL, true, 1, coalesce(value_gbp, 0), delivery,
    "row"
FROM (
    SELECT * FROM evidence.recoveries WHERE found_at <= $as_at AND {ABROAD}
    QUALIFY row_number() OVER (PARTITION BY recovery_ref ORDER BY found_at DESC, delivery, "row") = 1
)
ORDER BY kind, reference, delivery, "row"
"""


def period_of(moment: str, grain: str) -> str:
    """Return SQL for the first day (UTC) of the month or week of a moment."""
    return f"CAST(date_trunc('{grain}', {moment} AT TIME ZONE 'UTC') AS DATE)"


def counted_query(grain: str) -> str:
    """Return the query of the counts by country and ``grain`` (month or week), over ``market_finds`` and ``export_declared``.

    A country that is not told is null. ``month`` is the first day of the period, whatever its grain.
    """
    return f"""
    WITH told AS (
        SELECT country, {period_of("sails_at", grain)} AS month, 1 AS consignments, CAST({USED_CAR} AS INT) AS used_cars,
            0 AS opened, 0 AS positive, 0 AS vehicles, 0.0 AS value_gbp, 0 AS recovered_abroad, 0.0 AS recovered_gbp
        FROM picture.export_declared WHERE sails_at <= $as_at
        UNION ALL
        SELECT country, {period_of('"at"', grain)}, 0, 0, CAST(kind = 'opened' AS INT),
            CAST(kind = 'opened' AND positive AS INT), CASE WHEN kind = 'opened' THEN vehicles ELSE 0 END,
            CASE WHEN kind = 'opened' THEN value_gbp ELSE 0 END, CAST(kind = 'recovered' AS INT),
            CASE WHEN kind = 'recovered' THEN value_gbp ELSE 0 END
        FROM picture.market_finds
    )
    SELECT country, month, CAST(sum(consignments) AS BIGINT) AS consignments, CAST(sum(used_cars) AS BIGINT) AS used_cars,
        CAST(sum(opened) AS BIGINT) AS opened, CAST(sum(positive) AS BIGINT) AS positive,
        CAST(sum(vehicles) AS BIGINT) AS vehicles, round(sum(value_gbp ORDER BY value_gbp), 2) AS value_gbp,
        CAST(sum(recovered_abroad) AS BIGINT) AS recovered_abroad, round(sum(recovered_gbp ORDER BY recovered_gbp), 2) AS
        recovered_gbp
    FROM told GROUP BY country, month ORDER BY month, country NULLS FIRST
    """


def lay_out_finds(door: Door, as_at: datetime) -> str:
    """Lay out what finds are read from, and return the query of ``market_finds``; ``put_finds_away`` drops it again."""
    door.run(DECLARED)
    lay_out_openings(door, as_at)
    return FINDS


def put_finds_away(door: Door) -> None:
    """Drop what finds were read from."""
    forget(door)
