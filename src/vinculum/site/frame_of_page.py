"""What the frame of every page shows: who is signed in, what for, where they may go, and the marking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action

# The ceiling of the platform (DOMAIN 2.8).
MARKING = "OFFICIAL-SENSITIVE"

# Where one can go, by group: words, the name of the route, and the action that opens it. A group with one place is that place.
PLACES: dict[str, tuple[tuple[str, str, Action], ...]] = {
    "Picture": (("Picture", "picture", Action.READ_PICTURE),),
    "Search": (("Search", "search", Action.SEARCH),),
    "Leads": (("Leads", "leads", Action.READ_LEADS),),
    "Intelligence": (("Intelligence", "intelligence", Action.READ_INTELLIGENCE),),
    "Operations": (
        ("Operations", "operations", Action.READ_OPERATIONS),
        ("Taskings", "taskings", Action.READ_OPERATIONS),
        ("Returns", "returns", Action.READ_OPERATIONS),
        ("Disruptions", "disruptions", Action.READ_OPERATIONS),
    ),
    "Ports": (
        ("Ports board", "ports", Action.READ_PORTS),
        ("Enablers", "ports_enablers", Action.READ_PORTS),
        ("Inspections", "inspections", Action.READ_PORTS),
        ("Destination markets", "markets", Action.READ_PORTS),
        ("Repatriation", "repatriation", Action.READ_REPATRIATION),
    ),
    "Programme": (
        ("Strategy", "strategy", Action.READ_STRATEGY),
        ("Members", "members", Action.READ_MEMBERS),
        ("Funding", "funding", Action.READ_FUNDING),
        ("Training", "training", Action.READ_TRAINING),
        ("Engagement", "engagement", Action.READ_ENGAGEMENT),
        ("Impact", "impact", Action.READ_IMPACT),
    ),
    "Products": (
        ("Products", "products", Action.READ_PRODUCTS),
        ("Figures", "figures", Action.READ_PRODUCTS),
    ),
    "Public site": (
        ("Public pages", "public_pages", Action.EDIT_PUBLIC),
        ("Waiting for approval", "public_approvals", Action.PUBLISH_PUBLIC),
        ("Enquiries", "enquiries", Action.READ_ENQUIRIES),
    ),
    "Data": (
        ("Data", "deliveries", Action.READ_DELIVERIES),
        ("Watches", "watches", Action.SAVE_SEARCHES),
        ("Authorise watches", "watches_to_authorise", Action.AUTHORISE_WATCHES),
        ("Work", "work", Action.READ_WORK),
    ),
    "Oversight": (
        ("Audit", "audit", Action.READ_AUDIT),
        ("Retention", "retention", Action.READ_RETENTION),
        ("Administration", "administration", Action.READ_ACCESS),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation."""

    words: str
    href: str
    here: bool


def first_open(viewer: Viewer) -> str | None:
    """Return the name of the route of the first place that is open to somebody; None where there is none."""
    return next((name for group in PLACES.values() for _, name, action in group if decide(viewer, action).allowed), None)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the frame; for somebody who has not passed a guard, the marking alone."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"frame_marking": MARKING, "frame_places": [], "frame_beside": [], "viewer": None}
    places, beside = [], []
    for words, group in PLACES.items():
        open_to = _open_to(viewer, group, request.path)
        if not open_to:
            continue
        here = any(place.here for place in open_to)
        alone = len(open_to) == 1
        places.append(Place(open_to[0].words if alone else words, open_to[0].href, here))
        if here and not alone:
            beside = open_to
    may_search = decide(viewer, Action.SEARCH).allowed
    # Named for the frame, so that no page takes their place with something of its own.
    told = {"frame_marking": MARKING, "frame_places": places, "frame_beside": beside}
    return {**told, "viewer": viewer, "may_search": may_search}


def _open_to(viewer: Viewer, group: tuple[tuple[str, str, Action], ...], path: str) -> list[Place]:
    """Return the places of a group that are open to a viewer; the one with the longest address that fits is where they are."""
    hrefs = [(words, reverse(name)) for words, name, action in group if decide(viewer, action).allowed]
    fitting = [href for _, href in hrefs if path == href or path.startswith(href.rstrip("/") + "/")]
    here = max(fitting, key=len, default=None)
    return [Place(words, href, href == here) for words, href in hrefs]
