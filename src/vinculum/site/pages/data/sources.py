"""What each source is worth to the picture: its own contribution, how early it speaks, how often it is borne out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import capfirst

from vinculum.desk.access.policy import grants_of
from vinculum.desk.access.seen import signature_of
from vinculum.desk.access.vocabulary import Action
from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.evidence.partners import partners
from vinculum.picture.current import NoPicture, current_build
from vinculum.picture.scorecard import DEFINITIONS, scorecards
from vinculum.site.charts.intervals import Estimate, shares_with_intervals
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.guard import DeskRequest, guarded, seen

SECONDS_KEPT = 24 * 3600

# The share that each chart shows, by its name in the card, and the words for it.
CHARTED = {
    "gone": "leads that would be gone without it",
    "first": "shared leads in which it spoke first",
    "confirmed": "sayings borne out by an independent voice",
}

# The columns of the table whose meaning is told below it.
HEADINGS = {
    "leads": "Leads that cite it",
    "gone": "Gone without it",
    "only": "It alone",
    "hours_left": "Hours left",
    "first": "Spoke first",
    "hours_ahead": "Hours ahead",
    "contradicted": "Contradicted",
    "confirmed": "Borne out",
    "found": "Found when opened",
}


@dataclass(frozen=True, slots=True)
class ShownCard:
    """The card of one source, as ``Scorecard.as_document`` has it, with its names."""

    told: dict[str, Any]
    name: str
    feed_title: str


@guarded(Action.READ_DELIVERIES)
def sources(request: DeskRequest) -> HttpResponse:
    """Show a card for every source, counted on the records and leads that the viewer may see."""
    names = {code: partner.name for code, partner in partners(settings.WORKSPACE).items()}
    shown = [
        ShownCard(card, names.get(card["partner"], card["partner"]), contracts()[card["feed"]].title)
        for card in sorted(_cards(request), key=lambda card: (-card["gone"]["count"], card["partner"], card["feed"]))
    ]
    request.told.counted(sources=len(shown))
    return render(
        request,
        "data/sources.html",
        {
            "cards": shown,
            "charts": [chart for name, words in CHARTED.items() if (chart := _chart(shown, name, words)) is not None],
            "meanings": [(heading, DEFINITIONS[name]) for name, heading in HEADINGS.items()],
        },
    )


def _cards(request: DeskRequest) -> list[dict[str, Any]]:
    """Return the cards as data, counted once for each picture, evidence and extent of what is seen; none before the first build.

    They are counted on the restricted catalog itself, through a door that may make tables of its own in passing.
    """
    try:
        door = seen(request)
        state = f"{current_build(settings.WORKSPACE).id} {settings.WORKSPACE.evidence_hash()}"
    except NoPicture:
        return []
    signature = signature_of(grants_of(request.viewer))
    key = f"cards-{hashlib.sha256(f'{settings.WORKSPACE.home} {state} {signature}'.encode()).hexdigest()}"
    held: list[dict[str, Any]] | None = cache.get(key)
    if held is None:
        with Door.beside(door, f"seen_{signature}") as counting:
            held = [card.as_document() for card in scorecards(counting)]
        cache.set(key, held, SECONDS_KEPT)
    return held


def _chart(cards: list[ShownCard], name: str, words: str) -> ShownChart | None:
    """Return a chart of one share with its intervals, over the sources for which there is something to count."""
    estimates = [
        Estimate(f"{one.told['partner']} {one.told['feed']}", told["share"], low, high, told["of"])
        for one in cards
        if (told := one.told[name])["of"]
        for low, high in [told["interval_95"]]
    ]
    if not estimates:
        return None
    title = words[0].upper() + words[1:]
    return show_chart(
        f"sources-{name}", title, shares_with_intervals(estimates, "Source", words), basis=f"{capfirst(DEFINITIONS[name])}."
    )
