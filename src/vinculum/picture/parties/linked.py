"""How sure it is that two forms are one firm, as an officer would say it: the links with their parts and a sentence."""

from __future__ import annotations

import math

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.parties.compare import FIELDS, levels, prior_of

SHOWN = "coalesce({side}.spelt, 'EORI ' || {side}.eori)"

# Parts add up to the log-odds of the probability; the first is where every pair starts.
LINKS = """
CREATE OR REPLACE TEMP TABLE parties_links AS
WITH told AS (
    SELECT pair.left_form, pair.right_form, pair.probability, {left_name} AS left_name, {right_name} AS right_name,
        list_concat([{{'field': 'start', 'weight': $start, 'text': $start_text}}], list_filter([{parts}],
            lambda part: part.text IS NOT NULL)) AS parts
    FROM parties_pairs AS pair JOIN {forms} AS one ON one.form_id = pair.left_form
    JOIN {forms} AS other ON other.form_id = pair.right_form
)
SELECT left_form, right_form, probability, left_name || ' and ' || right_name || ' are one firm with probability '
        || CASE WHEN probability > 0.995 THEN 'over 0.99' ELSE format('{{:.2f}}', probability) END || ': they have '
        || list_aggregate([part.text FOR part IN parts[2:] IF part.weight > 0], 'string_agg', ', ')
        || coalesce('; against it: ' || list_aggregate([part.text FOR part IN parts[2:] IF part.weight <= 0], 'string_agg',
            ', '), '') || '.' AS reasons, parts
FROM told ORDER BY left_form, right_form
"""


def explain_links(door: Door, pairs: pa.Table, forms: str, count: int) -> None:
    """Make ``parties_links`` from scored pairs: left_form, right_form, probability, reasons, parts.

    ``parts`` is a list of {field, weight, text}; weights are natural log-odds and add up to the probability's. ``count`` is how
    many forms there are in all, which decides where every pair starts.
    """
    start = prior_of(count)
    parts = ", ".join(f"{{'field': '{field}', 'weight': pair.{field}_weight, 'text': {_said(field)}}}" for field in FIELDS)
    door.offer("parties_pairs", pairs)
    door.run(
        LINKS.format(parts=parts, forms=forms, left_name=SHOWN.format(side="one"), right_name=SHOWN.format(side="other")),
        {
            "start": round(math.log(start / (1 - start)), 4),
            "start_text": f"before anything is compared, two forms are one firm once in {1 / start:,.0f}",
        },
    )
    door.withdraw("parties_pairs")


def _said(field: str) -> str:
    """Return SQL for what is said of one field of a pair; null where one of them is silent on it."""
    told = " ".join(f"WHEN {level} THEN '{text}'" for level, text in sorted(levels()[field].items()))
    return f"CASE pair.{field}_level {told} END"
