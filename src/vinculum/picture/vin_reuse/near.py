"""Which declared numbers are nearly another one: blocked so that a million of them are compared in seconds.

Two ways to meet. Numbers one slip apart (a character changed, added, dropped, or two neighbours exchanged) share a form with one
character left out. Numbers with two changed characters share their tail and one half of their head, unless both
changes are in the tail; such a pair is not looked for, because it can't be told from two cars of one production run.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from vinculum.engine.door import Door

# Forms are kept as hashes of numbered numbers: eighteen forms a number are too many to carry as text.
FORMS = """
CREATE OR REPLACE TEMP TABLE reuse_forms AS
SELECT n, known, hash(CASE place WHEN 0 THEN vin ELSE substr(vin, 1, place - 1) || substr(vin, place + 1) END) AS form
FROM (
    SELECT n, vin, known, unnest(range(0, CAST(length(vin) AS BIGINT) + 1)) AS place
    FROM (SELECT CAST(row_number() OVER (ORDER BY vin) AS INTEGER) AS n, vin, known FROM reuse_vins) AS numbered
) AS shortened
"""

# A pair is worth weighing only if not both numbers are known vehicles' own.
ONE_SLIP = """
WITH shared AS (
    SELECT form FROM reuse_forms GROUP BY form HAVING count(*) > 1 AND NOT bool_and(known)
), meeting AS (
    SELECT reuse_forms.* FROM reuse_forms SEMI JOIN shared USING (form)
), pairs AS (
    SELECT DISTINCT a.n AS one, b.n AS other
    FROM meeting AS a JOIN meeting AS b ON a.form = b.form AND a.n < b.n AND NOT (a.known AND b.known)
), numbered AS (
    SELECT row_number() OVER (ORDER BY vin) AS n, vin FROM reuse_vins
)
SELECT one.vin AS one, other.vin AS other
FROM pairs JOIN numbered AS one ON one.n = pairs.one JOIN numbered AS other ON other.n = pairs.other
"""

# Maker, model and place of manufacture of one production run fill a block with lawful neighbours: a block beyond this is no clue.
LARGEST_BLOCK = 40

TWO_SLIPS = f"""
WITH blocks AS (
    SELECT vin, known, unnest([
        'tail' || substr(vin, 10),
        'head' || substr(vin, 1, 5) || '.' || substr(vin, 14),
        'body' || substr(vin, 6, 4) || '.' || substr(vin, 14)
    ]) AS block
    FROM reuse_vins WHERE length(vin) = 17
), small AS (
    SELECT block FROM blocks GROUP BY block HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK} AND NOT bool_and(known)
), members AS (
    SELECT * FROM blocks SEMI JOIN small USING (block)
)
SELECT DISTINCT a.vin AS one, b.vin AS other
FROM members AS a JOIN members AS b ON a.block = b.block AND a.vin < b.vin AND NOT (a.known AND b.known)
"""

FARTHEST = 2


def find_near(door: Door) -> pa.Table:
    """Return pairs of declared numbers at most two slips apart: ``one < other``, ``slips`` (optimal string alignment)."""
    door.run(FORMS)
    pairs = door.ask(f"SELECT one, other FROM ({ONE_SLIP}) UNION SELECT one, other FROM ({TWO_SLIPS}) ORDER BY one, other")
    one, other = pairs["one"].to_pylist(), pairs["other"].to_pylist()
    slips = pa.array(process.cpdist(one, other, scorer=OSA.distance, score_cutoff=FARTHEST), pa.int64())
    return pairs.append_column("slips", slips).filter(pc.less_equal(slips, FARTHEST))
