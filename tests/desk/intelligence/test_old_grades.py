"""Grades of other schemes: what was given stays to the letter, and becomes what the map says."""

from itertools import product

import pytest

from vinculum.desk.intelligence.grades import BadGrade, faults_of
from vinculum.desk.intelligence.old_grades import schemes, take_in

# DOMAIN 2.1: source A, B, C to 1, E to 2, D to 3; information 1, 2 to A, 3 to B, 4 to D, 5 to E; handling 1-3 to P, 4-5 to C.
SOURCES = {"A": "1", "B": "1", "C": "1", "D": "3", "E": "2"}
INFORMATION = {"1": "A", "2": "A", "3": "B", "4": "D", "5": "E"}
HANDLING = {"1": "P", "2": "P", "3": "P", "4": "C", "5": "C"}


@pytest.mark.parametrize("parts", list(product(SOURCES, INFORMATION, HANDLING)), ids="".join)
def test_every_grade_of_5x5x5_is_taken_in(parts: tuple[str, str, str]) -> None:
    """All 125, each with its own string unchanged; source C carries a caution."""
    source, information, handling = parts
    given = f"{source}{information}{handling}"
    taken = take_in(given, "5x5x5")
    assert taken.as_given == given
    assert taken.grade.written == f"{SOURCES[source]}/{INFORMATION[information]}/{HANDLING[handling]}"
    assert ("sometimes reliable" in taken.caution) == (source == "C")
    assert [name for name, _ in faults_of(taken.grade) if name != "assessment"] == []


def test_admiralty_has_no_handling_so_it_comes_under_conditions() -> None:
    """Nobody said who may have it: the strictest reading stands until somebody does."""
    taken = take_in("B2", "admiralty")
    assert (taken.as_given, taken.grade.written, taken.grade.conditions) == (
        "B2", "1/C/C", "The scheme has no handling code; ask whoever sent it.",
    )  # fmt: skip


@pytest.mark.parametrize(("text", "scheme"), [("F11", "5x5x5"), ("A6", "5x5x5"), ("G1", "admiralty"), ("A7", "admiralty")])
def test_what_the_scheme_does_not_have_is_refused(text: str, scheme: str) -> None:
    """The sentence names the scheme."""
    with pytest.raises(BadGrade, match="is no grade of"):
        take_in(text, scheme)
    assert scheme in schemes()
