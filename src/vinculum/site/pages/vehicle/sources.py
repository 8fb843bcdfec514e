"""Why the viewer can see what a vehicle's page shows: each source with its records and the agreement behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vinculum.desk.access.policy import why_seen
from vinculum.desk.access.seen import grants_behind
from vinculum.desk.access.viewer import Viewer
from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.site.pages.vehicle.timeline import Entry

PARTNERS_SQL = "SELECT delivery, partner FROM evidence.deliveries WHERE delivery IN (SELECT unnest($deliveries))"


@dataclass(frozen=True, slots=True)
class Source:
    """One partner's records of a feed: how many of the page are theirs, and why they are open to the viewer."""

    feed: str
    title: str
    partner: str
    records: int
    why: str


def sources_of(door: Door, viewer: Viewer, entries: Sequence[Entry]) -> list[Source]:
    """Return the sources of ``entries``, in the order of the contracts."""
    deliveries = sorted({entry.delivery for entry in entries})
    partners = {row["delivery"]: row["partner"] for row in door.ask_rows(PARTNERS_SQL, {"deliveries": deliveries})}
    counted = Counter((entry.feed, partners.get(entry.delivery, entry.partner)) for entry in entries)
    order, grants = list(contracts()), grants_behind(door, viewer)
    return [
        Source(feed, contracts()[feed].title, partner, records, why_seen(viewer, partner, feed, grants).reason)
        for (feed, partner), records in sorted(counted.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ]
