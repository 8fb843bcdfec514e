"""Counts by category as level bars, the number at the end of each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from vinculum.site.charts.spec import FIGURES, Column, Reads, Spec, make_spec
from vinculum.site.charts.theme import NOW

BAR = 28  # pixels of height a bar takes with its gap


def counts_by_category(counts: Sequence[tuple[str, int]], category: str, what: str) -> Spec:
    """Return level bars in the order given; ``category`` heads the names, ``what`` the counts ("Force", "leads open")."""
    rows = [{"name": name, "count": count} for name, count in counts]
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, labelColor="#0b0c0c"))
    bars = (
        alt.Chart(FIGURES)
        .mark_bar(color=NOW, height={"band": 0.68})
        .encode(
            y=up,
            x=alt.X("count:Q", title=None, axis=None, scale=alt.Scale(zero=True, nice=False)),
            tooltip=[alt.Tooltip("name:N", title=category), alt.Tooltip("count:Q", title=what.capitalize(), format=",")],
        )
    )
    numbers = alt.Chart(FIGURES).mark_text(align="left", dx=5).encode(y=up, x="count:Q", text=alt.Text("count:Q", format=","))
    columns = (Column("name", category), Column("count", what.capitalize(), Reads.COUNT))
    return make_spec(alt.layer(bars, numbers), rows, columns, _words(counts, category, what), height=BAR * max(1, len(rows)))


def _words(counts: Sequence[tuple[str, int]], category: str, what: str) -> str:
    if not counts:
        return f"{what.capitalize()} by {category.lower()}: none held."
    most = max(counts, key=lambda one: one[1])
    return f"{what.capitalize()} by {category.lower()}: {len(counts)} bars, most for {most[0]} ({most[1]:,})."
