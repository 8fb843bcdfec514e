"""A grid of counts by two things, each number written in its square; the darker the more."""

from __future__ import annotations

from typing import Any

import altair as alt

from vinculum.desk.documents.contents import Breakdown
from vinculum.desk.documents.measured_words import measured_words, number_in
from vinculum.desk.measured import Reads
from vinculum.site.charts.cells import columns_of, groups_of, names_in, place_of
from vinculum.site.charts.spec import FIGURES, Spec, make_spec
from vinculum.site.charts.theme import INK, PAPER

SQUARE = 30  # pixels
DARK = 0.55  # of the largest number, from which letters are white


def matrix(block: Breakdown) -> Spec:
    """Return the grid of the first number by the first two names of each row; an empty square is a count of none."""
    place = place_of(block, Reads.COUNT, Reads.POUNDS)
    reads = Reads(block.columns[place].reads)
    rows: list[dict[str, Any]] = []
    for row in groups_of(block):
        names = names_in(block, row)
        told = {"name": names[0], "other": names[1] if len(names) > 1 else "", "number": number_in(row[place])}
        rows.append(told | {"words": measured_words(row[place], reads)})
    most = max((row["number"] or 0 for row in rows), default=1) or 1
    rows = [row | {"dark": (row["number"] or 0) > DARK * most} for row in rows]
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=230, labelColor=INK))
    across = alt.X("other:N", sort=None, title=None, axis=alt.Axis(orient="top", labelAngle=-35, labelLimit=190, labelColor=INK))
    colour = alt.Color("number:Q", scale=alt.Scale(domain=[0, most], range=["#eef3f8", "#10243e"]), legend=None)
    squares = alt.Chart(FIGURES).mark_rect(stroke=PAPER, strokeWidth=2).encode(x=across, y=up, color=colour)
    letters = alt.when("datum.dark").then(alt.value(PAPER)).otherwise(alt.value(INK))
    numbers = alt.Chart(FIGURES).mark_text(fontSize=12).encode(x=across, y=up, text="words:N", color=letters, fill=letters)
    height = SQUARE * max(1, len({row["name"] for row in rows}))
    return make_spec(
        alt.layer(squares, numbers), rows, columns_of(block.columns[0].heading, block.columns[place].heading), block.words,
        height=height,
    )  # fmt: skip
