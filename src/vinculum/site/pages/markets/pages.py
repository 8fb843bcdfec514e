"""Destination markets: countries ranked and drawn, the trends of each with its shifts marked, and the rows behind each count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.engine.door import Door
from vinculum.marks.locode import PortRole, countries, ports
from vinculum.picture.current import current_build
from vinculum.picture.markets.naming import country_name
from vinculum.picture.markets.step import whole_periods
from vinculum.picture.settings import read_settings
from vinculum.site.charts.shares import SharePoint, share_by_period
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.markets.reading import (
    COUNTED,
    NOT_TOLD,
    Market,
    ToldShift,
    read_markets,
    read_rows,
    read_series,
    read_shifts,
)
from vinculum.site.shown_map import MapPoint, show_map

A_PAGE = 50
# What is drawn of a country: column of the counts, measure of the shifts, and what the share is of.
DRAWN = (
    ("used_cars", "used_cars", "Share of all used-car consignments"),
    ("positive", "finds", "Share of all boxes with stolen vehicles"),
    ("recovered_abroad", "recoveries_abroad", "Share of all vehicles found by partners abroad"),
)


@guarded(Action.READ_PORTS)
def markets(request: DeskRequest) -> HttpResponse:
    """Rank the countries of destination and tell the shifts."""
    door, as_at = seen(request), current_build(settings.WORKSPACE).as_at
    held, since = read_markets(door)
    points, shifts = _points(held), read_shifts(door)
    scanned, could_scan = _how_scanned(door, as_at)
    told = {
        "as_at": as_at,
        "since": since,
        "markets": held,
        "shifts": shifts,
        "scanned": scanned,
        "could_scan": could_scan,
        "map": show_map("markets-map", "Where goods were bound", points, shapes_url=reverse("map-shapes"), table=False)
        if points
        else None,
    }
    request.told.counted(countries=len(held), shifts=len(shifts))
    return render(request, "markets/list.html", told)


@guarded(Action.READ_PORTS)
def market(request: DeskRequest, market: str) -> HttpResponse:
    """Show one country: its counts, its trends and its shifts."""
    door, as_at = seen(request), current_build(settings.WORKSPACE).as_at
    held, since = read_markets(door)
    found = next((one for one in held if one.code == market), None)
    if found is None:
        raise Http404
    request.told.about("market", market)
    shifts = read_shifts(door, market)
    scanned, could_scan = _how_scanned(door, as_at)
    counts = {"consignments": found.consignments, "used-cars": found.used_cars, "opened": found.opened,
              "positive": found.positive, "recovered": found.recovered}  # fmt: skip
    told = {
        "market": found,
        "as_at": as_at,
        "since": since,
        "counts": [(code, COUNTED[code][0], number) for code, number in counts.items()],
        "shifts": shifts,
        "scanned": scanned,
        "could_scan": could_scan,
        "charts": [chart for drawn in DRAWN if (chart := _chart(door, found, as_at, shifts, drawn)) is not None],
    }
    request.told.counted(shifts=len(shifts))
    return render(request, "markets/country.html", told)


@guarded(Action.READ_PORTS)
def rows(request: DeskRequest, market: str, counted: str) -> HttpResponse:
    """Show the rows behind a count of a country, of one month where it is named."""
    if counted not in COUNTED or (market not in countries() and market != NOT_TOLD):
        raise Http404
    month = _month(request.GET.get("month", ""))
    door, as_at = seen(request), current_build(settings.WORKSPACE).as_at
    total = read_rows(door, market, counted, as_at, month, (0, 0)).total
    page = Paginator(range(total), A_PAGE).get_page(request.GET.get("page"))
    behind = read_rows(door, market, counted, as_at, month, (max(page.start_index() - 1, 0), A_PAGE))
    request.told.about("market", market)
    request.told.counted(rows=behind.total, what=counted)
    name = country_name(None if market == NOT_TOLD else market)
    kept = f"month={month.isoformat()}&" if month else ""
    told = {"behind": behind, "name": name, "market": market, "page": page, "month": month, "kept": kept, "as_at": as_at}
    return render(request, "markets/rows.html", told)


def _month(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).replace(day=1)
    except ValueError as error:
        raise Http404 from error


def _points(held: list[Market]) -> list[MapPoint]:
    """Return a point for each country whose port is known: the first port of destination of the reference table."""
    first: dict[str, Any] = {}
    for port in ports().values():
        if port.role is not PortRole.LOAD:
            first.setdefault(port.country, port)
    return [
        MapPoint(
            first[one.code].lat, first[one.code].lon,
            f"{one.name}: {one.used_cars:,} consignments of used cars, {one.positive:,} boxes with stolen vehicles, "
            f"{one.recovered:,} vehicles found there",
            reverse("market", args=[one.code]), group="Countries of destination, by a port of theirs",
        )
        for one in held
        if one.code in first
    ]  # fmt: skip


def _chart(door: Door, found: Market, as_at: datetime, shifts: list[ToldShift], drawn: tuple[str, str, str]) -> ShownChart | None:
    column, measure, what = drawn
    grain = _grain(door, column, as_at)
    counted = read_series(door, found.code, column, grain)
    if not any(row["found"] for row in counted):
        return None
    marked = {shift.since for shift in shifts if shift.measure == measure and shift.grain == grain}
    whole = set(whole_periods([row["month"] for row in counted], grain, as_at)) or {row["month"] for row in counted}
    points = [
        SharePoint(row["month"], int(row["found"]), int(row["of"]), row["month"] in marked)
        for row in counted
        if row["month"] in whole
    ]
    spec = share_by_period(points, f"{what}: {found.name}", grain)
    return show_chart(
        f"share-{measure.replace('_', '-')}", what, spec, basis=f"By {grain}; periods that are not whole are left out."
    )


def _grain(door: Door, column: str, as_at: datetime) -> str:
    """Return whether months are enough to draw a trend of, as the scan for shifts judges it; else weeks."""
    least = read_settings(settings.WORKSPACE.home / "settings.toml")["markets"]["least_periods"]
    months = [row["month"] for row in read_series(door, NOT_TOLD, column, "month")]
    return "month" if len(whole_periods(months, "month", as_at)) >= least else "week"


def _how_scanned(door: Door, as_at: datetime) -> tuple[str, bool]:
    """Return what is to be said of how shifts of used cars were looked for ("": by month), and whether they could be at all."""
    least = read_settings(settings.WORKSPACE.home / "settings.toml")["markets"]["least_periods"]
    held = {}
    for grain in ("month", "week"):
        counted = [row["month"] for row in read_series(door, NOT_TOLD, "used_cars", grain)]
        held[grain] = len(whole_periods(counted, grain, as_at))
        if held[grain] >= least:
            words = f"Only {held['month']} whole months are held, so shifts are looked for by week." if grain == "week" else ""
            return words, True
    words = (
        f"The records cover {held['month']} whole months and {held['week']} whole weeks. A shift is told from {least} whole "
        "periods on: of fewer, chance cannot be ruled out."
    )
    return words, False
