"""Likelihood in words: the yardstick's bands, the gaps between them, and the weights of reasons."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.site.yardstick import YARDSTICK, percent, probability_words, weight_words


@pytest.mark.parametrize("band", YARDSTICK)
def test_a_figure_in_a_band_takes_its_words(band: object) -> None:
    """DOMAIN 2.4: each band's ends and middle are called by its words."""
    for probability in (band.low, (band.low + band.high) / 2, band.high):  # type: ignore[attr-defined]  # a Band, told by the list
        assert probability_words(probability) == band.words  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.06, "remote chance"),
        (0.09, "highly unlikely"),
        (0.52, "realistic possibility"),
        (0.54, "likely"),
        (0.94, "almost certain"),
    ],
)
def test_a_figure_in_a_gap_takes_the_nearer_band(probability: float, words: str) -> None:
    """The gaps are for judgements; a computed figure belongs to the nearer side."""
    assert probability_words(probability) == words


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_rise_with_the_probability(one: float, other: float) -> None:
    """A higher probability is never called by a lower band's words."""
    order = [band.words for band in YARDSTICK]
    low, high = sorted((one, other))
    assert order.index(probability_words(low)) <= order.index(probability_words(high))


@pytest.mark.parametrize("probability", [-0.01, 1.01, math.nan])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    """Nothing outside 0 to 1 has words."""
    with pytest.raises(ValueError, match="is not a probability"):
        probability_words(probability)


@pytest.mark.parametrize(
    ("probability", "figure"),
    [(0.0, "0%"), (0.001, "under 1%"), (0.01, "1%"), (0.974, "97%"), (0.99, "99%"), (0.999, "over 99%"), (1.0, "100%")],
)
def test_a_percentage_claims_no_certainty_it_is_not(probability: float, figure: str) -> None:
    """Rounding never turns a chance into 0 % or 100 %."""
    assert percent(probability) == figure


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0.0, "told for context; no weight either way"),
        (math.log(3), "weak support for (about 3.0 to 1)"),
        (-math.log(3), "weak support against (about 3.0 to 1)"),
        (math.log(20), "moderate support for (about 20 to 1)"),
        (math.log(450), "moderately strong support for (about 450 to 1)"),
        (math.log(9_990), "very strong support for (about 10,000 to 1)"),
        (math.log(9_000), "strong support for (about 9,000 to 1)"),
        (10.0, "very strong support for (about 22,000 to 1)"),
        (40.0, "extremely strong support for (over 1 million to 1)"),
        (-1e9, "extremely strong support against (over 1 million to 1)"),
    ],
)
def test_a_weight_is_told_as_support(weight: float, words: str) -> None:
    """Log-odds become a ratio and the forensic scale's words for it, for or against."""
    assert weight_words(weight) == words
