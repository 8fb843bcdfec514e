"""What every chart shares: its figures, the columns of its table, its words, made into one Vega-Lite specification.

The specification carries all of it: ``data.values`` are the rows, ``usermeta.columns`` says how the table behind the chart reads
them, ``description`` is the sentence for people who do not see the drawing. Nothing else needs to travel with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import altair as alt

from vinculum.site.charts.theme import house_config

Spec = dict[str, Any]
Drawn = alt.Chart | alt.LayerChart | alt.FacetChart

# What every part of a chart draws from: the rows that `make_spec` puts into the specification.
FIGURES = alt.NamedData("figures")


class Reads(StrEnum):
    """How a column of the table is written."""

    WORDS = "words"
    COUNT = "count"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table behind a chart: the field of the rows, its heading and how its values are written."""

    field: str
    heading: str
    reads: Reads = Reads.WORDS


def make_spec(
    chart: Drawn,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    words: str,
    *,
    height: int | None = None,
) -> Spec:
    """Return the whole specification of ``chart`` over ``rows``; as wide as its container, ``height`` pixels high."""
    drawn = chart.to_dict()
    size: Spec = {"width": "container"} if height is None else {"width": "container", "height": height}
    told = {"columns": [{"field": one.field, "heading": one.heading, "reads": one.reads.value} for one in columns]}
    return (
        drawn
        | size
        | {
            "data": {"name": "figures", "values": [dict(row) for row in rows]},
            "config": house_config(),
            "autosize": {"type": "fit-x", "contains": "padding"},
            "description": words,
            "usermeta": told,
        }
    )


def day_words(day: date) -> str:
    """Return a day as written on pages: ``2 March 2026``."""
    return f"{day.day} {day:%B %Y}"
