"""3x5x2 grades: read as written, and refused where they cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.grades import (
    ActionCode,
    Assessment,
    BadGrade,
    Grade,
    SanitisationCode,
    Source,
    faults_of,
    read_grade,
)

GRADES = st.builds(
    Grade,
    st.sampled_from(Source),
    st.sampled_from(Assessment),
    st.sampled_from(Handling),
    st.none() | st.sampled_from(ActionCode),
    st.none() | st.sampled_from(SanitisationCode),
    st.sampled_from(["", "Ask the originator."]),
)


@pytest.mark.parametrize("text", ["1/B/C", "1BC", "1 b c", " 1-B-C "])
def test_a_grade_is_read_however_it_is_written(text: str) -> None:
    """Slashes, spaces and capitals do not matter."""
    assert read_grade(text) == (Source.RELIABLE, Assessment.CORROBORATED, Handling.CONDITIONS)


@pytest.mark.parametrize("text", ["", "4/A/P", "1/F/P", "1/A/Q", "1/A", "A/1/P", "1/A/PP"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    """The sentence names the text."""
    with pytest.raises(BadGrade, match="is no 3x5x2 grade"):
        read_grade(text)


@given(GRADES)
def test_conditions_stand_under_c_alone_and_there_whole(grade: Grade) -> None:
    """Under C all three of words, action and sanitisation; under P none of them (DOMAIN 2.1)."""
    told = [bool(grade.conditions), grade.action is not None, grade.sanitisation is not None]
    impossible = grade.source is Source.NOT_RELIABLE and grade.assessment is Assessment.CORROBORATED
    fits = (all(told) if grade.handling is Handling.CONDITIONS else not any(told)) and not impossible
    assert fits == (list(faults_of(grade)) == [])
    assert read_grade(grade.written) == (grade.source, grade.assessment, grade.handling)


@given(GRADES)
def test_two_grades_need_a_note(grade: Grade) -> None:
    """1 with E, and 3 with A."""
    assert grade.needs_note == (f"{grade.source}{grade.assessment}" in {"1E", "3A"})
