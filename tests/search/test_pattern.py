"""The pattern language: what it means is a regular expression over folded marks, and the compiled pass agrees with that."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.pack import ALPHABET
from vinculum.marks.text_columns import text_rows
from vinculum.search.pattern import BadPattern, is_pattern, parse_pattern
from vinculum.search.scan import rows_holding, rows_that_fit

FEW = "AB8"  # few characters, so that marks and patterns often fit
marks = st.lists(st.text(alphabet=FEW + "?", max_size=7), max_size=40)
places = st.one_of(
    st.sampled_from(["?", "*", *FEW]), st.text(alphabet=FEW, min_size=1, max_size=3).map(lambda either: f"[{either}]")
)
patterns = st.lists(places, min_size=2, max_size=7).map("".join)


def fitting(pattern: str, texts: list[str]) -> list[str]:
    """Return what the compiled pass finds."""
    offsets, data = text_rows(pa.array(texts, type=pa.string()))
    rows = rows_that_fit(offsets, data, parse_pattern(pattern).masks, np.arange(len(texts), dtype=np.int64))
    return [texts[row] for row in rows]


def oracle(pattern: str, texts: list[str]) -> list[str]:
    """Return what a regular expression finds, mark by mark; a stored ? may be any character."""
    spelled = re.sub(r"\[([^]]+)\]|(.)", lambda part: _spell(part[1], part[2]), pattern)
    return [text for text in texts if re.fullmatch(spelled, text)]


def _spell(either: str | None, sign: str | None) -> str:
    if either:
        return f"[{either}?]"
    return {"?": ".", "*": ".*"}.get(sign or "", f"[{sign}?]")


@settings(deadline=None)  # the first call compiles
@given(patterns, marks)
def test_a_pattern_finds_what_its_regular_expression_finds(pattern: str, texts: list[str]) -> None:
    """Over any marks and any pattern, none missed and none too many."""
    try:
        parse_pattern(pattern)
    except BadPattern:
        assert len(re.sub(r"[?*]", "", re.sub(r"\[[^]]+\]", "A", pattern))) < 2
        return
    assert oracle(pattern, texts) == fitting(pattern, texts)


@settings(deadline=None)  # the first call compiles
@given(st.text(alphabet=ALPHABET, min_size=2, max_size=17))
def test_a_mark_fits_itself_and_each_of_its_parts(mark: str) -> None:
    """A mark without signs is its own pattern; any part of it finds it."""
    assert fitting(mark, [mark]) == [mark]
    offsets, data = text_rows(pa.array([mark, f"X{mark}", mark[1:] + "?", f"{mark}Y"]))
    assert rows_holding(offsets, data, mark).tolist() == [0, 1, 3]


@given(patterns)
def test_case_blanks_and_punctuation_do_not_matter(pattern: str) -> None:
    """A pattern typed with spaces, dashes and small letters is the same pattern."""
    try:
        plain = parse_pattern(pattern)
    except BadPattern:
        return
    assert plain == parse_pattern(" - ".join(re.findall(r"\[[^]]+\]|.", pattern)).lower())


def test_runs_beside_one_another_are_one() -> None:
    """``**`` says no more than ``*``."""
    assert parse_pattern("A**B") == parse_pattern("A*B")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("AB[8B", "The bracket at 3 of 'AB[8B' is not closed"),
        ("AB]8", "The bracket at 3 of 'AB]8' closes nothing"),
        ("AB[]8", "The bracket at 3 of 'AB[]8' is empty"),
        ("AB[-]8", "is empty"),
        ("AB[8?]", "holds one of"),
        ("AB[[8]]", "holds one of"),
        ("A*", "names fewer than 2"),
        ("*", "names fewer than 2"),
        ("???", "names fewer than 2"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(typed: str, told: str) -> None:
    """The message names the place, counted from 1, and what to do."""
    with pytest.raises(BadPattern, match=re.escape(told)):
        parse_pattern(typed)


def test_full_width_signs_are_signs() -> None:
    """A pattern pasted from elsewhere means the same."""
    assert is_pattern("AB\N{FULLWIDTH QUESTION MARK}")
    assert parse_pattern("\N{FULLWIDTH LATIN CAPITAL LETTER A}B\N{FULLWIDTH ASTERISK}") == parse_pattern("AB*")
