"""What became of boxes like this one: inspections known, and ties within two steps of a box with a find (R14)."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.declared import TIE_WORDS, TIES, mark_key, ties_query
from vinculum.picture.exports.fired import rows_of

STILL_OPEN_DAYS = 60  # a box is sometimes opened after it sailed, abroad; later than this it carries other goods

# A box is opened whole: without a consignment's reference every consignment then in the box was looked at.
OPENED = f"""
CREATE OR REPLACE TEMP TABLE exports_opened AS
WITH known AS (
    SELECT *, {mark_key("container_no")} AS container FROM evidence.inspections WHERE inspected_at <= $as_at
), met AS (
    SELECT declared.consignment_ref, known.* EXCLUDE (consignment_ref)
    FROM known JOIN exports_declared AS declared ON declared.consignment_ref = known.consignment_ref
    UNION ALL
    SELECT declared.consignment_ref, known.* EXCLUDE (consignment_ref)
    FROM known JOIN exports_declared AS declared ON declared.container = known.container
    WHERE known.consignment_ref IS NULL AND known.inspected_at >= declared.known_at
        AND known.inspected_at < declared.sails_at + INTERVAL {STILL_OPEN_DAYS} DAY
)
SELECT consignment_ref, inspected_at, basis, result = 'positive' AS positive, vehicles_found, value_gbp, delivery, "row"
FROM met QUALIFY row_number() OVER (PARTITION BY consignment_ref ORDER BY inspected_at, delivery, "row") = 1
"""

# A mark shared by so many shippers that it ties nobody is left out; the rarer a mark, the more it ties.
TIED = f"""
CREATE OR REPLACE TEMP TABLE exports_ties AS
WITH ties AS ({ties_query("exports_declared")}),
rarity AS (
    SELECT kind, mark, 1 / sqrt(greatest(count(DISTINCT sender), 1)) AS rarity FROM ties
    GROUP BY kind, mark HAVING count(DISTINCT sender) <= $switchboard
)
SELECT ties.*, rarity.rarity FROM ties JOIN rarity USING (kind, mark)
"""

FOUND_BEFORE = """
CREATE OR REPLACE TEMP TABLE exports_found AS
SELECT ties.kind, ties.mark, ties.rarity, opened.consignment_ref AS seen_ref, opened.inspected_at, opened.positive,
    opened.delivery,
    opened."row"
FROM exports_opened AS opened JOIN exports_ties AS ties USING (consignment_ref)
"""

FOUND_NEAR = """
CREATE OR REPLACE TEMP TABLE exports_near AS
WITH hot AS (
    SELECT kind, mark, min(rarity) AS rarity, min(inspected_at) AS since, arg_min(delivery, (inspected_at, "row")) AS delivery,
        arg_min("row", (inspected_at, "row")) AS "row", arg_min(seen_ref, (inspected_at, "row")) AS seen_ref
    FROM exports_found WHERE positive GROUP BY kind, mark
), between_them AS (
    SELECT ties.consignment_ref, hot.kind AS first_kind, hot.mark AS first_mark, hot.rarity, greatest(hot.since,
        ties.known_at) AS since,
        hot.delivery, hot."row", hot.seen_ref
    FROM hot JOIN exports_ties AS ties USING (kind, mark) WHERE ties.consignment_ref <> hot.seen_ref
)
SELECT ties.kind, ties.mark, min(mid.since) AS since, max(mid.rarity * ties.rarity) AS rarity,
    arg_min(mid.first_kind, (mid.since, mid.first_kind, mid.consignment_ref)) AS first_kind,
    arg_min(mid.consignment_ref, (mid.since, mid.first_kind, mid.consignment_ref)) AS through,
    arg_min(mid.delivery, (mid.since, mid.first_kind, mid.consignment_ref)) AS delivery,
    arg_min(mid."row", (mid.since, mid.first_kind, mid.consignment_ref)) AS "row"
FROM between_them AS mid JOIN exports_ties AS ties ON ties.consignment_ref = mid.consignment_ref
    AND NOT (ties.kind = mid.first_kind AND ties.mark = mid.first_mark)
GROUP BY ties.kind, ties.mark
"""


def _in_words(kind: str) -> str:
    return (
        f"CASE {kind} " + " ".join(f"WHEN '{tie}' THEN '{TIE_WORDS[tie].replace(chr(39), chr(39) * 2)}'" for tie in TIES) + " END"
    )


# Boxes of the same party that were opened and clean count against it, in proportion.
ONE_STEP = f"""
SELECT box.consignment_ref,
    found.rarity * count(DISTINCT found.seen_ref) FILTER (found.positive) / count(DISTINCT found.seen_ref) AS strength,
    'Stolen vehicles were found in ' || count(DISTINCT found.seen_ref) FILTER (found.positive) || ' of '
        || count(DISTINCT found.seen_ref) || ' opened boxes that share ' || {_in_words("found.kind")} || '.' AS text,
    {rows_of("found", "found.positive")} AS evidence
FROM exports_box AS box JOIN exports_ties AS ties USING (consignment_ref) JOIN exports_found AS found USING (kind, mark)
WHERE found.inspected_at < box.judged_at AND found.seen_ref <> box.consignment_ref
GROUP BY box.consignment_ref, found.kind, found.mark, found.rarity HAVING bool_or(found.positive)
"""

TWO_STEPS = f"""
SELECT box.consignment_ref, 0.4 * max(near.rarity) AS strength,
    'Two steps from a box with stolen vehicles: ' || min({_in_words("near.kind")}) || ' is shared with consignment '
        || min(near.through) || ', which shares ' || min({_in_words("near.first_kind")}) || ' with that box.' AS text,
    {rows_of("near")} AS evidence
FROM exports_box AS box JOIN exports_ties AS ties USING (consignment_ref) JOIN exports_near AS near USING (kind, mark)
WHERE near.since < box.judged_at AND near.through <> box.consignment_ref
GROUP BY box.consignment_ref, near.kind, near.mark
"""

HISTORY_RULES = {"R14": (ONE_STEP, TWO_STEPS)}


def lay_out_openings(door: Door, as_at: object) -> None:
    """Make ``exports_opened``: the first inspection known at ``as_at`` (UTC) of each consignment."""
    door.run(OPENED, {"as_at": as_at})


def lay_out_history(door: Door, switchboard: int) -> None:
    """Make the ties of every consignment and what is known of boxes one and two steps away."""
    door.run(TIED, {"switchboard": switchboard})
    for statement in (FOUND_BEFORE, FOUND_NEAR):
        door.run(statement)
