"""What every report has to do with: the rows so far, and how people mistype marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vinculum.simulate.streams import one_of

Row = dict[str, Any]
SLIPS = {
    "0": "O",
    "O": "0",
    "1": "I",
    "I": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "V": "U",
    "U": "V",
    "M": "N",
    "N": "M",
    "2": "Z",
}


@dataclass(slots=True)
class Reports:
    """Rows of the four feeds; of each marker, ``true_vrm`` keeps the plate that was meant."""

    thefts: list[Row] = field(default_factory=list)
    los: list[Row] = field(default_factory=list)
    recoveries: list[Row] = field(default_factory=list)
    losses: list[Row] = field(default_factory=list)


def slip(chance: np.random.Generator, mark: str) -> str:
    """Return a mark as somebody mistypes it: a likeness, a neighbour swapped, or a character left out."""
    place = int(chance.integers(len(mark) - 1))
    here, after = mark[place], mark[place + 1]
    likeness = f"{mark[:place]}{SLIPS.get(here, after)}{mark[place + 1 :]}"
    swapped = f"{mark[:place]}{after}{here}{mark[place + 2 :]}"
    dropped = f"{mark[:place]}{mark[place + 1 :]}"
    slipped = one_of(chance, (0.5, likeness), (0.35, swapped), (0.15, dropped))
    return slipped if slipped != mark else dropped
