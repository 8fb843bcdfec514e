"""Stolen vehicles that partners abroad find: on the way where boxes change ships, or in the country where they were bound."""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.simulate.clock import DAY, noted
from vinculum.simulate.crime.happenings import Happenings
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.reports.common import Row
from vinculum.simulate.streams import happens, one_of, stream

FOUND_SHARE = 0.12  # of the stolen vehicles that sail; judgement
ON_THE_WAY = 0.4  # of those found abroad, where the box changes ships (DOMAIN 1.5, S10)
HUBS = ("BE", "NL", "ES", "MA", "SG")


def found_abroad(world: Happenings, boxes: Sequence[Box], seed: int) -> list[Row]:
    """Return the recoveries that partners abroad told of by the end, each under the force whose crime it closes.

    Each theft learns that it was found. The vehicle stays abroad: bringing it home is another story.
    """
    rows: list[Row] = []
    for number, box in enumerate(boxes):
        if not box.stolen or box.gate_in_at is None:
            continue
        chance = stream(seed, "found abroad", number)
        for theft in box.stolen:
            hub = happens(chance, ON_THE_WAY)
            found_at = box.sails_at + int(chance.uniform(1, 6) if hub else chance.uniform(8, 35)) * DAY
            told = theft.found_at is None and bool(theft.crime_ref) and found_at < world.until
            if not happens(chance, FOUND_SHARE) or not told:
                continue
            theft.found_at, theft.condition, theft.context = (
                found_at,
                one_of(chance, (0.85, "COMPLETE"), (0.15, "DAMAGED")),
                "ABROAD",
            )
            rows.append(
                {
                    "crime_ref": theft.crime_ref,
                    "force": world.land.force[theft.node],
                    "found_at": noted(found_at),
                    "lat": None,
                    "lon": None,
                    "vrm_shown": None,
                    "vin_seen": world.fleet.vin_of(theft.vehicle),
                    "condition": theft.condition,
                    "context": theft.context,
                    "country": str(chance.choice(HUBS)) if hub else box.row["destination_country"],
                    "premises_ref": None,
                    "value_gbp": round(float(world.fleet.value[theft.vehicle]), -1),
                }
            )
    return rows
