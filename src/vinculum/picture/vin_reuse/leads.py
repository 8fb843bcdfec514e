"""One lead a number that is likelier than a setting to have been reused."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import pyarrow as pa

from vinculum.picture.lead_rows import LEAD_SCHEMA, lead_id
from vinculum.picture.step import Room

STAGE = "S9"

LIKELY_SQL = "SELECT * FROM picture.vin_reuse WHERE probability >= $least ORDER BY vin"

ROWS_SQL = """
SELECT number, consignment_ref, shown, shipper_name, consignee_name, destination_country, load_port, known_at, sails_at,
    container_no, delivery, row
FROM reuse_numbered WHERE number IN (SELECT vin FROM picture.vin_reuse WHERE probability >= $least)
ORDER BY number, known_at, consignment_ref
"""


def write_leads(room: Room) -> None:
    """Write ``picture.lead_vin_reuse``; a lead goes cold when the next box that declares the number sails."""
    least = {"least": float(room.settings["vin_reuse"]["lead_from"])}
    declared: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in room.door.ask_rows(ROWS_SQL, least):
        declared[row["number"]].append(row)
    leads = [_lead(row, declared[row["vin"]], room.as_at) for row in room.door.ask_rows(LIKELY_SQL, least)]
    room.write("lead_vin_reuse", pa.Table.from_pylist(leads, schema=LEAD_SCHEMA))


def _lead(told: dict[str, Any], rows: list[dict[str, Any]], as_at: datetime) -> dict[str, Any]:
    refs = list(dict.fromkeys(row["consignment_ref"] for row in rows))
    evidence = [{"delivery": row["delivery"], "row": row["row"]} for row in rows]
    ahead = [row["sails_at"] for row in rows if row["sails_at"] > as_at]
    reasons = [{"text": text, "weight": weight, "evidence": evidence} for text, weight in _reasons(told, rows) if weight != 0]
    shippers = " and ".join(sorted({row["shipper_name"] or "an unnamed shipper" for row in rows})[:2])
    return {
        "id": lead_id("vin_reuse", told["vin"]),
        "kind": "vin_reuse",
        "subject": told["vin"],
        "subject_kind": "vin",
        "summary": f"Chassis number {told['vin']} is declared in {len(refs)} exports ({', '.join(refs[:4])}) by {shippers}.",
        "probability": told["probability"],
        "value_gbp": told["value_gbp"],
        "cold_at": min(ahead) if ahead else None,
        "stage": STAGE,
        "action": "Pursue: stop the next box that declares this number, and compare the chassis number stamped on the car.",
        "lat": None,
        "lon": None,
        "reasons": sorted(reasons, key=lambda reason: -abs(reason["weight"])),
        "evidence": evidence,
    }


def _reasons(told: dict[str, Any], rows: list[dict[str, Any]]) -> list[tuple[str, float]]:
    shown = sorted({row["shown"] for row in rows})
    countries = sorted({row["destination_country"] for row in rows})
    gated = "Two boxes that declare it both passed a port gate." if told["both_gated"] else "No two of its boxes passed a gate."
    return [
        (f"{'Different shippers declare' if told['other_shipper'] else 'One shipper declares'} it.", told["w_shipper"]),
        (
            f"It goes to {'different consignees' if told['other_consignee'] else 'one consignee'} in {', '.join(countries)}.",
            told["w_consignee"],
        ),
        (gated, told["w_gate"]),
        ("Every declaration names the same container.", told["w_container"]),
        ("The declarations list much the same vehicles, as when a box is booked again.", told["w_load"]),
        (f"It is written in more than one way: {', '.join(shown[:4])}.", told["w_altered"]),
        (f"It is declared {told['n_consignments']} times.", told["w_times"]),
        (f"It is the number of a stolen vehicle: crime {told['crime_ref']}.", told["w_stolen"]),
        ("A vehicle with this number was tested in this country after the first of the boxes sailed.", told["w_tested"]),
    ]
