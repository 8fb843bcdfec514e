import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.columns import fold_column, key_column
from vinculum.marks.fold import fold
from vinculum.marks.pack import pack

MARKS = st.text(alphabet="ABZabz0159 -.*?ОоΑÜ／Ａ１٣", max_size=20) | st.text(max_size=20)  # noqa: RUF001  look-alikes are the point
COLUMNS = st.lists(st.none() | MARKS, max_size=40)


@given(COLUMNS, st.sampled_from([pa.string(), pa.large_string(), pa.string_view()]))
def test_a_column_folds_as_its_rows_do(texts: list[str | None], kind: pa.DataType) -> None:
    """fold_column is fold on every row; null stays null."""
    expected = [None if text is None else fold(text) for text in texts]
    assert expected == fold_column(pa.array(texts, type=kind)).to_pylist()


@given(COLUMNS)
def test_a_column_packs_as_its_rows_do(texts: list[str | None]) -> None:
    """key_column is pack on every row; null and empty are 0."""
    expected = [pack(text or "") for text in texts]
    assert expected == key_column(pa.array(texts, type=pa.string())).tolist()


@given(COLUMNS, st.integers(0, 10), st.integers(0, 10))
def test_a_slice_of_a_column_is_read_where_it_stands(texts: list[str | None], start: int, length: int) -> None:
    """An Arrow slice shares its parent's buffers; the rows outside it play no part."""
    part = pa.array(texts, type=pa.string()).slice(start, length)
    assert [None if text is None else fold(text) for text in part.to_pylist()] == fold_column(part).to_pylist()
    assert [pack(text or "") for text in part.to_pylist()] == key_column(part).tolist()


@given(st.lists(COLUMNS, max_size=4))
def test_chunks_and_dictionaries_are_read_whole(parts: list[list[str | None]]) -> None:
    """A chunked or dictionary column gives what the plain one gives."""
    flat = pa.array([text for part in parts for text in part], type=pa.string())
    chunked = pa.chunked_array([pa.array(part, type=pa.string()) for part in parts], type=pa.string())
    assert fold_column(flat).to_pylist() == fold_column(chunked).to_pylist()
    assert key_column(flat).tolist() == key_column(chunked).tolist()
    assert fold_column(flat).to_pylist() == fold_column(flat.dictionary_encode()).to_pylist()


def test_a_column_of_nulls_has_no_marks() -> None:
    """An untyped column of nulls folds to nulls and packs to zeros."""
    nothing = pa.nulls(3)
    assert fold_column(nothing).to_pylist() == [None, None, None]
    assert np.array_equal(key_column(nothing), np.zeros(3, dtype=np.int64))


def test_numbers_are_not_marks() -> None:
    """A column of numbers is a mistake of the caller, named as one."""
    with pytest.raises(TypeError, match="holds text, not int64"):
        key_column(pa.array([1, 2]))
