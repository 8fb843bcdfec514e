"""Why a box is thought to hold stolen vehicles, as an officer would say it: reasons, strongest first, and the lead they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.weigh import ASSUMED, Model
from vinculum.picture.lead_rows import LEAD_SCHEMA, lead_id

REASONS_BY_BOX = """
SELECT consignment_ref, list({'text': text, 'weight': weight, 'evidence': evidence} ORDER BY weight DESC, rule) AS reasons,
    list_sort(list_distinct(flatten(list(evidence)))) AS evidence
FROM exports_reasons GROUP BY consignment_ref
"""

LEADS = f"""
SELECT scored.consignment_ref, scored.container_no, scored.load_port, scored.country, scored.probability, scored.found,
    least(scored.sails_at, scored.opened_at) AS cold_at, told.reasons, told.evidence
FROM exports_scored AS scored JOIN ({REASONS_BY_BOX}) AS told USING (consignment_ref)
WHERE scored.probability >= $floor ORDER BY scored.consignment_ref
"""


def starting_reason(model: Model) -> dict[str, Any]:
    """Return the reason that stands before every rule: how often a box on which nothing fires holds stolen vehicles."""
    told = (
        f"{model.random_positive} of {model.random_opened} boxes opened at random held some"
        if model.random_opened
        else "by assumption and by how all boxes look; none was opened at random"
    )
    share = f"{100 * model.prevalence:.2g} %"
    return {
        "text": f"Stolen vehicles are expected in {share} of all boxes ({told}), in fewer of those on which no rule fires.",
        "weight": model.intercept,
        "evidence": [],
    }


def box_leads(door: Door, model: Model, floor: float) -> pa.Table:
    """Return a lead for each box at or above the probability ``floor``.

    Where what a box holds rests on the settings alone the lead has no value: null, not a guess.
    """
    value = None if model.box_value_basis == ASSUMED else model.box_value_gbp
    leads = [_lead(row, model, value) for row in door.ask_rows(LEADS, {"floor": floor})]
    return pa.Table.from_pylist(leads, schema=LEAD_SCHEMA)


def _lead(row: Mapping[str, Any], model: Model, value: float | None) -> dict[str, Any]:
    box = row["container_no"] or f"of consignment {row['consignment_ref']}"
    opened = "" if row["found"] is None else " Opened since: " + ("stolen vehicles found." if row["found"] else "nothing found.")
    first = row["reasons"][0]["text"]
    return {
        "id": lead_id("export", row["consignment_ref"]),
        "kind": "export",
        "subject": row["consignment_ref"],
        "subject_kind": "consignment_ref",
        "summary": f"Box {box} from {row['load_port']} to {row['country']} may hold stolen vehicles. {first}{opened}",
        "probability": row["probability"],
        "value_gbp": value,
        "cold_at": row["cold_at"],
        "stage": "S8",
        "action": f"Pursue: have box {box} lifted and opened at {row['load_port']} before it sails.",
        "reasons": [*row["reasons"], starting_reason(model)],
        "evidence": row["evidence"],
    }
