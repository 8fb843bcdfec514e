"""Published tables: read whole, or refused with the line, the column and what to do."""

from datetime import date

import pytest

from vinculum.desk.programme.impact.series import SeriesRefused, month_of, read_series

LONG = 'area,month,count\nEssex,2026-01,120\nKent,2026-01,90\nEssex,2026-02,"1,130"\nKent,2026-02,0\n'
WIDE = "area,offence,202601,2026-02\nEssex,theft of,100,110\nEssex,taking,20,20\nKent,theft of,90,0\n"


def test_a_long_table_is_read() -> None:
    """A row an area and month."""
    panel = read_series(LONG)
    assert (panel.areas, panel.months) == (("Essex", "Kent"), (date(2026, 1, 1), date(2026, 2, 1)))
    assert panel.counts.tolist() == [[120, 1130], [90, 0]]


def test_a_wide_table_is_added_up_by_area() -> None:
    """A column a month; rows of the same area are added, and only those asked for are taken."""
    assert read_series(WIDE).counts.tolist() == [[120, 130], [90, 0]]
    assert read_series(WIDE, only={"offence": "theft of"}).counts.tolist() == [[100, 110], [90, 0]]


def test_a_byte_order_mark_and_empty_lines_are_no_fault() -> None:
    """Spreadsheets write both."""
    assert read_series("\ufeff" + LONG.replace("Kent,2026-01", "\nKent,2026-01")).counts.tolist() == [[120, 1130], [90, 0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("area,month,count\n", "no rows below its header"),
        ("force,month,count\nEssex,2026-01,1\n", "no column “area”. The columns are: force, month, count"),
        ("area,area,2026-01\nA,B,1\n", "Two columns are called “area”"),
        ("area,number\nEssex,1\n", "neither a column a month"),
        ("area,month,count\nEssex,January,1\n", "Line 2, column “month”: “January” is not a month"),
        ("area,month,count\nEssex,2026-13,1\n", "“2026-13” is not a month"),
        ("area,month,count\nEssex,2026-01,many\n", "Line 2, column “count”: “many” is not a count"),
        ("area,month,count\nEssex,2026-01,-1\n", "“-1” is not a count"),
        ("area,month,count\nEssex,2026-01,1.5\n", "“1.5” is not a count"),
        ("area,month,count\nEssex,2026-01,\n", "“” is not a count"),
        ("area,month,count\nEssex,2026-01,99999999999\n", "is not a count"),
        ("area,month,count\n ,2026-01,1\n", "Line 2, column “area”: the area is missing"),
        ("area,month,count\nEssex,2026-01,1\nEssex,2026-01,2\n", "Line 3: Essex has a count for January 2026 already"),
        (
            "area,month,count\nEssex,2026-01,1\nEssex,2026-03,2\n",
            "Essex has no count for February 2026. What is not known is not 0",
        ),
        ("area,month,count\nEssex,2026-01,1\nKent,2026-01,1\nEssex,2026-02,1\n", "Kent has no count for February 2026"),
        ("area,2026-01\nEssex,1,2\n", "Line 2 has 3 cells, the header has 2"),
        ('area,2026-01\n"Essex,1\n', "this is not a CSV table"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, words: str) -> None:
    """Each fault in one sentence, with its place."""
    with pytest.raises(SeriesRefused, match=words):
        read_series(text)


def test_a_choice_of_rows_that_leaves_none_is_refused() -> None:
    """A misspelt offence is not an empty table."""
    with pytest.raises(SeriesRefused, match="No row has “theft” in the column “offence”"):
        read_series(WIDE, only={"offence": "theft"})


def test_months_are_known_by_three_spellings() -> None:
    """And by nothing else."""
    assert {month_of(told) for told in ("2026-03", "202603", "2026-03-01")} == {date(2026, 3, 1)}
    assert [month_of(told) for told in ("2026-3", "03/2026", "999901", "2026-00")] == [None, None, None, None]
