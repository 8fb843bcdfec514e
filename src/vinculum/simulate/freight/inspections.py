"""The few boxes that somebody opens: on a lead, on a referral, at random; and what is found in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vinculum.simulate.clock import noted
from vinculum.simulate.crime.crews import Crew
from vinculum.simulate.crime.happenings import Happenings
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.freight.seals import seal_as_found
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, stream

Row = dict[str, Any]
LIFT_GBP = 200.0  # DOMAIN 1.7
TRUSTED = frozenset({"US", "CN", "IN", "AU", "SG"})  # routes that officers leave alone
DOUBTFUL_GOODS = frozenset({"9905", "8708", "8703"})


def inspect(world: Happenings, boxes: list[Box], crews: list[Crew], prevalence: Prevalence, seed: int) -> list[Row]:
    """Open boxes between gate and ship and return the rows in order of time; what is found in them is recovered on the spot."""
    chance, sight = stream(seed, "inspections"), stream(seed, "seals found")
    rows: list[Row] = []
    for box in boxes:
        if box.gate_in_at is None:
            continue
        at = box.gate_in_at + int(chance.uniform(0.1, 0.9) * (box.sails_at - box.gate_in_at))
        basis = _basis(chance, box, crews, prevalence)
        if basis and box.gate_in_at < at < world.until:
            _recover(world, chance, box, at)
            rows.append(_row(world, chance, box, at, basis) | {"seal_found": seal_as_found(sight, box)})
    rows.sort(key=lambda row: (row["inspected_at"], row["container_no"]))
    for row, ref in zip(rows, issue_hex(stream(seed, "refs", "inspections"), len(rows)), strict=True):
        row["inspection_ref"] = ref
    return rows


def _basis(chance: np.random.Generator, box: Box, crews: list[Crew], prevalence: Prevalence) -> str | None:
    """Return why a box is opened, None if it is not.

    Officers know some crews and distrust some goods on some routes; both lead them to honest boxes as well.
    """
    if happens(chance, prevalence.random_inspection_share):
        return "random"
    known = crews[box.crew].known if box.crew >= 0 else 0.0
    odd = box.row["commodity_code"][:4] in DOUBTFUL_GOODS and box.row["destination_country"] not in TRUSTED
    suspicion = (0.35 * known + (0.12 if odd else 0.01)) * prevalence.inspected_share / 0.03
    if not happens(chance, suspicion):
        return None
    return "lead" if happens(chance, 0.75) else "referral"


def _recover(world: Happenings, chance: np.random.Generator, box: Box, at: int) -> None:
    for theft in box.stolen:
        theft.found_at, theft.found_node = at, world.land.ports[box.port].node
        theft.condition = "VIN_TAMPERED" if happens(chance, 0.12) else "COMPLETE"
        theft.context = "CONTAINER_PORT"
        theft.vin_seen = world.fleet.vin_of(theft.vehicle)
        theft.vrm_shown = world.fleet.plate_of(theft.vehicle) if happens(chance, 0.15) else None


def _row(world: Happenings, chance: np.random.Generator, box: Box, at: int, basis: str) -> Row:
    found = len(box.stolen)
    return {
        "container_no": box.row["container_no"],
        "consignment_ref": box.row["consignment_ref"] if happens(chance, 0.96) else None,
        "inspected_at": noted(at),
        "place": box.row["load_port"],
        "basis": basis,
        "result": "positive" if found else "negative",
        "vehicles_found": found,
        "value_gbp": round(sum(float(world.fleet.value[theft.vehicle]) for theft in box.stolen), -2),
        "cost_gbp": LIFT_GBP + (round(float(chance.exponential(120.0))) if found else 0),
    }
