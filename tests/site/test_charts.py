"""Charts: one specification for screen and paper, a table that cannot disagree with it, colours that can be told apart."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from vinculum.site.charts import theme
from vinculum.site.charts.counts import counts_by_category
from vinculum.site.charts.intervals import Estimate, shares_with_intervals
from vinculum.site.charts.quality import DeliveryQuality, quality_over_time
from vinculum.site.charts.shown import show_chart
from vinculum.site.charts.sparkline import sparkline
from vinculum.site.charts.spec import Reads, Spec
from vinculum.site.charts.still import to_inline_svg, to_png
from vinculum.site.charts.table import table_of, written
from vinculum.site.charts.weeks import WeekCount, weeks_over_year_before

HOSTILE = "</svg><script>alert('x')</script>&\""
FIRST = date(2024, 1, 1)


def weeks(number: int) -> list[WeekCount]:
    """Return ``number`` weeks counted 0, 1, 2 ..., the last one still running."""
    return [WeekCount(FIRST + timedelta(weeks=place), place, place < number - 1) for place in range(number)]


def charts() -> dict[str, Spec]:
    """Return one chart of every kind, with a hostile name in each that takes names."""
    return {
        "weeks": weeks_over_year_before(weeks(80), "vehicles reported stolen"),
        "counts": counts_by_category([("Essex", 1_200), (HOSTILE, 7)], "Force", "leads open"),
        "intervals": shares_with_intervals([Estimate(HOSTILE, 0.3, 0.2, 0.4, 88)], "How chosen", "boxes that held a vehicle"),
        "quality": quality_over_time([DeliveryQuality(FIRST, HOSTILE, 10, 9), DeliveryQuality(date(2024, 1, 8), HOSTILE, 0, 0)]),
    }


def texts(chart: Spec) -> list[str]:
    """Return the first cell of every row of the table behind a chart."""
    return [row[0][0] for row in table_of(chart)[1]]


def test_each_week_is_compared_with_the_week_a_year_before() -> None:
    """The last 52 weeks stand in the chart, each with the count 52 weeks earlier; before the first week held nothing is known."""
    _, rows = table_of(weeks_over_year_before(weeks(80), "thefts"))
    assert len(rows) == 52
    assert [cell for cell, _ in rows[0]] == ["15 July 2024", "28", "not known", "whole"]
    assert [cell for cell, _ in rows[50]] == ["30 June 2025", "78", "26", "whole"]


def test_a_week_still_running_is_not_compared() -> None:
    """Half a week beside a whole one would look like a fall."""
    _, rows = table_of(weeks_over_year_before(weeks(80), "thefts"))
    assert [cell for cell, _ in rows[51]] == ["7 July 2025", "79", "not known", "still running"]


def test_a_missing_week_is_no_week_of_none() -> None:
    """Weeks with a gap are refused: the caller says 0 where 0 is known."""
    with pytest.raises(ValueError, match="no count for the week between 2024-01-01 and 2024-01-15"):
        weeks_over_year_before([WeekCount(FIRST, 1), WeekCount(FIRST + timedelta(weeks=2), 1)], "thefts")


def test_the_table_holds_what_the_chart_draws() -> None:
    """The table is read from the specification's own figures, in the same order, numbers with thousands apart."""
    header, rows = table_of(counts_by_category([("Kent", 1_200), ("Essex", 7)], "Force", "leads open"))
    assert header == (("Force", False), ("Leads open", True))
    assert rows == ((("Kent", False), ("1,200", True)), (("Essex", False), ("7", True)))


def test_a_delivery_without_rows_has_no_share() -> None:
    """Nothing handed over is neither 0 nor 100 per cent accepted."""
    _, rows = table_of(quality_over_time([DeliveryQuality(FIRST, "reads", 0, 0), DeliveryQuality(FIRST, "reads", 8, 7)]))
    assert [row[4][0] for row in rows] == ["not known", "87.5%"]


@pytest.mark.parametrize(
    "wrong", [Estimate("a", 0.5, 0.6, 0.9, 1), Estimate("a", 0.5, 0.1, 0.4, 1), Estimate("a", 1.2, 1.1, 1.3, 1)]
)
def test_an_estimate_lies_in_its_interval(wrong: Estimate) -> None:
    """A dot beside its own line is a mistake, not a chart."""
    with pytest.raises(ValueError, match="is no interval around the share"):
        shares_with_intervals([wrong], "How", "what")


def test_more_sources_than_can_be_told_apart_are_refused() -> None:
    """Seven lines in six looks would make two sources one."""
    with pytest.raises(ValueError, match="7 sources in one chart"):
        quality_over_time([DeliveryQuality(FIRST, f"feed {number}", 1, 1) for number in range(7)])


@pytest.mark.parametrize(
    ("value", "reads", "expected"),
    [
        (None, Reads.COUNT, "not known"),
        (0, Reads.COUNT, "0"),
        (0.125, Reads.SHARE, "12.5%"),
        ("2026-03-02", Reads.DAY, "2 March 2026"),
    ],
)
def test_values_are_written_for_people(value: str | float | None, reads: Reads, expected: str) -> None:
    """Unknown reads so and is never 0."""
    assert written(value, reads) == expected


@pytest.mark.parametrize("name", charts())
def test_the_still_may_stand_under_a_strict_policy(name: str) -> None:
    """The inline drawing has no style, script, handler or outside address, and its ids are its own."""
    root = ET.fromstring(to_inline_svg(charts()[name], "one"))  # noqa: S314  our own drawing
    kinds = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
    assert kinds <= {"svg", "g", "path", "rect", "text", "defs", "clipPath", "line"}
    assert {
        key for element in root.iter() for key in element.attrib if key == "style" or key.startswith(("on", "aria-"))
    } == set()
    assert [element.get("id") for element in root.iter() if not (element.get("id") or "one-").startswith("one-")] == []
    assert [
        value for element in root.iter() for value in element.attrib.values() if "url(" in value and "url(#one-" not in value
    ] == []


def test_a_hostile_name_stays_a_name() -> None:
    """What a partner sent is letters in the drawing, never markup."""
    still = to_inline_svg(charts()["counts"], "one")
    assert "<script" not in still
    assert "script" in "".join(ET.fromstring(still).itertext())  # noqa: S314  our own drawing


@pytest.mark.parametrize("name", charts())
def test_every_chart_draws_its_figures(name: str) -> None:
    """A drawing holds marks of its data, not only axes (a chart without data draws empty groups and no error)."""
    root = ET.fromstring(to_inline_svg(charts()[name], "one"))  # noqa: S314  our own drawing
    marks = [group for group in root.iter("{http://www.w3.org/2000/svg}g") if "role-mark" in (group.get("class") or "")]
    assert marks
    drawn = {group.get("class"): any(mark.get("d") or mark.get("x2") or mark.text for mark in group) for group in marks}
    assert [name for name, has_marks in drawn.items() if not has_marks] == []


def test_paper_gets_the_same_chart() -> None:
    """vl-convert draws the specification as a PNG, two dots a pixel."""
    drawn = to_png(charts()["counts"], width=300, scale=2.0)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(drawn[16:20], "big") == pytest.approx(600, abs=40)


@pytest.mark.parametrize("name", charts())
def test_a_specification_is_plain_data(name: str) -> None:
    """It goes into the page as JSON, says in words what it shows and holds no address."""
    chart = charts()[name]
    assert json.loads(json.dumps(chart)) == chart
    assert chart["description"].endswith(".")
    assert "http" not in json.dumps({key: value for key, value in chart.items() if key != "$schema"})


def test_the_same_figures_give_the_same_bytes() -> None:
    """A chart in a briefing can be made again."""
    assert charts() == charts()
    assert to_inline_svg(charts()["weeks"], "one") == to_inline_svg(charts()["weeks"], "one")


def test_other_figures_are_drawn_anew() -> None:
    """A drawing is remembered for its figures alone: a viewer who may see fewer gets the drawing of those."""
    fewer = counts_by_category([("Essex", 1_199)], "Force", "leads open")
    assert "1,200" in to_inline_svg(charts()["counts"], "one")
    assert "1,200" not in to_inline_svg(fewer, "one")
    assert "1,199" in to_inline_svg(fewer, "one")


def test_a_page_gets_the_chart_whole() -> None:
    """The context of the partial carries drawing, words, table and basis; without figures there is no drawing."""
    shown = show_chart("thefts", "Thefts", charts()["counts"], basis="As at 2 March 2026.")
    assert (shown.spec_id, shown.basis, len(shown.rows)) == ("thefts-spec", "As at 2 March 2026.", 2)
    assert shown.words == "Leads open by force: 2 bars, most for Essex (1,200)."
    assert show_chart("none", "None", counts_by_category([], "Force", "leads")).still == ""


def test_a_sparkline_leaves_a_gap_where_nothing_is_known() -> None:
    """A count that is not known starts the line anew; with none known there is no line."""
    assert '<path d="M3.0 19.0M93.0 3.0"/>' in sparkline([0, None, 8])
    assert sparkline([None]) == ""


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*theme.SERIES, theme.INK, theme.QUIET])
def test_every_colour_stands_out_from_paper(colour: str) -> None:
    """WCAG 1.4.3 and 1.4.11: 4.5 to 1, so that lines and letters can both use it."""
    assert (luminance(theme.PAPER) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_series_are_told_apart_without_colour() -> None:
    """Each series has a dash and a shape of its own."""
    assert len(set(theme.SERIES)) == len(set(theme.DASHES)) == len(set(theme.SHAPES)) == 6
