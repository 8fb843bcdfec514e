"""What a box with stolen vehicles is worth: by what was found, else by what was recovered at ports, else by assumption."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.exports.weigh import ASSUMED


def value_of_a_box(door: Door, as_at: datetime, settings: Mapping[str, Any]) -> tuple[float, str]:
    """Return what a box with stolen vehicles holds, in GBP, and how that is known."""
    found = door.ask_rows(
        "SELECT median(value_gbp) AS value, count(*) AS boxes FROM exports_opened WHERE positive AND value_gbp > 0"
    )[0]
    if found["boxes"] >= settings["least_values"]:
        return round(found["value"], 2), f"median of what was found in {found['boxes']} boxes"
    at_ports = door.ask_rows(
        "SELECT median(value_gbp) AS value, count(*) AS vehicles FROM evidence.recoveries"
        " WHERE context IN ('CONTAINER_PORT', 'RORO') AND value_gbp > 0 AND found_at <= $as_at",
        {"as_at": as_at},
    )[0]
    each = float(settings["vehicles_a_box"])
    if at_ports["vehicles"] >= settings["least_values"]:
        basis = f"median of {at_ports['vehicles']} vehicles recovered at ports, {each:g} a box"
        return round(each * at_ports["value"], 2), basis
    return float(settings["box_value_gbp"]), ASSUMED
