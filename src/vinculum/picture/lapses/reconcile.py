"""Crimes, markers and claims held against each other: who knows of a theft that another record has missed.

Three records tell of one theft (the force's crime report, the national marker, the insurer's claim) and none is complete: the
Metropolitan Police recorded 39,494 thefts in 2023 while 27,924 reached DVLA (DOMAIN 1.7, 3.6). Each difference is one row with
the dates and the rows it rests on.
"""

from __future__ import annotations

from enum import StrEnum

from vinculum.picture.step import Room


class Difference(StrEnum):
    """How two records of a theft disagree."""

    CRIME_WITHOUT_MARKER = "crime_without_marker"
    MARKER_WITHOUT_CRIME = "marker_without_crime"
    CLAIM_WITHOUT_CRIME = "claim_without_crime"
    CLAIM_WITHOUT_MARKER = "claim_without_marker"
    CLAIM_WITHOUT_EITHER = "claim_without_either"
    FOUND_WITHOUT_RECOVERY = "found_without_recovery"
    RECOVERED_STILL_MARKED = "recovered_still_marked"
    WEEDED_WHILE_OPEN = "weeded_while_open"


DEFINITIONS: dict[str, str] = {
    "crimes": "vehicles on theft reports made by the as-at time, each crime reference and plate once",
    "markers": "lost-or-stolen markers created by the as-at time, each reference once",
    "claims": "theft claims with a loss date by the as-at time, each insurer's reference once",
    "recoveries": "recovery records with a date by the as-at time, each reference once",
    "crimes_with_marker": "crimes to which at least one marker was matched by crime reference, plate or VIN",
    "markers_with_crime": "markers matched to a crime",
    "crimes_recovered": "crimes closed by a recovery record that names them, or the same plate or VIN found later",
    "markers_live": "markers neither removed nor past their deletion date",
    "markers_unconfirmed": "markers neither removed nor confirmed",
    "markers_lapsing": "unconfirmed markers older than the 48 hours in which a force should confirm",
    "markers_weeded": "markers deleted because nobody confirmed them",
    "markers_found": "markers removed because the vehicle was found",
    "look_not_stolen": "markers deleted or past deletion whose crime is open and which were not entered again",
    Difference.CRIME_WITHOUT_MARKER: "crimes reported more than 48 hours before the as-at time with no marker and no recovery",
    Difference.MARKER_WITHOUT_CRIME: "markers older than 48 hours, not removed in error, with no crime",
    Difference.CLAIM_WITHOUT_CRIME: "paid theft claims with a marker and no crime",
    Difference.CLAIM_WITHOUT_MARKER: "paid theft claims with a crime and no marker",
    Difference.CLAIM_WITHOUT_EITHER: "paid theft claims with neither crime nor marker",
    Difference.FOUND_WITHOUT_RECOVERY: "markers removed as found for which no recovery record is held",
    Difference.RECOVERED_STILL_MARKED: "crimes recovered more than 48 hours ago whose marker still stands",
    Difference.WEEDED_WHILE_OPEN: "markers weeded while their crime is open and not entered again",
}

CLAIM_TIES_SQL = """
CREATE OR REPLACE TEMP TABLE _claim_ties AS
SELECT
    k.insurer, k.claim_ref,
    EXISTS (SELECT 1 FROM _crimes AS c WHERE c.vrm = k.vrm
            AND abs(epoch_ms(c.reported_at) - epoch_ms(k.lost_at)) <= $same_event_ms)
    OR EXISTS (SELECT 1 FROM _crimes AS c WHERE c.vin = k.vin
            AND abs(epoch_ms(c.reported_at) - epoch_ms(k.lost_at)) <= $same_event_ms) AS has_crime,
    EXISTS (SELECT 1 FROM _markers AS m WHERE m.vrm = k.vrm
            AND abs(epoch_ms(m.created_at) - epoch_ms(k.lost_at)) <= $same_event_ms)
    OR EXISTS (SELECT 1 FROM _markers AS m WHERE m.vin = k.vin
            AND abs(epoch_ms(m.created_at) - epoch_ms(k.lost_at)) <= $same_event_ms) AS has_marker
FROM _theft_claims AS k
"""

RECONCILIATION_SQL = """
WITH found_marker AS (
    SELECT DISTINCT m.los_ref
    FROM _markers AS m JOIN _finds AS f ON f.vrm = m.vrm OR f.vin = m.vin OR f.crime_ref = m.crime_ref
    WHERE f.found_at >= m.created_at - to_days(2)
), told AS (
    SELECT
        'crime_without_marker' AS difference, c.vrm, c.crime_ref, CAST(NULL AS VARCHAR) AS los_ref,
        CAST(NULL AS VARCHAR) AS claim_ref, c.force, c.reported_at AS since, c.evidence
    FROM _crimes AS c
    WHERE NOT EXISTS (
            SELECT 1 FROM _marker_crime AS m WHERE m.crime_ref = c.crime_ref AND m.vrm = c.vrm AND m.force = c.force)
      AND NOT EXISTS (
            SELECT 1 FROM _crime_found AS f WHERE f.crime_ref = c.crime_ref AND f.vrm = c.vrm AND f.force = c.force)
      AND epoch_ms($as_at) - epoch_ms(c.reported_at) > $confirm_ms
    UNION ALL
    SELECT 'marker_without_crime', l.vrm, NULL, l.los_ref, NULL, l.force, l.created_at, l.marker_evidence
    FROM picture.lapses AS l
    WHERE l.crime_ref IS NULL AND l.state <> 'error' AND epoch_ms($as_at) - epoch_ms(l.created_at) > $confirm_ms
    UNION ALL
    SELECT
        CASE
            WHEN t.has_marker THEN 'claim_without_crime'
            WHEN t.has_crime THEN 'claim_without_marker'
            ELSE 'claim_without_either'
        END,
        k.vrm, NULL, NULL, k.claim_ref, k.insurer, k.lost_at, k.evidence
    FROM _theft_claims AS k JOIN _claim_ties AS t USING (insurer, claim_ref)
    WHERE k.paid_at IS NOT NULL AND NOT (t.has_marker AND t.has_crime)
    UNION ALL
    SELECT 'found_without_recovery', l.vrm, l.crime_ref, l.los_ref, NULL, l.force, l.removed_at, l.marker_evidence
    FROM picture.lapses AS l
    WHERE l.state = 'found' AND l.recovery_ref IS NULL AND l.los_ref NOT IN (SELECT los_ref FROM found_marker)
    UNION ALL
    SELECT 'recovered_still_marked', l.vrm, l.crime_ref, l.los_ref, NULL, l.force, l.found_at, l.marker_evidence
    FROM picture.lapses AS l
    WHERE l.removed_at IS NULL AND epoch_ms($as_at) - epoch_ms(l.found_at) > $confirm_ms
    UNION ALL
    SELECT 'weeded_while_open', l.vrm, l.crime_ref, l.los_ref, NULL, l.force, l.removed_at,
        list_concat(l.marker_evidence, l.crime_evidence)
    FROM picture.lapses AS l
    WHERE l.state = 'weeded' AND l.looks_not_stolen
)
SELECT
    difference, vrm, crime_ref, los_ref, claim_ref, force AS held_by, since,
    (epoch_ms($as_at) - epoch_ms(since)) / 86400000.0 AS days, evidence
FROM told
ORDER BY difference, since, held_by, crime_ref NULLS FIRST, los_ref NULLS FIRST, claim_ref NULLS FIRST, vrm NULLS FIRST
"""

COUNTS_SQL = """
SELECT 'crimes' AS name, count(*) AS count FROM _crimes
UNION ALL SELECT 'markers', count(*) FROM _markers
UNION ALL SELECT 'claims', count(*) FROM _theft_claims
UNION ALL SELECT 'recoveries', count(*) FROM _finds
UNION ALL SELECT 'crimes_with_marker', count(*) FROM (SELECT DISTINCT crime_ref, force, vrm FROM _marker_crime)
UNION ALL SELECT 'markers_with_crime', count(*) FROM _marker_crime
UNION ALL SELECT 'crimes_recovered', count(*) FROM _crime_found
UNION ALL SELECT 'markers_live', count(*) FROM picture.lapses WHERE removed_at IS NULL AND state <> 'unconfirmed_42d'
UNION ALL SELECT 'markers_unconfirmed', count(*) FROM picture.lapses WHERE state LIKE 'unconfirmed%'
UNION ALL SELECT 'markers_lapsing', count(*) FROM picture.lapses WHERE state LIKE 'unconfirmed\\_%' ESCAPE '\\'
UNION ALL SELECT 'markers_weeded', count(*) FROM picture.lapses WHERE state = 'weeded'
UNION ALL SELECT 'markers_found', count(*) FROM picture.lapses WHERE state = 'found'
UNION ALL SELECT 'look_not_stolen', count(*) FROM picture.lapses WHERE looks_not_stolen
UNION ALL SELECT difference, count(*) FROM picture.reconciliation GROUP BY difference
"""


def reconcile(room: Room) -> None:
    """Write ``picture.reconciliation``: one row a difference, with the force or insurer that holds the record it rests on."""
    rules = room.settings["lapses"]
    room.door.run(CLAIM_TIES_SQL, {"same_event_ms": rules["same_event_days"] * 86_400_000})
    room.write(
        "reconciliation", RECONCILIATION_SQL, {"as_at": room.as_at, "confirm_ms": rules["confirm_within_hours"] * 3_600_000}
    )


def count_reconciled(room: Room) -> None:
    """Write ``picture.reconciliation_counts``: each count with its definition and as-at; a count of nothing is a zero row."""
    counted = {row["name"]: row["count"] for row in room.door.ask_rows(COUNTS_SQL)}
    told = " UNION ALL ".join(
        f"SELECT {place} AS place, '{name}' AS name, '{about.replace(chr(39), chr(39) * 2)}' AS definition, "
        f"CAST({counted.get(name, 0)} AS BIGINT) AS count"
        for place, (name, about) in enumerate(DEFINITIONS.items())
    )
    room.write(
        "reconciliation_counts",
        f"SELECT name, count, definition, CAST($as_at AS TIMESTAMPTZ) AS as_at FROM ({told}) ORDER BY place",
        {"as_at": room.as_at},
    )
