"""Choosing the boxes of one port's lifts, with the chance that the random arm had of drawing each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vinculum.desk.ports.ahead import BoxAhead
from vinculum.desk.ports.models import Basis
from vinculum.picture.screen import Box, choose_boxes


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of one eligible box in a drawing; ``basis`` is None for one that was not chosen."""

    box: BoxAhead
    basis: Basis | None
    inclusion_probability: float


def choose(boxes: Sequence[BoxAhead], lifts: int, *, lift_gbp: float, random_share: float) -> list[Choice]:
    """Return every eligible box with its basis, the chosen ones first and the dearest of them before the rest."""
    chosen = choose_boxes(
        [Box(box.consignment_ref, box.expected_value_gbp) for box in boxes], lifts, lift_gbp=lift_gbp, random_share=random_share
    )
    at_random = sum(basis == Basis.RANDOM for basis in chosen.values())
    # The draw takes the arm's boxes from all alike.
    chance = at_random / len(boxes) if boxes else math.nan
    found = [Choice(box, Basis(chosen[box.consignment_ref]) if box.consignment_ref in chosen else None, chance) for box in boxes]
    return sorted(found, key=lambda one: (one.basis is None, -one.box.expected_value_gbp, one.box.consignment_ref))
