"""How a rule speaks: a query over the boxes judged and what is known, one row a firing.

Relations that every rule may read:
  exports_box        the consignments to judge: columns of ``exports_declared`` and ``judged_at``
  exports_declared   every consignment known, those to judge among them
  exports_opened     inspections known, joined to the consignments in the box
  exports_vins       (consignment_ref, vin, skeleton, ...) one row a chassis number declared in ``exports_declared``
A query gives ``consignment_ref, strength, text, evidence``. Invariant (nothing is peeked at): what a rule says of a box rests
only
on records known before ``judged_at``, when it sailed, was opened, or the as-at time, whichever came first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule

EVIDENCE_SHOWN = 5
NO_EVIDENCE = 'CAST([] AS STRUCT(delivery VARCHAR, "row" BIGINT)[])'
FIRED = 'consignment_ref VARCHAR, rule VARCHAR, strength DOUBLE, text VARCHAR, evidence STRUCT(delivery VARCHAR, "row" BIGINT)[]'


def rows_of(table: str, condition: str = "true") -> str:
    """Return SQL for the rows of ``table`` in a group as evidence: the first few in order of delivery and row."""
    pair = f"{{'delivery': {table}.delivery, 'row': {table}.\"row\"}}"
    told = f"list_sort(list(DISTINCT {pair}) FILTER ({condition}))"
    return f"coalesce({told}[1:{EVIDENCE_SHOWN}], {NO_EVIDENCE})"


def row_of(table: str) -> str:
    """Return SQL for one row of ``table`` as evidence."""
    return f"[{{'delivery': {table}.delivery, 'row': {table}.\"row\"}}]"


def day(moment: str) -> str:
    """Return SQL for a date as an officer would say it: 3 March 2026."""
    return f"strftime({moment}, '%-d %B %Y')"


def let_rules_speak(door: Door, rules: Sequence[Rule], queries: Mapping[str, Sequence[str]], values: Mapping[str, Any]) -> None:
    """Fill ``exports_fired`` with the strongest firing of each rule on each box; strengths are held between 0 and 1.

    ``values`` are bound to the names that a query uses (``$name``).
    """
    door.run(f"CREATE OR REPLACE TEMP TABLE exports_spoken ({FIRED})")
    for rule in rules:
        if not rule.fires:
            continue
        for query in queries[rule.id]:
            bound = {name: value for name, value in values.items() if f"${name}" in query}
            door.run(
                "INSERT INTO exports_spoken SELECT consignment_ref, "
                f"'{rule.id}', greatest(least(strength, 1.0), 0.0), text, evidence FROM ({query}) WHERE strength > 0",
                bound,
            )
    door.run(
        "CREATE OR REPLACE TEMP TABLE exports_fired AS SELECT * FROM exports_spoken QUALIFY row_number() OVER"
        " (PARTITION BY consignment_ref, rule ORDER BY strength DESC, text, evidence) = 1"
    )
    door.run("DROP TABLE exports_spoken")
