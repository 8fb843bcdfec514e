"""A column that has one of some values: one value is compared with, several are looked up in a list."""

import pytest

from vinculum.engine.door import Door, Limits
from vinculum.engine.named import is_one_of


@pytest.mark.parametrize("wanted", [[], ["b"], ["a", "c"]])
def test_the_rows_are_those_of_the_values(wanted: list[str]) -> None:
    """None, one or several: the condition holds for them and for nothing else."""
    with Door(Limits(threads=1)) as door:
        door.run("CREATE TABLE told AS SELECT unnest(['a', 'b', 'c']) AS mark")
        condition, values = is_one_of("mark", wanted, "marks")
        found = door.ask_rows(f"SELECT mark FROM told WHERE {condition} ORDER BY mark", values)
    assert [row["mark"] for row in found] == wanted
