"""Where the counts of a study come from: theft reports as the viewer may see them, or a published series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.http import Http404

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.impact.models import Series, Study
from vinculum.desk.programme.impact.panel import CannotCompare, Panel, months_between, next_month
from vinculum.desk.programme.impact.running import Basis, basis_of
from vinculum.desk.programme.impact.seeing import series_visible_to, sight_of_thefts
from vinculum.engine.door import Door
from vinculum.marks.reference import forces
from vinculum.picture.current import current_build
from vinculum.site.guard import DeskRequest, seen
from vinculum.site.pages.picture.basis import joined, read_basis
from vinculum.site.pages.picture.thefts import ONCE
from vinculum.site.plain import moment

PICTURE = "picture"
WHAT = "vehicles reported stolen"
DEFINITION = "Theft reports that were open to whoever ran the study, each vehicle once, by force and month of report (UTC)."


@dataclass(frozen=True, slots=True)
class Source:
    """Counts that a study can rest on. ``held`` says over which months an area's counts are known."""

    key: str
    title: str
    what: str
    definition: str
    series: Series | None
    panel: Panel
    held: dict[str, tuple[date, date]]
    basis: Basis

    def label(self, area: str) -> str:
        """Return an area's name as a person reads it."""
        return area if self.series else area_name(area)

    def check(self, study: Study) -> None:
        """Refuse counts that are not known for every month and area of a study: what is not known is not 0."""
        for area in (*study.acted_on, *study.compared, *study.beside):
            first, last = self.held.get(area, (date.max, date.min))
            if study.first < first or study.last > last:
                known = f"only from {first:%B %Y} to {last:%B %Y}" if first <= last else "for no whole month"
                raise CannotCompare(
                    f"{self.label(area)}: counts are known {known}. What is not known is not 0: the study cannot be run on them."
                )


def area_name(area: str) -> str:
    """Return the name of a force, or the area's own."""
    return {force.id: force.name for force in forces()}.get(area, area)


def open_source(request: DeskRequest, key: str) -> Source | None:
    """Return the counts under a key: "picture" or the number of a series; None where the viewer sees no theft report.

    Http404 for a series that is not there for this viewer.
    """
    return _of_picture(seen(request), request.viewer) if key == PICTURE else _of_series(find_series(request.viewer, key))


def find_series(viewer: Viewer, key: str | UUID) -> Series:
    """Return a series that the viewer may see; Http404 for any other."""
    try:
        uid = key if isinstance(key, UUID) else UUID(key)
    except ValueError as error:
        raise Http404 from error
    found = Series.objects.filter(series_visible_to(viewer), uid=uid).select_related("organisation", "made_by").first()
    if found is None:
        raise Http404
    return found


def _of_series(series: Series) -> Source:
    panel = series.panel()
    return Source(
        str(series.uid),
        series.title,
        series.what,
        series.definition,
        series,
        panel,
        dict.fromkeys(panel.areas, (panel.months[0], panel.months[-1])),
        basis_of(series),
    )


def _of_picture(door: Door, viewer: Viewer) -> Source | None:
    build = current_build(settings.WORKSPACE)
    rows = door.ask_rows(
        f"{ONCE} SELECT force_id, CAST(date_trunc('month', reported_at) AS DATE) AS month, count(*) AS vehicles FROM told "
        "WHERE force_id IS NOT NULL GROUP BY ALL ORDER BY ALL",
        {"as_at": build.as_at, "one_force": ""},
    )
    last_whole = build.as_at.date().replace(day=1) - timedelta(days=1)
    months = months_between(min((row["month"] for row in rows), default=date.max), last_whole)
    if not months:
        return None
    areas = tuple(sorted({row["force_id"] for row in rows}))
    counted = {(row["force_id"], row["month"]): row["vehicles"] for row in rows}
    counts = np.array([[counted.get((area, month), 0) for month in months] for area in areas], dtype=np.int64)
    partners = read_basis(door, viewer).partners("thefts")
    return Source(
        PICTURE,
        "Theft reports in the picture",
        WHAT,
        DEFINITION,
        None,
        Panel(areas, months, counts.reshape(len(areas), len(months))),
        {area: _held([month for one, month in counted if one == area], last_whole) for area in areas},
        Basis(
            build.as_at,
            f"Theft reports held by {partners} as at {moment(build.as_at)}, as open for the purpose {viewer.purpose}. "
            "Each vehicle once, by force and month of report (UTC).",
            {"build": build.id},
            sight_of_thefts(viewer),
        ),
    )


def _held(months: list[date], last_whole: date) -> tuple[date, date]:
    """Return over which months counts are known: the month of an area's first report may be held in part only."""
    return next_month(min(months)), min(max(months), last_whole.replace(day=1))


def sources_of(viewer: Viewer) -> list[Series]:
    """Return the series that the viewer may see, latest first."""
    return list(Series.objects.filter(series_visible_to(viewer)).select_related("organisation"))


def names_of(areas: list[str]) -> str:
    """Return areas as a list within a sentence."""
    return joined([area_name(area) for area in areas])
