import pytest

from vinculum.marks.serial import SerialKind, parse_engine, parse_serial


@pytest.mark.parametrize(
    ("text", "normal", "shape"),
    [("306DT 0123456", "306DT0123456", "999AA9999999"), ("n47-d20c/1234567", "N47D20C1234567", "A99A99A9999999")],
)
def test_serials_have_a_normal_form_and_a_shape(text: str, normal: str, shape: str) -> None:
    """No standard rules them; the shape groups those of one maker."""
    serial = parse_engine(text)
    assert (normal, shape, SerialKind.ENGINE, True) == (serial.normal, serial.shape, serial.kind, serial.well_formed)


@pytest.mark.parametrize("text", ["", "unknown", "N/A", "00000000", "12345678", "ABCDEFGH", "A1", "9" * 30, "1111112"])
def test_fillers_are_told_from_serials(text: str) -> None:
    """What people write when there is no number is not a mark that two cars share."""
    serial = parse_serial(text)
    assert not serial.well_formed
    assert serial.notes


def test_illegible_characters_are_counted() -> None:
    """An examiner's ? is kept, and noted."""
    serial = parse_engine("306DT01?34?6")
    assert (serial.known_characters, serial.well_formed) == (10, True)
    assert serial.notes == ("2 unknown character(s)",)
