"""What each source is worth to the picture: its own contribution, how early it speaks, how often it is borne out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.work.measured import measured_cards
from vinculum.evidence.contract import contracts
from vinculum.evidence.ledger import deliveries as every_delivery
from vinculum.evidence.partners import partners
from vinculum.picture.current import NoPicture, current_build
from vinculum.picture.scorecard import DEFINITIONS
from vinculum.site.charts.intervals import Estimate, shares_with_intervals
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.shown import whole_deliveries

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
    """Show a card for every source, to those who see every delivery whole: a card counts what all sources say."""
    seen = {one.name for one in whole_deliveries(request)}
    if any(record["delivery"] not in seen for record in every_delivery(settings.WORKSPACE)):
        return render(request, "data/sources.html", {"withheld": True})
    cards, build = measured_cards(settings.WORKSPACE)
    names = {code: partner.name for code, partner in partners(settings.WORKSPACE).items()}
    shown = [
        ShownCard(card, names.get(card["partner"], card["partner"]), contracts()[card["feed"]].title)
        for card in sorted(cards, key=lambda card: (-card["gone"]["count"], card["partner"], card["feed"]))
    ]
    request.told.counted(sources=len(shown))
    return render(
        request,
        "data/sources.html",
        {
            "withheld": False,
            "cards": shown,
            "charts": [chart for name, words in CHARTED.items() if (chart := _chart(shown, name, words)) is not None],
            "meanings": [(heading, DEFINITIONS[name]) for name, heading in HEADINGS.items()],
            "outdated": build is not None and build != _current(),
        },
    )


def _current() -> str | None:
    try:
        return current_build(settings.WORKSPACE).id
    except NoPicture:
        return None


def _chart(cards: list[ShownCard], name: str, words: str) -> ShownChart | None:
    """Return a chart of one share with its intervals, over the sources for which there is something to count."""
    estimates = [
        Estimate(f"{one.told['partner']} {one.told['feed']}", told["share"], *told["interval_95"], told["of"])
        for one in cards
        if (told := one.told[name])["of"]
    ]
    if not estimates:
        return None
    title = words[0].upper() + words[1:]
    return show_chart(f"sources-{name}", title, shares_with_intervals(estimates, "Source", words), basis=f"{DEFINITIONS[name]}.")
