"""``GET /ports/boxes``: boxes that sail ahead, at what risk and why, and where each stands on a short list."""

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from ninja import Query, Router, Schema

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.ahead import BoxAhead, boxes_ahead, read_reasons
from vinculum.desk.ports.listed import Listed, lists_of
from vinculum.engine.door import Door
from vinculum.picture.current import current_build
from vinculum.site.api.cursor import read_cursor, write_cursor
from vinculum.site.api.entry import opened
from vinculum.site.api.leads import moment
from vinculum.site.api.shapes import REFUSALS, Record
from vinculum.site.guard import DeskRequest, seen
from vinculum.site.pages.ports.reading import board_clock

router = Router(tags=["ports"])
RECEIVED = "SELECT delivery, received_at FROM evidence.deliveries WHERE feed = 'consignments'"


class BoxReason(Schema):
    """Why a box may hold stolen vehicles: the rule, what it adds in log-odds, and the rows that it rests on."""

    rule: str
    text: str
    weight: float
    evidence: list[Record]


class ShortListed(Schema):
    """Where a box stands on a short list. ``inclusion_probability`` is its chance in the draw; null for one added by hand."""

    reference: str
    short_list: str
    basis: str
    inclusion_probability: float | None
    state: str
    owner: str
    since: datetime


class PortsBox(Schema):
    """A box that sails ahead. ``updated_at`` is when its record was received, or its standing on a list last changed."""

    consignment_ref: str
    container_no: str | None
    port: str
    country: str | None
    vessel: str | None
    voyage: str | None
    sails_at: datetime
    opened_at: datetime | None
    probability: float
    expected_value_gbp: float
    reasons: list[BoxReason]
    listed: ShortListed | None
    updated_at: datetime | None


class PortsBoxPage(Schema):
    """Boxes in the order of their sailing, and where the next page begins."""

    items: list[PortsBox]
    next_cursor: str | None


@router.get("/ports/boxes", response={200: PortsBoxPage, **REFUSALS})
@opened(Action.READ_PORTS)
def list_boxes(
    request: DeskRequest,
    port: Annotated[str, Query(max_length=5)] = "",
    *,
    listed: bool | None = None,
    updated_since: datetime | None = None,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """List boxes, the first to sail first; ``listed`` keeps those that are on a short list, or on none."""
    place = read_cursor(cursor, (str, str))
    door = seen(request)
    clock = board_clock(request.viewer, current_build(settings.WORKSPACE))
    boxes = sorted(boxes_ahead(door, clock.at, port), key=_place)
    held = lists_of(request.viewer, [box.consignment_ref for box in boxes])
    updated = _updated(door, boxes, held)
    since = moment(updated_since)
    asked = [
        box
        for box in boxes
        if (listed is None or (box.consignment_ref in held) == listed)
        and (since is None or ((at := updated[box.consignment_ref]) is not None and at >= since))
        and (place is None or _place(box) > (place[0], place[1]))
    ]
    page = asked[:limit]
    reasons = read_reasons(door, [box.consignment_ref for box in page])
    for box in page:
        request.told.about("consignment_ref", box.consignment_ref)
    request.told.counted(boxes=len(page))
    onward = write_cursor(list(_place(page[-1]))) if len(asked) > limit else None
    return {
        "items": [
            _told(box, reasons.get(box.consignment_ref, []), held.get(box.consignment_ref), updated[box.consignment_ref])
            for box in page
        ],
        "next_cursor": onward,
    }


def _place(box: BoxAhead) -> tuple[str, str]:
    return box.sails_at.isoformat(), box.consignment_ref


def _updated(door: Door, boxes: list[BoxAhead], held: dict[str, Listed]) -> dict[str, datetime | None]:
    received = {row["delivery"]: row["received_at"] for row in door.ask_rows(RECEIVED)}
    told: dict[str, datetime | None] = {}
    for box in boxes:
        listing = held.get(box.consignment_ref)
        step = listing.standing.last if listing else None
        moments = [one for one in (received.get(box.delivery), step.at if step else None) if one is not None]
        told[box.consignment_ref] = max(moments, default=None)
    return told


def _told(box: BoxAhead, reasons: list[dict[str, Any]], listing: Listed | None, updated_at: datetime | None) -> dict[str, Any]:
    last = listing.standing.last if listing else None
    return {
        **{name: getattr(box, name) for name in PortsBox.model_fields if hasattr(box, name)},
        "reasons": reasons,
        "listed": {
            "reference": listing.box.reference,
            "short_list": listing.box.short_list.reference,
            "basis": listing.box.basis,
            "inclusion_probability": listing.box.inclusion_probability,
            "state": listing.standing.state,
            "owner": listing.owner_name,
            "since": last.at,
        }
        if listing and last
        else None,
        "updated_at": updated_at,
    }
