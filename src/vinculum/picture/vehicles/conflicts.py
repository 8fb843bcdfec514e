"""Contradictions: claims that cannot all be true of one vehicle, kept with both sides and the rows they rest on.

A contradiction accuses nobody: a mistyped VIN and a cloned car look alike here. It is what the later parts of the picture weigh.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pyarrow as pa

from vinculum.marks.columns import key_column
from vinculum.picture.step import Room


class Conflict(StrEnum):
    """In what way claims contradict one another."""

    ODOMETER_BACK = "odometer_back"  # it reads less than at an earlier test
    TWO_VINS = "two_vins"  # one plate on two vehicles at overlapping times
    TWO_PLATES = "two_plates"  # one VIN under two plates that a register has issued
    VIN_SPELLING = "vin_spelling"  # one VIN spelt in two ways
    SHARED_VIN = "shared_vin"  # too many plates claim one VIN for it to be a chassis number
    TANGLED_VINS = "tangled_vins"  # so many near-equal VINs under shared plates that none can be taken for another's misspelling
    OFF_ROAD_SEEN = "off_road_seen"  # scrapped, exported or broken for good, and tested, tracked or read after it
    COLOUR = "colour"
    MAKE = "make"


SCHEMA = pa.schema(
    [
        ("conflict", pa.string()),
        ("vehicle", pa.string()),
        ("mark", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("one", pa.string()),
        ("one_said_by", pa.string()),
        ("other", pa.string()),
        ("other_said_by", pa.string()),
        ("text", pa.string()),
        ("evidence", pa.list_(pa.struct([("delivery", pa.string()), ("row", pa.int64())]))),
    ]
)

PAIR = "[{{'delivery': {0}, 'row': {1}}}, {{'delivery': {2}, 'row': {3}}}]"

ODOMETER_SQL = f"""
WITH readings AS (
    SELECT vehicle, mark, CAST(value AS BIGINT) AS miles, from_at, said_by, delivery, row,
        lag(CAST(value AS BIGINT)) OVER w AS before, lag(from_at) OVER w AS before_at, lag(said_by) OVER w AS before_by,
        lag(delivery) OVER w AS before_delivery, lag(row) OVER w AS before_row
    FROM _told WHERE property = 'odometer'
    WINDOW w AS (PARTITION BY vehicle ORDER BY from_at, CAST(value AS BIGINT), delivery, row)
)
SELECT 'odometer_back', vehicle, mark, from_at, CAST(before AS VARCHAR), before_by, CAST(miles AS VARCHAR), said_by,
    'The odometer read ' || before || ' miles on ' || strftime(before_at, '%d %B %Y') || ' and ' || miles || ' miles on '
        || strftime(from_at, '%d %B %Y') || '.',
    {PAIR.format("before_delivery", "before_row", "delivery", "row")}
FROM readings WHERE before - miles > $slack
"""

# Two vehicles under one plate contradict each other only where the times overlap: otherwise the plate was lawfully moved.
TWO_VINS_SQL = f"""
WITH sides AS (
    SELECT t.mark AS vrm, t.vehicle, min(t.value) AS vin, min(t.from_at) AS from_at,
        CASE WHEN bool_or(t.stands) THEN CAST($as_at AS TIMESTAMPTZ) ELSE max(t.last_at) END AS until_at,
        min(t.said_by) AS said_by, arg_max(t.delivery, (t.last_at, t.delivery, t.row)) AS delivery,
        arg_max(t.row, (t.last_at, t.delivery, t.row)) AS row
    FROM _told AS t WHERE t.property = 'vin' AND t.mark_kind = 'vrm' GROUP BY t.mark, t.vehicle
)
SELECT 'two_vins', a.vehicle, a.vrm, greatest(a.from_at, b.from_at), a.vin, a.said_by, b.vin, b.said_by,
    'Plate ' || a.vrm || ' is on VIN ' || a.vin || ' (' || a.said_by || ') and on VIN ' || b.vin || ' (' || b.said_by
        || ') at overlapping times.',
    {PAIR.format("a.delivery", "a.row", "b.delivery", "b.row")}
FROM sides AS a JOIN sides AS b ON a.vrm = b.vrm AND a.vehicle < b.vehicle
WHERE a.from_at <= b.until_at AND b.from_at <= a.until_at
"""

TWO_PLATES_SQL = f"""
WITH issued AS (
    SELECT vehicle, mark, value AS vin, min(from_at) AS from_at, min(delivery) AS delivery, arg_min(row, (delivery, row)) AS row
    FROM _told WHERE property = 'vin' AND feed = 'register' GROUP BY vehicle, mark, value
)
SELECT 'two_plates', a.vehicle, a.mark, greatest(a.from_at, b.from_at), a.mark, 'register', b.mark, 'register',
    'VIN ' || a.vin || ' is on the register under plates ' || a.mark || ' and ' || b.mark || '.',
    {PAIR.format("a.delivery", "a.row", "b.delivery", "b.row")}
FROM issued AS a JOIN issued AS b ON a.vehicle = b.vehicle AND a.vin = b.vin AND a.mark < b.mark
"""

SPELLING_SQL = f"""
WITH spelt AS (
    SELECT t.vehicle, t.value AS vin, min(t.mark) AS mark, min(t.from_at) AS from_at, min(t.said_by) AS said_by,
        arg_min(t.delivery, (t.delivery, t.row)) AS delivery, arg_min(t.row, (t.delivery, t.row)) AS row
    FROM _told AS t WHERE t.property = 'vin' GROUP BY t.vehicle, t.value
)
SELECT 'vin_spelling', a.vehicle, a.mark, greatest(a.from_at, b.from_at), a.vin, a.said_by, b.vin, b.said_by,
    'Its VIN is written ' || a.vin || ' (' || a.said_by || ') and ' || b.vin || ' (' || b.said_by || ').',
    {PAIR.format("a.delivery", "a.row", "b.delivery", "b.row")}
FROM spelt AS a JOIN spelt AS b ON a.vehicle = b.vehicle AND a.vin < b.vin
"""

SHARED_VIN_SQL = """
SELECT 'shared_vin', CAST(NULL AS VARCHAR), s.vin, CAST(NULL AS TIMESTAMPTZ), CAST(s.plates AS VARCHAR), CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    s.plates || ' plates claim ' || s.vin || ' as their VIN, so it identifies none of them.',
    (SELECT list({'delivery': c.delivery, 'row': c.row} ORDER BY c.delivery, c.row)
     FROM picture.claims AS c WHERE c.property = 'vin' AND c.value = s.vin)[1:20]
FROM _shared AS s
"""

TANGLED_SQL = """
SELECT 'tangled_vins', CAST(NULL AS VARCHAR), t.vins[1], CAST(NULL AS TIMESTAMPTZ),
    CAST(len(t.vins) AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    len(t.vins) || ' VINs from ' || t.vins[1] || ' to ' || t.vins[-1] || ' differ by a character or two under shared plates; '
        || 'each is kept as a vehicle of its own.',
    (SELECT list({'delivery': c.delivery, 'row': c.row} ORDER BY c.delivery, c.row)
     FROM picture.claims AS c WHERE c.property = 'vin' AND list_contains(t.vins, c.value))[1:20]
FROM _tangled AS t
"""

# What takes a vehicle off the road for good: the register's word, or salvage that may not return (DOMAIN 3.4: A and B).
OFF_ROAD_SQL = """
CREATE OR REPLACE TEMP TABLE _off_road AS
SELECT vehicle, min(mark) AS mark, min(from_at) AS off_at, arg_min(value, (from_at, value)) AS off,
    arg_min(said_by, (from_at, value)) AS said_by, arg_min(delivery, (from_at, value, delivery, row)) AS delivery,
    arg_min(row, (from_at, value, delivery, row)) AS row
FROM _told
WHERE (property = 'status' AND value IN ('scrapped', 'exported')) OR (property = 'loss' AND value IN ('damage A', 'damage B'))
GROUP BY vehicle
"""

OFF_ROAD_SEEN_SQL = f"""
WITH seen AS (
    SELECT o.vehicle, t.mark, t.from_at, t.property, t.said_by, t.delivery, t.row,
        row_number() OVER (PARTITION BY o.vehicle, t.property ORDER BY t.from_at, t.delivery, t.row) AS place
    FROM _off_road AS o JOIN _told AS t USING (vehicle)
    WHERE t.property IN ('tested', 'tracked') AND t.from_at > o.off_at + INTERVAL 1 DAY
)
SELECT 'off_road_seen', o.vehicle, s.mark, s.from_at, o.off, o.said_by, s.property, s.said_by,
    'It was ' || o.off || ' on ' || strftime(o.off_at, '%d %B %Y') || ' (' || o.said_by || ') and ' || s.property || ' on '
        || strftime(s.from_at, '%d %B %Y') || '.',
    {PAIR.format("o.delivery", "o.row", "s.delivery", "s.row")}
FROM seen AS s JOIN _off_road AS o USING (vehicle) WHERE s.place = 1
"""

OFF_ROAD_READ_SQL = f"""
WITH reads AS (
    SELECT k.mark, r.time, r.delivery, r.row, row_number() OVER (PARTITION BY k.mark ORDER BY r.time, r.delivery, r.row) AS place,
        count(*) OVER (PARTITION BY k.mark) AS n
    FROM picture.plate_reads AS r JOIN _off_road_keys AS k ON k.key = r.key
    WHERE r.time > k.off_ms + 86400000 AND r.time <= epoch_ms($as_at)
)
SELECT 'off_road_seen', o.vehicle, o.mark, epoch_ms(r.time) AT TIME ZONE 'UTC', o.off, o.said_by, 'read', 'cameras',
    'It was ' || o.off || ' on ' || strftime(o.off_at, '%d %B %Y') || ' (' || o.said_by || ') and its plate was read ' || r.n
        || ' times since.',
    {PAIR.format("o.delivery", "o.row", "r.delivery", "r.row")}
FROM reads AS r JOIN _off_road AS o USING (mark) WHERE r.place = 1
"""

# Whole words that overlap in time: one voice for each side is named, the side with more voices first.
RIVAL_VALUES_SQL = f"""
WITH sides AS (
    SELECT i.*, coalesce(i.until_at, CAST($as_at AS TIMESTAMPTZ)) AS ends FROM picture.intervals AS i
    SEMI JOIN (SELECT vehicle, property FROM picture.intervals WHERE property IN ('make', 'colour')
               GROUP BY vehicle, property HAVING count(DISTINCT value) > 1) AS rivals
      ON rivals.vehicle = i.vehicle AND rivals.property = i.property
), pairs AS (
    SELECT a.vehicle, a.property, a.value AS one, b.value AS other, min(greatest(a.from_at, b.from_at)) AS at,
        max(a.said_by[1]) AS one_said_by, max(b.said_by[1]) AS other_said_by
    FROM sides AS a JOIN sides AS b ON a.vehicle = b.vehicle AND a.property = b.property AND a.value < b.value
    WHERE a.from_at <= b.ends AND b.from_at <= a.ends
    GROUP BY a.vehicle, a.property, a.value, b.value
), rows_told AS (
    SELECT vehicle, property, value, min(mark) AS mark, arg_min(delivery, (delivery, row)) AS delivery,
        arg_min(row, (delivery, row)) AS row
    FROM _told WHERE property IN ('make', 'colour') GROUP BY vehicle, property, value
)
SELECT p.property, p.vehicle, a.mark, p.at, p.one, p.one_said_by, p.other, p.other_said_by,
    'Its ' || p.property || ' is ' || p.one || ' (' || p.one_said_by || ') and ' || p.other || ' (' || p.other_said_by
        || ') at overlapping times.',
    {PAIR.format("a.delivery", "a.row", "b.delivery", "b.row")}
FROM pairs AS p
JOIN rows_told AS a ON a.vehicle = p.vehicle AND a.property = p.property AND a.value = p.one
JOIN rows_told AS b ON b.vehicle = p.vehicle AND b.property = p.property AND b.value = p.other
"""


def write_conflicts(room: Room, tangled: tuple[tuple[str, ...], ...]) -> None:
    """Write ``picture.conflicts`` in order of kind, vehicle and time; ``tangled`` are VINs too many to be spellings."""
    room.door.run(OFF_ROAD_SQL)
    parts = [
        ODOMETER_SQL,
        TWO_VINS_SQL,
        TWO_PLATES_SQL,
        SPELLING_SQL,
        SHARED_VIN_SQL,
        TANGLED_SQL,
        OFF_ROAD_SEEN_SQL,
        RIVAL_VALUES_SQL,
    ]
    if _holds(room, "plate_reads"):
        _offer_off_road_keys(room)
        parts.append(OFF_ROAD_READ_SQL)
    room.door.offer("_conflict_shape", SCHEMA.empty_table())
    room.door.offer("_tangled", pa.table({"vins": pa.array([list(vins) for vins in tangled], pa.list_(pa.string()))}))
    union = " UNION ALL ".join(["SELECT * FROM _conflict_shape", *(f"SELECT * FROM ({part})" for part in parts)])
    values = {"as_at": room.as_at, "slack": room.settings["vehicles"]["odometer_slack_miles"]}
    room.write(
        "conflicts",
        f'SELECT * FROM ({union}) ORDER BY conflict, vehicle NULLS FIRST, "at" NULLS FIRST, mark, one, other, text, evidence',
        values,
    )
    for offered in ("_conflict_shape", "_tangled"):
        room.door.withdraw(offered)


def _holds(room: Room, table: str) -> bool:
    told = room.door.ask_rows(
        "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'picture' AND table_name = $table",
        {"table": table},
    )
    return bool(told[0]["n"])


def _offer_off_road_keys(room: Room) -> None:
    off = room.door.ask("SELECT mark, epoch_ms(off_at) AS off_ms FROM _off_road WHERE length(mark) <= 12 ORDER BY mark")
    keys = np.asarray(key_column(off.column("mark")), dtype=np.int64)
    room.door.offer("_keys", off.append_column("key", pa.array(keys)))
    room.door.run("CREATE OR REPLACE TEMP TABLE _off_road_keys AS SELECT * FROM _keys")
    room.door.withdraw("_keys")
