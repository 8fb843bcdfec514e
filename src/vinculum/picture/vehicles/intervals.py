"""Dated intervals of what is said of a vehicle, each with its voices; contradicting intervals stand side by side.

A run of claims of one value, uncut by another value, is one interval: from when it was first said to when it was last said, open
while a register still says it. No interval is cut short because somebody else says otherwise later; that is a contradiction.
"""

from __future__ import annotations

from vinculum.engine.door import LOOKUP_GROUP
from vinculum.picture.step import Room

# A record's vehicle is that of the VIN it states; without one, that of its plate.
TOLD_SQL = """
CREATE OR REPLACE TEMP TABLE _told AS
SELECT
    coalesce(vv.vehicle, pv.vehicle) AS vehicle,
    c.property, c.value, c.role, c.from_at, coalesce(c.until_at, c.from_at) AS last_at,
    c.feed = 'register' AND c.until_at IS NULL AS stands, c.said_by, c.feed, c.mark_kind, c.mark, c.delivery, c.row
FROM picture.claims AS c
LEFT JOIN _vin_vehicle AS vv
  ON vv.vin = CASE WHEN c.mark_kind = 'vin' THEN c.mark WHEN c.property = 'vin' THEN c.value ELSE c.vin_beside END
LEFT JOIN _vrm_vehicle AS pv ON c.mark_kind = 'vrm' AND pv.vrm = c.mark
WHERE coalesce(vv.vehicle, pv.vehicle) IS NOT NULL
"""

PROPERTIES_SQL = """
SELECT vehicle, property, value, from_at, last_at, stands, said_by
FROM _told
WHERE property IN ('make', 'model', 'colour', 'keeper_area', 'status', 'vin')
UNION ALL
-- The tie of plate and VIN, told from the plate's side: issued by a register or named by a keeper, borne when it was seen.
SELECT vehicle, CASE WHEN role = 'borne' THEN 'plate_borne' ELSE 'plate_issued' END, mark, from_at, last_at, stands, said_by
FROM _told
WHERE mark_kind = 'vrm'
  AND (property IN ('tested', 'found', 'stolen', 'marker', 'loss') OR (property = 'make' AND feed = 'register'))
"""

# Most properties of most vehicles have one value; only those with several need their claims put in order.
INTERVALS_SQL = f"""
WITH said AS ({PROPERTIES_SQL}),
voices AS (
    SELECT vehicle, property, value, said_by,
        min(from_at) AS from_at, max(last_at) AS last_at, bool_or(stands) AS stands, count(*) AS claims
    FROM said GROUP BY vehicle, property, value, said_by
), settled AS (
    SELECT vehicle, property, value, min(from_at) AS from_at, max(last_at) AS last_at, bool_or(stands) AS stands,
        list_sort(list(said_by)) AS said_by, sum(claims) AS claims
    FROM voices GROUP BY vehicle, property, value
), disputed AS (
    SELECT vehicle, property FROM settled GROUP BY vehicle, property HAVING count(*) > 1
), ordered AS (
    SELECT s.*,
        CASE WHEN s.value = lag(s.value) OVER w THEN 0 ELSE 1 END AS turns
    FROM said AS s SEMI JOIN disputed AS r ON r.vehicle = s.vehicle AND r.property = s.property
    WINDOW w AS (PARTITION BY s.vehicle, s.property ORDER BY s.from_at, s.value, s.said_by)
), runs AS (
    SELECT *, sum(turns) OVER (PARTITION BY vehicle, property ORDER BY from_at, value, said_by
                               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM ordered
), intervals AS (
    SELECT s.vehicle, s.property, s.value, s.from_at, s.last_at, s.stands, s.said_by, s.claims
    FROM settled AS s ANTI JOIN disputed AS r ON r.vehicle = s.vehicle AND r.property = s.property
    UNION ALL
    SELECT vehicle, property, value, min(from_at), max(last_at), bool_or(stands), list_sort(list(DISTINCT said_by)), count(*)
    FROM runs GROUP BY vehicle, property, value, run
    UNION ALL
    -- Every odometer reading is an interval of its own: no two are the same statement.
    SELECT vehicle, property, value, from_at, last_at, FALSE, [said_by], 1 FROM _told WHERE property = 'odometer'
)
SELECT
    vehicle, property, value, from_at,
    CASE WHEN stands THEN NULL ELSE last_at END AS until_at,  -- null while a register still says it
    last_at, said_by, len(said_by) AS sources, CAST(claims AS BIGINT) AS claims
FROM intervals
ORDER BY vehicle, property, from_at NULLS FIRST, value, last_at NULLS FIRST
"""

# The best word on each property: open before ended, more voices before fewer, later before earlier.
BEST_SQL = """
SELECT vehicle,
    max(value) FILTER (WHERE property = 'make') AS make, max(value) FILTER (WHERE property = 'model') AS model,
    max(value) FILTER (WHERE property = 'colour') AS colour, max(value) FILTER (WHERE property = 'status') AS status,
    max(value) FILTER (WHERE property = 'keeper_area') AS keeper_area, max(value) FILTER (WHERE property = 'plate_issued') AS vrm,
    max(value) FILTER (WHERE property = 'vin') AS vin
FROM (
    SELECT vehicle, property, value, row_number() OVER (
        PARTITION BY vehicle, property ORDER BY until_at IS NULL DESC, sources DESC, last_at DESC NULLS LAST, value) AS place
    FROM picture.intervals WHERE property <> 'odometer' AND property <> 'plate_borne'
)
WHERE place = 1 GROUP BY vehicle
"""

VEHICLES_SQL = f"""
WITH anchors AS (
    SELECT vehicle, 'vin' AS anchor_kind, min(anchor) AS anchor FROM _vin_vehicle GROUP BY vehicle
    UNION ALL
    SELECT vehicle, 'vrm', min(anchor) FROM _vrm_vehicle WHERE anchor_kind = 'vrm' GROUP BY vehicle
), told AS (
    SELECT vehicle, count(*) AS claims, count(DISTINCT said_by) AS sources, min(from_at) AS first_at, max(last_at) AS last_at,
        list_sort(list_distinct(list_concat(list(DISTINCT mark), list(DISTINCT value) FILTER (WHERE property = 'vin')))) AS marks
    FROM _told GROUP BY vehicle
)
SELECT a.vehicle, a.anchor_kind, a.anchor, b.vrm, b.vin, b.make, b.model, b.colour, b.keeper_area, b.status,
    t.sources, t.claims, t.first_at, t.last_at, t.marks
FROM anchors AS a JOIN told AS t USING (vehicle) LEFT JOIN ({BEST_SQL}) AS b USING (vehicle)
ORDER BY a.vehicle
"""

MARKS_SQL = """
SELECT vehicle, mark_kind, mark, role, min(from_at) AS first_at, max(last_at) AS last_at,
    count(DISTINCT said_by) AS sources, count(*) AS claims
FROM (
    SELECT vehicle, mark_kind, mark, role, from_at, last_at, said_by FROM _told
    UNION ALL
    SELECT vehicle, 'vin', value, role, from_at, last_at, said_by FROM _told WHERE property = 'vin'
)
GROUP BY vehicle, mark_kind, mark, role
ORDER BY mark, mark_kind, vehicle, role
"""


def write_ledger(room: Room) -> None:
    """Write ``picture.intervals``, ``picture.vehicles`` and ``picture.vehicle_marks`` from the claims and the identities."""
    room.door.run(TOLD_SQL)
    room.write("intervals", INTERVALS_SQL, rows_a_group=LOOKUP_GROUP)
    room.write("vehicles", VEHICLES_SQL, rows_a_group=LOOKUP_GROUP)
    room.write("vehicle_marks", MARKS_SQL, rows_a_group=LOOKUP_GROUP)
