"""The clock of a marker: in which state it stands at the as-at time, and what happens to it next (DOMAIN 3.6).

States of a marker that stands unconfirmed are named by the last alarm that has passed. A removed marker's state is the reason it
was removed for; ``removed`` when the record gives none.
"""

from __future__ import annotations

from enum import StrEnum

from vinculum.picture.step import Room


class MarkerState(StrEnum):
    """Where a marker stands in its life."""

    FRESH = "unconfirmed"  # within the 48 hours in which a force should confirm
    OVERDUE = "unconfirmed_48h"
    REMINDED = "unconfirmed_14d"
    REMINDED_TWICE = "unconfirmed_28d"
    LAST_CALL = "unconfirmed_35d"
    PAST_DELETION = "unconfirmed_42d"  # the record should have deleted it; treat it as lost
    CONFIRMED = "confirmed"
    EXPIRING = "expiring"  # the one-month notice before six years is running
    EXPIRED = "expired"
    FOUND = "found"
    WEEDED = "weeded"
    ERROR = "error"
    REMOVED = "removed"


LAPSING = (
    MarkerState.OVERDUE,
    MarkerState.REMINDED,
    MarkerState.REMINDED_TWICE,
    MarkerState.LAST_CALL,
    MarkerState.PAST_DELETION,
)

LAPSES_SQL = """
WITH dated AS (
    SELECT
        m.*,
        c.crime_ref AS matched_crime, c.vrm AS crime_vrm, c.force AS crime_force,
        epoch_ms($as_at) - epoch_ms(m.created_at) AS age_ms,
        m.created_at + to_days(CAST($deleted_after_days AS INTEGER)) AS deletes_at,
        m.created_at + to_years(CAST($kept_years AS INTEGER)) AS expires_at
    FROM _markers AS m LEFT JOIN _marker_crime AS c USING (los_ref)
), stated AS (
    SELECT
        *,
        CASE
            WHEN removed_at IS NOT NULL THEN coalesce(removal, 'removed')
            WHEN confirmed_at IS NOT NULL AND $as_at >= expires_at THEN 'expired'
            WHEN confirmed_at IS NOT NULL AND $as_at >= expires_at - to_days(CAST($notice_days AS INTEGER)) THEN 'expiring'
            WHEN confirmed_at IS NOT NULL THEN 'confirmed'
            WHEN age_ms >= CAST($deleted_after_days AS BIGINT) * 86400000 THEN 'unconfirmed_42d'
            WHEN age_ms >= CAST($last_call_days AS BIGINT) * 86400000 THEN 'unconfirmed_35d'
            WHEN age_ms >= CAST($second_reminder_days AS BIGINT) * 86400000 THEN 'unconfirmed_28d'
            WHEN age_ms >= CAST($reminder_days AS BIGINT) * 86400000 THEN 'unconfirmed_14d'
            WHEN age_ms > CAST($confirm_within_hours AS BIGINT) * 3600000 THEN 'unconfirmed_48h'
            ELSE 'unconfirmed'
        END AS state
    FROM dated
), entered_again AS (
    SELECT gone.los_ref, min(standing.los_ref) AS re_entered_as
    FROM stated AS gone JOIN stated AS standing
      ON standing.vrm = gone.vrm AND standing.los_ref <> gone.los_ref AND standing.created_at >= gone.created_at
    WHERE standing.removed_at IS NULL
    GROUP BY gone.los_ref
), tied AS (
    SELECT
        s.*,
        t.reported_at, t.make, t.model, t.value_gbp, t.lat, t.lon, t.evidence AS crime_evidence,
        f.found_at, f.recovery_ref, a.re_entered_as
    FROM stated AS s
    LEFT JOIN entered_again AS a USING (los_ref)
    LEFT JOIN _crimes AS t ON t.crime_ref = s.matched_crime AND t.vrm = s.crime_vrm AND t.force = s.crime_force
    LEFT JOIN _marker_found AS f USING (los_ref)
)
SELECT
    los_ref, force, vrm, vin, matched_crime AS crime_ref, created_at, confirmed_at, removed_at, state,
    age_ms / 86400000.0 AS age_days,
    CASE WHEN state LIKE 'unconfirmed%' THEN deletes_at END AS deletes_at,
    CASE WHEN state LIKE 'unconfirmed%' THEN (epoch_ms(deletes_at) - epoch_ms($as_at)) / 86400000.0 END AS days_left,
    -- A crime is open while nothing found by the as-at time closes it; unknown when no crime was matched.
    CASE WHEN matched_crime IS NOT NULL THEN found_at IS NULL END AS crime_open,
    re_entered_as,
    state IN ('weeded', 'unconfirmed_42d', 'expired') AND found_at IS NULL AND re_entered_as IS NULL AS looks_not_stolen,
    CASE
        WHEN state = 'confirmed' THEN least(
            created_at + to_years(CAST(floor(age_ms / 31557600000.0) AS INTEGER) + 1), expires_at)
        WHEN state = 'expiring' THEN expires_at
        WHEN state LIKE 'unconfirmed%' THEN deletes_at
    END AS next_at,
    CASE
        WHEN state = 'confirmed' THEN 'annual check'
        WHEN state = 'expiring' THEN 'deletion at six years'
        WHEN state LIKE 'unconfirmed%' THEN 'deletion unless confirmed'
    END AS next_event,
    reported_at, found_at, recovery_ref, make, model, value_gbp, lat, lon,
    evidence AS marker_evidence, coalesce(crime_evidence, []) AS crime_evidence
FROM tied
ORDER BY los_ref
"""


def watch_clock(room: Room) -> None:
    """Write ``picture.lapses``: one row a marker with its state, the days left and whether its crime is still open."""
    rules = room.settings["lapses"]
    asked = (
        "confirm_within_hours", "reminder_days", "second_reminder_days", "last_call_days",
        "deleted_after_days", "kept_years", "notice_days",
    )  # fmt: skip
    room.write("lapses", LAPSES_SQL, {"as_at": room.as_at} | {name: rules[name] for name in asked})
