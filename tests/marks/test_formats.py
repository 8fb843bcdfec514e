import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.formats import VrmClass, expand_pattern, fits, formats
from vinculum.marks.pack import ALPHABET


def test_a_pattern_expands_to_one_template_a_length() -> None:
    """Repeats give templates of every length, shortest first; sets are written out in order."""
    assert expand_pattern(r"Q[1-3]\d{0,1}") == (("Q", "123"), ("Q", "123", "0123456789"))


@pytest.mark.parametrize("pattern", ["A+", "(A|B)", "A{2", "a", "[A-"])
def test_what_the_language_cannot_say_is_refused(pattern: str) -> None:
    """A pattern beyond the small language is a mistake in the table, named by its place."""
    with pytest.raises(ValueError, match="cannot read"):
        expand_pattern(pattern)


@given(st.sampled_from(formats()), st.text(alphabet=ALPHABET, max_size=9))
def test_templates_say_what_the_expression_says(shape: object, text: str) -> None:
    """The two readings of one pattern agree on every text."""
    assert hasattr(shape, "expression")
    assert hasattr(shape, "templates")
    assert (shape.expression.fullmatch(text) is not None) == any(fits(template, text) for template in shape.templates)


def test_every_british_class_has_a_shape() -> None:
    """Eleven classes and the foreign one stand in the table; unknown is what is left."""
    assert set(VrmClass) - {VrmClass.UNKNOWN} == {shape.vrm_class for shape in formats()}
    assert len(set(VrmClass)) == 13
