"""The trends of the picture page: thefts by week, what rises, and by method, model and force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.charts.counts import counts_by_category
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.charts.weeks import weeks_over_year_before
from vinculum.site.pages.picture.asked import Asked, force_words
from vinculum.site.pages.picture.basis import Basis
from vinculum.site.pages.picture.rising import watch_trends
from vinculum.site.pages.picture.thefts import Share, by_model_and_method, by_week, counted_by
from vinculum.site.wording import method_words

MOST_BARS = 10
MOST_TRENDS = 12
WHAT = "vehicles reported stolen"

FOUND_SQL = """
SELECT coalesce(r."force", '') AS force_id, count(*) AS n FROM evidence.recoveries AS r
WHERE r.found_at >= $since AND r.found_at <= $as_at GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class ForceRow:
    """One force's thefts and recoveries of the period; None for what is not open or not stated."""

    force: str
    name: str
    stolen: int
    value_gbp: float | None
    recovered: int | None


def read_trends(door: Door, asked: Asked, as_at: datetime, basis: Basis) -> dict[str, Any]:
    """Return the trends as the template names them; where no theft report is open, only why."""
    if "thefts" not in basis.feeds:
        return {"why_no_trends": basis.why_not("thefts")}
    since, force = asked.since(as_at), asked.force
    weeks = by_week(door, as_at, force)
    watch = watch_trends(by_model_and_method(door, as_at, force), [week.monday for week in weeks if week.whole])
    told = f"Theft reports of {basis.partners('thefts')}{asked.about_force} that are open to you, as at {plain.moment(as_at)}."
    return {
        "watch": watch,
        "shown_trends": watch.stirring[: max(MOST_TRENDS, len(watch.rising))] if watch else (),
        "weeks_chart": show_chart("weeks", "Vehicles reported stolen each week", weeks_over_year_before(weeks, WHAT), basis=told),
        "method_chart": _bars("methods", f"By method, {asked.period}", "Method", counted_by(door, "method", as_at, since, force)),
        "model_chart": _bars(
            "models", f"By model, {asked.period}", "Model", counted_by(door, "concat_ws(' ', make, model)", as_at, since, force)
        ),
        "forces": _by_force(door, as_at, since, with_recoveries="recoveries" in basis.feeds),
    }


def _bars(id_: str, title: str, category: str, shares: list[Share]) -> ShownChart:
    named = [(method_words(share.name) if id_ == "methods" else share.name or "Not stated", share.vehicles) for share in shares]
    rest = sum(number for _, number in named[MOST_BARS:])
    shown = named[:MOST_BARS] + ([(f"{len(named) - MOST_BARS} others", rest)] if rest else [])
    return show_chart(id_, title, counts_by_category(shown, category, WHAT))


def _by_force(door: Door, as_at: datetime, since: datetime, *, with_recoveries: bool) -> list[ForceRow]:
    """Return every force with a theft or a recovery; recoveries are None where no recovery record is open."""
    stolen = {share.name: share for share in counted_by(door, "force_id", as_at, since)}
    rows = door.ask_rows(FOUND_SQL, {"as_at": as_at, "since": since}) if with_recoveries else []
    found = {row["force_id"]: row["n"] for row in rows}
    told = []
    for force in stolen | found:
        share = stolen.get(force)
        recovered = found.get(force, 0) if with_recoveries else None
        told.append(
            ForceRow(
                force,
                force_words(force) or "Not stated",
                share.vehicles if share else 0,
                share.value_gbp if share else None,
                recovered,
            )
        )
    return sorted(told, key=lambda row: (-row.stolen, row.name))
