"""The vehicle page: who it is said to be, what contradicts, where it was seen, and every record that speaks of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.engine.door import Door
from vinculum.marks.fold import fold
from vinculum.picture.vehicles.describe import NoSuchMark, VehicleRead, read_vehicle, sighting_claims
from vinculum.site.clones import read_clones
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.picture.basis import read_basis
from vinculum.site.pages.search.unfound import what_it_could_be
from vinculum.site.pages.vehicle.contradictions import contradictions_of, disputed_records
from vinculum.site.pages.vehicle.identity import identities_of
from vinculum.site.pages.vehicle.linked_leads import leads_of
from vinculum.site.pages.vehicle.on_the_map import points_of, read_cameras_of, tracks_of
from vinculum.site.pages.vehicle.sources import sources_of
from vinculum.site.pages.vehicle.timeline import MOST_RECORDS, entries_of, timeline_of
from vinculum.site.records import read_cameras
from vinculum.site.shown_map import show_map

ALL = 10_000
LONGEST = 200  # characters of a subject in the audit


@guarded(Action.READ_VEHICLE)
def vehicle(request: DeskRequest, mark: str) -> HttpResponse:
    """Show all that the viewer may see of the vehicles that bear a mark, or are issued it; to HTMX only the timeline.

    A mark that nothing open to the viewer speaks of is not found, whatever else there is.
    """
    request.told.about(_kind_of(mark), (fold(mark) or mark)[:LONGEST])
    door = seen(request)
    try:
        told = read_vehicle(door, mark)
    except NoSuchMark:
        request.told.counted(records=0)
        known = {"mark": mark, "could_be": what_it_could_be(mark), "basis": read_basis(door, request.viewer)}
        return render(request, "vehicle/unknown.html", known, status=404)
    for row in told.marks:
        request.told.about(row["mark_kind"], row["mark"])
    shown = _timeline(request, told)
    request.told.counted(records=len(shown["entries"]), reads=sum(day["reads"] for day in told.sightings))
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "vehicle/timeline.html", shown)
    else:
        answer = render(
            request,
            "vehicle/page.html",
            shown | _told(request, door, told) | {"sources": sources_of(door, request.viewer, shown["entries"])},
        )
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _timeline(request: DeskRequest, told: VehicleRead) -> dict[str, Any]:
    entries = entries_of([*told.claims, *sighting_claims(told.sightings)], disputed_records(told.contradictions))
    feeds = dict.fromkeys((entry.feed, entry.title) for entry in sorted(entries, key=lambda entry: entry.title))
    chosen = request.GET.get("source", "")
    feed = chosen if chosen in {name for name, _ in feeds} else ""
    most = ALL if request.GET.get("all") else MOST_RECORDS
    return {
        "mark": told.mark,
        "entries": entries,
        "timeline": timeline_of(entries, feed, most),
        "feeds": [(name, title, name == feed) for name, title in feeds],
        "feed": feed,
    }


def _told(request: DeskRequest, door: Door, told: VehicleRead) -> dict[str, Any]:
    seen_by = read_cameras_of(door, told.reads)
    cameras = read_cameras(door) if told.tracks else {}
    # Tracks are drawn once, together: read_clones is given no positions to draw each apart.
    clones = read_clones(door, sorted({row["plate"] for row in told.tracks}), {}) if told.tracks else {}
    tracks = tracks_of(told.tracks, cameras)
    title = f"Where {told.mark} was read"
    shown = show_map("reads-map", title, points_of(told.mark, seen_by), tracks=tracks, shapes_url=reverse("map-shapes"))
    return {
        "identities": identities_of(told.vehicles, told.marks, told.intervals),
        "is_plate": _kind_of(told.mark) == "vrm",
        "contradictions": contradictions_of(told.contradictions),
        "with_leads": decide(request.viewer, Action.READ_LEADS).allowed,
        "leads": leads_of(told.leads),
        "reads": sum(day["reads"] for day in told.sightings),
        "camera_count": len(seen_by),
        # The table of the cameras is folded away below the map.
        "map": replace(shown, rows=()),
        "map_places": shown,
        "clones": list(clones.items()),
        "why_no_reads": "" if seen_by else _why_no_reads(request, door),
    }


def _why_no_reads(request: DeskRequest, door: Door) -> str:
    none = "No read of this mark as a plate, by a camera whose position is known, is open to you."
    return read_basis(door, request.viewer).why_not("reads", "cameras") or none


def _kind_of(mark: str) -> str:
    """Return under which kind the audit names the mark asked for."""
    longest_plate = 8
    return "vehicle" if mark.startswith("v-") else "vrm" if len(fold(mark)) <= longest_plate else "vin"
