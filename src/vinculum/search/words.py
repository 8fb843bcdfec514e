"""Names, addresses and sentences by their words: each word typed is matched to words that are there, misspelt ones included.

A word weighs what it tells: one that half of all texts hold (LTD, ROAD) hardly counts, a rare one decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from vinculum.picture.search_texts import words
from vinculum.picture.searchable import TextKind
from vinculum.search.scan import Ids

Floats = npt.NDArray[np.float64]

LEAST_SIMILAR = 0.75  # of a word to count as a misspelling of another
LEAST_WORD = 3  # shorter words are matched as they are
BEGINS = 0.9  # the word typed is the beginning of the word there
LEAST_SCORE = 0.7  # of a text, by the weight of the words typed


@dataclass(frozen=True)
class WordIndex:
    """Every distinct word in order; the texts ``numbers[holders[starts[w] : starts[w + 1]]]`` hold word ``w``."""

    vocabulary: list[str]
    starts: Ids
    holders: Ids
    numbers: Ids
    sizes: Ids  # how many words a text has
    ranges: Mapping[TextKind, tuple[int, int]]

    def telling(self, word: int) -> float:
        """Return how much a word tells: the logarithm of how few texts hold it."""
        held = int(self.starts[word + 1] - self.starts[word])
        return float(np.log1p(self.numbers.size / held))


def index_words(texts: pa.Array, ranges: Mapping[TextKind, tuple[int, int]]) -> WordIndex:
    """Return the index of the words of the texts in these ranges, by kind."""
    none = np.zeros(0, dtype=np.int64)
    numbers = np.concatenate([none, *(np.arange(first, last) for first, last in ranges.values())]).astype(np.int64)
    split = pc.split_pattern(texts.take(pa.array(numbers)), " ")
    sizes = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    encoded = split.flatten().dictionary_encode()
    in_order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    vocabulary: list[str] = encoded.dictionary.take(pa.array(in_order)).to_pylist()
    codes = np.argsort(in_order)[encoded.indices.to_numpy(zero_copy_only=False)].astype(np.int64)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(vocabulary) + 1)).astype(np.int64)
    holders = np.repeat(np.arange(numbers.size, dtype=np.int64), sizes)[order]
    return WordIndex(vocabulary, starts, holders, numbers, sizes, ranges)


def similar_words(index: WordIndex, word: str) -> dict[int, float]:
    """Return the words there that ``word`` may stand for, with how similar they are (0 to 1)."""
    first = bisect_left(index.vocabulary, word)
    if len(word) < LEAST_WORD:
        return {first: 1.0} if index.vocabulary[first : first + 1] == [word] else {}
    found = dict.fromkeys(range(first, bisect_left(index.vocabulary, word + "\x7f")), BEGINS)
    if word.isalpha():  # a house number or a postcode with another digit is another one
        near = process.extract(word, index.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=LEAST_SIMILAR, limit=None)
        for _, similar, number in near:
            found[number] = max(found.get(number, 0.0), float(similar))
    if index.vocabulary[first : first + 1] == [word]:
        found[first] = 1.0
    return found


def texts_with_words(index: WordIndex, typed: str, kinds: Collection[TextKind]) -> tuple[Ids, Floats]:
    """Return the texts that hold what was typed, or something like it, and their scores (0 to 1), best first.

    The score is the share of the words typed that the text holds, by what they tell and how similar they are; among texts of
    one score those with fewer other words come first.
    """
    wanted = list(dict.fromkeys(words(typed).split(" ")))
    total = 0.0
    scores = np.zeros(index.numbers.size, dtype=np.float64)
    for word in wanted:
        similar = sorted(similar_words(index, word).items(), key=lambda found: (found[1], found[0]))
        # A word that nobody writes tells as much as one that a single text holds.
        telling = max((index.telling(number) for number, _ in similar[-1:]), default=float(np.log1p(index.numbers.size)))
        best = np.zeros(index.numbers.size, dtype=np.float64)
        for number, alike in similar:
            best[index.holders[index.starts[number] : index.starts[number + 1]]] = alike
        scores += best * telling
        total += telling
    asked = np.zeros(index.numbers.size, dtype=np.bool_)
    for kind in kinds:
        first, last = index.ranges.get(kind, (0, 0))
        asked |= (index.numbers >= first) & (index.numbers < last)
    kept = np.flatnonzero(asked & (scores >= LEAST_SCORE * total) & (scores > 0))
    shares = np.minimum(scores[kept] / total, 1.0) if kept.size else np.zeros(0)
    order = np.lexsort((index.numbers[kept], index.sizes[kept], -np.round(shares, 6)))
    return index.numbers[kept[order]], shares[order]
