"""What each page of the site is told: one function a page, from the overview to the values its template writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vinculum.site import plain
from vinculum.site.deliveries import count_feeds
from vinculum.site.lead_page import lead_page
from vinculum.site.leads import Lead
from vinculum.site.maps import Spot, draw_map
from vinculum.site.overview import Overview
from vinculum.site.ports import ports
from vinculum.site.trend import draw_chart
from vinculum.site.wording import kinds, spaced
from vinculum.site.yardstick import SUPPORT, YARDSTICK

SHOWN_LEADS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page to write: its file under the site, its template and what the template is told."""

    file: str
    template: str
    told: dict[str, Any]


def all_pages(seen: Overview) -> Iterator[Page]:
    """Yield every page of the site, one after the other."""
    totals = _totals(seen)
    yield Page("index.html", "index.html.j2", totals | _index(seen))
    yield Page("leads.html", "leads.html.j2", totals | {"leads": seen.leads})
    yield Page("cameras.html", "cameras.html.j2", totals | _cameras(seen))
    yield Page("deliveries.html", "deliveries.html.j2", totals | _deliveries(seen))
    yield Page("definitions.html", "definitions.html.j2", totals | _definitions())
    for lead in seen.leads:
        told = lead_page(lead, seen.clones.get(lead.subject) if lead.kind.code == "clone" else None)
        yield Page(f"leads/{lead.file}", "lead.html.j2", totals | told)


def _totals(seen: Overview) -> dict[str, Any]:
    live = sum(count.live for count in seen.kinds or ())
    return {
        "kinds": seen.kinds,
        "live_total": live,
        "lead_total": live + sum(count.cold for count in seen.kinds or ()),
        "drawn_total": len(seen.leads),
        "camera_total": len(seen.cameras),
        "deliveries": seen.deliveries,
        "handed_over": sum(delivery.rows for delivery in seen.deliveries),
        "accepted": sum(delivery.accepted for delivery in seen.deliveries),
        "set_aside": sum(delivery.quarantined for delivery in seen.deliveries),
        "reconciliation": seen.reconciliation,
    }


def _index(seen: Overview) -> dict[str, Any]:
    shown = [lead for lead in seen.leads if not lead.cold][:SHOWN_LEADS]
    spots = [spot for lead in shown if (spot := _spot(lead)) is not None]
    feeds = count_feeds(seen.deliveries)
    return {
        "leads": shown,
        "map": draw_map(spots, ports=list(ports().values()), dots=list(seen.cameras.values())),
        "map_title": f"Map of cameras and of {len(spots)} leads, each a link to its page" if spots else "Map of cameras",
        "unplaced": len(shown) - len(spots),
        "kind_rows": [
            (count.kind.many, count.kind.about, (plain.count(count.live), plain.count(count.cold))) for count in seen.kinds or ()
        ],
        "weeks": seen.weeks,
        "chart": draw_chart(seen.weeks),
        "week_rows": [
            (plain.day(week.monday), plain.count(week.vehicles), "yes" if week.whole else "not ended") for week in seen.weeks
        ],
        "first_week": plain.day(seen.weeks[0].monday) if seen.weeks else "",
        "last_week": plain.day(seen.weeks[-1].monday) if seen.weeks else "",
        "unreported": seen.not_compared,
        "feeds": feeds,
        "feed_rows": [
            (
                feed.title,
                plain.count(feed.deliveries),
                plain.count(feed.rows),
                plain.count(feed.accepted),
                plain.count(feed.quarantined),
                "yes" if feed.adds_up else f"no: {feed.rows - feed.accepted - feed.quarantined:+,} rows",
            )
            for feed in feeds
        ],
    }


def _spot(lead: Lead) -> Spot | None:
    if lead.position is None:
        return None
    title = f"{lead.number}: {lead.kind.one}, {lead.subject}"
    return Spot(str(lead.number), *lead.position, title, f"leads/{lead.file}", "cold" if lead.cold else "lead")


def _cameras(seen: Overview) -> dict[str, Any]:
    faulty = len({row[0] for row in seen.faults.rows}) if seen.faults else 0
    return {"faults": seen.faults, "faulty": faulty, "reads_set_aside": seen.reads_set_aside}


def _deliveries(seen: Overview) -> dict[str, Any]:
    by_reason: Counter[str] = Counter()
    for aside in seen.set_aside:
        by_reason[aside.reason] += aside.rows
    return {
        "delivery_rows": [
            (
                one.id,
                one.feed,
                one.partner,
                one.layout,
                plain.count(one.rows),
                plain.count(one.accepted),
                plain.count(one.quarantined),
                one.sha256[:16],
            )
            for one in seen.deliveries
        ],
        "reason_rows": [
            (reason, plain.count(rows)) for reason, rows in sorted(by_reason.items(), key=lambda item: (-item[1], item[0]))
        ],
        "aside_rows": [
            (one.delivery, one.reason, spaced(one.field) if one.field else "the whole row", plain.count(one.rows), one.example)
            for one in seen.set_aside
        ],
    }


def _definitions() -> dict[str, Any]:
    return {
        "yardstick": [(band.words, f"{band.low:.0%} to {band.high:.0%}") for band in YARDSTICK],
        "support": [(f"{words} support", f"{least:,} to 1" if least > 1 else "above 1 to 1") for least, words in SUPPORT],
        "all_kinds": list(kinds().values()),
    }
