"""Seals: what is read at the gate and what is found on a box, which is mostly what the papers say, and now and then is not."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.freight.papers import Box
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, stream

READ_AT_GATES = 0.7  # share of gates that read seals (judgement)
MISREAD = 0.02  # share of seals in which one digit is taken for another (judgement)
DECLARED_TWICE = 0.04  # share of crews' boxes whose papers give the seal of an earlier one of theirs (judgement)


def seal(boxes: list[Box], prevalence: Prevalence, seed: int) -> None:
    """Fill in the seal read at the gate, and let crews break seals or give one number twice.

    A box that a crew opens on the way, or that customs look into, is closed with another seal than the one declared.
    """
    chance = stream(seed, "seals")
    last_of: dict[int, str] = {}
    for box in boxes:
        declared = box.row["seal_no"]
        if declared is None:
            continue
        if box.crew >= 0:
            if box.crew in last_of and happens(chance, DECLARED_TWICE):
                box.row["seal_no"] = declared = last_of[box.crew]
            last_of[box.crew] = declared
        share = prevalence.crew_seal_differs_share if box.crew >= 0 else prevalence.seal_differs_share
        worn = _another(chance, declared) if happens(chance, share) else declared
        box.seal_worn = worn
        if box.gate_in_at is not None and happens(chance, READ_AT_GATES):
            box.row["seal_at_gate"] = _as_read(chance, worn)


def seal_as_found(chance: np.random.Generator, box: Box) -> str | None:
    """Return the seal that an officer writes down before opening ``box``; None where it wears none or nobody looked."""
    return _as_read(chance, box.seal_worn) if box.seal_worn is not None and happens(chance, 0.9) else None


def _another(chance: np.random.Generator, declared: str) -> str:
    return f"{declared[:2]}{int(chance.integers(10**6)):06d}"


def _as_read(chance: np.random.Generator, worn: str) -> str:
    if not happens(chance, MISREAD):
        return worn
    place = int(chance.integers(2, len(worn)))
    return worn[:place] + str((int(worn[place]) + int(chance.integers(1, 10))) % 10) + worn[place + 1 :]
