"""The deliveries that a viewer sees whole, and one of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.work.measured import checked_on
from vinculum.evidence.aftermath import State, aftermath, repairs_of
from vinculum.evidence.linked import link_faults
from vinculum.evidence.reasons import Reason
from vinculum.site.asked_page import asked_page
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.shown import whole_deliveries, whole_delivery
from vinculum.site.pages.data.words import REASON_WORDS

DELIVERIES_A_PAGE = 50


@guarded(Action.READ_DELIVERIES)
def deliveries(request: DeskRequest) -> HttpResponse:
    """List the deliveries that the viewer sees whole, of one feed if asked."""
    every = whole_deliveries(request)
    feeds = sorted({(one.feed, one.feed_title) for one in every}, key=lambda one: one[1])
    feed = request.GET.get("feed", "")
    chosen = [one for one in every if one.feed == feed] if feed else every
    page = asked_page(request, chosen, DELIVERIES_A_PAGE)
    request.told.counted(deliveries=len(page))
    return render(
        request,
        "data/deliveries.html",
        {
            "page": page,
            "feeds": feeds,
            "feed": feed,
            "query": f"{urlencode({'feed': feed})}&" if feed else "",
            "may_send": decide(request.viewer, Action.SEND_DELIVERIES).allowed,
        },
    )


@guarded(Action.READ_DELIVERIES)
def delivery(request: DeskRequest, name: str) -> HttpResponse:
    """Show what became of one delivery: its rows, what was wrong with them, and whether it is as it was taken in."""
    shown, record = whole_delivery(request, name)
    became = list(aftermath(settings.WORKSPACE, name).values())
    counts = {state: sum(one.state is state for one in became) for state in State}
    seen_whole = {one.name for one in whole_deliveries(request)}
    return render(
        request,
        "data/delivery.html",
        {
            "delivery": shown,
            "record": record,
            "reasons": [(REASON_WORDS[Reason(reason)], count) for reason, count in sorted(record["reasons"].items())],
            "open": counts[State.OPEN],
            "repaired": counts[State.REPAIRED],
            "dismissed": counts[State.DISMISSED],
            "repairs": record.get("repairs") if record.get("repairs") in seen_whole else None,
            "repaired_in": [one["delivery"] for one in repairs_of(settings.WORKSPACE, name) if one["delivery"] in seen_whole],
            "link_faults": link_faults(settings.WORKSPACE, name),
            "checked": checked_on(settings.WORKSPACE, name),
        },
    )
