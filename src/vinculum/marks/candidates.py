"""What a misread registration mark may really be: ranked candidates, each with its weight and why."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from vinculum.marks.candidate import Candidate
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.formats import VrmClass, formats
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.misread_columns import Floats
from vinculum.marks.nearby import choices_of, combinations, one_more_or_less, weigh_candidates
from vinculum.marks.pack import ALPHABET
from vinculum.marks.reference import rows_of
from vinculum.marks.shape_columns import CLASSES, UNKNOWN_CLASS, classify
from vinculum.marks.vrm import age_window

LONGEST = 8  # characters on a plate


@cache
def _class_priors() -> Floats:
    """Return the probability of one mark of each of ``CLASSES``: the share of the class over the number of marks it has room for.

    Of the unknown class it is the share alone: its room is every text.
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
    lengths = np.array([max(len(text), LONGEST) for text in folded], dtype=np.float64)
    priors = np.where(classes == UNKNOWN_CLASS, priors / len(ALPHABET) ** lengths, priors)
    if as_at is None:
        return priors
    to_come = _ages_to_come(as_at)
    issued = [
        CLASSES[found] is not VrmClass.CURRENT or text[2:4] not in to_come for found, text in zip(classes, folded, strict=True)
    ]
    return priors * np.array(issued, dtype=np.float64)


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
    near = {*combinations(choices_of(folded, channel, ALPHABET)), *one_more_or_less(folded, ALPHABET)}
    offered = near if known is None else near & {fold(text) for text in known}
    texts = sorted(text for text in offered if text and UNKNOWN not in text)
    priors = vrm_priors(texts, as_at)
    with np.errstate(divide="ignore"):  # a mark that cannot have been issued has no chance: log 0
        logs = np.log(priors if known is None else priors > 0)
    return weigh_candidates(folded, texts, logs, channel, limit)
