"""The picture: what has happened, what rises, what is new, what to act on, and what all of it is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from vinculum.desk.access.policy import decide, grants_of
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.engine.door import Door
from vinculum.marks.reference import forces
from vinculum.picture.current import current_build
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.picture.asked import LAYERS, PERIODS, Asked, choices, read_asked
from vinculum.site.pages.picture.basis import Basis, read_basis
from vinculum.site.pages.picture.figures import read_figures
from vinculum.site.pages.picture.news import read_news, visit_before
from vinculum.site.pages.picture.on_the_map import read_points
from vinculum.site.pages.picture.ranked_leads import kinds_held, read_live_leads, top_leads
from vinculum.site.pages.picture.trends import read_trends
from vinculum.site.shown_map import show_map
from vinculum.site.wording import kinds


@guarded(Action.READ_PICTURE)
def picture(request: DeskRequest) -> HttpResponse:
    """Show the picture as the viewer may see it; to HTMX only the part that the filters change."""
    asked = read_asked(request.GET.dict(), request.GET.getlist("layer"), tuple(kinds()))
    told = _told(request, seen(request), asked, current_build(settings.WORKSPACE).as_at)
    request.told.counted(force=asked.force or "all", weeks=asked.weeks, kind=asked.kind or "all", leads=told["lead_count"])
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "picture/shown.html" if part else "picture/page.html", told)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _told(request: DeskRequest, door: Door, asked: Asked, as_at: datetime) -> dict[str, Any]:
    basis = read_basis(door, request.viewer)
    with_leads = decide(request.viewer, Action.READ_LEADS).allowed
    open_vehicles = decide(request.viewer, Action.READ_VEHICLE).allowed
    layers = _open_layers(request.viewer, basis, with_leads=with_leads)
    leads = read_live_leads(door, asked.kind, asked.force) if with_leads else []
    points = read_points(door, asked, as_at, leads, open_vehicles=open_vehicles)
    shown = show_map("picture-map", f"Where it happened {asked.period}", points, shapes_url=reverse("map-shapes"))
    return {
        "as_at": as_at,
        "asked": asked,
        "basis": basis,
        "figures": read_figures(door, asked, as_at, basis, with_leads=with_leads),
        "news": read_news(door, visit_before(request), asked.kind),
        "with_leads": with_leads,
        "kinds": kinds_held(door) if with_leads else [],
        "leads": top_leads(leads, as_at),
        "lead_count": len(leads),
        # The table of the places is folded away below the map.
        "map": replace(shown, rows=()),
        "map_places": shown,
        "why_no_map": _why_no_map(basis, layers),
        **read_trends(door, asked, as_at, basis),
        **_filters(asked, door, layers, with_leads=with_leads),
    }


def _open_layers(viewer: Viewer, basis: Basis, *, with_leads: bool) -> dict[str, str]:
    """Return the layers of the map that the viewer's agreements can fill, with their words."""
    partners = {source.partner for source in basis.sources if source.feed == "thefts"}
    placed = any(
        grant.feed == "thefts" and grant.provider in partners and {"lat", "lon"} <= grant.columns for grant in grants_of(viewer)
    )
    held = {
        "leads": with_leads,
        "hits": {"reads", "thefts"} <= basis.feeds,
        "thefts": placed,
        "cameras": "cameras" in basis.feeds,
    }
    return {layer: words for layer, words in LAYERS.items() if held[layer]}


def _filters(asked: Asked, door: Door, layers: dict[str, str], *, with_leads: bool) -> dict[str, Any]:
    """Return the choices of the filters; forces are all forces, so that the list tells nothing of the records."""
    named = {"": "All forces"} | {force.id: force.name for force in sorted(forces(), key=lambda force: force.name)}
    of_kind = {"": "All kinds"} | {kind.code: kind.many for kind, _, _ in kinds_held(door)} if with_leads else {}
    return {
        "force_choices": choices(named, (asked.force,)),
        "period_choices": choices({str(weeks): words for weeks, words in PERIODS.items()}, (str(asked.weeks),)),
        "kind_choices": choices(of_kind, (asked.kind,)),
        "layer_choices": choices(layers, asked.layers),
    }


def _why_no_map(basis: Basis, layers: dict[str, str]) -> str:
    if layers:
        return "No record of this period, force and choice of layers says where it happened."
    where = "The places of thefts are not open to you for this purpose. " if "thefts" in basis.feeds else ""
    return where + basis.why_not("thefts", "reads", "cameras")
