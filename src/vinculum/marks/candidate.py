"""A candidate: a value that a mark may really have been, how much weight that has, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """One possible true value. ``weight`` is like a probability: the weights offered for one mark sum to at most 1."""

    value: str
    weight: float
    why: str


def ranked(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Return the best ``limit`` candidates, heaviest first, each value once with its best reason; ties in order of value."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        held = best.get(candidate.value)
        if held is None or candidate.weight > held.weight:
            best[candidate.value] = candidate
    return sorted(best.values(), key=lambda candidate: (-candidate.weight, candidate.value))[:limit]
