"""Deliveries as a viewer may see them: those that are seen whole, and nothing of any other.

A delivery's record tells how many rows it has and what was wrong with them, so it is shown only where every column of every row
is open to the viewer. The restricted picture says which deliveries those are: it gives totals of no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.evidence.chain import Record
from vinculum.evidence.contract import contracts
from vinculum.evidence.ledger import delivery as delivery_record
from vinculum.evidence.partners import partners
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, seen


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """One delivery for a page; its record is read apart."""

    name: str
    feed: str
    feed_title: str
    partner: str
    partner_name: str
    received_at: datetime
    rows: int
    accepted: int
    quarantined: int

    @property
    def share(self) -> float | None:
        """Share of its rows that were accepted, 0 to 1; None where it has none."""
        return self.accepted / self.rows if self.rows else None


def whole_deliveries(request: DeskRequest) -> list[ShownDelivery]:
    """Return the deliveries that the viewer sees whole, the latest first; none before the first picture is built."""
    try:
        door = seen(request)
    except NoPicture:
        return []
    rows = door.ask_rows("SELECT * FROM evidence.deliveries WHERE rows IS NOT NULL ORDER BY received_at DESC, delivery")
    names = {code: partner.name for code, partner in partners(settings.WORKSPACE).items()}
    return [_shown(row, names) for row in rows]


def _shown(row: dict[str, Any], names: dict[str, str]) -> ShownDelivery:
    return ShownDelivery(
        name=row["delivery"],
        feed=row["feed"],
        feed_title=contracts()[row["feed"]].title,
        partner=row["partner"],
        partner_name=names.get(row["partner"], row["partner"]),
        received_at=row["received_at"],
        rows=row["rows"],
        accepted=row["accepted"],
        quarantined=row["quarantined"],
    )


def whole_delivery(request: DeskRequest, name: str) -> tuple[ShownDelivery, Record]:
    """Return one delivery and its record; Http404 unless the viewer sees it whole, whether or not it is there."""
    found = next((one for one in whole_deliveries(request) if one.name == name), None)
    if found is None:
        raise Http404
    request.told.about("delivery", name)
    return found, delivery_record(settings.WORKSPACE, name)


def may_mend(request: DeskRequest, partner: str) -> bool:
    """Whether the viewer may repair or dismiss rows of this partner: of their own organisation, or for others by their role."""
    own = partner == request.viewer.organisation or decide(request.viewer, Action.HANDLE_FOR_OTHERS).allowed
    return own and decide(request.viewer, Action.REPAIR_ROWS).allowed
