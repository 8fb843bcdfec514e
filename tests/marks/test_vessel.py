import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import imo

from vinculum.marks.vessel import parse_vessel, vessel_candidates


@given(st.text(alphabet="0123456789", min_size=7, max_size=7))
def test_imo_numbers_check_as_an_independent_library_checks_them(number: str) -> None:
    """The last digit is the weighted sum of the others, weights 7 to 2."""
    assert imo.is_valid(number) == parse_vessel(number).well_formed


@given(st.integers(0, 999_999), st.integers(0, 6), st.sampled_from("0123456789"))
def test_a_changed_digit_is_repaired(first_six: int, at: int, other: str) -> None:
    """If one digit is changed and the check fails, the true number is among the candidates."""
    six = f"{first_six:06}"
    number = six + (parse_vessel(six + "0").check_expected or "")
    read = number[:at] + other + number[at + 1 :]
    offered = [found.value for found in vessel_candidates(read, 70)]
    assert number in offered or parse_vessel(read).well_formed


@pytest.mark.parametrize(
    ("text", "normal", "well_formed", "named"),
    [
        ("IMO 9319466", "9319466", True, True),
        ("9319466", "9319466", True, False),
        ("8814274", "8814274", False, False),
        ("IMO", "IMO", False, False),
        ("", "", False, False),
    ],
)
def test_what_an_imo_number_says(text: str, normal: str, well_formed: bool, named: bool) -> None:  # noqa: FBT001  columns of a table
    """With or without the letters; a number that fails is not well-formed."""
    vessel = parse_vessel(text)
    assert (normal, well_formed, named) == (vessel.normal, vessel.well_formed, vessel.named)


def test_weights_of_repairs_are_shares() -> None:
    """They sum to 1 over all repairs."""
    assert sum(found.weight for found in vessel_candidates("8814274", 70)) == pytest.approx(1)
    assert vessel_candidates("ABC") == []
