"""What was said of each box, one row a reason: rules that fired, and what outcomes taught, in words that can be read out."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule
from vinculum.picture.exports.fired import row_of
from vinculum.picture.exports.points import POINTS, TOLD

REST = "L00"  # what outcomes teach of a box in many small points, taken together

# Where trees speak, what they add through a rule that fired is part of what that rule weighs.
REASONS = f"""
CREATE OR REPLACE TEMP TABLE exports_reasons AS
WITH by_rule AS (
    SELECT fired.consignment_ref, fired.rule, round(fired.strength, 6) AS strength,
        round(fired.strength * rule.weight + coalesce(taught.share, 0), 6) AS weight, fired.text,
        list_concat({row_of("box")}, list_filter(fired.evidence, lambda other: other <> {row_of("box")}[1])) AS evidence
    FROM exports_fired AS fired JOIN exports_weights AS rule ON rule.rule = fired.rule
    JOIN exports_box AS box USING (consignment_ref)
    LEFT JOIN exports_learned AS taught ON taught.consignment_ref = fired.consignment_ref AND taught.feature = fired.rule
), by_point AS (
    SELECT taught.consignment_ref, taught.feature AS rule, 0.0 AS strength, round(taught.share, 6) AS weight,
        CASE WHEN taught.feature = '{REST}' THEN name.title || '.'
            WHEN starts_with(taught.feature, 'R') THEN 'Not seen here: ' || lower(name.title[1]) || name.title[2:] || '.'
            ELSE coalesce(told.told, 'Not known: ' || lower(name.title[1]) || name.title[2:]) || '. Of boxes opened like this '
                || CASE WHEN taught.share > 0 THEN 'more' ELSE 'fewer' END || ' held stolen vehicles than the rules alone expect.'
            END AS text, {row_of("box")} AS evidence
    FROM exports_learned AS taught JOIN exports_box AS box USING (consignment_ref)
    JOIN exports_titles AS name ON name.feature = taught.feature
    LEFT JOIN exports_told AS told ON told.consignment_ref = taught.consignment_ref AND told.point = taught.feature
    ANTI JOIN exports_fired AS fired ON fired.consignment_ref = taught.consignment_ref AND fired.rule = taught.feature
)
SELECT * FROM by_rule WHERE weight <> 0 UNION ALL SELECT * FROM by_point WHERE weight <> 0
"""


def give_reasons(door: Door, rules: Sequence[Rule]) -> None:
    """Fill ``exports_reasons``: with the starting point, the weights of a box add up to its log-odds."""
    titles = [(rule.id, rule.title) for rule in rules] + [(point.id, point.title) for point in POINTS]
    titles.append((REST, "What opened boxes teach of boxes like this beside that, in many small points"))
    door.offer("exports_titles", pa.table({"feature": [one for one, _ in titles], "title": [two for _, two in titles]}))
    speaking = "SELECT 1 AS one FROM exports_learned LIMIT 1"
    nothing = "SELECT '' AS consignment_ref, '' AS point, '' AS told WHERE false"
    door.run(f"CREATE OR REPLACE TEMP TABLE exports_told AS {TOLD if door.ask_rows(speaking) else nothing}")
    door.run(REASONS)
    door.withdraw("exports_titles")
