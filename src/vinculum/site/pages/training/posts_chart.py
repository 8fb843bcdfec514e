"""Posts over time: how many of a desk are paid for, day by day, with what is already known of the days to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt

from vinculum.desk.programme.training.posts import Step
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.charts.spec import FIGURES, Column, Reads, day_words, make_spec
from vinculum.site.charts.theme import BEFORE, NOW

TO_COME = "to come"


def show_posts(id_: str, title: str, steps: Sequence[Step], today: date) -> ShownChart:
    """Return the chart of a desk: one step a change; the last number reaches until a year from today."""
    rows = [{"on": step.on.isoformat(), "posts": step.posts, "known": TO_COME if step.on > today else "so far"} for step in steps]
    across = alt.X("on:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", labelOverlap=True))
    up = alt.Y("posts:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickMinStep=1, format="d"))
    told = [
        alt.Tooltip("on:T", title="From"),
        alt.Tooltip("posts:Q", title="Posts paid for"),
        alt.Tooltip("known:N", title="Days"),
    ]
    line = alt.Chart(FIGURES).mark_line(interpolate="step-after", color=BEFORE).encode(x=across, y=up)
    points = alt.Chart(FIGURES).mark_point(filled=True, size=60, color=NOW, opacity=1).encode(x=across, y=up, tooltip=told)
    columns = (Column("on", "From", Reads.DAY), Column("posts", "Posts paid for", Reads.COUNT), Column("known", "Days"))
    now = next((step.posts for step in reversed(steps) if step.on <= today), 0)
    words = f"Posts of {title} that are paid for: {now} on {day_words(today)}, {len(rows)} changes."
    return show_chart(id_, title, make_spec(alt.layer(line, points), rows, columns, words, height=160))
