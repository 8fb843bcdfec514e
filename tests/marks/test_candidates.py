from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.candidates import read_candidates, vrm_priors
from vinculum.marks.formats import VrmClass, formats_of
from vinculum.marks.misread import misread_log_likelihood
from vinculum.marks.pack import ALPHABET
from vinculum.marks.vrm import parse_vrm

READINGS = st.text(alphabet=ALPHABET + "?", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("LBO7SEO", "LB07SEO"),  # the vector of DOMAIN 3.3
        ("LB07SE0", "LB07SEO"),
        ("E016UHF", "EO16UHF"),
        ("A8C123D", "ABC123D"),
        ("1AB07SEO", "AB07SEO"),
        ("LB07SEO", "LB07SEO"),
        ("R8", "R8"),
        ("123D456", "123D456"),
    ],
)
def test_characters_are_put_right_by_position(read: str, expected: str) -> None:
    """Letters where the style has letters, digits where it has digits; what is right is left."""
    assert expected == read_candidates(read, 1)[0].value


@settings(max_examples=30)
@given(READINGS)
def test_candidates_are_ranked_shares(read: str) -> None:
    """Weights fall and sum to at most 1; no value comes twice; none holds an unknown character."""
    offered = read_candidates(read, 20)
    weights = [found.weight for found in offered]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) <= 1 + 1e-9
    assert len({found.value for found in offered}) == len(offered)
    assert not any("?" in found.value for found in offered)


@settings(max_examples=30)
@given(st.text(alphabet=ALPHABET, min_size=2, max_size=7), st.integers(0, 6))
def test_a_known_mark_one_misread_away_is_found(true: str, at: int) -> None:
    """Against a hot list, the mark that was misread in one character comes back, and nothing that is not on the list."""
    at %= len(true)
    read = true[:at] + "?" + true[at + 1 :]
    assert [found.value for found in read_candidates(read, 5, known=[true, "ZZ99ZZZ"])][:1] == [true]
    assert read_candidates(read, 5, known=[]) == []


def test_order_is_prior_times_likelihood() -> None:
    """The slow oracle: every one-character change, weighed one by one, gives the same first candidates."""
    read = "PB0ISE8"
    texts = {read} | {read[:at] + other + read[at + 1 :] for at in range(len(read)) for other in ALPHABET}
    texts |= {first[:at] + other + first[at + 1 :] for first in texts for at in range(len(read)) for other in "0123456789B"}
    listed = sorted(texts)
    scores = np.log(vrm_priors(listed)) + [misread_log_likelihood(text, read) for text in listed]
    best = [listed[at] for at in np.argsort(-scores, kind="stable")[:3]]
    assert best == [found.value for found in read_candidates(read, 3)]


def test_marks_to_come_are_left_out() -> None:
    """With a day, a current mark of a later period is no candidate."""
    assert "LB97SEO" in [found.value for found in read_candidates("LBO7SEO", 20)]
    assert "LB97SEO" not in [found.value for found in read_candidates("LBO7SEO", 20, as_at=date(2026, 11, 1))]


def test_nothing_read_gives_nothing() -> None:
    """No text, no limit: no candidates."""
    assert read_candidates("", 5) == []
    assert read_candidates("LB07SEO", 0) == []


@given(st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=9), max_size=10))
def test_marks_of_common_styles_are_likelier_than_texts_of_none(texts: list[str]) -> None:
    """The prior of a mark that fits a shape is that of its class; a text of no shape has less than any current mark."""
    current = float(vrm_priors(["LB07SEO"])[0])
    for text, prior in zip(texts, vrm_priors(texts), strict=True):
        assert prior > 0
        if not any(formats_of(text)):
            assert prior < current
        assert (parse_vrm(text).vrm_class is not VrmClass.CURRENT) or prior == current
