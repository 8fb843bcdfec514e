"""R02: a chassis number that is declared in another export as well, in the same spelling or another."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.declared import skeleton
from vinculum.picture.exports.fired import rows_of

WRITTEN_ALIKE = 0.8  # strength of two numbers that differ by look-alike characters only

# Two numbers are one where they are written alike, or where the step `vin_reuse` takes them for two spellings of one.
VIN_KEYS = f"""
CREATE OR REPLACE TEMP TABLE exports_vin_keys AS
WITH vins AS (SELECT consignment_ref, unnest(vins) AS vin FROM exports_declared),
keys AS (
    SELECT consignment_ref, vin, 'alike ' || {skeleton("vin")} AS key, {WRITTEN_ALIKE} AS p_same FROM vins
    UNION ALL
    SELECT vins.consignment_ref, vins.vin, 'spelt ' || spelt.vin, spelt.p_same
    FROM vins JOIN {{spellings}} AS spelt ON spelt.shown = translate(vins.vin, 'IOQ', '100')
)
SELECT keys.* FROM keys SEMI JOIN (SELECT keys.key FROM keys SEMI JOIN exports_box USING (consignment_ref)) AS asked USING (key)
"""

# The same sender booking the same car again is most often a booking moved to another ship, above all if the other never reached
# the gate.
IN_ANOTHER_EXPORT = f"""
SELECT box.consignment_ref, max(CASE WHEN box.sender = other.sender AND box.country = other.country THEN
            CASE WHEN box.gate_in_at IS NULL OR other.gate_in_at IS NULL THEN 0.1 ELSE 0.4 END
        WHEN mine.vin = theirs.vin THEN 1.0 ELSE least(mine.p_same, theirs.p_same) END) AS strength,
    'The declared chassis number ' || mine.vin || CASE WHEN mine.vin = min(theirs.vin) THEN '' ELSE ' (there written '
        || min(theirs.vin) || ')' END || ' is also declared in ' || count(DISTINCT other.consignment_ref) || ' other '
        || CASE WHEN count(DISTINCT other.consignment_ref) = 1 THEN 'export, ' ELSE 'exports, such as ' END
        || min(other.consignment_ref) || '.' AS text,
    {rows_of("other")} AS evidence
FROM exports_vin_keys AS mine JOIN exports_box AS box USING (consignment_ref)
JOIN exports_vin_keys AS theirs ON theirs.key = mine.key AND theirs.consignment_ref <> mine.consignment_ref
JOIN exports_declared AS other ON other.consignment_ref = theirs.consignment_ref
WHERE length(mine.vin) >= 11 AND other.known_at <= box.judged_at
GROUP BY box.consignment_ref, mine.vin
"""

SECOND_EXPORT_RULES = {"R02": (IN_ANOTHER_EXPORT,)}


def lay_out_declared_numbers(door: Door) -> None:
    """Make the keys by which two declared chassis numbers are one."""
    door.run(VIN_KEYS.format(spellings=_spellings(door)))


def _spellings(door: Door) -> str:
    """Return where the spellings of declared numbers stand: the table of `vin_reuse`, or an empty one before that step."""
    there = door.ask_rows(
        "SELECT 1 AS one FROM information_schema.tables WHERE table_schema = 'picture' AND table_name = 'vin_spellings'"
    )
    if there:
        return "picture.vin_spellings"
    door.run("CREATE OR REPLACE TEMP TABLE exports_spellings (vin VARCHAR, shown VARCHAR, p_same DOUBLE)")
    return "exports_spellings"
