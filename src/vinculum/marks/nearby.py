"""Texts near a reading, and how they are weighed as what it may really be.

The weight of a candidate is its share of (how common such marks are) x (how likely it is to be read so), over all that were
weighed; so the weights of one reading sum to at most 1.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from vinculum.marks.candidate import Candidate, ranked
from vinculum.marks.fold import UNKNOWN
from vinculum.marks.misread import Confusion
from vinculum.marks.misread_columns import Floats, misread_log_likelihoods

EXPANSIONS = 1500  # combinations of characters that are looked at, best first
LEAST_WEIGHT = 1e-6


def choices_of(read: str, channel: Confusion, alphabet: str) -> list[list[tuple[float, str]]]:
    """Return for each position the true characters it may have been, as (cost in nats, character), cheapest first."""
    return [sorted((-math.log(channel.weight(true, seen)), true) for true in alphabet) for seen in read]


def combinations(choices: list[list[tuple[float, str]]]) -> Iterator[str]:
    """Yield texts of one choice a position, cheapest first, up to ``EXPANSIONS``."""
    start = (0,) * len(choices)
    heap = [(sum(options[0][0] for options in choices), start)]
    seen = {start}
    for _ in range(EXPANSIONS):
        if not heap:
            return
        cost, picks = heapq.heappop(heap)
        yield "".join(options[pick][1] for options, pick in zip(choices, picks, strict=True))
        for at, pick in enumerate(picks):
            if pick + 1 < len(choices[at]):
                further = (*picks[:at], pick + 1, *picks[at + 1 :])
                if further not in seen:
                    seen.add(further)
                    heapq.heappush(heap, (cost - choices[at][pick][0] + choices[at][pick + 1][0], further))


def one_more_or_less(read: str, alphabet: str) -> Iterator[str]:
    """Yield the texts from which one character was lost, or to which one was added, to give ``read``."""
    for at in range(len(read) + 1):
        for character in alphabet:
            yield read[:at] + character + read[at:]
    for at in range(len(read)):
        yield read[:at] + read[at + 1 :]


def explain_misread(true: str, read: str) -> str:
    """Return in words how ``true`` came to be read as ``read``; both folded."""
    if true == read:
        return "as read"
    if len(true) == len(read):
        changes = [
            f"{'unknown' if seen == UNKNOWN else seen} at position {at} is {character}"
            for at, (character, seen) in enumerate(zip(true, read, strict=True), start=1)
            if character != seen
        ]
        return "; ".join(changes)
    return f"one character {'lost' if len(true) > len(read) else 'added'} in reading"


def weigh_candidates(read: str, texts: Sequence[str], log_priors: Floats, channel: Confusion, limit: int) -> list[Candidate]:
    """Return the best of ``texts`` as candidates for ``read``, weighted against all of them.

    ``log_priors`` goes with ``texts``: how probable each is before it is read, up to a constant; minus infinity is never.
    """
    if not texts:
        return []
    likelihoods = misread_log_likelihoods(
        pa.array(texts, type=pa.string()), pa.array([read] * len(texts), type=pa.string()), channel
    )
    logs = likelihoods + log_priors
    if not np.isfinite(logs).any():
        return []
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    best = [Candidate(text, float(weight), "") for text, weight in zip(texts, weights, strict=True) if weight >= LEAST_WEIGHT]
    return [replace(found, why=explain_misread(found.value, read)) for found in ranked(best, limit)]
