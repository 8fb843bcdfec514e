import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.gb import vat

from vinculum.marks.customs import parse_ducr, parse_eori, parse_mrn, vat_checks


@pytest.mark.parametrize(
    ("text", "normal", "country"),
    [
        ("GB980780684000", "GB980780684000", "GB"),
        ("gb 980 780 684 000", "GB980780684000", "GB"),
        ("XI123456789012", "XI123456789012", "XI"),
        ("DE123456789", "DE123456789", "DE"),
    ],
)
def test_eori_numbers(text: str, normal: str, country: str) -> None:
    """GB or XI and twelve digits; a country of the Union and up to fifteen characters."""
    eori = parse_eori(text)
    assert (normal, country, True) == (eori.normal, eori.country, eori.well_formed)


@pytest.mark.parametrize("text", ["", "GB12345678901", "GB1234567890123", "US123456789012", "DE1"])
def test_what_is_no_eori(text: str) -> None:
    """British numbers have twelve digits, no more and no less."""
    assert not parse_eori(text).well_formed


def test_a_vat_number_that_does_not_check_is_a_note() -> None:
    """Advisory: not every trader is registered for VAT."""
    assert parse_eori("GB980780684000").notes == ()
    assert "advisory" in parse_eori("GB980780685000").notes[0]


@settings(max_examples=20)
@given(st.integers(1_000_000, 9_999_999))
def test_vat_numbers_check_as_an_independent_library_checks_them(first_seven: int) -> None:
    """Of all endings of seven digits, the ones that python-stdnum takes for a VAT number pass here, and no other."""
    numbers = [f"{first_seven}{ending:02}" for ending in range(100)]
    assert [number for number in numbers if vat.is_valid(number)] == [number for number in numbers if vat_checks(number)]


def test_movement_and_consignment_references() -> None:
    """An MRN has eighteen characters with the country third; the punctuation of a DUCR is part of it."""
    assert parse_mrn("26gb 1234567890abcd").normal == "26GB1234567890ABCD"
    assert parse_mrn("26GB1234567890ABCD").country == "GB"
    assert not parse_mrn("26GB1234567890ABC").well_formed
    assert not parse_mrn("26QQ1234567890ABCD").well_formed
    assert parse_ducr("4gb123456789000-ref1").normal == "4GB123456789000-REF1"
    assert parse_ducr("4GB123456789000-REF1").well_formed
    assert not parse_ducr("4GB123456789000REF1").well_formed
