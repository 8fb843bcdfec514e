import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.fold import KEPT, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lb07 seo", "LB07SEO"),
        (" WVW-ZZZ.3CZ*EE140287 ", "WVWZZZ3CZEE140287"),
        ("ＬＢ０７\u3000ＳＥＯ", "LB07SEO"),  # noqa: RUF001  full width
        ("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"),  # noqa: RUF001  Cyrillic
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),  # noqa: RUF001  Greek
        ("авекм", "ABEKM"),
        ("MÜ-X 123", "MUX123"),
        ("②③", "23"),
        ("١٢٣", "123"),
        ("LB0?SEO", "LB0?SEO"),
        ("LB0？SEO", "LB0?SEO"),  # noqa: RUF001  full width
        ("", ""),
        ("\t\n-", ""),
        ("京A·12345", "A12345"),
    ],
)
def test_spelling_case_and_script_do_not_matter(text: str, expected: str) -> None:
    """Look-alikes and compatibility forms become Latin; only A-Z, 0-9 and ? are kept."""
    assert expected == fold(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """The folded form is its own folded form, and holds nothing but A-Z, 0-9 and ?."""
    folded = fold(text)
    assert folded == fold(folded)
    assert set(folded) <= KEPT


@given(st.text(), st.text())
def test_folding_goes_character_by_character_over_ascii(left: str, right: str) -> None:
    """Joining ASCII texts before or after folding gives the same."""
    left, right = (text.encode("ascii", "ignore").decode() for text in (left, right))
    assert fold(left) + fold(right) == fold(left + right)
