import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.compare import compare_marks
from vinculum.marks.pack import ALPHABET

MARKS = st.text(alphabet=ALPHABET + "?", max_size=10)


@given(MARKS, MARKS)
def test_comparison_is_symmetric_and_the_sum_of_its_parts(left: str, right: str) -> None:
    """Which mark comes first does not matter; nothing is in the weight that is not in a part."""
    one, other = compare_marks(left, right), compare_marks(right, left)
    assert one.weight == pytest.approx(other.weight)
    assert one.weight == pytest.approx(sum(part.weight for part in one.parts))


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=10), st.integers(0, 9), st.sampled_from(ALPHABET))
def test_a_mark_is_most_like_itself(mark: str, at: int, other: str) -> None:
    """No change of one character makes a mark more like the first than it is."""
    at %= len(mark)
    assert compare_marks(mark, mark).weight >= compare_marks(mark, mark[:at] + other + mark[at + 1 :]).weight


def test_confusable_characters_weigh_less_against() -> None:
    """8 for B says less against one mark than X for B."""
    assert compare_marks("AB12CDE", "A812CDE").weight > compare_marks("AB12CDE", "AX12CDE").weight


def test_an_unknown_character_says_nothing() -> None:
    """? neither speaks for nor against."""
    comparison = compare_marks("???", "ABC")
    assert comparison.weight == pytest.approx(0, abs=1e-9)
    assert comparison.reason == "says little: 0 of 3 characters agree, 3 unknown"


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("LB07SEO", "LBO7SEO", "speaks for one mark: 6 of 7 characters agree, 0 against O at 3"),
        ("LB07SE", "LB07SEO", "speaks for one mark: 6 of 7 characters agree, nothing against O at 6"),
        ("LB0?SEO", "LB07SEO", "speaks for one mark: 6 of 7 characters agree, 1 unknown"),
        ("AB12", "XY12", "says little: 2 of 4 characters agree, A against X at 1, B against Y at 2"),
    ],
)
def test_the_reason_can_be_read_out(left: str, right: str, reason: str) -> None:
    """What agrees, what differs and where, what is unknown."""
    assert reason == compare_marks(left, right).reason


def test_vins_of_one_model_share_their_first_half() -> None:
    """Two cars of one model agree in eleven characters: that says little, though as serials it would say much."""
    same_model = compare_marks("WVWZZZ3CZEE140287", "WVWZZZ3CZEE991624")
    assert abs(same_model.weight) < 3
    assert compare_marks("WVWZZZ3CZEE140287", "WVWZZZ3CZEE140281").weight > 20
