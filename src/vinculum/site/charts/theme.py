"""The one look of every chart: colours told apart without colour vision, letters of the site, quiet axes.

Each colour has at least 4.5 to 1 against paper, so that it serves for letters too; a series is never told by colour alone but
also by its dash or its shape. tests/site/test_charts.py holds them to that.
"""

from __future__ import annotations

from typing import Any

FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'

INK = "#0b0c0c"
QUIET = "#484949"
LINE = "#cecece"
PAPER = "#ffffff"
NOW = "#1a65a6"
BEFORE = "#6b6f72"
SERIES = (NOW, "#b3380f", "#1b6b3a", "#5b2a86", "#7a5200", BEFORE)
DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4), (1, 3))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


def house_config() -> dict[str, Any]:
    """Return the ``config`` of a Vega-Lite specification; sizes in pixels of the screen."""
    return {
        "background": PAPER,
        "font": FONT,
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "labelColor": QUIET,
            "labelFontSize": 13,
            "titleColor": QUIET,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "domainColor": QUIET,
            "tickColor": QUIET,
            "gridColor": LINE,
            "labelPadding": 5,
            "titlePadding": 8,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"},
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelColor": INK,
            "labelFontSize": 13,
            "labelLimit": 220,
            "symbolStrokeWidth": 2.5,
            "symbolSize": 150,
            "columnPadding": 18,
            "offset": 8,
        },
        "text": {"fontSize": 13, "fill": INK},
        "line": {"strokeWidth": 2.5, "strokeJoin": "round"},
        "range": {"category": list(SERIES), "symbol": list(SHAPES)},
    }
