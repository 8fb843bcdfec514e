"""Hits outside the cameras: a stolen vehicle's plate or VIN tested, advertised, declared, examined, found, tracked or logged.

They are read from the claims, so a mark is compared folded, whoever wrote it. A mark with illegible characters (``?``) matches
every watched mark that it fits, and its probability is shared among the marks of the register that it fits as well.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pyarrow as pa

from vinculum.picture.step import Room

# How far a mark in such a record can be trusted to be on the vehicle meant (judgement): a plate is borne, typed or made up; a VIN
# is copied with care. The feed's own word for the event follows.
TRUST = {
    ("tests", "vrm"): (0.95, "tested"),
    ("tests", "vin"): (0.98, "tested"),
    ("recoveries", "vrm"): (0.90, "found"),
    ("recoveries", "vin"): (0.99, "found"),
    ("examinations", "vrm"): (0.90, "examined"),
    ("examinations", "vin"): (0.97, "examined"),
    ("telematics", "vrm"): (0.97, "tracked"),
    ("telematics", "vin"): (0.99, "tracked"),
    ("listings", "vrm"): (0.80, "advertised"),
    ("listings", "vin"): (0.90, "advertised"),
    ("consignments", "vin"): (0.85, "declared for export"),
    ("logs", "vrm"): (0.60, "named in a log"),
    ("logs", "vin"): (0.70, "named in a log"),
}

# What is left of that trust when the same record names a VIN that is not the stolen vehicle's: the plate alone was copied.
OTHER_VIN = 0.2

WATCHED_MARKS_SQL = """
CREATE OR REPLACE TEMP TABLE _watched AS
SELECT theft, vrm AS stolen_vrm, crime_ref, force, 'vrm' AS mark_kind, vrm AS mark, belief, stolen_from, until_at FROM _watch
UNION ALL
SELECT theft, arg_max(vrm, belief), crime_ref, force, 'vin', vin, 1.0, min(stolen_from), max(until_at) FROM _watch
WHERE vin IS NOT NULL GROUP BY theft, crime_ref, force, vin
"""

# A find ends the search, so the record of the find itself is still within it. A row that bears the plate of the theft and names
# another VIN speaks of another vehicle.
SEEN_SQL = """
WITH told AS (
    SELECT DISTINCT c.feed, c.mark_kind, c.mark, c.mark_original, c.vin_beside, c.from_at, c.until_at, c.delivery, c.row
    FROM picture.claims AS c
    WHERE c.feed IN (SELECT unnest($feeds)) AND c.property <> 'vin'
), beside AS (
    SELECT feed, mark_kind, mark, mark_original, from_at, until_at, delivery, row, vin_beside FROM told
    UNION ALL
    SELECT feed, 'vin', vin_beside, NULL, from_at, until_at, delivery, row, NULL FROM told WHERE vin_beside IS NOT NULL
), matched AS (
    SELECT b.*, w.theft, w.stolen_vrm, w.crime_ref, w.force, w.belief, 1.0 AS share,
        v.mark IS NOT NULL AND b.vin_beside IS NOT NULL AND b.vin_beside <> v.mark AS other_vin
    FROM beside AS b JOIN _watched AS w ON w.mark_kind = b.mark_kind AND w.mark = b.mark
    LEFT JOIN _watched AS v ON v.theft = w.theft AND v.mark_kind = 'vin'
    WHERE b.from_at >= w.stolen_from AND b.from_at <= coalesce(w.until_at, $as_at)
    UNION ALL
    SELECT b.*, w.theft, w.stolen_vrm, w.crime_ref, w.force, w.belief, 1.0 / greatest(p.fits, 1), FALSE
    FROM _partial AS p JOIN beside AS b ON b.mark = p.mark AND b.mark_kind = p.mark_kind
    JOIN _watched AS w ON w.mark_kind = p.mark_kind AND w.mark = p.fit
    WHERE b.from_at >= w.stolen_from AND b.from_at <= coalesce(w.until_at, $as_at)
)
SELECT theft, stolen_vrm, crime_ref, force, feed, mark_kind, mark, max(mark_original) AS mark_original, from_at AS seen_at,
    max(belief * share) AS belief, bool_and(other_vin) AS other_vin, delivery, row
FROM matched
GROUP BY theft, stolen_vrm, crime_ref, force, feed, mark_kind, mark, from_at, delivery, row
ORDER BY theft, seen_at, feed, delivery, row, mark_kind, mark
"""

# Marks with illegible characters, each with the watched marks it fits and how many registered marks it fits in all.
PARTIAL_SQL = """
CREATE OR REPLACE TEMP TABLE _partial AS
WITH partial AS (
    SELECT DISTINCT mark_kind, mark FROM picture.claims
    WHERE position('?' IN mark) > 0 AND length(replace(mark, '?', '')) >= 4
), fitting AS (
    SELECT p.mark_kind, p.mark, w.mark AS fit FROM partial AS p JOIN (SELECT DISTINCT mark_kind, mark FROM _watched) AS w
      ON w.mark_kind = p.mark_kind AND length(w.mark) = length(p.mark) AND w.mark LIKE replace(p.mark, '?', '_')
), registered AS (
    SELECT p.mark_kind, p.mark, count(*) AS fits
    FROM (SELECT DISTINCT mark_kind, mark FROM fitting) AS p
    JOIN (SELECT 'vrm' AS mark_kind, vrm AS mark FROM _registered
          UNION ALL SELECT 'vin', vin FROM _registered WHERE vin IS NOT NULL) AS g
      ON g.mark_kind = p.mark_kind AND length(g.mark) = length(p.mark) AND g.mark LIKE replace(p.mark, '?', '_')
    GROUP BY p.mark_kind, p.mark
)
SELECT f.mark_kind, f.mark, f.fit, coalesce(r.fits, 1) AS fits FROM fitting AS f LEFT JOIN registered AS r USING (mark_kind, mark)
"""

# Where such a record stands, when its feed knows a place.
PLACES_SQL = """
SELECT delivery, row, lat, lon FROM evidence.tests WHERE lat IS NOT NULL
UNION ALL SELECT delivery, row, lat, lon FROM evidence.recoveries WHERE lat IS NOT NULL
UNION ALL SELECT delivery, row, lat, lon FROM evidence.telematics
"""


def hits_elsewhere(room: Room, watch: pa.Table) -> list[dict[str, Any]]:
    """Return a row (schema ``HITS``) for each record outside the reads that shows a watched mark while its vehicle is missing."""
    door = room.door
    door.offer("_watch", watch)
    door.run(WATCHED_MARKS_SQL)
    door.withdraw("_watch")
    door.run(PARTIAL_SQL)
    feeds = sorted({feed for feed, _ in TRUST})
    seen = door.ask(SEEN_SQL, {"feeds": feeds, "as_at": room.as_at})
    door.offer("_seen", seen.select(["delivery", "row"]))
    placed = door.ask_rows(
        f"SELECT p.* FROM ({PLACES_SQL}) AS p SEMI JOIN _seen AS s ON s.delivery = p.delivery AND s.row = p.row"
    )
    door.withdraw("_seen")
    place = {(row["delivery"], row["row"]): (row["lat"], row["lon"]) for row in placed}
    found = []
    for row in seen.to_pylist():
        trust, event = TRUST[row["feed"], row["mark_kind"]]
        probability = trust * row["belief"] * (OTHER_VIN if row["other_vin"] else 1.0)
        lat, lon = place.get((row["delivery"], row["row"]), (None, None))
        kind = "VIN" if row["mark_kind"] == "vin" else "plate"
        found.append(
            {
                "stolen_vrm": row["stolen_vrm"],
                "crime_ref": row["crime_ref"],
                "force": row["force"],
                "feed": row["feed"],
                "camera_id": None,
                "read_at": None,
                "seen_at": row["seen_at"].astimezone(UTC),
                "vrm_read": row["mark_original"] or row["mark"],
                "exact": "?" not in row["mark"],
                "probability": probability,
                "why": f"its {kind} {row['mark']} was {event} while it was missing"
                + ("; the VIN beside it is another vehicle's" if row["other_vin"] else ""),
                "lat": lat,
                "lon": lon,
                "delivery": row["delivery"],
                "row": row["row"],
            }
        )
    return found
