"""From scored consignments to boxes: what stands in the port unopened, what it shares with others, how large its trader is.

Reads what `judge` laid out (``exports_scored``, ``exports_declared``, ``exports_reasons``) or, for the board, the same of the
current picture. Shippers and forwarders are parties as resolved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.screening.box import Box, Budget, Rules, rules_of
from vinculum.picture.screening.choosing import Choice, choose
from vinculum.picture.screening.fairness import Past, band_of, size_of
from vinculum.picture.settings import Settings

# Without a container number a consignment is its own box.
BOX_KEY = "coalesce(container, consignment_ref) || ' ' || strftime(sails_at, '%Y-%m-%dT%H:%MZ')"

# ``sender`` and ``forwarder_party`` are parties as resolved, or what the papers say where nobody resolved them.
SHARED = """
WITH sizes AS (
    SELECT sender, count(*) AS sent FROM {declared}
    WHERE known_at > $as_at - INTERVAL 1 YEAR AND known_at <= $as_at GROUP BY sender
), first_reason AS (
    SELECT consignment_ref, arg_max(rule, (weight, rule)) AS rule FROM {reasons} WHERE weight > 0 GROUP BY consignment_ref
)
SELECT told.consignment_ref, told.sender AS shipper_party, told.forwarder_party AS agent_party, first_reason.rule,
    coalesce(sizes.sent, 0) AS sent
FROM {declared} AS told LEFT JOIN sizes USING (sender) LEFT JOIN first_reason USING (consignment_ref)
"""

STANDING = """
SELECT scored.consignment_ref, scored.container_no, told.container, scored.load_port, scored.sails_at, told.gate_in_at,
    scored.opened_at, scored.probability, scored.expected_value_gbp, {box} AS box,
    shared.shipper_party, shared.agent_party, shared.rule, shared.sent
FROM {scored} AS scored JOIN {declared} AS told USING (consignment_ref) JOIN ({shared}) AS shared USING (consignment_ref)
ORDER BY scored.probability DESC, scored.consignment_ref
"""

OPENED_BEFORE = """
SELECT shared.sent, risk.probability, count(*) AS boxes, count(*) FILTER (first.basis = 'lead') AS opened
FROM picture.export_risk AS risk JOIN ({shared}) AS shared USING (consignment_ref)
LEFT JOIN (
    SELECT consignment_ref, arg_min(basis, inspected_at) AS basis FROM evidence.inspections
    WHERE inspected_at <= $as_at AND consignment_ref IS NOT NULL GROUP BY consignment_ref
) AS first USING (consignment_ref)
WHERE risk.sails_at <= $as_at AND risk.sails_at > $as_at - to_days($days) AND shared.shipper_party IS NOT NULL
GROUP BY shared.sent, risk.probability
"""


def standing_rows(door: Door, as_at: datetime, *, declared: str, scored: str, reasons: str) -> list[dict[str, Any]]:
    """Return scored consignments, riskiest first, with what they share: relations of the names given are read."""
    shared = SHARED.format(declared=declared, reasons=reasons)
    box = BOX_KEY.replace("container,", "told.container,").replace("consignment_ref)", "scored.consignment_ref)")
    query = STANDING.format(scored=scored, declared=declared, shared=shared, box=box.replace("sails_at,", "scored.sails_at,"))
    return door.ask_rows(query, {"as_at": as_at})


def boxes_standing(rows: Sequence[Mapping[str, Any]], as_at: datetime, rules: Rules) -> list[Box]:
    """Return the boxes of scored consignments (riskiest first) that have not sailed at ``as_at`` and were not opened.

    A box of several consignments is shown on its riskiest, and opened when any of them was.
    """
    opened = {row["box"] for row in rows if row["opened_at"] is not None}
    boxes: dict[str, Box] = {}
    for row in rows:
        if row["sails_at"] <= as_at or row["box"] in opened or row["box"] in boxes:
            continue
        named = {"shipper": row["shipper_party"], "forwarder": row["agent_party"], "reason": row["rule"]}
        boxes[row["box"]] = Box(
            consignment_ref=row["consignment_ref"],
            expected_value_gbp=row["expected_value_gbp"],
            probability=row["probability"],
            key=row["box"],
            container_no=row["container_no"],
            port=row["load_port"],
            sails_at=row["sails_at"],
            gate_in_at=row["gate_in_at"],
            shared={kind: what for kind, what in named.items() if what},
            size=size_of(row["sent"], rules) if row["shipper_party"] else None,
        )
    return list(boxes.values())


def days_before(door: Door, as_at: datetime, rules: Rules, declared: str = "picture.export_declared") -> list[Past]:
    """Return the boxes that sailed in the days that fairness looks back on, by size of trader and band of risk."""
    shared = SHARED.format(declared=declared, reasons="picture.export_reasons")
    counts: dict[tuple[str, int], list[int]] = {}
    for row in door.ask_rows(OPENED_BEFORE.format(shared=shared), {"as_at": as_at, "days": rules.fair_days}):
        held = counts.setdefault((size_of(row["sent"], rules), band_of(row["probability"], rules)), [0, 0])
        held[0] += row["boxes"]
        held[1] += row["opened"]
    return [Past(size, band, boxes, opened) for (size, band), (boxes, opened) in sorted(counts.items())]


def budget_of(settings: Settings, lifts: int | None = None, **given: Any) -> Budget:
    """Return a budget with the settings' hours, cost and random share; what is given (and not None) stands instead."""
    own = {
        "hours": float(settings["screening"]["hours"]),
        "lift_gbp": float(settings["exports"]["lift_gbp"]),
        "random_share": float(settings["exports"]["random_share"]),
    }
    return Budget(lifts=lifts, **(own | {name: value for name, value in given.items() if value is not None}))


def choose_in_picture(
    door: Door, budget: Budget, *, as_at: datetime, settings: Settings, drawn_from_before: Sequence[str] = ()
) -> Choice:
    """Choose among all boxes of the current picture that stand at ``as_at`` (UTC): what the ports board asks every morning."""
    rules = rules_of(settings["screening"])
    rows = standing_rows(
        door, as_at, declared="picture.export_declared", scored="picture.export_risk", reasons="picture.export_reasons"
    )
    boxes = boxes_standing(rows, as_at, rules)
    past = days_before(door, as_at, rules)
    return choose(boxes, budget, rules, as_at=as_at, past=past, drawn_from_before=drawn_from_before)
