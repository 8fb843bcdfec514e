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

# Where one can go: words, the name of the route, and the action that opens it.
PLACES = (
    ("Picture", "picture", Action.READ_PICTURE),
    ("Search", "search", Action.SEARCH),
    ("Leads", "leads", Action.READ_LEADS),
    ("Data", "deliveries", Action.READ_DELIVERIES),
    ("Watches", "watches", Action.SAVE_SEARCHES),
    ("Authorise watches", "watches_to_authorise", Action.AUTHORISE_WATCHES),
    ("Work", "work", Action.READ_WORK),
    ("Audit", "audit", Action.READ_AUDIT),
    ("Retention", "retention", Action.READ_RETENTION),
    ("Administration", "administration", Action.READ_ACCESS),
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation."""

    words: str
    href: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the frame; for somebody who has not passed a guard, the marking alone."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"marking": MARKING, "places": [], "viewer": None}
    places = [
        Place(words, reverse(name), request.path.startswith(reverse(name)) if reverse(name) != "/" else request.path == "/")
        for words, name, action in PLACES
        if decide(viewer, action).allowed
    ]
    may_search = decide(viewer, Action.SEARCH).allowed
    return {"marking": MARKING, "places": places, "viewer": viewer, "may_search": may_search}
