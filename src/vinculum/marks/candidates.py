"""What a misread mark may really be: ranked candidates, each with a weight like a probability and the reason for it.

The weight of a candidate is its share of (how common such marks are) x (how likely it is to be read so), over all that were
weighed; so the weights of one reading sum to at most 1.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.marks.candidate import Candidate, ranked
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.formats import VrmClass, formats
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.misread_columns import misread_log_likelihoods
from vinculum.marks.pack import ALPHABET
from vinculum.marks.reference import rows_of
from vinculum.marks.shape_columns import CLASSES, UNKNOWN_CLASS, classify
from vinculum.marks.vrm import age_window

Floats = npt.NDArray[np.float64]

EXPANSIONS = 1500  # combinations of characters that are looked at, best first
LEAST_WEIGHT = 1e-6


@cache
def _class_priors() -> Floats:
    """Return the probability of one mark of each of ``CLASSES``: the share of the class over the number of marks it has room for.

    Of the unknown class it is the share alone: its room is every text of the length.
    """
    shares = {VrmClass(row["class"]): float(row["share"]) for row in rows_of("vrm_class_shares")}
    room: dict[VrmClass, int] = {}
    for shape in formats():
        size = sum(math.prod(len(allowed) for allowed in template) for template in shape.templates)
        room[shape.vrm_class] = room.get(shape.vrm_class, 0) + size
    return np.array([shares[vrm_class] / room.get(vrm_class, 1) for vrm_class in CLASSES])


@cache
def _ages_to_come(as_at: date) -> frozenset[str]:
    windows = {f"{age:02}": age_window(f"{age:02}") for age in range(100)}
    return frozenset(age for age, window in windows.items() if window is not None and window[0] > as_at)


def vrm_priors(folded: Sequence[str], as_at: date | None = None) -> Floats:
    """Return how probable each registration mark is before it is read; a mark of no known shape has a little.

    With ``as_at``, a current-style mark that had not been issued by that day has none.
    """
    classes = classify(pa.array(folded, type=pa.string()))
    priors = _class_priors()[classes]
    lengths = np.array([max(len(text), 1) for text in folded], dtype=np.float64)
    priors = np.where(classes == UNKNOWN_CLASS, priors / len(ALPHABET) ** lengths, priors)
    if as_at is None:
        return priors
    to_come = _ages_to_come(as_at)
    issued = [
        CLASSES[found] is not VrmClass.CURRENT or text[2:4] not in to_come for found, text in zip(classes, folded, strict=True)
    ]
    return priors * np.array(issued, dtype=np.float64)


def _choices(read: str, channel: Confusion, alphabet: str) -> list[list[tuple[float, str]]]:
    """Return for each position the true characters it may have been, as (cost in nats, character), cheapest first."""
    return [sorted((-math.log(channel.weight(true, seen)), true) for true in alphabet) for seen in read]


def _combinations(choices: list[list[tuple[float, str]]]) -> Iterator[str]:
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


def _one_more_or_less(read: str, alphabet: str) -> Iterator[str]:
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


def weigh_candidates(read: str, texts: Sequence[str], priors: Floats, channel: Confusion, limit: int) -> list[Candidate]:
    """Return the best of ``texts`` as candidates for ``read``, weighted against all of them; ``priors`` goes with ``texts``."""
    if not texts:
        return []
    likelihoods = misread_log_likelihoods(pa.array(texts, type=pa.string()), pa.array([read] * len(texts)), channel)
    weights = priors * np.exp(likelihoods)
    total = float(weights.sum())
    if total <= 0:
        return []
    weights /= total
    best = [Candidate(text, float(weight), "") for text, weight in zip(texts, weights, strict=True) if weight >= LEAST_WEIGHT]
    return [replace(found, why=explain_misread(found.value, read)) for found in ranked(best, limit)]


def read_candidates(
    read: str,
    limit: int = 10,
    known: Collection[str] | None = None,
    confusion: Confusion | None = None,
    as_at: date | None = None,
) -> list[Candidate]:
    """Return the registration marks that a reading may really be, most probable first.

    Characters are put right by position (``LBO7SEO`` is ``LB07SEO``: the current style has digits there), one may have been lost
    or added, ``?`` may be any. With ``known``, only marks in it are offered, each as probable as the next before it is read. With
    ``as_at``, marks that had not been issued by that day are left out.
    """
    folded = fold(read)
    if not folded or limit < 1:
        return []
    channel = confusion or default_confusion()
    near = {*_combinations(_choices(folded, channel, ALPHABET)), *_one_more_or_less(folded, ALPHABET)}
    offered = near if known is None else near & {fold(text) for text in known}
    texts = sorted(text for text in offered if text and UNKNOWN not in text)
    priors = vrm_priors(texts, as_at)
    return weigh_candidates(folded, texts, priors if known is None else (priors > 0).astype(np.float64), channel, limit)
