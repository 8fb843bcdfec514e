"""Estimates with their uncertainty: a dot on a line from the lowest to the highest value that the data allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from vinculum.site.charts.spec import FIGURES, Column, Reads, Spec, make_spec
from vinculum.site.charts.theme import NOW

LINE_HEIGHT = 34  # pixels


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share from 0 to 1 with its interval; ``based_on`` counts what it was measured on."""

    name: str
    share: float
    low: float
    high: float
    based_on: int


def shares_with_intervals(estimates: Sequence[Estimate], subject: str, what: str, *, level: str = "95%") -> Spec:
    """Return one dot and line an estimate, in the order given; ``what`` names the share ("boxes opened that held a vehicle").

    ValueError for an estimate outside its own interval or outside 0 to 1.
    """
    for one in estimates:
        if not 0 <= one.low <= one.share <= one.high <= 1:
            raise ValueError(f"{one.name}: {one.low} to {one.high} is no interval around the share {one.share}")
    rows = [
        {"name": one.name, "share": one.share, "low": one.low, "high": one.high, "based_on": one.based_on} for one in estimates
    ]
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, labelColor="#0b0c0c", grid=True))
    percent = alt.Axis(format=".0%", grid=True, tickCount=5)
    told = [
        alt.Tooltip("name:N", title=subject),
        alt.Tooltip("share:Q", title=what.capitalize(), format=".1%"),
        alt.Tooltip("low:Q", title=f"Lowest ({level})", format=".1%"),
        alt.Tooltip("high:Q", title=f"Highest ({level})", format=".1%"),
        alt.Tooltip("based_on:Q", title="Measured on", format=","),
    ]
    spans = (
        alt.Chart(FIGURES)
        .mark_rule(color=NOW, strokeWidth=3, opacity=0.55, strokeCap="round")
        .encode(
            y=up,
            x=alt.X("low:Q", title=what.capitalize(), axis=percent, scale=alt.Scale(domain=[0, _top(estimates)], nice=True)),
            x2="high:Q",
            tooltip=told,
        )
    )
    dots = alt.Chart(FIGURES).mark_point(color=NOW, fill=NOW, size=110, opacity=1).encode(y=up, x="share:Q", tooltip=told)
    columns = (
        Column("name", subject),
        Column("share", what.capitalize(), Reads.SHARE),
        Column("low", f"Lowest ({level})", Reads.SHARE),
        Column("high", f"Highest ({level})", Reads.SHARE),
        Column("based_on", "Measured on", Reads.COUNT),
    )
    words = f"{what.capitalize()}, by {subject.lower()}, each with its {level} interval: {len(rows)} estimates."
    return make_spec(alt.layer(spans, dots), rows, columns, words, height=LINE_HEIGHT * max(1, len(rows)))


def _top(estimates: Sequence[Estimate]) -> float:
    return max((one.high for one in estimates), default=1.0)
