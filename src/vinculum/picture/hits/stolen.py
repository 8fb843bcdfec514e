"""The vehicles to look for: each theft once, under the plate it really bears, from when it was taken until it was found.

A report may name the wrong plate. Where the reported VIN is on a register under another plate, that plate is looked for as well,
and is believed rather than the reported one.
"""

from __future__ import annotations

import pyarrow as pa

from vinculum.picture.normal_marks import offer_normal_marks
from vinculum.picture.step import Room

EVIDENCE_SQL = "list_sort(list(DISTINCT {{'delivery': {0}.delivery, 'row': {0}.row}}))"

# One row a vehicle on a report. A find ends the search: a recovery that names the crime, or that shows the plate or VIN after the
# theft; failing these, the day the force took the marker off as found or as an error. A report without a VIN has the register's.
THEFTS_SQL = f"""
CREATE OR REPLACE TEMP TABLE _hit_thefts AS
WITH told AS (
    SELECT
        t.crime_ref, t.force, plate.normal AS reported, coalesce(max(frame.normal), max(g.vin)) AS vin,
        min(t.reported_at) AS reported_at, min(t.stolen_from) IS NULL AS start_assumed,
        coalesce(min(t.stolen_from), min(coalesce(t.stolen_to, t.reported_at)) - to_hours(CAST($taken_within AS INTEGER)))
            AS stolen_from,
        max(coalesce(t.stolen_to, t.reported_at)) AS stolen_to, upper(trim(max(t.make))) AS make, max(t.model) AS model,
        upper(trim(max(t.colour))) AS colour, max(t.value_gbp) AS value_gbp, max(t.lat) AS lat, max(t.lon) AS lon,
        {EVIDENCE_SQL.format("t")} AS evidence
    FROM evidence.thefts AS t
    JOIN _hit_plates AS plate ON plate.raw = t.vrm
    LEFT JOIN _hit_frames AS frame ON frame.raw = t.vin
    LEFT JOIN _registered AS g ON g.vrm = plate.normal
    WHERE t.reported_at <= $as_at
    GROUP BY t.crime_ref, t.force, plate.normal
), finds AS (
    SELECT r.crime_ref, plate.normal AS vrm, frame.normal AS vin, r.found_at
    FROM evidence.recoveries AS r
    LEFT JOIN _hit_plates AS plate ON plate.raw = r.vrm_shown
    LEFT JOIN _hit_frames AS frame ON frame.raw = r.vin_seen
    WHERE r.found_at <= $as_at
), taken_off AS (
    SELECT plate.normal AS vrm, l.removed_at
    FROM evidence.los AS l JOIN _hit_plates AS plate ON plate.raw = l.vrm
    WHERE l.removed_at <= $as_at AND l.removal IN ('found', 'error')
), ends AS (
    SELECT t.crime_ref, t.force, t.reported, f.found_at
    FROM told AS t JOIN finds AS f ON f.crime_ref = t.crime_ref
    WHERE f.vrm IS NULL OR f.vrm = t.reported OR f.vin = t.vin
       OR NOT EXISTS (SELECT 1 FROM told AS o WHERE o.crime_ref = t.crime_ref AND o.reported <> t.reported)
    UNION ALL
    SELECT t.crime_ref, t.force, t.reported, f.found_at FROM told AS t JOIN finds AS f ON f.vrm = t.reported
    WHERE f.found_at >= t.stolen_from AND (f.vin IS NULL OR t.vin IS NULL OR f.vin = t.vin)
    UNION ALL
    SELECT t.crime_ref, t.force, t.reported, f.found_at FROM told AS t JOIN finds AS f ON f.vin = t.vin
    WHERE f.found_at >= t.stolen_from
), removals AS (
    SELECT t.crime_ref, t.force, t.reported, min(o.removed_at) AS removed_at
    FROM told AS t JOIN taken_off AS o ON o.vrm = t.reported
    WHERE o.removed_at >= t.stolen_from GROUP BY t.crime_ref, t.force, t.reported
), shared_ends AS (
    -- Two reports of one disappearance, perhaps by two forces, end together.
    SELECT crime_ref, force, reported, found_at FROM ends
    UNION ALL
    SELECT t.crime_ref, t.force, t.reported, e.found_at
    FROM told AS t JOIN ends AS e ON e.reported = t.reported WHERE e.found_at >= t.stolen_from
), first_find AS (
    SELECT crime_ref, force, reported, min(found_at) AS found_at FROM shared_ends GROUP BY crime_ref, force, reported
)
SELECT
    CAST(row_number() OVER (ORDER BY t.crime_ref, t.force, t.reported) - 1 AS BIGINT) AS theft, t.*,
    f.found_at, coalesce(f.found_at, m.removed_at) AS until_at
FROM told AS t
LEFT JOIN first_find AS f ON f.crime_ref = t.crime_ref AND f.force = t.force AND f.reported = t.reported
LEFT JOIN removals AS m ON m.crime_ref = t.crime_ref AND m.force = t.force AND m.reported = t.reported
"""

REGISTERED_SQL = """
CREATE OR REPLACE TEMP TABLE _registered AS
SELECT plate.normal AS vrm, max(frame.normal) AS vin, upper(trim(max(g.make))) AS make, upper(trim(max(g.colour))) AS colour,
    bool_and(coalesce(g.status, 'licensed') NOT IN ('scrapped', 'exported')) AS live
FROM evidence.register AS g
JOIN _hit_plates AS plate ON plate.raw = g.vrm
LEFT JOIN _hit_frames AS frame ON frame.raw = g.vin
GROUP BY plate.normal
"""

# A plate to look for: the reported one, and the registered plate of the reported VIN where that is another.
WATCHED_SQL = """
WITH of_vin AS (
    SELECT t.theft, min(g.vrm) AS vrm FROM _hit_thefts AS t JOIN _registered AS g ON g.vin = t.vin
    GROUP BY t.theft HAVING count(*) = 1
), watched AS (
    SELECT t.theft, t.reported AS vrm, CASE WHEN v.vrm <> t.reported THEN $mistyped ELSE 1.0 END AS belief
    FROM _hit_thefts AS t LEFT JOIN of_vin AS v USING (theft)
    UNION ALL
    SELECT t.theft, v.vrm, 1.0 - $mistyped FROM _hit_thefts AS t JOIN of_vin AS v USING (theft) WHERE v.vrm <> t.reported
)
SELECT w.theft, w.vrm, CAST(w.belief AS DOUBLE) AS belief, t.crime_ref, t.force, t.reported, t.vin,
    coalesce(t.make, g.make) AS make, t.model, coalesce(t.colour, g.colour) AS colour,
    t.start_assumed, t.stolen_from, t.stolen_to, t.reported_at,
    -- A later theft of the same plate takes over: one vehicle is not missing twice at once.
    least(t.until_at, lead(t.stolen_from) OVER (PARTITION BY w.vrm ORDER BY t.stolen_from, w.theft)) AS until_at,
    t.found_at, t.value_gbp, t.evidence
FROM watched AS w JOIN _hit_thefts AS t USING (theft) LEFT JOIN _registered AS g ON g.vrm = w.vrm
ORDER BY w.theft, w.vrm
"""


def watch_list(room: Room) -> pa.Table:
    """Return the plates to look for, one row a theft and plate, with the belief that the stolen vehicle bears it.

    Columns: theft (number), vrm, belief, crime_ref, force, reported, vin, make, model, colour, start_assumed (the report does not
    say since when), stolen_from, stolen_to, reported_at, until_at (null while it is missing), found_at, value_gbp, evidence.
    Times are UTC.
    """
    offer_normal_marks(
        room.door,
        "_hit_plates",
        [
            ("evidence.thefts", "vrm"),
            ("evidence.register", "vrm"),
            ("evidence.recoveries", "vrm_shown"),
            ("evidence.los", "vrm"),
        ],
    )
    offer_normal_marks(
        room.door,
        "_hit_frames",
        [("evidence.thefts", "vin"), ("evidence.register", "vin"), ("evidence.recoveries", "vin_seen")],
    )
    rules = room.settings["hits"]
    room.door.run(REGISTERED_SQL)
    room.door.run(THEFTS_SQL, {"as_at": room.as_at, "taken_within": rules["taken_within_hours"]})
    return room.door.ask(WATCHED_SQL, {"mistyped": float(rules["mistyped_plate"])})
