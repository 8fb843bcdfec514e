"""Recoveries: what was found where, in what condition, under which marks."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.clock import noted
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.people import Premises
from vinculum.simulate.reports.common import Reports, slip
from vinculum.simulate.streams import happens


def write_find(
    world: Happenings, chance: np.random.Generator, reports: Reports, theft: Theft, chop_shop: tuple[str, Premises] | None
) -> None:
    """Write down a find that happens before the end."""
    if theft.found_at is None or not theft.crime_ref or theft.found_at >= world.until:
        theft.found_at = None
        return
    lat, lon = world.around(chance, theft.found_node)
    inside = chop_shop if theft.context == "CHOP_SHOP" else None
    if inside:
        lat, lon = inside[1].lat, inside[1].lon
    named = happens(chance, 0.75)
    vin = theft.vin_seen
    own = theft.vrm_shown == world.fleet.plate_of(theft.vehicle)
    if vin and own and happens(chance, 0.02):
        vin = slip(chance, vin)
    share = {"COMPLETE": 1.0, "DAMAGED": 0.6, "CLONED_LIVE": 0.95, "VIN_TAMPERED": 0.9}.get(theft.condition, 0.04)
    # A find that shares no mark with its crime report names it: somebody must have known, or it would not be told as this one.
    tied = (own and theft.plate_told) or (theft.vin_told and vin == world.fleet.vin_of(theft.vehicle))
    reports.recoveries.append(
        {
            "crime_ref": theft.crime_ref if named or not tied else None,
            "force": world.land.force[theft.found_node],
            "found_at": noted(theft.found_at),
            "lat": lat,
            "lon": lon,
            "vrm_shown": theft.vrm_shown,
            "vin_seen": vin,
            "condition": theft.condition if happens(chance, 0.93) else None,
            "context": theft.context,
            "premises_ref": inside[0] if inside else None,
            "value_gbp": round(float(world.fleet.value[theft.vehicle]) * share, -1),
        }
    )
