"""Counts month by month, with what is expected of the months to come as a dashed line in the band that the data allow."""

from __future__ import annotations

import altair as alt

from vinculum.desk.documents.contents import Breakdown
from vinculum.desk.documents.measured_words import number_in, parts_of
from vinculum.desk.measured import Reads
from vinculum.site.charts.cells import columns_of, groups_of, place_of
from vinculum.site.charts.spec import FIGURES, Spec, make_spec
from vinculum.site.charts.theme import NOW, SERIES

HEIGHT = 240
EXPECTED = SERIES[1]


def months(block: Breakdown) -> Spec:
    """Return a line of the first number by month, from nought; a single month is a point."""
    place = place_of(block, Reads.COUNT, Reads.POUNDS)
    ahead = next((at for at, one in enumerate(block.columns) if Reads(one.reads) is Reads.ESTIMATE), None)
    rows = []
    for row in groups_of(block):
        parts = parts_of(row[ahead]) if ahead is not None and row[ahead].count("|") > 1 else (None, None, None)
        rows.append(
            {"month": row[0][:10], "name": row[0][:7], "number": number_in(row[place]), "words": row[place],
             "expected": parts[0], "low": parts[1], "high": parts[2]}
        )  # fmt: skip
    across = alt.X(
        "month:T",
        title=None,
        scale=alt.Scale(type="utc", nice="month"),
        axis=alt.Axis(format="%b %Y", tickCount=7, labelOverlap=True),
    )
    scale = alt.Scale(zero=True, nice=True)
    up = alt.Y("number:Q", title=None, scale=scale, axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1, grid=True))
    held = alt.Chart(FIGURES).transform_filter("datum.number !== null")
    layers: list[alt.Chart] = [
        held.mark_line(color=NOW).encode(x=across, y=up),
        held.mark_point(color=NOW, fill=NOW, size=22, opacity=1).encode(x=across, y=up),
    ]
    if ahead is not None:
        coming = alt.Chart(FIGURES).transform_filter("datum.expected !== null")
        layers += [
            coming.mark_area(color=EXPECTED, opacity=0.18).encode(x=across, y=alt.Y("low:Q"), y2="high:Q"),
            coming.mark_line(color=EXPECTED, strokeDash=[6, 3]).encode(x=across, y="expected:Q"),
        ]
    heading = block.columns[place].heading
    spec = make_spec(alt.layer(*layers), rows, columns_of("Month", heading), block.words, height=HEIGHT)
    # Half a letter of the highest number stands above the drawing.
    return spec | {"padding": {"left": 2, "right": 12, "top": 12, "bottom": 2}}
