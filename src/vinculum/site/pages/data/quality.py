"""The quality of each feed over time, of the deliveries that the viewer sees whole.

How many rows were known already is left out: it says what others had handed over, whom the viewer may not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.work.measured import measured
from vinculum.evidence.contract import contracts
from vinculum.evidence.quality import DEFINITIONS, DeliveryQuality, MonthQuality, by_month
from vinculum.evidence.reasons import Reason
from vinculum.site.charts.quality import DeliveryQuality as Point
from vinculum.site.charts.quality import quality_over_time
from vinculum.site.charts.shown import ShownChart, show_chart
from vinculum.site.charts.theme import SERIES
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.shown import whole_deliveries
from vinculum.site.pages.data.words import REASON_WORDS


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """One feed of one partner in one month, with the commonest fault in words."""

    told: MonthQuality
    feed_title: str
    fault: str


@guarded(Action.READ_DELIVERIES)
def quality(request: DeskRequest) -> HttpResponse:
    """Show how good the deliveries of each feed were, month by month, and a chart of the feed that was chosen."""
    seen = {one.name for one in whole_deliveries(request)}
    told = {name: one for name, one in measured(settings.WORKSPACE).items() if name in seen}
    feeds = sorted({one.feed for one in told.values()}, key=lambda feed: contracts()[feed].title)
    asked = request.GET.get("feed", "")
    feed = asked if asked in feeds else ""
    chosen = [one for one in told.values() if not feed or one.feed == feed]
    months = sorted(by_month(chosen), key=lambda one: (one.month, one.feed, one.partner), reverse=True)
    request.told.counted(deliveries=len(chosen))
    return render(
        request,
        "data/quality.html",
        {
            "feeds": [(one, contracts()[one].title) for one in feeds],
            "feed": feed,
            "months": [_shown(one) for one in months],
            "charts": _charts(feed, chosen) if feed else [],
            "unmeasured": len(seen) - len(told),
            "definitions": DEFINITIONS,
        },
    )


def _shown(month: MonthQuality) -> ShownMonth:
    faults = {reason: count for reason, count in month.reasons.items() if Reason(reason).is_fault}
    worst = max(faults, key=lambda reason: faults[reason], default=None)
    words = "None" if worst is None else f"{REASON_WORDS[Reason(worst)]} ({faults[worst]:,})"
    return ShownMonth(month, contracts()[month.feed].title, words)


def _charts(feed: str, told: list[DeliveryQuality]) -> list[ShownChart]:
    """Return charts of the share accepted by delivery, as many partners to each as can be told apart."""
    partners = sorted({one.partner for one in told})
    groups = [partners[first : first + len(SERIES)] for first in range(0, len(partners), len(SERIES))]
    basis = f"Share accepted: {DEFINITIONS['accepted']}. Deliveries that you may see whole."
    charts = []
    for number, group in enumerate(groups, 1):
        points = [
            Point(datetime.fromisoformat(one.received_at).date(), one.partner, one.accepted.of, one.accepted.count)
            for one in sorted(told, key=lambda one: one.received_at)
            if one.partner in group
        ]
        title = f"{contracts()[feed].title}: share of rows accepted, by delivery"
        charts.append(show_chart(f"quality-{number}", title, quality_over_time(points), basis=basis))
    return charts
