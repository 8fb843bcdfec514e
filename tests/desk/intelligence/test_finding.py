"""Marks, ports and forces in running text."""

import pytest

from vinculum.desk.intelligence.finding import FoundLink, find_links, normal_of
from vinculum.desk.intelligence.provenance import SourceTold, repeated_words
from vinculum.desk.intelligence.wording import AboveCeiling, Pole, marking_of, pole_of


def test_what_a_text_names_is_found_where_it_stands() -> None:
    """Marks in the form of the search box, ports and forces by name, none overlapping another."""
    text = "AB12 CDE went into MSKU9070323 at Felixstowe; call 07700 900123 or Essex Police."
    found = find_links(text)
    assert [(link.kind, link.normal) for link in found] == [
        ("vrm", "AB12CDE"), ("container", "MSKU9070323"), ("place", "FELIXSTOWE"), ("phone", "+447700900123"),
        ("force", "ESSEX POLICE"),
    ]  # fmt: skip
    assert all(text[link.start : link.end] == link.shown for link in found)
    assert [link.pole for link in found] == [Pole.OBJECT, Pole.OBJECT, Pole.LOCATION, Pole.OBJECT, Pole.LOCATION]


def test_a_text_without_marks_names_nothing() -> None:
    """Ordinary writing is left alone."""
    assert find_links("The men came at 12 and left with the gate open.") == ()
    assert isinstance(find_links("AB12CDE")[0], FoundLink)


def test_a_person_and_a_company_are_people_in_pole() -> None:
    """POLE of kinds (DOMAIN 2.9)."""
    assert [pole_of(kind) for kind in ("person", "company", "vrm", "place", "crime")] == [
        Pole.PERSON, Pole.PERSON, Pole.OBJECT, Pole.LOCATION, Pole.EVENT,
    ]  # fmt: skip
    assert normal_of("person", "Dale  Rusk") == "DALE RUSK"


def test_words_of_the_source_are_found_in_the_text() -> None:
    """Its name, its number in the register, and four words in a row of how it knew."""
    source = SourceTold("Maureen Tate", "CLV/0412", "She sees the gate of the yard from her kitchen.")
    told = "MAUREEN says (CLV 0412) that she sees the gate of the yard."
    assert repeated_words(told, source)[0] == "MAUREEN"
    assert "CLV/0412" in repeated_words(told, source)
    assert "sees the gate of" in repeated_words(told, source)
    assert repeated_words("Cars are stripped in a yard at night.", source) == []


def test_markings_above_the_ceiling_are_refused() -> None:
    """SECRET and what is unknown are refused; old markings become what they are taken in as (DOMAIN 2.8)."""
    assert [marking_of(told) for told in ("official", "Official Sensitive", "RESTRICTED", "protect")] == [
        "OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE", "OFFICIAL",
    ]  # fmt: skip
    for told in ("SECRET", "TOP SECRET", "CONFIDENTIAL", "UK EYES ONLY", ""):
        with pytest.raises(AboveCeiling):
            marking_of(told)
