import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso6346

from vinculum.marks.container import (
    ContainerClass,
    check_digit,
    container_candidates,
    display_container,
    is_valid,
    parse_container,
    size_types,
)
from vinculum.marks.fold import DIGITS, LETTERS

NUMBERS = st.builds(
    lambda owner, category, serial: f"{owner}{category}{serial}{check_digit(owner + category + serial)}",
    st.text(alphabet=LETTERS, min_size=3, max_size=3),
    st.sampled_from("UJZ"),
    st.text(alphabet=DIGITS, min_size=6, max_size=6),
)


def test_numbers_of_four_libraries(real_data: Path) -> None:
    """Every case of the file reads as its library reads it."""
    with (real_data / "trade" / "iso6346_test_cases.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 19
    for row in rows:
        container = parse_container(row["container_no"])
        if row["expectation"] == "generate_check_digit":
            assert row["detail"] == container_candidates(row["container_no"])[0].value
        elif row["expectation"] == "format_box":
            assert row["detail"] == display_container(container.normal)
        else:
            assert container.well_formed == (row["expectation"] == "valid"), row["container_no"]


@given(NUMBERS)
def test_check_digits_agree_with_an_independent_library(number: str) -> None:
    """The check digit is the one that python-stdnum computes."""
    assert iso6346.is_valid(number)
    assert parse_container(number).well_formed


@given(NUMBERS, st.integers(0, 10), st.data())
def test_a_changed_character_is_repaired(number: str, at: int, data: st.DataObject) -> None:
    """Whatever one character is changed to, if the result fails the true number is among the repairs."""
    read = number[:at] + data.draw(st.sampled_from(LETTERS + DIGITS + "?")) + number[at + 1 :]
    offered = [found.value for found in container_candidates(read, 100)]
    assert is_valid(read) or number in offered
    assert all(is_valid(value) for value in offered)


@given(NUMBERS, st.integers(0, 10))
def test_repairs_are_shares(number: str, at: int) -> None:
    """Weights fall and sum to at most 1."""
    weights = [found.weight for found in container_candidates(number[:at] + "?" + number[at + 1 :], 100)]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) <= 1 + 1e-9


def test_a_number_from_the_press_is_put_right() -> None:
    """Of "UACN 548368/1" the fourth letter must be U, J or Z, and the check digit says which."""
    assert not parse_container("UACN 548368/1").well_formed
    best = container_candidates("UACN 548368/1")[0]
    assert (best.value, best.why) == ("UACU5483681", "N at position 4 is U")


def test_swapped_characters_are_repaired() -> None:
    """Two neighbours the wrong way round, as people write them."""
    assert "CSQU3054383" in [found.value for found in container_candidates("CSQU3045383", 100)]


def test_the_category_letter_is_the_class() -> None:
    """U is a freight container, J detachable equipment, Z a trailer or chassis."""
    classes = [parse_container(number).container_class for number in ("CSQU3054383", "CSQJ3054383", "CSQZ3054383", "TEST")]
    assert classes == [ContainerClass.FREIGHT, ContainerClass.DETACHABLE, ContainerClass.TRAILER, ContainerClass.UNKNOWN]


def test_what_a_number_says() -> None:
    """Owner and operator, what is wrong, and the check digit where it is missing."""
    assert (parse_container("csqu 305438-3").owner, parse_container("CSQU3054383").operator) == ("CSQ", "COSCO")
    assert parse_container("CSQU3054384").notes == ("check digit is 4, computed 3",)
    assert parse_container("CMAU511087").notes == ("check digit missing: computed 5",)
    assert "remainder 10" in parse_container("FELU0000020").notes[0]
    assert parse_container("").notes[0].startswith("not the shape")


@pytest.mark.parametrize(("code", "length", "kind"), [("22G1", 20, "general"), ("45G1", 40, "general"), ("L5G1", 45, "general")])
def test_size_type_codes(code: str, length: int, kind: str) -> None:
    """A size-type code names length in feet and type."""
    assert (length, kind) == (size_types()[code].length_ft, size_types()[code].type)
