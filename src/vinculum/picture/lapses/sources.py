"""The three records of a theft, each row counted once: crime reports, markers and claims, and the recoveries that close them.

Records come late and twice. A crime is one vehicle on one report (vehicles are counted, not crimes: DOMAIN 2.10), a marker is one
``los_ref``, a claim one insurer's ``claim_ref``; every row that told of it is kept as evidence. Only what had happened by the
as-at time is told: a confirmation or removal after it has not happened yet.
"""

from __future__ import annotations

from vinculum.picture.normal_marks import offer_normal_marks
from vinculum.picture.step import Room

EVIDENCE_SQL = "list_sort(list(DISTINCT {{'delivery': {0}.delivery, 'row': {0}.row}}))"

CRIMES_SQL = f"""
CREATE OR REPLACE TEMP TABLE _crimes AS
WITH registered AS (
    SELECT plate.normal AS vrm, min(frame.normal) AS vin
    FROM evidence.register AS g
    JOIN _lapse_plates AS plate ON plate.raw = g.vrm JOIN _lapse_frames AS frame ON frame.raw = g.vin
    GROUP BY plate.normal HAVING count(DISTINCT frame.normal) = 1
)
SELECT
    t.crime_ref, t.force, plate.normal AS vrm, coalesce(max(frame.normal), max(registered.vin)) AS vin,
    min(t.reported_at) AS reported_at,
    min(coalesce(t.stolen_from, t.stolen_to, t.reported_at)) AS stolen_at,
    max(t.make) AS make, max(t.model) AS model, max(t.value_gbp) AS value_gbp, max(t.lat) AS lat, max(t.lon) AS lon,
    {EVIDENCE_SQL.format("t")} AS evidence
FROM evidence.thefts AS t
JOIN _lapse_plates AS plate ON plate.raw = t.vrm
LEFT JOIN _lapse_frames AS frame ON frame.raw = t.vin
LEFT JOIN registered ON registered.vrm = plate.normal
WHERE t.reported_at <= $as_at
GROUP BY t.crime_ref, t.force, plate.normal
"""

MARKERS_SQL = f"""
CREATE OR REPLACE TEMP TABLE _markers AS
SELECT
    m.los_ref, min(m.force) AS force, max(m.crime_ref) AS crime_ref, min(plate.normal) AS vrm, max(frame.normal) AS vin,
    min(m.created_at) AS created_at,
    min(m.confirmed_at) FILTER (WHERE m.confirmed_at <= $as_at) AS confirmed_at,
    min(m.removed_at) FILTER (WHERE m.removed_at <= $as_at) AS removed_at,
    arg_min(m.removal, (m.removed_at, m.removal)) FILTER (WHERE m.removed_at <= $as_at) AS removal,
    {EVIDENCE_SQL.format("m")} AS evidence
FROM evidence.los AS m
JOIN _lapse_plates AS plate ON plate.raw = m.vrm
LEFT JOIN _lapse_frames AS frame ON frame.raw = m.vin
WHERE m.created_at <= $as_at
GROUP BY m.los_ref
"""

CLAIMS_SQL = f"""
CREATE OR REPLACE TEMP TABLE _theft_claims AS
SELECT
    l.insurer, l.claim_ref, min(plate.normal) AS vrm, max(frame.normal) AS vin,
    CAST(min(l.loss_on) AS TIMESTAMPTZ) AS lost_at,
    CAST(min(l.settled_on) FILTER (WHERE CAST(l.settled_on AS TIMESTAMPTZ) <= $as_at) AS TIMESTAMPTZ) AS paid_at,
    max(l.settled_gbp) AS paid_gbp,
    {EVIDENCE_SQL.format("l")} AS evidence
FROM evidence.losses AS l
LEFT JOIN _lapse_plates AS plate ON plate.raw = l.vrm
LEFT JOIN _lapse_frames AS frame ON frame.raw = l.vin
WHERE l.loss_type = 'theft' AND CAST(l.loss_on AS TIMESTAMPTZ) <= $as_at
GROUP BY l.insurer, l.claim_ref
"""

FINDS_SQL = f"""
CREATE OR REPLACE TEMP TABLE _finds AS
SELECT
    r.recovery_ref, max(r.crime_ref) AS crime_ref, min(r.force) AS force, min(plate.normal) AS vrm, max(frame.normal) AS vin,
    min(r.found_at) AS found_at, {EVIDENCE_SQL.format("r")} AS evidence
FROM evidence.recoveries AS r
LEFT JOIN _lapse_plates AS plate ON plate.raw = r.vrm_shown
LEFT JOIN _lapse_frames AS frame ON frame.raw = r.vin_seen
WHERE r.found_at <= $as_at
GROUP BY r.recovery_ref
"""

# A crime reference that the force gave when it confirmed ties a marker to its crime outright; otherwise the plate or the VIN
# must be the same and the dates near. The nearest crime wins; a crime may have had several markers, a marker has one crime.
MARKER_CRIME_SQL = """
CREATE OR REPLACE TEMP TABLE _marker_crime AS
WITH pairs AS (
    SELECT m.los_ref, c.crime_ref, c.force, c.vrm, 0 AS distance, abs(epoch_ms(m.created_at) - epoch_ms(c.reported_at)) AS apart
    FROM _markers AS m JOIN _crimes AS c ON m.crime_ref = c.crime_ref
    WHERE m.vrm = c.vrm OR m.vin = c.vin OR m.force = c.force
    UNION ALL
    SELECT m.los_ref, c.crime_ref, c.force, c.vrm, 1, abs(epoch_ms(m.created_at) - epoch_ms(c.reported_at))
    FROM _markers AS m JOIN _crimes AS c ON m.vrm = c.vrm
    WHERE abs(epoch_ms(m.created_at) - epoch_ms(c.reported_at)) <= $same_event_ms
    UNION ALL
    SELECT m.los_ref, c.crime_ref, c.force, c.vrm, 2, abs(epoch_ms(m.created_at) - epoch_ms(c.reported_at))
    FROM _markers AS m JOIN _crimes AS c ON m.vin = c.vin
    WHERE abs(epoch_ms(m.created_at) - epoch_ms(c.reported_at)) <= $same_event_ms
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY los_ref ORDER BY distance, apart, crime_ref, force, vrm) AS place FROM pairs
)
SELECT los_ref, crime_ref, force, vrm FROM ranked WHERE place = 1
"""

# A recovery closes a crime when it names it, or when the plate or VIN found is the one stolen and it was found after the theft. A
# report without a VIN has that of its marker, or of the register: a car found on another plate is known by its VIN alone. The
# force is not asked: a car stolen in one force area is found in another.
CRIME_FOUND_SQL = """
CREATE OR REPLACE TEMP TABLE _crime_found AS
WITH pairs AS (
    SELECT c.crime_ref, c.force, c.vrm, f.recovery_ref, f.found_at
    FROM _crimes AS c JOIN _finds AS f ON f.crime_ref = c.crime_ref
    WHERE f.vrm IS NULL OR f.vrm = c.vrm OR f.vin = c.vin
       OR NOT EXISTS (SELECT 1 FROM _crimes AS o WHERE o.crime_ref = c.crime_ref AND o.vrm <> c.vrm)
    UNION ALL
    SELECT c.crime_ref, c.force, c.vrm, f.recovery_ref, f.found_at
    FROM _crimes AS c JOIN _finds AS f ON f.vrm = c.vrm
    WHERE f.crime_ref IS NULL AND f.found_at >= c.stolen_at
    UNION ALL
    SELECT c.crime_ref, c.force, c.vrm, f.recovery_ref, f.found_at
    FROM _crimes AS c JOIN _finds AS f ON f.vin = c.vin
    WHERE f.crime_ref IS NULL AND f.found_at >= c.stolen_at
    UNION ALL
    SELECT c.crime_ref, c.force, c.vrm, f.recovery_ref, f.found_at
    FROM _crimes AS c JOIN _marker_crime AS k ON k.crime_ref = c.crime_ref AND k.vrm = c.vrm AND k.force = c.force
    JOIN _markers AS m ON m.los_ref = k.los_ref JOIN _finds AS f ON f.vin = m.vin
    WHERE f.crime_ref IS NULL AND f.found_at >= c.stolen_at
)
SELECT crime_ref, force, vrm, min(found_at) AS found_at, arg_min(recovery_ref, (found_at, recovery_ref)) AS recovery_ref
FROM pairs GROUP BY crime_ref, force, vrm
"""

# A marker whose crime nobody told of is closed by a find of its own plate or VIN.
MARKER_FOUND_SQL = """
CREATE OR REPLACE TEMP TABLE _marker_found AS
WITH pairs AS (
    SELECT m.los_ref, f.recovery_ref, f.found_at FROM _markers AS m JOIN _finds AS f ON f.vrm = m.vrm
    WHERE f.found_at >= m.created_at AND (f.vin IS NULL OR m.vin IS NULL OR f.vin = m.vin)
    UNION ALL
    SELECT m.los_ref, f.recovery_ref, f.found_at FROM _markers AS m JOIN _finds AS f ON f.vin = m.vin
    WHERE f.found_at >= m.created_at
    UNION ALL
    SELECT k.los_ref, c.recovery_ref, c.found_at
    FROM _marker_crime AS k JOIN _crime_found AS c ON c.crime_ref = k.crime_ref AND c.vrm = k.vrm AND c.force = k.force
)
SELECT los_ref, min(found_at) AS found_at, arg_min(recovery_ref, (found_at, recovery_ref)) AS recovery_ref
FROM pairs GROUP BY los_ref
"""


def gather_sources(room: Room) -> None:
    """Leave ``_crimes``, ``_markers``, ``_theft_claims``, ``_finds`` and their ties as temporary tables of the door."""
    offer_normal_marks(
        room.door,
        "_lapse_plates",
        [
            ("evidence.thefts", "vrm"),
            ("evidence.los", "vrm"),
            ("evidence.losses", "vrm"),
            ("evidence.register", "vrm"),
            ("evidence.recoveries", "vrm_shown"),
        ],
    )
    offer_normal_marks(
        room.door,
        "_lapse_frames",
        [
            ("evidence.thefts", "vin"),
            ("evidence.los", "vin"),
            ("evidence.losses", "vin"),
            ("evidence.register", "vin"),
            ("evidence.recoveries", "vin_seen"),
        ],
    )
    as_at = {"as_at": room.as_at}
    for statement in (CRIMES_SQL, MARKERS_SQL, CLAIMS_SQL, FINDS_SQL):
        room.door.run(statement, as_at)
    room.door.run(MARKER_CRIME_SQL, {"same_event_ms": room.settings["lapses"]["same_event_days"] * 86_400_000})
    room.door.run(CRIME_FOUND_SQL)
    room.door.run(MARKER_FOUND_SQL)
