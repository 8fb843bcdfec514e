"""Pairs that a misread could make, against a comparison of everything with everything."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Hamming, Levenshtein

from vinculum.marks.pack import pack
from vinculum.picture.hits.near import illegible_key, near_pairs

PLATES = st.lists(st.text("AB10", min_size=3, max_size=8), max_size=12, unique=True)


def oracle(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < 4:
        return False
    return Levenshtein.distance(one, other) == 1 or (len(one) == len(other) and Hamming.distance(one, other) <= 2)


@settings(max_examples=60, deadline=None)
@given(PLATES, PLATES)
def test_the_pairs_are_those_one_edit_or_two_substitutions_apart(few: list[str], many: list[str]) -> None:
    """Each pair once, whichever side is indexed."""
    expected = sorted((a, b) for a in few for b in many if oracle(a, b))
    ours = np.array([pack(text) for text in few], dtype=np.int64)
    theirs = np.array([pack(text) for text in many], dtype=np.int64)
    told = near_pairs(ours, theirs)
    assert sorted((few[i], many[j]) for i, j in zip(told.few, told.many, strict=True)) == expected
    back = near_pairs(theirs, ours)
    assert sorted((few[j], many[i]) for i, j in zip(back.few, back.many, strict=True)) == expected


def test_an_illegible_character_is_one_that_differs() -> None:
    """AB1?CDE is one substitution from any plate that fits it."""
    told = near_pairs(
        np.array([pack("AB12CDE")]), np.array([illegible_key("AB1?CDE"), illegible_key("?B1?CDE"), pack("XY99ZZZ")])
    )
    assert told.many.tolist() == [0, 1]
