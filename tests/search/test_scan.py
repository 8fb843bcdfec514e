"""The compiled search for near texts agrees with counting differences one by one."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.text_columns import text_rows
from vinculum.search.scan import rows_near

texts = st.text(alphabet="AB8", max_size=7)


def near(text: str, read: str) -> bool:
    """Say slowly whether two texts differ in at most two places, or by one character more or less."""
    if len(text) == len(read):
        return sum(one != other for one, other in zip(text, read, strict=True)) <= 2
    longer, shorter = sorted((text, read), key=len, reverse=True)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


@settings(deadline=None)  # the first call compiles
@given(texts, st.lists(texts, max_size=40))
def test_near_is_two_places_or_one_character(read: str, others: list[str]) -> None:
    """None missed, none too many."""
    offsets, data = text_rows(pa.array(others, type=pa.string()))
    found = rows_near(offsets, data, read, np.arange(len(others), dtype=np.int64))
    assert [at for at, text in enumerate(others) if near(text, read)] == found.tolist()
