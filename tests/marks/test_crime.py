import pytest

from vinculum.marks.crime import offences, parse_crime


@pytest.mark.parametrize(
    ("text", "code", "group"),
    [
        ("48/1", "48/1", "theft_of"),
        ("048/01", "48/1", "theft_of"),
        ("48-1", "48/1", "theft_of"),
        ("48", "48", "theft_of"),
        ("130/1", "130/1", "taking"),
        ("37.2", "37/2", "taking"),
        ("34b", "34B", "robbery"),
        ("28/4", "28/4", "burglary"),
        ("Theft of a motor vehicle", "48/1", "theft_of"),
        ("AGGRAVATED VEHICLE TAKING", "37/2", "taking"),
    ],
)
def test_offence_classes_by_code_or_title(text: str, code: str, group: str) -> None:
    """A code in any of its spellings, or a title; a subclass that is not listed counts with its class."""
    crime = parse_crime(text)
    assert crime.offence is not None
    assert (code, group) == (crime.normal, crime.offence.group)


def test_other_offences_are_well_formed_but_not_of_vehicles() -> None:
    """A class that touches no vehicle is no error."""
    crime = parse_crime("8/1")
    assert (crime.well_formed, crime.offence) == (True, None)


@pytest.mark.parametrize("text", ["", "theft", "48/", "/1", "1234/5"])
def test_what_is_no_offence(text: str) -> None:
    """Neither a class nor a listed title."""
    assert not parse_crime(text).well_formed


def test_every_listed_offence_reads_as_itself() -> None:
    """By its code and by its title."""
    for offence in offences().values():
        assert parse_crime(offence.code).offence == offence
        assert parse_crime(offence.title).offence == offence
