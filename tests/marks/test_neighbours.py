import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.misread import confusable, default_confusion, misread_log_likelihood
from vinculum.marks.neighbours import neighbour_keys
from vinculum.marks.pack import ALPHABET, pack, unpack

MARKS = st.lists(st.text(alphabet=ALPHABET, max_size=12), max_size=10)


@given(MARKS)
def test_neighbours_are_all_confusable_substitutions(texts: list[str]) -> None:
    """The slow oracle: replace each character by each one that it may be a misread of, and pack the result."""
    true_of = confusable()
    expected = [
        (row, text[:at] + true + text[at + 1 :])
        for row, text in enumerate(texts)
        for at, read in enumerate(text)
        for true in sorted(true_of[read])
    ]
    found = neighbour_keys(np.array([pack(text) for text in texts], dtype=np.int64))
    assert expected == [(int(row), unpack(int(key))) for row, key in zip(found.source, found.key, strict=True)]


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=8))
def test_log_odds_compare_one_misread_with_none(text: str) -> None:
    """log_odds is the likelihood of the reading under the neighbour less that under itself, but for crumbs of other line-ups."""
    found = neighbour_keys(np.array([pack(text)], dtype=np.int64))
    for key, odds in zip(found.key, found.log_odds, strict=True):
        exact = misread_log_likelihood(unpack(int(key)) or "", text) - misread_log_likelihood(text, text)
        assert exact == pytest.approx(odds, abs=0.1)


def test_hashes_and_nothing_have_no_neighbours() -> None:
    """A VIN's key cannot be taken apart, an empty one has nothing to replace."""
    keys = np.array([0, pack("WVWZZZ3CZEE140287"), pack("LB0?SEO")], dtype=np.int64)
    assert neighbour_keys(keys).key.size == 0
    assert neighbour_keys(np.zeros(0, dtype=np.int64)).source.size == 0


def test_a_stricter_threshold_gives_fewer() -> None:
    """``least`` says how many times likelier than chance a confusion must be."""
    key = np.array([pack("LB07SEO")], dtype=np.int64)
    few = neighbour_keys(key, default_confusion(), least=20.0)
    assert [unpack(int(found)) for found in few.key] == ["LBO7SEO", "LB07SE0"]
    assert few.key.size < neighbour_keys(key).key.size
