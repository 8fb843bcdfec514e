"""The funnel: each force at what was expected of it, against what was seen, inside the limits of chance. No force has a rank."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from vinculum.desk.programme.funding.costing import Beside
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.charts.spec import FIGURES, Column, make_spec
from vinculum.site.charts.theme import BEFORE, NOW


def show_funnel(beside: Sequence[Beside], what: str) -> ShownChart:
    """Return the chart of places whose expected number is known; ``what`` names what was counted."""
    rows = [
        {
            "place": one.place, "observed": one.observed, "expected": round(one.expected or 0, 1),
            "ratio": round(one.ratio or 0, 2),
            "low": round(one.low or 0, 2), "high": round(one.high or 0, 2), "drawn": round(one.drawn or 0, 2),
        }
        for one in sorted(beside, key=lambda one: (one.expected or 0, one.place))
    ]  # fmt: skip
    across = alt.X("expected:Q", title="Expected from its share of thefts", scale=alt.Scale(zero=True))
    told = [
        alt.Tooltip("place:N", title="Force"),
        alt.Tooltip("observed:Q", title=what),
        alt.Tooltip("expected:Q", title="Expected"),
        alt.Tooltip("ratio:Q", title="Seen over expected"),
    ]
    spans = (
        alt.Chart(FIGURES)
        .mark_rule(color=BEFORE, strokeWidth=3)
        .encode(x=across, y=alt.Y("low:Q", title="Seen over expected", scale=alt.Scale(zero=True)), y2="high:Q", tooltip=told)
    )
    dots = alt.Chart(FIGURES).mark_point(color=NOW, fill=NOW, size=90, opacity=1).encode(x=across, y="ratio:Q", tooltip=told)
    columns = (
        Column("place", "Force"), Column("observed", what), Column("expected", "Expected"), Column("ratio", "Seen over expected"),
        Column("low", "Lowest by chance"), Column("high", "Highest by chance"), Column("drawn", "Drawn to the middle"),
    )  # fmt: skip
    words = f"{what} over what each force's share of thefts leads one to expect, with the limits of chance: {len(rows)} forces."
    return show_chart(
        "funnel", f"{what}: seen over expected, force by force",
        make_spec(alt.layer(spans, dots), rows, columns, words, height=280),
        basis="Thefts reported in the 365 days before the operation, counted from the records open to you.",
    )  # fmt: skip
