import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.candidates import read_candidates
from vinculum.marks.formats import VrmClass, formats
from vinculum.marks.vrm import age_window, display_vrm, parse_vrm

LIBRARY_CLASSES = {
    "Diplomatic": VrmClass.DIPLOMATIC,
    "GB1903": VrmClass.DATELESS_1903,
    "GB1932": VrmClass.DATELESS_1932,
    "GB1963": VrmClass.SUFFIX,
    "GB1983": VrmClass.PREFIX,
    "GB2001": VrmClass.CURRENT,
    "Military": VrmClass.MILITARY,
    "NI1903": VrmClass.NI,
    "NI1966": VrmClass.NI,
}


def agrees(case: dict[str, str]) -> bool:
    """Return whether this room reads a case as the library that it comes from does."""
    check, text, expected = case["check"], case["input"], case["expected"]
    vrm = parse_vrm(text)
    valid = case["expectation"] == "valid"
    kind, _, library_class = check.partition(":")
    match kind:
        case "parse_strict":
            same = (LIBRARY_CLASSES[library_class] in vrm.readings) == valid
        case "pretty_print":
            same = display_vrm(vrm) == expected
        case "age_identifier":
            year, first_half = expected.split(" first_half=")
            window = age_window(text)
            same = window is not None and window[0] == date(int(year), 3 if first_half == "true" else 9, 1)
        case "valid_chars":
            same = vrm.well_formed == valid
        case "normalise":
            same = vrm.normal == expected
        case "ocr_substitution_candidates":
            listed = set(expected.split(";")) - {""}
            offered = [found.value for found in read_candidates(text, 50)]
            shaped = {value for value in listed if parse_vrm(value).well_formed}
            same = shaped <= set(offered) and (not listed or offered[0] in listed)
        case _:  # info and coerce_fuzzy print the library's own structures: whether it found anything, and of which class
            found = [LIBRARY_CLASSES[name] for name in LIBRARY_CLASSES if f"&{name}{{" in expected]
            best = parse_vrm(next((candidate.value for candidate in read_candidates(text, 1)), ""))
            same = (best.vrm_class in found) if found else not best.well_formed
    return same


def cases(real_data: Path) -> list[dict[str, str]]:
    with (real_data / "vrm" / "uk_vrm_test_cases.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# Where this room disagrees with the library, and why (docs/decisions/0003).
STRIPPED = "punctuation is stripped, not refused: a mark copied from a form or a page carries it"
DISAGREEMENTS = {
    ("parse_strict:NI1903", "1!!!AI"): STRIPPED,
    ("parse_strict:NI1966", "!BI1234"): STRIPPED,
    ("info", "LB07 SEO"): "a mark need not be normalised before it is read",
    ("info", "ABI1234", "GB2001Only"): "every class is tried; none can be switched off",
    ("coerce_fuzzy (all formats unless note)", "ABI 1234", "GB2001Only"): "every class is tried; none can be switched off",
    ("ocr_substitution_candidates", "LBO7SE0", "Prefix prefix=Foo"): "candidates carry no prefix",
}


def test_plates_are_read_as_the_library_reads_them_but_for_six(real_data: Path) -> None:
    """Of 149 cases, the ones read otherwise are exactly those of decision 0003."""
    rows = cases(real_data)
    otherwise = {(row["check"], row["input"], row["note"]) for row in rows if not agrees(row)}
    expected = {
        (row["check"], row["input"], row["note"])
        for row in rows
        if (row["check"], row["input"]) in DISAGREEMENTS or (row["check"], row["input"], row["note"]) in DISAGREEMENTS
    }
    assert len(rows) == 149
    assert expected == otherwise
    assert len(expected) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LB07 SEO", VrmClass.CURRENT),
        ("AB50CDE", VrmClass.CURRENT),
        ("AB00CDE", VrmClass.CURRENT),
        ("A123 BCD", VrmClass.PREFIX),
        ("ABC 123D", VrmClass.SUFFIX),
        ("Q123 ABC", VrmClass.Q),
        ("QNI 1234", VrmClass.Q),
        ("ABC 123", VrmClass.DATELESS_1932),
        ("123 ABC", VrmClass.DATELESS_1932),
        ("AB 1234", VrmClass.DATELESS_1903),
        ("1234 AB", VrmClass.DATELESS_1903),
        ("AXZ 1234", VrmClass.NI),
        ("123 D 456", VrmClass.DIPLOMATIC),
        ("123 X 456", VrmClass.DIPLOMATIC),
        ("11 AA 11", VrmClass.MILITARY),
        ("AA 11 AA", VrmClass.MILITARY),
        ("01234", VrmClass.TRADE),
        ("012 AB", VrmClass.TRADE),
        ("MAN 123", VrmClass.CROWN),
        ("AMN 123A", VrmClass.CROWN),
        ("J 12345", VrmClass.CROWN),
        ("12345", VrmClass.CROWN),
        ("G 1234 A", VrmClass.CROWN),
        ("12-D-12345", VrmClass.FOREIGN),
        ("AB-123-CD", VrmClass.FOREIGN),
        ("AB01CDE", VrmClass.FOREIGN),  # 01 was never issued; Romania writes so
        ("LBO7SEO", VrmClass.UNKNOWN),
        ("", VrmClass.UNKNOWN),
    ],
)
def test_each_class_has_its_shape(text: str, expected: VrmClass) -> None:
    """The eleven classes of DOMAIN 3.2; what fits none of them is foreign or unknown, not an error."""
    assert expected is parse_vrm(text).vrm_class


@pytest.mark.parametrize("text", ["IB07SEO", "LB07SEI", "LQ07SEO", "ZB07SEO"])
def test_letters_that_a_current_mark_never_holds(text: str) -> None:
    """No I, Q or Z in the tag, no I or Q in the serial."""
    assert VrmClass.CURRENT not in parse_vrm(text).readings


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("AB02CDE", date(2002, 3, 1), date(2002, 8, 31)),
        ("AB51CDE", date(2001, 9, 1), date(2002, 2, 28)),
        ("AB73CDE", date(2023, 9, 1), date(2024, 2, 29)),
        ("AB00CDE", date(2050, 9, 1), date(2051, 2, 28)),
        ("Y123ABC", date(2001, 3, 1), date(2001, 8, 31)),
        ("A123ABC", date(1983, 8, 1), date(1984, 7, 31)),
        ("ABC123Y", date(1982, 8, 1), date(1983, 7, 31)),
        ("ABC123A", date(1963, 2, 1), date(1963, 12, 31)),
    ],
)
def test_the_age_identifier_says_when_a_mark_was_new(text: str, first: date, last: date) -> None:
    """March to August YY, September to February YY + 50; letters by their years."""
    vrm = parse_vrm(text)
    assert (first, last) == (vrm.issued_from, vrm.issued_to)


def test_every_day_since_2001_has_one_current_age_identifier() -> None:
    """The windows of the current style follow each other without a gap until February 2051."""
    windows = sorted(window for age in range(100) if (window := age_window(f"{age:02}")) is not None)
    assert windows[0][0] == date(2001, 9, 1)
    assert windows[-1][1] == date(2051, 2, 28)
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(windows))


def test_where_a_mark_was_issued() -> None:
    """A memory tag names a region and an office, an NI area code a county; other codes say so."""
    assert (parse_vrm("LB07SEO").region, parse_vrm("LB07SEO").office) == ("London", "Wimbledon")
    assert parse_vrm("AXZ1234").region == "Armagh"
    assert "not one that is issued by area" in parse_vrm("JA07SEO").notes[0]
    assert "Republic of Ireland" in " ".join(parse_vrm("AI1234").notes)
    assert "personal export mark" in parse_vrm("XA07SEO").notes


def test_a_mark_from_the_future_is_noted() -> None:
    """With a date, an age identifier that had not been issued by then is noted; without one there is no clock to ask."""
    assert any("first issued on 2047-09-01" in note for note in parse_vrm("LB97SEO", date(2026, 11, 1)).notes)
    assert not parse_vrm("LB97SEO").notes


def test_unknown_characters_leave_the_shapes_that_still_fit() -> None:
    """A mark with ? is not well-formed but keeps every class that it may have."""
    vrm = parse_vrm("L?07SEO")
    assert vrm.normal == "L?07SEO"
    assert not vrm.well_formed
    assert vrm.readings[0] is VrmClass.CURRENT
    assert VrmClass.PREFIX in vrm.readings
    assert "1 unknown character(s)" in vrm.notes


SHAPES = st.sampled_from([(shape, template) for shape in formats() for template in shape.templates]).flatmap(
    lambda drawn: st.tuples(st.just(drawn[0].vrm_class), st.tuples(*(st.sampled_from(allowed) for allowed in drawn[1])))
)


@given(SHAPES, st.integers(0, 8))
def test_hiding_a_character_never_hides_the_class(drawn: tuple[VrmClass, tuple[str, ...]], at: int) -> None:
    """A mark made to a shape reads as its class, and still may with any one character unknown."""
    vrm_class, characters = drawn
    text = "".join(characters)
    hidden = text[: at % len(text)] + "?" + text[at % len(text) + 1 :]
    assert vrm_class in parse_vrm(text).readings
    assert set(parse_vrm(text).readings) <= set(parse_vrm(hidden).readings)
