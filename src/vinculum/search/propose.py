"""What may be meant by a typed text: stage by stage, surest first, texts of the index with a weight and the way they fit.

Nothing here knows what a person may see. A later stage is asked for only when what the person may see of the earlier ones
calls for it, and no weight depends on what else there is; so neither tells of a hidden text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.marks.columns import misread_log_likelihoods
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.misread import default_confusion
from vinculum.picture.search_texts import search_text
from vinculum.picture.searchable import WORDED, TextKind
from vinculum.search.index import Index, Shelf
from vinculum.search.kinds import MISREAD_AS, folded_kinds, has_words, is_only_words, misreadable_as
from vinculum.search.pattern import Pattern, is_pattern, of_mark, parse_pattern
from vinculum.search.scan import Ids, rows_holding, rows_near, rows_that_fit
from vinculum.search.words import texts_with_words

SHORTEST_PART = 4  # a shorter part is in too many marks
LEAST_LIKELY = 1e-6  # of a misreading, against a right reading

Floats = npt.NDArray[np.float64]


class Way(StrEnum):
    """How a text fits what was typed."""

    EXACT = "exact"
    PATTERN = "pattern"
    DEFACED = "defaced"
    WORDS = "words"
    PART = "part"
    MISREAD = "misread"


@dataclass(frozen=True)
class Proposal:
    """Texts of the index that fit in one way, best first, each with its weight (0 to 1)."""

    way: Way
    texts: Ids
    weights: Floats


def _in_order(way: Way, texts: list[Ids], weights: list[Floats]) -> Proposal:
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *texts])
    weighed = np.concatenate([np.zeros(0), *weights])
    order = np.lexsort((numbers, -np.round(weighed, 9)))
    return Proposal(way, numbers[order], weighed[order])


def propose(index: Index, typed: str, kinds: frozenset[TextKind]) -> list[tuple[Way, Callable[[], Proposal]]]:
    """Return the ways to take ``typed`` as one of ``kinds``, surest first, each to be gone when it is called for.

    BadPattern if it is a pattern that cannot be read.
    """
    held = frozenset(kind for kind in kinds if kind in index.shelves)
    if is_pattern(typed):
        return [(Way.PATTERN, partial(fitting, index, parse_pattern(typed), held))]
    folded = fold(typed)
    ways: list[tuple[Way, Callable[[], Proposal]]] = [(Way.EXACT, partial(exact, index, typed, held))]
    if folded:
        ways.append((Way.DEFACED, partial(defaced, index, folded, folded_kinds(held))))
    if has_words(typed):
        ways.append((Way.WORDS, partial(worded, index, typed, held & WORDED)))
    if len(folded) >= SHORTEST_PART and not is_only_words(typed):
        ways.append((Way.PART, partial(part, index, folded, folded_kinds(held))))
    ways.append((Way.MISREAD, partial(misread, index, folded, [kind for kind in misreadable_as(typed) if kind in held])))
    return ways


def exact(index: Index, typed: str, kinds: Iterable[TextKind]) -> Proposal:
    """Return the texts that are what was typed, each kind folding it its own way."""
    found = [index.exact(kind, text) for kind in sorted(kinds) if (text := search_text(kind, typed))]
    numbers = np.array([number for number in found if number is not None], dtype=np.int64)
    return _in_order(Way.EXACT, [numbers], [np.ones(numbers.size)])


def worded(index: Index, typed: str, kinds: frozenset[TextKind]) -> Proposal:
    """Return the names, places and running texts whose words are like those typed."""
    texts, weights = texts_with_words(index.words, typed, kinds)
    return Proposal(Way.WORDS, texts, weights)


def _weights(index: Index, shelf: Shelf, rows: Ids, known: int) -> Floats:
    """Return what share of each text is known to agree: the known places typed, less those that nobody could read there."""
    lengths = (shelf.offsets[rows + 1] - shelf.offsets[rows]).astype(np.float64)
    agree = np.full(rows.size, known, dtype=np.float64)
    if shelf.defaced.size:
        for place in np.flatnonzero(np.isin(rows, shelf.defaced)):
            agree[place] = max(known - index.texts[shelf.first + int(rows[place])].as_py().count(UNKNOWN), 0)
    return np.minimum(agree / lengths, 1.0)


def fitting(index: Index, pattern: Pattern, kinds: Iterable[TextKind]) -> Proposal:
    """Return the texts that fit a pattern whole; the weight is the share of their characters that is known to agree."""
    texts, weights = [], []
    for kind in sorted(kinds):
        shelf = index.shelves[kind]
        rows = _worth_trying(index, kind, pattern)
        rows = rows_that_fit(shelf.offsets, shelf.data, pattern.masks, rows)
        texts.append(rows + shelf.first)
        weights.append(_weights(index, shelf, rows, pattern.known))
    return _in_order(Way.PATTERN, texts, weights)


def _worth_trying(index: Index, kind: TextKind, pattern: Pattern) -> Ids:
    """Return the texts that can fit: those with the known beginning, and those with a character nobody could read."""
    shelf = index.shelves[kind]
    if not pattern.beginning or kind in WORDED or kind in (TextKind.PHONE, TextKind.EMAIL):
        return shelf.everything  # their texts are not in order of their folded form
    begun = index.starting_with(kind, pattern.beginning)
    return np.union1d(begun, shelf.defaced) if shelf.defaced.size else begun


def defaced(index: Index, folded: str, kinds: Iterable[TextKind]) -> Proposal:
    """Return the marks seen with illegible characters that the typed one fits."""
    pattern = of_mark(folded)
    texts, weights = [], []
    for kind in kinds:
        shelf = index.shelves[kind]
        rows = rows_that_fit(shelf.offsets, shelf.data, pattern.masks, shelf.defaced)
        texts.append(rows + shelf.first)
        weights.append(_weights(index, shelf, rows, pattern.known))
    return _in_order(Way.DEFACED, texts, weights)


def part(index: Index, folded: str, kinds: Iterable[TextKind]) -> Proposal:
    """Return the longer marks that hold what was typed; the weight is the share of them that it is."""
    texts, weights = [], []
    for kind in kinds:
        shelf = index.shelves[kind]
        rows = rows_holding(shelf.offsets, shelf.data, folded)
        rows = rows[(shelf.offsets[rows + 1] - shelf.offsets[rows] > len(folded)) & ~np.isin(rows, shelf.defaced)]
        texts.append(rows + shelf.first)
        weights.append(_weights(index, shelf, rows, len(folded)))
    return _in_order(Way.PART, texts, weights)


def misread(index: Index, folded: str, kinds: Iterable[TextKind]) -> Proposal:
    """Return the marks that may have been read, copied or defaced into what was typed.

    The weight is how readily that happens, against reading what was typed from a mark that is the same.
    """
    texts, weights = [], []
    for kind in kinds:
        shelf = index.shelves[kind]
        channel = default_confusion(MISREAD_AS[kind])
        rows = rows_near(shelf.offsets, shelf.data, folded, shelf.everything)
        rows = np.setdiff1d(rows, shelf.defaced)
        true = index.texts.take(pa.array(rows + shelf.first))
        likely = misread_log_likelihoods(true, pa.array([folded] * len(rows), type=pa.string()), channel)
        weighed = np.exp(likely - channel.log_likelihood(folded, folded))
        kept = (weighed >= LEAST_LIKELY) & (weighed < 1.0)
        texts.append(rows[kept] + shelf.first)
        weights.append(weighed[kept])
    return _in_order(Way.MISREAD, texts, weights)
