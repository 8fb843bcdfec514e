"""Rules on time and place: late bookings (R07), hauliers near known sites (R15), thefts near the loading address (R18)."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.fired import NO_EVIDENCE, day, rows_of

LATE_HOURS = 48
RUSHED_HOURS = 12
NEAR_SITE_KM, NEAR_LOADING_KM = 2.0, 15.0
KM_A_DEGREE = 111.2
WEEKS_OF_USUAL = 8
LEAST_CLUSTER = 3
COMMON_CAMERA = 0.05  # a camera that sees more than this share of all hauliers is a main road, not a site


def kilometres(one: str, other: str) -> str:
    """Return SQL for the distance of two positions in km, flat on the ground between them: right to a part in a thousand here."""
    east = f"({one}.lon - {other}.lon) * cos(radians(({one}.lat + {other}.lat) / 2))"
    return f"{KM_A_DEGREE} * sqrt(pow({one}.lat - {other}.lat, 2) + pow({east}, 2))"


BOOKED_LATE = f"""
SELECT consignment_ref, CASE WHEN hours < 24 THEN 1.0 ELSE 0.6 END AS strength,
    'Booked ' || CAST(floor(hours) AS BIGINT) || ' hours before sailing.' AS text, {NO_EVIDENCE} AS evidence
FROM (SELECT consignment_ref, (epoch(sails_at) - epoch(booked_at)) / 3600.0 AS hours FROM exports_box)
WHERE hours BETWEEN 0 AND {LATE_HOURS}
"""

RUSHED_TO_THE_GATE = f"""
SELECT consignment_ref, 0.6 AS strength, 'At the gate ' || CAST(floor(hours) AS BIGINT) || ' hours after booking.' AS text,
    {NO_EVIDENCE} AS evidence
FROM (SELECT consignment_ref, (epoch(gate_in_at) - epoch(booked_at)) / 3600.0 AS hours FROM exports_box
    WHERE gate_in_at < judged_at)
WHERE hours BETWEEN 0 AND {RUSHED_HOURS}
"""

SITES = f"""
CREATE OR REPLACE TEMP TABLE exports_watched AS
WITH sites AS (
    SELECT lat, lon, found_at, recovery_ref, context FROM evidence.recoveries
    WHERE context IN ('CHOP_SHOP', 'SOAK_SITE', 'STORAGE', 'CONTAINER_INLAND') AND lat IS NOT NULL AND lon IS NOT NULL
)
SELECT camera.camera_id, min(sites.found_at) AS since, arg_min(sites.context, (sites.found_at, sites.recovery_ref)) AS context
FROM evidence.cameras AS camera JOIN sites ON sites.lat BETWEEN camera.lat - {NEAR_SITE_KM / KM_A_DEGREE}
    AND camera.lat + {NEAR_SITE_KM / KM_A_DEGREE}
WHERE {kilometres("camera", "sites")} <= {NEAR_SITE_KM} GROUP BY camera.camera_id
"""

# Only reads of watched cameras are looked at: plates are many, known sites are few.
PASSES = f"""
CREATE OR REPLACE TEMP TABLE exports_passes AS
WITH hauliers AS (SELECT DISTINCT haulier FROM exports_declared WHERE haulier IS NOT NULL),
watched_reads AS (
    SELECT vrm, camera_id, read_at, delivery, "row" FROM evidence.reads
    WHERE camera_id IN (SELECT camera_id FROM exports_watched)
), passes AS MATERIALIZED (
    SELECT haulier, camera_id, read_at, delivery, "row"
    FROM watched_reads JOIN hauliers ON hauliers.haulier = replace(upper(watched_reads.vrm), ' ', '')
), common AS (
    SELECT camera_id FROM passes GROUP BY camera_id
    HAVING count(DISTINCT haulier) > greatest(2, {COMMON_CAMERA} * (SELECT count(*) FROM hauliers))
)
SELECT passes.*, watched.since, watched.context FROM passes JOIN exports_watched AS watched USING (camera_id)
ANTI JOIN common USING (camera_id)
"""

HAULIER_NEAR_A_SITE = f"""
SELECT box.consignment_ref, CASE WHEN count(DISTINCT passes.read_at) > 1 THEN 1.0 ELSE 0.6 END AS strength,
    'The haulier''s plate ' || box.haulier || ' was read ' ||
    CASE count(DISTINCT passes.read_at) WHEN 1 THEN 'once' ELSE count(DISTINCT passes.read_at) || ' times' END
        || ' within {NEAR_SITE_KM:g} km of a place where stolen vehicles were found ('
        || lower(replace(min(passes.context), '_', ' ')) || '), last on ' || {day("max(passes.read_at)")} || '.' AS text,
    {rows_of("passes")} AS evidence
FROM exports_box AS box JOIN exports_passes AS passes ON passes.haulier = box.haulier
WHERE passes.read_at BETWEEN coalesce(box.gate_in_at, box.judged_at) - INTERVAL 7 DAY AND coalesce(box.gate_in_at, box.judged_at)
    AND passes.read_at < box.judged_at AND passes.since < box.judged_at
GROUP BY box.consignment_ref, box.haulier
"""

# The place of a shipper's address comes from a partner's list of places, by address, else by full postcode.
LOADING = """
CREATE OR REPLACE TEMP TABLE exports_loading AS
SELECT box.consignment_ref, place.lat, place.lon, coalesce(box.gate_in_at, box.booked_at, box.known_at) AS loaded_at,
    box.judged_at
FROM exports_box AS box JOIN exports_places AS place ON place.address_key = box.address OR place.postcode_key = box.postcode
WHERE place.lat IS NOT NULL AND place.lon IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY box.consignment_ref ORDER BY coalesce(place.address_key = box.address, false) DESC,
place.place_ref) = 1
"""

THEFTS_NEAR = f"""
WITH near AS (
    SELECT loading.consignment_ref, upper(theft.make) AS make, upper(theft.model) AS model, theft.delivery, theft."row",
        theft.reported_at >= loading.loaded_at - INTERVAL 7 DAY AS lately,
        (epoch(loading.loaded_at) - epoch(least(coalesce(theft.stolen_to, theft.reported_at), theft.reported_at))) / 3600 AS hours
    FROM exports_loading AS loading JOIN evidence.thefts AS theft
        ON theft.lat BETWEEN loading.lat - {NEAR_LOADING_KM / KM_A_DEGREE} AND loading.lat + {NEAR_LOADING_KM / KM_A_DEGREE}
        AND theft.reported_at BETWEEN loading.loaded_at - INTERVAL {7 * (WEEKS_OF_USUAL + 1)} DAY AND loading.loaded_at
    WHERE theft.reported_at < loading.judged_at AND theft.make IS NOT NULL AND theft.model IS NOT NULL
        AND {kilometres("theft", "loading")} <= {NEAR_LOADING_KM}
), counted AS (
    SELECT consignment_ref, make, model, count(*) FILTER (lately) AS stolen,
        count(*) FILTER (NOT lately) / {WEEKS_OF_USUAL}.0 AS usual,
        min(hours) AS hours, {rows_of("near", "lately")} AS evidence
    FROM near GROUP BY consignment_ref, make, model
)
SELECT consignment_ref, least(1.0, stolen / (4 * greatest(usual, 0.5))) AS strength, stolen || ' ' || make || ' ' || model
    || ' were stolen within {NEAR_LOADING_KM:g} km of the loading address in the seven days before; usual is ' || round(usual,
    1) || ' a week. From the last of them to the gate were ' || CAST(floor(hours) AS BIGINT) || ' hours.' AS text, evidence
FROM counted WHERE stolen >= {LEAST_CLUSTER} AND stolen >= 3 * greatest(usual, 0.5)
"""

MOVEMENT_RULES = {
    "R07": (BOOKED_LATE, RUSHED_TO_THE_GATE),
    "R15": (HAULIER_NEAR_A_SITE,),
    "R18": (THEFTS_NEAR,),
}


def lay_out_movement(door: Door) -> None:
    """Make the relations that the rules above read: hauliers seen near known sites, and where boxes were loaded."""
    for statement in (SITES, PASSES, LOADING):
        door.run(statement)
