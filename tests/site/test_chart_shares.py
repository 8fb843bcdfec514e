"""The chart of a share over time: its table says what was counted, its words what it shows, and a shift is marked."""

from datetime import date

from vinculum.site.charts.shares import SHIFTED, SharePoint, share_by_period
from vinculum.site.charts.still import to_svg
from vinculum.site.charts.table import table_of

POINTS = [
    SharePoint(date(2026, 1, 1), 1, 20),
    SharePoint(date(2026, 2, 1), 0, 0),
    SharePoint(date(2026, 3, 1), 9, 30, shifted=True),
]


def test_the_table_counts_and_calls_the_unknown_unknown() -> None:
    """A period in which nothing was counted has no share; it is never zero."""
    _, rows = table_of(share_by_period(POINTS, "Share of finds", "month"))
    assert [[cell for cell, _ in row] for row in rows] == [
        ["1 January 2026", "1", "20", "5.0%", ""],
        ["1 February 2026", "0", "0", "not known", ""],
        ["1 March 2026", "9", "30", "30.0%", SHIFTED],
    ]


def test_the_words_say_range_last_and_shift() -> None:
    """Somebody who does not see the drawing is told the range, the last share, and where a new level begins."""
    spec = share_by_period(POINTS, "Share of finds", "month")
    assert spec["description"] == (
        "Share of finds by month: between 5.0% and 30.0%, 30.0% last. A new level begins with the month from 1 March 2026."
    )
    assert "No shift is told." in share_by_period(POINTS[:2], "Share of finds", "month")["description"]
    assert "nothing was counted" in share_by_period([], "Share of finds", "month")["description"]
    assert to_svg(spec).startswith("<svg")
