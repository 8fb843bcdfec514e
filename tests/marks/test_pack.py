import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vinculum.marks.fold import fold
from vinculum.marks.pack import ALPHABET, BASE, LONGEST, pack, unpack

SHORT = st.text(alphabet=ALPHABET, max_size=LONGEST)


@given(SHORT)
def test_unpacking_a_key_gives_the_text_back(folded: str) -> None:
    """Up to twelve known characters, a key is the text."""
    assert folded == unpack(pack(folded))


@given(SHORT, SHORT)
def test_keys_sort_as_their_texts_do(left: str, right: str) -> None:
    """Order by key is order by text, so a sorted column of keys is a sorted column of marks."""
    assert (left < right) == (pack(left) < pack(right))


@given(st.text(max_size=30))
def test_a_key_fits_a_signed_word(text: str) -> None:
    """Every key is a 64-bit integer: positive for a text, negative for a hash, 0 for nothing."""
    key = pack(text)
    assert -(2**63) <= key < 2**63
    assert (key == 0) == (fold(text) == "")


@given(st.text(alphabet=ALPHABET + "?", min_size=1, max_size=30), st.text(alphabet=ALPHABET + "?", min_size=1, max_size=30))
def test_different_marks_have_different_keys(left: str, right: str) -> None:
    """Short texts cannot collide; long ones do with odds of 1 in 2**63 a pair."""
    assume(left != right)
    assert pack(left) != pack(right)


def test_a_hash_does_not_turn_back() -> None:
    """A VIN is longer than a key holds, and an unknown character has no code: both hash."""
    assert pack("WVWZZZ3CZEE140287") < 0
    assert pack("LB0?SEO") < 0
    assert unpack(pack("WVWZZZ3CZEE140287")) is None


def test_keys_do_not_change_between_versions() -> None:
    """Keys are stored in pictures, so their values are part of the contract."""
    assert pack("LB07 SEO") == 3972051546436501636
    assert pack("WVWZZZ3CZEE140287") == -5754388082925777783


def test_a_number_that_is_no_key_is_refused() -> None:
    """A gap inside a text cannot be packed, so it cannot be unpacked."""
    with pytest.raises(ValueError, match="no text has this key"):
        unpack(BASE**LONGEST - BASE * (BASE - 1) - 1 - 36 * BASE**5)
