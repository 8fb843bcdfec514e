"""Thefts by week: counted by vehicle, no week invented, none that ended early called whole."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from vinculum.engine.door import Door
from vinculum.site.trend import Week, draw_chart, thefts_by_week


def test_vehicles_are_counted_by_the_week_of_their_report(bare_door: Door, made: SimpleNamespace) -> None:
    """Twenty vehicles over three weeks of March, the weeks from Monday; the same vehicle told twice counts once."""
    bare_door.run("CREATE TABLE more AS SELECT * FROM evidence.thefts UNION ALL SELECT * FROM evidence.thefts")
    bare_door.run("CREATE OR REPLACE VIEW evidence.thefts AS SELECT * FROM more")
    assert thefts_by_week(bare_door, made.as_at) == [
        Week(date(2026, 3, 2), 7, whole=True),
        Week(date(2026, 3, 9), 7, whole=True),
        Week(date(2026, 3, 16), 6, whole=True),
    ]


def test_a_week_that_had_not_ended_is_not_whole(bare_door: Door) -> None:
    """As at a Thursday, that week is part of a week, and later reports are not yet known."""
    weeks = thefts_by_week(bare_door, datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert weeks == [Week(date(2026, 3, 2), 7, whole=True), Week(date(2026, 3, 9), 4, whole=False)]


def test_a_week_between_reports_counts_nothing(bare_door: Door, made: SimpleNamespace) -> None:
    """A week without a report between two with some is a 0; before the first and after the last nothing is said."""
    bare_door.run(
        "CREATE TABLE fewer AS SELECT * FROM evidence.thefts WHERE reported_at < '2026-03-09' OR reported_at > '2026-03-16'"
    )
    bare_door.run("CREATE OR REPLACE VIEW evidence.thefts AS SELECT * FROM fewer")
    assert [week.vehicles for week in thefts_by_week(bare_door, made.as_at)] == [7, 0, 6]


def test_no_reports_make_no_chart() -> None:
    """A chart of nothing is not drawn."""
    assert draw_chart([]) is None


@pytest.mark.parametrize(
    ("most", "levels"),
    [(7, ["0", "2", "4", "6", "8"]), (1, ["0", "1"]), (2310, ["0", "500", "1,000", "1,500", "2,000", "2,500"])],
)
def test_columns_are_as_high_as_their_count(most: int, levels: list[str]) -> None:
    """Heights are in proportion, the axis starts at 0 and its steps are round."""
    weeks = [Week(date(2026, 3, 2), most, whole=True), Week(date(2026, 3, 9), 0, whole=True)]
    chart = draw_chart(weeks)
    assert chart is not None
    assert [words for _, words in chart.levels] == levels
    assert chart.columns[1].height == 0
    top_level, base_level = chart.levels[-1], chart.levels[0]
    a_vehicle = (base_level[0] - top_level[0]) / int(levels[-1].replace(",", ""))
    assert chart.columns[0].height == pytest.approx(most * a_vehicle, abs=0.11)
    assert chart.columns[0].y + chart.columns[0].height == pytest.approx(chart.base)
