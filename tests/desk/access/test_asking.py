"""Whether a question may be asked, and whether it would be answered alike if it were asked again."""

import pytest

from vinculum.desk.access.asking import VARYING, check
from vinculum.engine.door import Door, Limits


@pytest.mark.parametrize(
    ("query", "repeatable"),
    [
        ("SELECT count(*) FROM picture.leads WHERE kind = $kind", True),
        ("WITH few AS (SELECT * FROM picture.leads) SELECT * FROM few", True),
        ("SELECT * FROM picture.leads AS l JOIN _wanted AS w ON w.id = l.id", False),
        ("SELECT * FROM picture.leads WHERE cold_at > now()", False),
        ("SELECT * FROM picture.leads WHERE cold_at > current_date", False),
        ("SELECT * FROM picture.leads ORDER BY random()", False),
        ("SELECT * FROM picture.leads USING SAMPLE 3 ROWS", False),
    ],
)
def test_what_else_than_the_catalog_decides_is_not_repeatable(query: str, repeatable: bool) -> None:  # noqa: FBT001 - a column of the table
    """The clock, chance, and what a page offered to its own door: with those an answer is not kept."""
    assert check(query).is_repeatable is repeatable


def test_every_function_that_varies_is_known() -> None:
    """Of all functions of this engine, each that it does not call consistent has a name that is told apart."""
    with Door(Limits(threads=1)) as door:
        rows = door.ask_rows("SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'")
    assert [row["name"] for row in rows if not VARYING.search(row["name"])] == []
