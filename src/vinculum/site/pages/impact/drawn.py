"""The charts of a run: the course counted and expected, the placebos, the steps before and after, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from vinculum.desk.programme.impact.finding import Effect, Finding
from vinculum.desk.programme.impact.models import Run
from vinculum.desk.programme.impact.verdict import percent
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.charts.spec import FIGURES, Column, Drawn, Reads, Spec, make_spec
from vinculum.site.charts.theme import BEFORE, INK, NOW, SERIES
from vinculum.site.pages.impact.counting import area_name

COUNTED, EXPECTED, BLENDED = "Counted", "Expected from the others", "Synthetic control"
BINS = 25
ROW_HEIGHT = 30  # pixels


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of a run, in the order of the page."""

    course: ShownChart
    placebos: ShownChart
    steps: ShownChart
    areas: ShownChart


def draw(run: Run, finding: Finding) -> Charts:
    """Return the charts of a run."""
    what, basis = run.study.what, str(run.basis["words"])
    starts = sorted({one.start for one in finding.areas})
    return Charts(
        show_chart(
            "course", f"{what.capitalize()} in the areas acted on, by month", _course(finding, what, starts[0]), basis=basis
        ),
        show_chart(
            "placebos",
            "What the same method finds in areas not acted on",
            _placebos(finding),
            basis=f"{len(finding.placebo_effects)} draws of areas not acted on, taken for acted on. {basis}",
        ),
        show_chart("steps", "Before and after, in steps of three months", _steps(finding), basis=basis),
        show_chart("areas", "Area by area", _areas(finding), basis=basis),
    )


def _course(finding: Finding, what: str, start: str) -> Spec:
    rows = [
        {
            "month": one.month,
            "counted": one.counted,
            "expected": round(one.expected, 1),
            "low": round(one.low, 1),
            "high": round(one.high, 1),
            "blended": round(one.blended, 1),
            "when": "after" if one.month >= start else "before",
        }
        for one in finding.months
    ]
    across = alt.X(
        "month:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", tickCount="month", labelOverlap=True)
    )
    axis = alt.Axis(format=",d", tickCount=5, tickMinStep=1)
    band = (
        alt.Chart(FIGURES)
        .mark_area(color=BEFORE, opacity=0.22)
        .encode(x=across, y=alt.Y("low:Q", title=None, axis=axis, scale=alt.Scale(zero=False)), y2="high:Q")
    )
    names = f"datum.field === 'counted' ? '{COUNTED}' : datum.field === 'expected' ? '{EXPECTED}' : '{BLENDED}'"
    shown = [COUNTED, EXPECTED, BLENDED]
    lines = (
        alt.Chart(FIGURES)
        .transform_fold(["counted", "expected", "blended"], as_=["field", "number"])
        .transform_calculate(series=names)
        .mark_line()
        .encode(
            x=across,
            y=alt.Y("number:Q", title=None, axis=axis, scale=alt.Scale(zero=False)),
            color=alt.Color("series:N", scale=alt.Scale(domain=shown, range=[NOW, BEFORE, SERIES[1]])),
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=shown, range=[[1, 0], [5, 3], [2, 2]])),
        )
    )
    began = (
        alt.Chart(FIGURES).transform_filter(f"datum.month === '{start}'").mark_rule(color=INK, strokeDash=[3, 3]).encode(x=across)
    )
    columns = (
        Column("month", "Month from", Reads.DAY),
        Column("when", "Before or after the first start"),
        Column("counted", COUNTED, Reads.COUNT),
        Column("expected", EXPECTED, Reads.COUNT),
        Column("low", "Lowest (95%)", Reads.COUNT),
        Column("high", "Highest (95%)", Reads.COUNT),
        Column("blended", BLENDED, Reads.COUNT),
    )
    after = [one for one in finding.months if one.month >= start]
    outside = sum(not one.low <= one.counted <= one.high for one in after)
    words = (
        f"{what.capitalize()} counted in the areas acted on, with what the others' course lets expect and its 95% range. In "
        f"{outside} of the {len(after)} months from the first start on, the count lies outside that range."
    )
    return make_spec(alt.layer(band, lines, began), rows, columns, words, height=300)


def _placebos(finding: Finding) -> Spec:
    effects = np.array(finding.placebo_effects)
    reach = max(abs(finding.effect.share), float(np.abs(effects).max()) if effects.size else 0.0, 0.01) * 1.05
    edges = np.linspace(-reach, reach, BINS + 1)
    counts = np.histogram(effects, edges)[0]
    here = int(np.clip(np.searchsorted(edges, finding.effect.share, side="right") - 1, 0, BINS - 1))
    rows = [
        {
            "low": float(round(edges[place], 4)),
            "high": float(round(edges[place + 1], 4)),
            "draws": int(counts[place]),
            "found": "this study" if place == here else "",
        }
        for place in range(BINS)
    ]
    across = alt.X("low:Q", title="Effect found", axis=alt.Axis(format="+.0%", tickCount=7), scale=alt.Scale(nice=False))
    bars = (
        alt.Chart(FIGURES)
        .mark_bar(color=BEFORE)
        .encode(x=across, x2="high:Q", y=alt.Y("draws:Q", title=None, axis=alt.Axis(tickMinStep=1)), y2=alt.datum(0))
    )
    place = (
        alt.Chart(FIGURES)
        .transform_filter("datum.found !== ''")
        .transform_calculate(middle="(datum.low + datum.high) / 2")
        .mark_rule(color=SERIES[1], strokeWidth=3)
        .encode(x=alt.X("middle:Q", title="Effect found"))
    )
    columns = (
        Column("low", "From", Reads.SHARE),
        Column("high", "To", Reads.SHARE),
        Column("draws", "Draws of areas not acted on", Reads.COUNT),
        Column("found", "Where this study lies"),
    )
    words = (
        f"Effects found where nothing was done. This study found {percent(finding.effect.share)} "
        f"{'fewer' if finding.effect.share < 0 else 'more'}; {percent(finding.placebo_p)} of draws show as much against their "
        "own uncertainty."
    )
    return make_spec(alt.layer(bars, place), rows, columns, words, height=220)


def _steps(finding: Finding) -> Spec:
    named = [(_step_name(one.first, one.last), one.effect) for one in finding.steps]
    words = (
        "The effect in each three months before and after the start, against all other months before, with its 95% interval. "
        "Before the start the intervals should hold 0."
    )
    return _with_intervals(named, "Months from the start", words)


def _areas(finding: Finding) -> Spec:
    rows = [
        {
            "name": area_name(one.area),
            "start": one.start,
            "counted": one.after,
            "expected": round(one.expected),
            "share": round(one.share, 4),
            "low": round(one.low, 4),
            "high": round(one.high, 4),
            "weight": round(one.weight, 4),
        }
        for one in finding.areas
    ]
    columns = (
        Column("name", "Area acted on"),
        Column("start", "First month after", Reads.DAY),
        Column("counted", "Counted after", Reads.COUNT),
        Column("expected", "Expected after", Reads.COUNT),
        Column("share", "Difference", Reads.SHARE),
        Column("low", "Lowest (95%)", Reads.SHARE),
        Column("high", "Highest (95%)", Reads.SHARE),
        Column("weight", "Weight", Reads.SHARE),
    )
    words = "Each area acted on: counted against expected in its months after, with its 95% interval."
    return make_spec(_dots("Difference from expected"), rows, columns, words, height=ROW_HEIGHT * len(rows))


def _step_name(first: int, last: int) -> str:
    return f"{-first} to {-last} before" if last < 0 else f"{first + 1} to {last + 1} after"


def _with_intervals(named: Sequence[tuple[str, Effect]], subject: str, words: str) -> Spec:
    rows: list[dict[str, Any]] = [
        {"name": name, "share": round(one.share, 4), "low": round(one.low, 4), "high": round(one.high, 4)} for name, one in named
    ]
    columns = (
        Column("name", subject),
        Column("share", "Effect", Reads.SHARE),
        Column("low", "Lowest (95%)", Reads.SHARE),
        Column("high", "Highest (95%)", Reads.SHARE),
    )
    return make_spec(_dots("Effect"), rows, columns, words, height=ROW_HEIGHT * max(1, len(rows)))


def _dots(title: str) -> Drawn:
    """Return a dot and its interval a row, with a line at no change."""
    up = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, labelColor=INK, grid=True))
    percents = alt.Axis(format="+.0%", grid=True, tickCount=7)
    spans = (
        alt.Chart(FIGURES)
        .mark_rule(color=NOW, strokeWidth=3, opacity=0.55, strokeCap="round")
        .encode(y=up, x=alt.X("low:Q", title=title, axis=percents), x2="high:Q")
    )
    dots = alt.Chart(FIGURES).mark_point(color=NOW, fill=NOW, size=90, opacity=1).encode(y=up, x="share:Q")
    none = alt.Chart(FIGURES).mark_rule(color=INK, strokeDash=[3, 3]).encode(x=alt.datum(0))
    return alt.layer(none, spans, dots)
