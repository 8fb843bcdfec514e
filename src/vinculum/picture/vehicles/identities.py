"""Which marks belong to which vehicle: VINs anchor vehicles, plates hang on them, and a plate may hang on several over the years.

A vehicle is what a chassis number stands for. Plates move lawfully from car to car, so two VINs under one plate stay two
vehicles; only spellings of one VIN (the same but for look-alike letters, or one or two characters, when at most one of them is on
a register) are drawn together. A plate with no VIN anywhere anchors a vehicle of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from vinculum.picture.step import Room

# A plate's VIN according to each voice. The register's word goes first, then the number of independent voices, then the latest.
TIES_SQL = """
CREATE OR REPLACE TEMP TABLE _ties AS
WITH told AS (
    SELECT
        mark AS vrm, value AS vin, count(DISTINCT said_by) AS voices,
        max(CASE WHEN feed = 'register' THEN 1 ELSE 0 END) AS registered,
        max(CASE WHEN role = 'issued' THEN 1 ELSE 0 END) AS issued,
        max(coalesce(until_at, from_at)) AS last_at
    FROM picture.claims
    WHERE mark_kind = 'vrm' AND property = 'vin'
    GROUP BY mark, value
)
SELECT *, row_number() OVER (
    PARTITION BY vrm ORDER BY registered DESC, issued DESC, voices DESC, last_at DESC NULLS LAST, vin) AS place
FROM told
"""

# A "VIN" that many plates claim as theirs (UNKNOWN, a dealer's stamp, rows pasted twice) ties nobody.
SHARED_SQL = """
CREATE OR REPLACE TEMP TABLE _shared AS
SELECT vin, count(*) AS plates FROM _ties WHERE place = 1 GROUP BY vin
HAVING count(*) > $most_plates OR length(vin) < 5 OR NOT regexp_matches(vin, '[0-9]')
"""

SPELLINGS_SQL = """
CREATE OR REPLACE TEMP TABLE _spellings AS
WITH vins AS (
    SELECT vin, max(registered) AS registered FROM _ties WHERE vin NOT IN (SELECT vin FROM _shared) GROUP BY vin
)
SELECT DISTINCT a.vin AS one, b.vin AS other
FROM _ties AS a JOIN _ties AS b ON a.vrm = b.vrm AND a.vin < b.vin
JOIN vins AS va ON va.vin = a.vin JOIN vins AS vb ON vb.vin = b.vin
WHERE va.registered + vb.registered <= 1
  AND levenshtein(translate(a.vin, 'OQI', '001'), translate(b.vin, 'OQI', '001')) <= $spelling
"""

VINS_SQL = """
SELECT vin, max(registered) AS registered, max(voices) AS voices
FROM (
    SELECT vin, registered, voices FROM _ties
    UNION ALL
    SELECT mark, 0, count(DISTINCT said_by) FROM picture.claims
    WHERE mark_kind = 'vin' AND position('?' IN mark) = 0 AND length(mark) >= 5 GROUP BY mark
)
WHERE vin NOT IN (SELECT vin FROM _shared)
GROUP BY vin
ORDER BY vin
"""


@dataclass(frozen=True, slots=True)
class Spellings:
    """VINs grouped into vehicles: ``anchor[i]`` is the VIN that names the vehicle of ``vins[i]``.

    ``tangled`` are the groups that had grown too large and fell apart, each in alphabetical order.
    """

    vins: pa.Array
    anchor: pa.Array
    tangled: tuple[tuple[str, ...], ...]


def group_spellings(vins: pa.Table, pairs: pa.Table, most_spellings: int) -> Spellings:
    """Group VINs into connected spellings; a group larger than ``most_spellings`` is no spelling of anything and falls apart.

    ``vins`` has ``vin, registered, voices`` in order of vin, ``pairs`` has ``one, other``. The anchor is the registered spelling,
    then the one that most voices tell, then the first in the alphabet, so that a new misspelling does not rename a vehicle.
    """
    names = vins.column("vin").combine_chunks()
    count = len(names)
    if count == 0:
        return Spellings(names, names, ())
    ends = [_index(pairs.column(side).combine_chunks(), names) for side in ("one", "other")]
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), (ends[0], ends[1])), shape=(count, count))
    _, group = connected_components(graph, directed=False)
    sizes = np.bincount(group)
    tangled = tuple(
        tuple(names.filter(pa.array(group == number)).to_pylist()) for number in np.flatnonzero(sizes > most_spellings)
    )
    group = np.where(sizes[group] > most_spellings, count + np.arange(count), group)
    best = np.lexsort((np.arange(count), -vins.column("voices").to_numpy(), -vins.column("registered").to_numpy(), group))
    first = best[np.concatenate([[True], np.diff(group[best]) != 0])]
    anchor_of_group = np.zeros(2 * count, dtype=np.int64)
    anchor_of_group[group[first]] = first
    return Spellings(names, names.take(pa.array(anchor_of_group[group])), tangled)


def _index(values: pa.Array, names: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = pc.index_in(values, names).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


VIN_VEHICLE_SQL = """
CREATE OR REPLACE TEMP TABLE _vin_vehicle AS
SELECT vin, 'v-' || substr(sha256('vin|' || anchor), 1, 12) AS vehicle, anchor FROM _anchors
"""

VRM_VEHICLE_SQL = """
CREATE OR REPLACE TEMP TABLE _vrm_vehicle AS
WITH plates AS (SELECT DISTINCT mark AS vrm FROM picture.claims WHERE mark_kind = 'vrm' AND position('?' IN mark) = 0),
makes AS (SELECT mark AS vrm, min(value) AS make FROM picture.claims WHERE mark_kind = 'vrm' AND property = 'make' GROUP BY mark)
SELECT
    p.vrm,
    coalesce(v.vehicle, 'v-' || substr(sha256('vrm|' || p.vrm || '|' || coalesce(m.make, '')), 1, 12)) AS vehicle,
    coalesce(v.anchor, p.vrm) AS anchor,
    CASE WHEN v.anchor IS NULL THEN 'vrm' ELSE 'vin' END AS anchor_kind
FROM plates AS p
LEFT JOIN _ties AS t ON t.vrm = p.vrm AND t.place = 1
LEFT JOIN _vin_vehicle AS v ON v.vin = t.vin
LEFT JOIN makes AS m ON m.vrm = p.vrm
"""


def resolve_identities(room: Room) -> Spellings:
    """Leave ``_ties``, ``_shared``, ``_vin_vehicle`` and ``_vrm_vehicle`` with the door; return how the VINs were grouped."""
    rules = room.settings["vehicles"]
    room.door.run(TIES_SQL)
    room.door.run(SHARED_SQL, {"most_plates": rules["most_plates_a_vin"]})
    room.door.run(SPELLINGS_SQL, {"spelling": rules["spelling_edits"]})
    vins = room.door.ask(VINS_SQL)
    pairs = room.door.ask("SELECT one, other FROM _spellings ORDER BY one, other")
    spelt = group_spellings(vins, pairs, rules["most_spellings"])
    room.door.offer("_anchors", pa.table({"vin": spelt.vins, "anchor": spelt.anchor}))
    room.door.run(VIN_VEHICLE_SQL)
    room.door.run(VRM_VEHICLE_SQL)
    room.door.withdraw("_anchors")
    return spelt
