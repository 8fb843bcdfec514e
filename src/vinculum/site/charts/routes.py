"""Routes drawn as bands from stage to stage, such as police area to port to market; a band is as thick as what it carries."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Literal

import altair as alt

from vinculum.desk.documents.contents import Breakdown
from vinculum.desk.documents.measured_words import number_in
from vinculum.desk.measured import Reads
from vinculum.site.charts.cells import columns_of, groups_of, names_in, place_of
from vinculum.site.charts.spec import FIGURES, Drawn, Spec, make_spec
from vinculum.site.charts.theme import INK, SERIES

HEIGHT = 430  # pixels
GAP = 14.0  # units of height between two places of one stage
TALL = 400.0  # units of height that the places of a stage share
STEPS = 14  # points along a band
WIDEST = 46.0
SLIMMEST = 1.5
# Where the words of a place stand: beside the first and the last stage, above those between.
Align = Literal["left", "center", "right"]
SIDES: tuple[tuple[str, Align, int, int], ...] = (("left", "right", -9, 0), ("right", "left", 9, 0), ("middle", "center", 0, -12))
FEWEST_NAMED = 7  # places of a stage that are drawn by name; the others are drawn as one


def routes(block: Breakdown) -> Spec:
    """Return bands between the places of each stage, in the order of the columns; places are ordered by what they carry.

    The seven that carry most of each stage stand by name, the rest as "others": the table has every route.
    """
    place = place_of(block, Reads.COUNT)
    told = [(names_in(block, row)[:place], number_in(row[place]) or 0.0) for row in groups_of(block)]
    paths = _with_others([(names, weight) for names, weight in told if weight > 0], place)
    stages = [column.heading for column in block.columns[:place]]
    carried = _carried(paths, len(stages))
    middles = {(stage, name): middle for stage in range(len(stages)) for name, middle in _placed(carried[stage]).items()}
    links: dict[tuple[int, str, str], float] = defaultdict(float)
    for names, weight in paths:
        for stage in range(len(stages) - 1):
            links[stage, names[stage], names[stage + 1]] += weight
    most = max(links.values(), default=1.0)
    rows: list[dict[str, Any]] = []
    for number, ((stage, start, end), weight) in enumerate(sorted(links.items())):
        first, last = middles[stage, start], middles[stage + 1, end]
        width = max(SLIMMEST, WIDEST * weight / most * _slim(len(links)))
        for step in range(STEPS + 1):
            along = step / STEPS
            eased = along * along * (3 - 2 * along)
            rows.append(
                {"part": "band", "link": number, "step": step, "x": stage + 0.04 + 0.92 * along,
                 "y": first + (last - first) * eased, "width": width, "colour": stage % len(SERIES)}
            )  # fmt: skip
    for (stage, name), middle in middles.items():
        side = "left" if stage == 0 else "right" if stage == len(stages) - 1 else "middle"
        rows.append(
            {"part": "place", "x": stage, "y": middle, "name": name, "words": f"{name} {carried[stage][name]:,.0f}", "side": side}
        )
    for stage, heading in enumerate(stages):
        rows.append({"part": "heading", "x": stage, "y": -20.0, "words": heading, "name": heading, "side": "heading"})
    return make_spec(_drawn(len(stages)), rows, columns_of("Place", "Carries"), block.words, height=HEIGHT)


def _drawn(stages: int) -> Drawn:
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.62, stages - 0.25], nice=False))
    up = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[TALL + 15, -30], nice=False))
    bands = (
        alt.Chart(FIGURES)
        .transform_filter("datum.part === 'band'")
        .mark_line(opacity=0.42, strokeCap="butt")
        .encode(
            x=across, y=up, detail="link:N", order="step:O", strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            color=alt.Color("colour:N", scale=alt.Scale(domain=[0, 1, 2], range=list(SERIES[:3])), legend=None),
        )
    )  # fmt: skip
    knots = (
        alt.Chart(FIGURES)
        .transform_filter("datum.part === 'place'")
        .mark_point(shape="square", size=60, color=INK, fill=INK, opacity=1)
    )
    layers: list[alt.Chart] = [bands, knots.encode(x=across, y=up)]
    for side, align, aside, above in SIDES:
        words = (
            alt.Chart(FIGURES)
            .transform_filter(f"datum.side === '{side}'")
            .mark_text(align=align, dx=aside, dy=above, fontSize=12, limit=190)
        )
        layers.append(words.encode(x=across, y=up, text="words:N"))
    heads = alt.Chart(FIGURES).transform_filter("datum.side === 'heading'").mark_text(fontWeight="bold", fontSize=13)
    layers.append(heads.encode(x=across, y=up, text="words:N"))
    return alt.layer(*layers)


def _slim(links: int) -> float:
    """Return by how much bands are made slimmer where there are many: they may not fill the drawing."""
    return min(1.0, 14 / max(1, links))


def _with_others(paths: list[tuple[list[str], float]], stages: int) -> list[tuple[list[str], float]]:
    carried = _carried(paths, stages)
    named = [{name for name, _ in sorted(stage.items(), key=lambda one: (-one[1], one[0]))[:FEWEST_NAMED]} for stage in carried]
    return [([name if name in named[stage] else "others" for stage, name in enumerate(names)], weight) for names, weight in paths]


def _carried(paths: list[tuple[list[str], float]], stages: int) -> list[dict[str, float]]:
    found: list[dict[str, float]] = [defaultdict(float) for _ in range(stages)]
    for names, weight in paths:
        for stage, name in enumerate(names):
            found[stage][name] += weight
    return found


def _placed(carried: dict[str, float]) -> dict[str, float]:
    """Return the middle of each place of a stage from the top, most first, with room in proportion to what it carries."""
    names = sorted(carried, key=lambda name: (name == "others", -carried[name], name))
    whole = sum(carried.values()) or 1.0
    free = TALL - GAP * max(0, len(names) - 1)
    least = free / max(1, len(names)) * 0.6
    room = [least + (free - least * len(names)) * carried[name] / whole for name in names]
    middles, top = {}, 0.0
    for name, height in zip(names, room, strict=True):
        middles[name] = top + height / 2
        top += height + GAP
    return middles
