"""The search page: one box for anything, results with their reasons, and what to do when there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers

from vinculum.desk.access.policy import decide
from vinculum.desk.access.seen import SEEN
from vinculum.desk.access.vocabulary import Action
from vinculum.evidence.contract import contracts
from vinculum.picture.searchable import TextKind
from vinculum.search import BadPattern, Facets, Shown, facets, find, index_for, records_behind
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.picture.asked import force_words
from vinculum.site.pages.picture.basis import read_basis
from vinculum.site.pages.search.asked import LONGEST, SEEN_MARKS, Asked, read_asked
from vinculum.site.pages.search.results import kind_words, results_of
from vinculum.site.pages.search.unfound import what_it_could_be


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet: how many texts fit with it, and the address that makes it, or takes it back."""

    words: str
    count: int
    href: str
    chosen: bool


@guarded(Action.SEARCH)
def search(request: DeskRequest) -> HttpResponse:
    """Find what fits ``?q=`` among what the viewer may see; to HTMX only the results."""
    asked = read_asked(request.GET.dict())
    told = _told(request, asked) if asked.text else {"asked": asked}
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "search/shown.html" if part else "search/page.html", told)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _told(request: DeskRequest, asked: Asked) -> dict[str, Any]:
    request.told.about("search", asked.text)
    told: dict[str, Any] = {
        "asked": asked,
        "watch_href": _watch_href(request, asked),
        "basis": read_basis(seen(request), request.viewer),
    }
    index = index_for(settings.WORKSPACE)
    try:
        with SEEN.open_workroom(settings.WORKSPACE, request.viewer) as door:
            shown = Shown(door, index, SEEN_MARKS)
            counted = facets(door, asked.text, relation=SEEN_MARKS, index=index, shown=shown)
            same = shown if asked.relation == SEEN_MARKS else None
            found = find(door, asked.text, asked.kind, asked.most + 1, asked.relation, index, same)
            records = records_behind(shown, found[: asked.most])
    except BadPattern as fault:
        request.told.counted(results=0)
        return told | {"fault": str(fault), "results": []}
    open_vehicles = decide(request.viewer, Action.READ_VEHICLE).allowed
    results = results_of(found[: asked.most], records, open_vehicles=open_vehicles)
    request.told.counted(results=len(results), fitting=counted.total)
    for one in found[: asked.most]:
        request.told.about(one.kind.value, one.mark[:LONGEST])
    return told | {
        "results": results,
        "more": len(found) > asked.most,
        "total": counted.total,
        "facets": _facets(asked, counted),
        "could_be": [] if results else what_it_could_be(asked.text),
    }


def _facets(asked: Asked, counted: Facets) -> list[tuple[str, list[Choice]]]:
    """Return each facet with its choices; one with a single choice that is not made says nothing and is left out."""
    told = [
        ("Kind", _choices(asked, "kind", {kind: kind_words(TextKind(kind)) for kind in counted.kinds}, counted.kinds)),
        ("Records", _choices(asked, "feed", {feed: contracts()[feed].title for feed in counted.feeds}, counted.feeds)),
        ("Force", _choices(asked, "force", {force: force_words(force) for force in counted.forces}, counted.forces)),
    ]
    return [(title, choices) for title, choices in told if len(choices) > 1 or any(choice.chosen for choice in choices)]


def _choices(asked: Asked, name: str, words: dict[str, str], counts: dict[str, int]) -> list[Choice]:
    held = str(getattr(asked, name) or "")
    found = [
        Choice(words[value], number, f"?{asked.query(**{name: None if value == held else value})}", value == held)
        for value, number in counts.items()
    ]
    return sorted(found, key=lambda choice: (-choice.count, choice.words))


def _watch_href(request: DeskRequest, asked: Asked) -> str:
    """Return where this search can be kept as a watch, for those who may keep one."""
    if not decide(request.viewer, Action.SAVE_SEARCHES).allowed:
        return ""
    try:
        return f"{reverse('watches')}?{asked.query()}"
    except NoReverseMatch:
        return ""
