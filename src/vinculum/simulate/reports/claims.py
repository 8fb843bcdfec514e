"""Claims that insurers settle: for thefts that were not made good, and for total losses by damage."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.clock import DAY, day_of
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.honest import WriteOff
from vinculum.simulate.reports.common import Reports, Row, slip
from vinculum.simulate.streams import happens

INSURERS = ("ALBION MUTUAL", "CITADEL DIRECT", "FERRYMAN", "GUILDHALL", "HEARTH & ROAD", "LODESTAR", "NORTH SEA", "TRUEPENNY")


def claim_theft(world: Happenings, chance: np.random.Generator, reports: Reports, theft: Theft) -> None:
    """Claim from the insurer for a theft that was not made good within a few weeks."""
    back = theft.found_at is not None and theft.condition == "COMPLETE"
    if chance.random() > (0.1 if back else 0.78) and not theft.false_report:
        return
    paid = theft.at + int(chance.uniform(18, 60) * DAY)
    fleet = world.fleet
    reports.losses.append(
        {
            "insurer": INSURERS[int(chance.integers(len(INSURERS)))],
            "vrm": fleet.plate_of(theft.vehicle),
            "vin": fleet.vin_of(theft.vehicle) if happens(chance, 0.9) else None,
            "loss_type": "theft",
            "loss_on": day_of(theft.at),
            "category": None,
            "settled_gbp": round(float(fleet.value[theft.vehicle]) * float(chance.uniform(0.85, 1.05)))
            if paid < world.until
            else None,
            "settled_on": day_of(paid) if paid < world.until else None,
            "buyer": None,
        }
    )


def claim_damage(world: Happenings, chance: np.random.Generator, loss: WriteOff) -> Row:
    """Return the row of one total loss."""
    fleet = world.fleet
    paid = loss.at + int(chance.uniform(6, 40) * DAY)
    return {
        "insurer": INSURERS[int(chance.integers(len(INSURERS)))],
        "vrm": fleet.plate_of(loss.vehicle) if not happens(chance, 0.01) else slip(chance, fleet.plate_of(loss.vehicle)),
        "vin": fleet.vin_of(loss.vehicle) if happens(chance, 0.92) else None,
        "loss_type": "damage",
        "loss_on": day_of(loss.at),
        "category": loss.category,
        "settled_gbp": round(float(fleet.value[loss.vehicle]) * float(chance.uniform(0.8, 1.05))) if paid < world.until else None,
        "settled_on": day_of(paid) if paid < world.until else None,
        "buyer": str(
            chance.choice(
                ["COASTWAY SALVAGE", "HEDGEROW AUCTIONS", "IRONBRIDGE BREAKERS", "MERIDIAN SALVAGE POOL", "TINDALL & SON"]
            )
        )
        if paid < world.until
        else None,
    }
