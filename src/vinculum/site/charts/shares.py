"""A share by month or week, with the periods marked in which it shifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from vinculum.site.charts.spec import FIGURES, Column, Reads, Spec, day_words, make_spec
from vinculum.site.charts.theme import NOW, SERIES

SHIFTED = "new level from here"


@dataclass(frozen=True, slots=True)
class SharePoint:
    """What was counted in the period that begins on a day: ``found`` of ``of``. ``shifted`` where a new level begins."""

    begins: date
    found: int
    of: int
    shifted: bool = False


def share_by_period(points: Sequence[SharePoint], what: str, period: str) -> Spec:
    """Return the line of a share over time; ``what`` names it, ``period`` what a point covers ("month").

    A period in which nothing was counted has no share: it leaves a gap, and reads "not known" in the table.
    """
    rows = [
        {
            "begins": point.begins.isoformat(),
            "told": f"{period.capitalize()} from {day_words(point.begins)}",
            "share": point.found / point.of if point.of else None,
            "found": point.found,
            "of": point.of,
            "shift": SHIFTED if point.shifted else "",
        }
        for point in points
    ]
    across = alt.X("begins:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", labelOverlap=True))
    up = alt.Y("share:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".0%", tickCount=5))
    told = [
        alt.Tooltip("told:N", title="When"),
        alt.Tooltip("share:Q", title="Share", format=".1%"),
        alt.Tooltip("found:Q", title="Counted", format=","),
        alt.Tooltip("of:Q", title="Of", format=","),
    ]
    line = alt.Chart(FIGURES).mark_line(color=NOW).encode(x=across, y=up)
    dots = alt.Chart(FIGURES).mark_point(filled=True, size=34, color=NOW, opacity=1).encode(x=across, y=up, tooltip=told)
    marks = (
        alt.Chart(FIGURES)
        .transform_filter(f"datum.shift === '{SHIFTED}'")
        .mark_rule(color=SERIES[1], strokeWidth=2, strokeDash=[7, 3])
        .encode(x=across, tooltip=[alt.Tooltip("told:N", title=SHIFTED.capitalize())])
    )
    columns = (
        Column("begins", f"{period.capitalize()} from", Reads.DAY),
        Column("found", "Counted", Reads.COUNT),
        Column("of", "Of", Reads.COUNT),
        Column("share", "Share", Reads.SHARE),
        Column("shift", "Shift"),
    )
    return make_spec(alt.layer(line, dots, marks), rows, columns, _words(points, what, period), height=200)


def _words(points: Sequence[SharePoint], what: str, period: str) -> str:
    shares = [point.found / point.of for point in points if point.of]
    if not shares:
        return f"{what} by {period}: nothing was counted."
    shifts = [day_words(point.begins) for point in points if point.shifted]
    told = f" A new level begins with the {period} from {' and from '.join(shifts)}." if shifts else " No shift is told."
    return f"{what} by {period}: between {min(shares):.1%} and {max(shares):.1%}, {shares[-1]:.1%} last.{told}"
