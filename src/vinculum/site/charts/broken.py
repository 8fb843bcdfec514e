"""Breakdowns of measured figures as charts: bars, shares beside their base rate, months to come, grids, routes."""

from __future__ import annotations

from collections.abc import Callable

from vinculum.desk.documents.contents import Breakdown
from vinculum.site.charts.bars import bars, shares_beside_base
from vinculum.site.charts.matrix import matrix
from vinculum.site.charts.months import months
from vinculum.site.charts.routes import routes
from vinculum.site.charts.spec import Spec

DRAWN: dict[str, Callable[[Breakdown], Spec]] = {
    "bars": bars,
    "flow": routes,
    "matrix": matrix,
    "rates": shares_beside_base,
    "series": months,
}


def drawing_of(block: Breakdown) -> Spec:
    """Return the specification of the drawing that a breakdown names."""
    return DRAWN[block.draws](block)
