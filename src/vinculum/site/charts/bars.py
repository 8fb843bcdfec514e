"""Level bars of counts or pounds, and shares as dots with their exact intervals beside the base rate of all."""

from __future__ import annotations

import altair as alt

from vinculum.desk.documents.contents import Breakdown
from vinculum.desk.documents.measured_words import measured_words, number_in, parts_of
from vinculum.desk.measured import Reads
from vinculum.site.charts.cells import columns_of, groups_of, names_in, place_of
from vinculum.site.charts.spec import FIGURES, Spec, make_spec
from vinculum.site.charts.theme import BEFORE, INK, NOW

BAR = 28  # pixels of height a bar takes with its gap
LABEL = 230  # pixels that a name may take before it is cut


def bars(block: Breakdown) -> Spec:
    """Return level bars of the first number of each row, which is written at the end of its bar."""
    place = place_of(block, Reads.COUNT, Reads.POUNDS)
    reads, heading = Reads(block.columns[place].reads), block.columns[place].heading
    rows = [
        {"name": ", ".join(names_in(block, row)), "number": number_in(row[place]), "words": measured_words(row[place], reads)}
        for row in groups_of(block)
    ]
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL, labelColor=INK))
    across = alt.X("number:Q", title=None, axis=None, scale=alt.Scale(zero=True, nice=False))
    drawn = alt.Chart(FIGURES).mark_bar(color=NOW, height={"band": 0.68}).encode(y=up, x=across)
    told = alt.Chart(FIGURES).mark_text(align="left", dx=5).encode(y=up, x=across, text="words:N")
    columns = columns_of(block.columns[0].heading, heading)
    return make_spec(alt.layer(drawn, told), rows, columns, block.words, height=BAR * max(1, len(rows)))


def shares_beside_base(block: Breakdown) -> Spec:
    """Return a dot and a line a row: the share and its 95 % interval; the dashed line is the share of all together.

    Rows of which the share cannot be told have no dot.
    """
    place = place_of(block, Reads.SHARE)
    rows = []
    for row in groups_of(block):
        parts = parts_of(row[place]) if row[place].count("|") > 1 else (None, None, None)
        words = measured_words(row[place], Reads.SHARE)
        rows.append(
            {"name": ", ".join(names_in(block, row)), "share": parts[0], "low": parts[1], "high": parts[2], "words": words}
        )
    base = number_in(block.base)
    top = max((float(row["high"]) for row in rows if row["high"] is not None), default=1.0)
    rows = [row | {"base": base} for row in rows]
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL, labelColor=INK, labelPadding=12, grid=True))
    percent = alt.Axis(format="~%", grid=True, tickCount=5)
    heading = block.columns[place].heading
    title = f"{heading}, with its 95 % interval" + (f"; dashed: all together, {base:.1%}" if base is not None else "")
    across = alt.X("low:Q", title=title, axis=percent, scale=alt.Scale(domain=[0, min(1.0, max(top, base or 0) * 1.02)]))
    spans = (
        alt.Chart(FIGURES)
        .transform_filter("datum.share !== null")
        .mark_rule(color=NOW, strokeWidth=3, opacity=0.55, strokeCap="round")
        .encode(y=up, x=across, x2="high:Q")
    )
    dots = (
        alt.Chart(FIGURES)
        .transform_filter("datum.share !== null")
        .mark_point(color=NOW, fill=NOW, size=100, opacity=1)
        .encode(y=up, x="share:Q")
    )
    layers = [spans, dots]
    if base is not None:
        layers.insert(0, alt.Chart(FIGURES).mark_rule(color=BEFORE, strokeDash=[5, 3], strokeWidth=2).encode(x="mean(base):Q"))
    columns = columns_of(block.columns[0].heading, heading)
    return make_spec(alt.layer(*layers), rows, columns, block.words, height=BAR * max(1, len(rows)))
