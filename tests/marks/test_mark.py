import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.mark import MarkKind, check


@pytest.mark.parametrize(
    ("text", "kind", "mark_class", "well_formed"),
    [
        ("LB07 SEO", MarkKind.VRM, "current", True),
        ("LBO7SEO", MarkKind.VRM, "unknown", False),
        ("12-D-12345", MarkKind.VRM, "foreign", True),
        ("WVWZZZ3CZEE140287", MarkKind.VIN, "iso_3779", True),
        ("SALGS37FOFA239330", MarkKind.VIN, "iso_3779", False),
        ("CSQU3054383", MarkKind.CONTAINER, "freight_container", True),
        ("CSQU3054384", MarkKind.CONTAINER, "freight_container", False),
        ("UACN 548368/1", MarkKind.CONTAINER, "unknown", False),
        ("IMO 9319466", MarkKind.VESSEL, "imo", True),
        ("9319466", MarkKind.VESSEL, "imo", True),
        ("07700 900123", MarkKind.PHONE, "fiction", True),
        ("+44 20 7946 0018", MarkKind.PHONE, "fixed", True),
        ("SC421617", MarkKind.COMPANY, "company", True),
        ("GBFXT", MarkKind.LOCODE, "load", True),
        ("8703229000", MarkKind.COMMODITY, "car", True),
        ("48/1", MarkKind.CRIME, "theft_of", True),
        ("West Midlands Police", MarkKind.FORCE, "name", True),
        ("GB980780684000", MarkKind.EORI, "GB", True),
        ("26GB1234567890ABCD", MarkKind.MRN, "GB", True),
        ("a.b@gmail.com", MarkKind.EMAIL, "free_provider", True),
    ],
)
def test_the_most_plausible_reading_comes_first(text: str, kind: MarkKind, mark_class: str, well_formed: bool) -> None:  # noqa: FBT001  table
    """A text may be read as several kinds; its shape says which is first."""
    first = check(text)[0]
    assert (kind, mark_class, well_formed) == (first.kind, first.mark_class, first.well_formed)


def test_the_document_is_the_one_that_is_published() -> None:
    """Exactly these keys, candidates as value, weight and why."""
    document = check("LBO7SEO")[0].as_document()
    assert list(document) == ["mark", "kind", "class", "well_formed", "normal", "notes", "candidates"]
    assert list(document["candidates"][0]) == ["value", "weight", "why"]
    assert document["candidates"][0]["value"] == "LB07SEO"
    assert document["mark"] == "LBO7SEO"


def test_a_text_of_several_kinds_is_read_as_each() -> None:
    """Eight digits may be a company or a commodity code; a container with its check digit is only that."""
    assert [reading.kind for reading in check("87032290")][:2] == [MarkKind.COMPANY, MarkKind.COMMODITY]
    assert [reading.kind for reading in check("CSQU3054383")] == [MarkKind.CONTAINER]


@settings(max_examples=25)
@given(st.text(max_size=20))
def test_any_text_has_a_reading_in_falling_order(text: str) -> None:
    """Nothing is refused; the order is by plausibility; candidates are shares."""
    readings = check(text)
    assert readings
    assert [reading.plausible for reading in readings] == sorted((reading.plausible for reading in readings), reverse=True)
    assert all(sum(found.weight for found in reading.candidates) <= 1 + 1e-9 for reading in readings)


@settings(max_examples=5)
@given(st.text(max_size=20))
def test_every_kind_can_be_asked_for(text: str) -> None:
    """With kinds, each gets its reading however implausible."""
    assert {reading.kind for reading in check(text, list(MarkKind))} == set(MarkKind)
    assert [reading.kind for reading in check(text, [MarkKind.ENGINE])] == [MarkKind.ENGINE]
