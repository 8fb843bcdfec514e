"""Every box that sails ahead, the riskiest first: of one port, one vessel, or all."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.ahead import boxes_ahead
from vinculum.desk.ports.listed import lists_of
from vinculum.picture.current import current_build
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.ports.reading import board_clock, leads_of
from vinculum.site.pages.ports.told import clock_tag, country_words, port_words, state_tag

BOXES_A_PAGE = 50


@guarded(Action.READ_PORTS)
def ahead(request: DeskRequest) -> HttpResponse:
    """List the boxes that the address asks for."""
    build, door = current_build(settings.WORKSPACE), seen(request)
    clock = board_clock(request.viewer, build)
    port, vessel = request.GET.get("port", ""), request.GET.get("vessel", "")
    boxes = [one for one in boxes_ahead(door, clock.at, port) if vessel in {"", one.vessel}]
    boxes.sort(key=lambda one: (-one.expected_value_gbp, one.sails_at, one.consignment_ref))
    page = asked_page(request, boxes, BOXES_A_PAGE)
    refs = [one.consignment_ref for one in page]
    listings, leads = lists_of(request.viewer, refs), leads_of(door, refs)
    request.told.counted(boxes=len(refs), of=len(boxes))
    context = {
        "build": build,
        "page": page,
        "query": rest_of_address(request),
        "what": "boxes",
        "port": port_words(port) if port else "",
        "vessel": vessel,
        "rows": [
            {
                "box": one,
                "clock": clock_tag(one.sails_at, clock),
                "country": country_words(one.country),
                "port": port_words(one.port),
                "lead": leads.get(one.consignment_ref, ""),
                "listing": (listing := listings.get(one.consignment_ref)),
                "state": state_tag(listing.standing.state) if listing else None,
            }
            for one in page
        ],
    }
    return render(request, "ports/ahead.html", context)
