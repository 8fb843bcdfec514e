import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.misread import (
    Confusion,
    MisreadKind,
    confusable,
    default_confusion,
    misread_log_likelihood,
    substitution_weight,
)
from vinculum.marks.pack import ALPHABET

PLATES = st.text(alphabet=ALPHABET, max_size=8)
READINGS = st.text(alphabet=ALPHABET + "?", max_size=8)


@pytest.mark.parametrize("kind", list(MisreadKind))
@pytest.mark.parametrize("true", list(ALPHABET))
def test_what_a_character_is_read_as_sums_to_what_is_not_lost(true: str, kind: MisreadKind) -> None:
    """A character is lost, given up as ?, misread, or read; the four exhaust it."""
    channel = default_confusion(kind)
    assert sum(channel.weight(true, read) for read in ALPHABET + "?") == pytest.approx(1 - channel.lost)


def test_readings_of_one_text_sum_to_one() -> None:
    """The channel is a probability over readings: all readings of B up to three characters hold all but a billionth of it."""
    channel = default_confusion()
    lengths = (itertools.product(ALPHABET + "?", repeat=length) for length in range(4))
    total = sum(math.exp(channel.log_likelihood("B", "".join(read))) for length in lengths for read in length)
    assert total == pytest.approx(1, abs=1e-6)


@given(PLATES, READINGS)
def test_likelihoods_are_probabilities(true: str, read: str) -> None:
    """Never more than certain."""
    assert misread_log_likelihood(true, read) <= 1e-12


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=8), st.integers(0, 7))
def test_a_confusable_reading_is_likelier_than_an_unrelated_one(true: str, at: int) -> None:
    """8 for B is likelier than X for B, wherever it stands."""
    at %= len(true)
    true = true[:at] + "B" + true[at + 1 :]
    alike, unlike = (true[:at] + read + true[at + 1 :] for read in "8X")
    assert misread_log_likelihood(true, alike) > misread_log_likelihood(true, unlike)


def test_every_pair_of_the_field_is_confusable() -> None:
    """The pairs of DOMAIN 3.3 stand in the defaults, both ways for a camera."""
    same = ["0O", "1I"]
    common = "8B 5S 2Z 6G 0D 0Q 4A 7Z 7T 1L 1T 1J 3E 3B CG CO DO EF HM HN MN MW VY UV KX PR".split()  # noqa: SIM905  a table to read
    found = confusable()
    assert all(pair[0] in found[pair[1]] and pair[1] in found[pair[0]] for pair in same + common)
    tampered = confusable(default_confusion(MisreadKind.DEFACED))
    assert all(pair[0] in tampered[pair[1]] for pair in ["PR", "FE", "CO", "LE", "1T", "38", "68", "98", "IT", "IE"])


def test_the_twin_glyphs_are_the_likeliest_slip() -> None:
    """0 and O are drawn alike on a British plate, and so are 1 and I."""
    for true, read in (("0", "O"), ("O", "0"), ("1", "I"), ("I", "1")):
        others = [substitution_weight(true, other) for other in ALPHABET if other not in (true, read)]
        assert substitution_weight(true, read) > max(others)


def test_marks_are_folded_before_they_are_compared() -> None:
    """Spelling has no part in a misread."""
    assert misread_log_likelihood("lb07 seo", "LB07-SEO") == misread_log_likelihood("LB07SEO", "LB07SEO")


def test_what_cannot_be_read_has_no_likelihood() -> None:
    """A channel that never adds characters cannot give a longer reading."""
    base = default_confusion()
    strict = Confusion("strict", base.wrong, base.shares, base.unknown, base.lost, added=0.0)
    assert strict.log_likelihood("A", "AB") == -math.inf
