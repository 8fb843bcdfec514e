import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.misread import MisreadKind, default_confusion, misread_log_likelihood
from vinculum.marks.misread_columns import misread_log_likelihoods

MARKS = st.text(alphabet="ABDIOQ0158?- ", max_size=10)


@given(st.lists(st.tuples(MARKS, MARKS), max_size=20), st.sampled_from(MisreadKind))
def test_a_column_of_pairs_is_weighed_as_its_rows_are(pairs: list[tuple[str, str]], kind: MisreadKind) -> None:
    """misread_log_likelihoods is misread_log_likelihood on every row."""
    channel = default_confusion(kind)
    columns = [pa.array([pair[side] for pair in pairs], type=pa.string()) for side in (0, 1)]
    expected = [misread_log_likelihood(true, read, channel) for true, read in pairs]
    assert misread_log_likelihoods(columns[0], columns[1], channel).tolist() == pytest.approx(expected)


def test_columns_must_go_together() -> None:
    """Two columns of different length are a mistake of the caller."""
    with pytest.raises(ValueError, match="1 true marks cannot be paired with 2 readings"):
        misread_log_likelihoods(pa.array(["A"]), pa.array(["A", "B"]))
