"""The quality of deliveries over time: which share of the rows handed over could be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from vinculum.site.charts.spec import FIGURES, Column, Reads, Spec, day_words, make_spec
from vinculum.site.charts.theme import DASHES, SERIES, SHAPES


@dataclass(frozen=True, slots=True)
class DeliveryQuality:
    """One delivery of ``source`` (a feed or a partner) on a day: rows handed over and rows accepted."""

    on: date
    source: str
    rows: int
    accepted: int


def quality_over_time(deliveries: Sequence[DeliveryQuality]) -> Spec:
    """Return a line a source of the share of rows accepted; the chart tells six sources apart, ValueError for more.

    A delivery without rows has no share: it stands in the table as not known and leaves a gap in its line.
    """
    sources = list(dict.fromkeys(one.source for one in deliveries))
    if len(sources) > len(SERIES):
        raise ValueError(f"{len(sources)} sources in one chart: at most {len(SERIES)} can be told apart, draw a chart a partner")
    rows = [
        {
            "on": one.on.isoformat(),
            "told": day_words(one.on),
            "source": one.source,
            "share": one.accepted / one.rows if one.rows else None,
            "rows": one.rows,
            "accepted": one.accepted,
        }
        for one in deliveries
    ]
    count = len(sources)
    across = alt.X("on:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%-d %b", tickCount=6))
    up = alt.Y("share:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format=".1~%", tickCount=5))
    colour = alt.Color("source:N", scale=alt.Scale(domain=sources, range=list(SERIES[:count])))
    dash = alt.StrokeDash("source:N", scale=alt.Scale(domain=sources, range=[list(one) for one in DASHES[:count]]))
    shape = alt.Shape("source:N", scale=alt.Scale(domain=sources, range=list(SHAPES[:count])))
    told = [
        alt.Tooltip("source:N", title="Source"),
        alt.Tooltip("told:N", title="Handed over"),
        alt.Tooltip("share:Q", title="Rows accepted", format=".1%"),
        alt.Tooltip("rows:Q", title="Rows handed over", format=","),
    ]
    lines = alt.Chart(FIGURES).mark_line().encode(x=across, y=up, color=colour, strokeDash=dash)
    points = (
        alt.Chart(FIGURES)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(x=across, y=up, color=colour, shape=shape, tooltip=told)
    )
    columns = (
        Column("on", "Handed over", Reads.DAY),
        Column("source", "Source"),
        Column("rows", "Rows", Reads.COUNT),
        Column("accepted", "Accepted", Reads.COUNT),
        Column("share", "Share accepted", Reads.SHARE),
    )
    return make_spec(alt.layer(lines, points), rows, columns, _words(deliveries, count), height=240)


def _words(deliveries: Sequence[DeliveryQuality], sources: int) -> str:
    total, accepted = sum(one.rows for one in deliveries), sum(one.accepted for one in deliveries)
    if not total:
        return "Share of rows accepted by day of delivery: no rows were handed over."
    many = "1 source" if sources == 1 else f"{sources} sources"
    in_all = f"{accepted:,} of {total:,} rows accepted in all ({accepted / total:.1%})"
    return f"Share of rows accepted by day of delivery, {many}: {in_all}."
