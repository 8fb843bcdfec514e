"""Counts a week, this year over the year before, to show whether the curve has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import altair as alt

from vinculum.site.charts.spec import FIGURES, Column, Drawn, Reads, Spec, day_words, make_spec
from vinculum.site.charts.table import written
from vinculum.site.charts.theme import BEFORE, NOW

WEEKS_A_YEAR = 52
# A week still running is not drawn: it would look like a fall.
WHOLE, RUNNING = "whole", "still running"
THIS_YEAR, YEAR_BEFORE = "Last 52 weeks", "The 52 weeks before"


@dataclass(frozen=True, slots=True)
class WeekCount:
    """What was counted in the week from ``monday``; not ``whole`` while the week had not ended at the as-at time."""

    monday: date
    count: int
    whole: bool = True


def weeks_over_year_before(weeks: Sequence[WeekCount], what: str) -> Spec:
    """Return the line of the last 52 weeks over the 52 before them, each week above the one 52 weeks earlier.

    ``what`` names the things counted in the plural ("vehicles reported stolen"). Weeks are in order without gaps: ValueError if
    they are not, because a missing week is not a week of none. A week still running stands in the table alone.
    """
    for one, other in pairwise(weeks):
        if other.monday - one.monday != timedelta(days=7):
            raise ValueError(f"no count for the week between {one.monday} and {other.monday}: give every week")
    by_monday = {week.monday: week for week in weeks}
    shown = weeks[-WEEKS_A_YEAR:]
    rows = []
    for week in shown:
        before = by_monday.get(week.monday - timedelta(weeks=WEEKS_A_YEAR))
        compared = before.count if before and week.whole else None
        rows.append(
            {
                "week": week.monday.isoformat(),
                "told": f"Week from {day_words(week.monday)}",
                "count": week.count,
                "before": compared,
                "told_before": written(compared, Reads.COUNT),
                "state": WHOLE if week.whole else RUNNING,
            }
        )
    columns = (
        Column("week", "Week from", Reads.DAY),
        Column("count", what.capitalize(), Reads.COUNT),
        Column("before", "52 weeks before", Reads.COUNT),
        Column("state", "Week"),
    )
    return make_spec(_lines(what), rows, columns, _words(shown, what), height=260)


def _lines(what: str) -> Drawn:
    series = alt.Scale(domain=[THIS_YEAR, YEAR_BEFORE], range=[NOW, BEFORE])
    dash = alt.Scale(domain=[THIS_YEAR, YEAR_BEFORE], range=[[1, 0], [5, 3]])
    months = alt.Axis(format="%b %Y", tickCount="month", labelOverlap=True)
    across = alt.X("week:T", title=None, scale=alt.Scale(type="utc"), axis=months)
    whole = alt.Chart(FIGURES).transform_filter(f"datum.state === '{WHOLE}'")
    folded = whole.transform_fold(["count", "before"], as_=["field", "number"]).transform_filter("datum.number !== null")
    named = folded.transform_calculate(series=f"datum.field === 'count' ? '{THIS_YEAR}' : '{YEAR_BEFORE}'")
    lines = named.mark_line().encode(
        x=across,
        y=alt.Y("number:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1)),
        color=alt.Color("series:N", scale=series),
        strokeDash=alt.StrokeDash("series:N", scale=dash),
    )
    told = [
        alt.Tooltip("told:N", title="When"),
        alt.Tooltip("count:Q", title=what.capitalize(), format=","),
        alt.Tooltip("told_before:N", title="52 weeks before"),
    ]
    points = whole.mark_point(filled=True, size=34, color=NOW, opacity=1).encode(x=across, y="count:Q", tooltip=told)
    return alt.layer(lines, points)


def _words(weeks: Sequence[WeekCount], what: str) -> str:
    whole = [week for week in weeks if week.whole]
    if not whole:
        return f"{what.capitalize()} a week: no whole week is held."
    low, high, last = min(week.count for week in whole), max(week.count for week in whole), whole[-1]
    return (
        f"{what.capitalize()} a week from {day_words(whole[0].monday)} to the week of {day_words(last.monday)}: "
        f"between {low:,} and {high:,}, {last.count:,} in the last whole week."
    )
