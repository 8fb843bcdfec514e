import pytest

from vinculum.marks.phone import parse_phone


@pytest.mark.parametrize(
    ("text", "normal", "phone_class", "country"),
    [
        ("+44 20 7946 0018", "+442079460018", "fixed", "GB"),
        ("(020) 7946 0018", "+442079460018", "fixed", "GB"),
        ("0044 20 7946 0018", "+442079460018", "fixed", "GB"),
        ("07911 123456", "+447911123456", "mobile", "GG"),
        ("+971 50 123 4567", "+971501234567", "mobile", "AE"),
        ("07700 900123", "+447700900123", "fiction", "GB"),
        ("0800 123 4567", "+448001234567", "freephone", "GB"),
    ],
)
def test_numbers_have_one_form_however_they_are_written(text: str, normal: str, phone_class: str, country: str) -> None:
    """E.164, read as British without a country code; numbers that Ofcom keeps for fiction are a class."""
    phone = parse_phone(text)
    assert (normal, phone_class, country, True) == (phone.normal, phone.phone_class, phone.country, phone.well_formed)


@pytest.mark.parametrize("text", ["", "abc", "12345", "+44 1", "+999 123456"])
def test_what_is_no_number_says_why(text: str) -> None:
    """Nothing is raised; the note says what is wrong."""
    phone = parse_phone(text)
    assert not phone.well_formed
    assert phone.notes


def test_another_home() -> None:
    """Without a country code a number is read as one of the home country."""
    assert parse_phone("01 234 5678", "IE").normal == "+35312345678"


def test_an_extension_is_left_out_and_noted() -> None:
    """Two desks of one switchboard have one number."""
    phone = parse_phone("020 7946 0018 ext. 12")
    assert (phone.normal, phone.notes) == ("+442079460018", ("extension 12 left out",))
