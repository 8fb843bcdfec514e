"""The table that stands behind a chart, read from the specification itself, so that the two cannot disagree."""

from __future__ import annotations

from datetime import date

from vinculum.site.charts.spec import Reads, Spec, day_words

Value = str | int | float | None

UNKNOWN = "not known"


def table_of(spec: Spec) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[tuple[str, bool], ...], ...]]:
    """Return the header and the rows of a chart's table, each cell as (text, whether it is a number).

    Rows stand in the order of the chart's data. A value that is not known reads so; it is never shown as 0.
    """
    columns = [(column["field"], column["heading"], Reads(column["reads"])) for column in spec["usermeta"]["columns"]]
    numbers = {Reads.COUNT, Reads.SHARE}
    header = tuple((heading, reads in numbers) for _, heading, reads in columns)
    rows = tuple(
        tuple((written(row[field], reads), reads in numbers) for field, _, reads in columns) for row in spec["data"]["values"]
    )
    return header, rows


def written(value: Value, reads: Reads) -> str:
    """Return a value as the table writes it: counts with thousands apart, shares in per cent, days in words."""
    if value is None:
        return UNKNOWN
    match reads:
        case Reads.WORDS:
            return str(value)
        case Reads.COUNT:
            return f"{value:,}"
        case Reads.SHARE:
            return f"{float(value):.1%}"
        case Reads.DAY:
            return day_words(date.fromisoformat(str(value)))
