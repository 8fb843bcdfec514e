"""The table of enablers, and the page of one: with whom it shares marks, and its boxes. A hand in boxes is no guilt."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.enablers import Order, base_rate, boxes_of, is_told, kinds_counted, list_enablers, one_enabler
from vinculum.desk.ports.subjects import subject_named
from vinculum.picture.current import NoPicture, current_build
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.links import subject_address
from vinculum.site.pages.ports.reading import leads_of
from vinculum.site.pages.ports.told import country_words, port_words

ENABLERS_A_PAGE = 50
TEXT_ASKED = 80
KIND_WORDS = {
    "forwarder": ("Forwarder", "Forwarders"),
    "shipper": ("Shipper", "Shippers"),
    "haulier": ("Haulier's plate", "Hauliers' plates"),
    "loading_address": ("Loading address", "Loading addresses"),
}
ORDER_WORDS = {
    Order.EXPECTED: "Expected value of unopened boxes",
    Order.SHARE: "Share of opened boxes, surest first",
    Order.BOXES: "Boxes",
    Order.NAME: "Name",
}
TIE_WORDS = {
    "phone": "the phone", "address": "the address", "consignee": "the consignee", "plate": "the haulier's plate",
    "shipper": "the shipper", "forwarder": "the forwarder",
}  # fmt: skip


@guarded(Action.READ_PORTS)
def enablers(request: DeskRequest) -> HttpResponse:
    """List the enablers that the viewer may see."""
    try:
        door, build = seen(request), current_build(settings.WORKSPACE)
    except NoPicture:
        return render(request, "ports/enablers.html", {"build": None})
    kind, text = request.GET.get("kind", ""), request.GET.get("text", "").strip()[:TEXT_ASKED]
    told = request.GET.get("order", "")
    order = Order(told) if told in set(Order) else Order.EXPECTED
    counted = dict(kinds_counted(door)) if is_told(door) else {}
    rows = list_enablers(door, kind if kind in KIND_WORDS else "", text, order) if counted else []
    page = asked_page(request, rows, ENABLERS_A_PAGE)
    for row in page:
        request.told.about(row["kind"], row["name"])
    request.told.counted(rows=len(page), of=len(rows))
    context = {
        "build": build,
        "told": is_told(door),
        "base": base_rate(door),
        "rows": [{"one": row, "kind": KIND_WORDS[row["kind"]][0]} for row in page],
        "total": len(rows),
        "page": page,
        "what": "enablers",
        "query": rest_of_address(request),
        "text": text,
        "kinds": [("", "All kinds", sum(counted.values()), not kind)]
        + [(code, words[1], counted.get(code, 0), code == kind) for code, words in KIND_WORDS.items()],
        "orders": [(code.value, words, code is order) for code, words in ORDER_WORDS.items()],
    }
    return render(request, "ports/enablers.html", context)


@guarded(Action.READ_PORTS)
def enabler(request: DeskRequest, enabler: str) -> HttpResponse:
    """Show one enabler: what was found, what ties it to others, and its boxes."""
    door, build = seen(request), current_build(settings.WORKSPACE)
    one = one_enabler(door, enabler)
    if one is None:
        raise Http404
    boxes = boxes_of(door, enabler, one["kind"])
    leads = leads_of(door, [box["consignment_ref"] for box in boxes])
    request.told.about(one["kind"], one["name"])
    request.told.counted(boxes=len(boxes), ties=len(one["ties"]))
    context = {
        "build": build,
        "one": one,
        "kind": KIND_WORDS[one["kind"]][0],
        "base": base_rate(door),
        "address": subject_address("vrm", one["name"]) if one["kind"] == "haulier" else "",
        "profile": _profile(request, enabler),
        "ties": [{"tie": tie, "what": TIE_WORDS.get(tie["kind"], tie["kind"])} for tie in one["ties"]],
        "boxes": [
            {
                "box": box,
                "lead": leads.get(box["consignment_ref"], ""),
                "port": port_words(box["port"]),
                "country": country_words(box["country"]),
            }
            for box in boxes
        ],
    }
    return render(request, "ports/enabler.html", context)


def _profile(request: DeskRequest, enabler: str) -> str:
    """Return where a subject profile of an enabler is made; "" for those who make no products."""
    if not decide(request.viewer, Action.MAKE_PRODUCTS).allowed or subject_named(enabler, request.viewer) is None:
        return ""
    return f"{reverse('product-make', args=['subject-profile'])}?of={enabler}"
