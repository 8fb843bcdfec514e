"""Names, addresses and sentences by their words: each word typed is matched to words that are there, misspelt ones included.

What a word tells does not depend on the records: were it counted from them, a score would tell of texts a person may not see.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

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


@cache
def _told() -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """Return the words that tell little with what they count, and the other spellings of words."""
    told = tomllib.loads((resources.files("vinculum.search") / "words.toml").read_text("utf-8"))
    others = {word: tuple(other for other in group if other != word) for group in told["same"] for word in group}
    return dict.fromkeys(told["light"], told["light_weight"]), others


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
    found: dict[int, float] = {}
    if len(word) >= LEAST_WORD:
        begins = range(bisect_left(index.vocabulary, word), bisect_left(index.vocabulary, word + "\x7f"))
        found = dict.fromkeys(begins, BEGINS)
    if len(word) >= LEAST_WORD and word.isalpha():  # a house number or a postcode with another digit is another one
        near = process.extract(word, index.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=LEAST_SIMILAR, limit=None)
        for _, similar, number in near:
            found[number] = max(found.get(number, 0.0), float(similar))
    for same in (word, *_told()[1].get(word, ())):
        at = bisect_left(index.vocabulary, same)
        if index.vocabulary[at : at + 1] == [same]:
            found[at] = 1.0
    return found


def texts_with_words(index: WordIndex, typed: str, kinds: Collection[TextKind]) -> tuple[Ids, Floats]:
    """Return the texts that hold what was typed, or something like it, and their scores (0 to 1), best first.

    The score is the share of the words typed that the text holds, by what they tell and how similar they are; among texts of
    one score those with fewer other words come first.
    """
    light, _ = _told()
    wanted = list(dict.fromkeys(words(typed).split(" ")))
    total = 0.0
    scores = np.zeros(index.numbers.size, dtype=np.float64)
    for word in wanted:
        similar = sorted(similar_words(index, word).items(), key=lambda found: (found[1], found[0]))
        telling = light.get(word, 1.0)
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
