"""Reading inspections: the list, one with its photos and every version, and a photo by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.returns.vocabulary import conditions
from vinculum.desk.ports.inspection_photos import named_in, photo_file, waiting_for
from vinculum.desk.ports.inspection_reading import known_forces, read_document
from vinculum.desk.ports.inspection_rows import force_of
from vinculum.desk.ports.inspection_seeing import standing_versions, visible_to
from vinculum.desk.ports.inspection_told import Told
from vinculum.desk.ports.inspection_words import was_opened, words
from vinculum.desk.ports.models import Change, Inspection, InspectionPhoto, InspectionVersion
from vinculum.desk.work.models import STANDING, State
from vinculum.marks.container import display_container, parse_container
from vinculum.marks.fold import UNKNOWN
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.inspections.forms import places
from vinculum.site.pages.inspections.seen import newest_of, seen_inspection
from vinculum.site.pages.leads.links import address_of
from vinculum.site.pages.work.told import tell

A_PAGE = 50
# What is still to be done, or was not: its state is told on the page. What is done is told by what it brought about.
UNDER_WAY = {*STANDING, State.FAILED, State.CANCELLED}
CLOCK_OFF_S = 300  # a device whose clock is further off than this is told of


@dataclass(frozen=True, slots=True)
class Row:
    """An inspection in the list."""

    version: InspectionVersion
    container: str
    place: str
    result: str
    stolen: int
    value: Decimal | None
    photos_missing: int


@guarded(Action.READ_PORTS)
def inspections(request: DeskRequest) -> HttpResponse:
    """List the inspections that the viewer may see, the latest first; ``operation``, ``result``, ``place`` narrow it."""
    held = standing_versions(request.viewer)
    for name, column in (("operation", "operation__reference"), ("result", "result"), ("place", "place")):
        if asked := request.GET.get(name, "")[:40]:
            held = held.filter(**{column: asked})
    page = asked_page(request, held, A_PAGE)
    request.told.counted(inspections=page.paginator.count)
    context = {
        "page": page,
        "rows": [_row(version) for version in page],
        "number": page.paginator.count,
        "may_record": decide(request.viewer, Action.RECORD_INSPECTIONS).allowed,
        "results": words("result").items(),
        "places": places().items(),
        "asked": request.GET,
        "turn": rest_of_address(request),
    }
    return render(request, "inspections/list.html", context)


@guarded(Action.READ_PORTS)
def inspection(request: DeskRequest, inspection: str) -> HttpResponse:
    """Show one inspection: what is held to be so, its photos, what it brought about, and every version."""
    found = seen_inspection(request, inspection)
    version = newest_of(found)
    versions = list(found.versions.select_related("person", "job", "job__person").order_by("-number"))
    told = read_document(version.told, version.received_at)
    own = found.organisation_id == request.viewer.organisation
    context = {
        "inspection": found,
        "version": version,
        "withdrawn": version.change == Change.WITHDRAW,
        "told": told,
        "lines": lines_of(told),
        "vehicles": [_vehicle(vehicle_lines) for vehicle_lines in vehicle_lines_of(told)],
        "photos": _photos(version),
        "photos_missing": len(waiting_for(version)),
        "versions": [
            (one, lines_that_differ(earlier, one)) for one, earlier in zip(versions, [*versions[1:], None], strict=True)
        ],
        "fed": [_fed(one) for each in versions for one in each.fed.all()] if own else [],
        "jobs": [tell(each.job, request.viewer) for each in versions if each.job and each.job.state in UNDER_WAY] if own else [],
        "clock_off": version.clock_off_s if abs(version.clock_off_s or 0) > CLOCK_OFF_S else None,
        "may_change": own and decide(request.viewer, Action.RECORD_INSPECTIONS).allowed and version.change != Change.WITHDRAW,
        "items": return_items(found.reference, told) if version.operation_id and version.change != Change.WITHDRAW else [],
        "lead": told.lead if told.lead and decide(request.viewer, Action.READ_LEADS).allowed else "",
    }
    return render(request, "inspections/one.html", context)


@guarded(Action.READ_PORTS)
def inspection_photo(request: DeskRequest, photo: UUID) -> HttpResponse:
    """Give a photo of an inspection that the viewer may see; each viewing is on record with the photo's number."""
    seen = Inspection.objects.filter(visible_to(request.viewer))
    found = InspectionPhoto.objects.filter(uuid=photo, inspection__in=seen).select_related("inspection").first()
    if found is None:
        raise Http404
    request.told.about("inspection", found.inspection.reference)
    request.told.counted(photo=str(found.uuid))
    answer = HttpResponse(photo_file(settings.WORKSPACE, found.sha256).read_bytes(), content_type=found.media_type)
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = f'inline; filename="{found.uuid}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _row(version: InspectionVersion) -> Row:
    told = read_document(version.told, version.received_at)
    return Row(
        version,
        container_words(told.container_no),
        places().get(told.place, told.place),
        words("result")[told.result],
        len(told.stolen),
        told.value_gbp,
        len(waiting_for(version)),
    )


def container_words(number: str) -> str:
    """Return a container number as it stands on the box, or as it was read where it is none."""
    return display_container(number) if parse_container(number).well_formed else number


def lines_of(told: Told) -> list[tuple[str, str]]:
    """Return what was told, in words, but for the vehicles and photos; what was not told is left out."""
    yes = f"{told.seal_found}, another than declared" if told.seals_differ else told.seal_found
    told_lines = [
        ("Container", container_words(told.container_no)),
        ("Number stands so because", told.container_reason),
        ("Port", places().get(told.place, told.place)),
        ("Chosen", words("basis")[told.basis]),
        ("Result", words("result")[told.result]),
        ("Seal declared", told.seal_declared),
        ("Seal on the box", yes),
        ("Goods declared", told.declared_goods),
        ("Goods found", told.found_goods),
        ("Consignment", told.consignment_ref),
        ("Operation", told.operation),
        (
            "Cost",
            ""
            if told.cost_gbp is None
            else f"£{told.cost_gbp:,.2f} (lift {_pounds(told.lift_gbp)}, storage {_pounds(told.storage_gbp)})",
        ),
        ("Arrests", str(told.arrests) if told.arrests else ""),
        ("Crime number", told.crime_ref),
        ("Reported to", known_forces().get(force_of(told), "") if was_opened(told.result) else ""),
        ("What was found goes", words("disposal").get(told.disposal, "")),
        ("Place kept in photos because", told.place_reason),
        ("Remarks", told.remarks),
    ]
    return [(name, text) for name, text in told_lines if text]


def _pounds(amount: Decimal | None) -> str:
    return "not told" if amount is None else f"£{amount:,.2f}"


def vehicle_lines_of(told: Told) -> list[list[tuple[str, str, str]]]:
    """Return each vehicle as lines of (name, words, address of the mark's page or "")."""
    found = []
    for vehicle in told.vehicles:
        whole = [vin for vin in vehicle.vins if UNKNOWN not in vin]
        marks = [("Chassis number seen", vin, address_of("vehicle", vin) if vin in whole else "") for vin in vehicle.vins]
        lines = [
            ("Standing", words("standing")[vehicle.standing], ""),
            ("Plate shown", vehicle.vrm_shown, address_of("vehicle", vehicle.vrm_shown) if vehicle.vrm_shown else ""),
            *marks,
            ("Engine number", vehicle.engine_no, ""),
            ("True identity", vehicle.identity, address_of("vehicle", vehicle.identity) if vehicle.identity else ""),
            ("Theft", ", ".join(one for one in (vehicle.theft_ref, known_forces().get(vehicle.theft_force, "")) if one), ""),
            ("Condition", conditions()[vehicle.condition].title if vehicle.condition else "", ""),
            ("Where in the box", words("position").get(vehicle.position, ""), ""),
            ("Value", "" if vehicle.value_gbp is None else f"£{vehicle.value_gbp:,.2f}", ""),
        ]
        title = f"{vehicle.make} {vehicle.model}".strip() or "Vehicle"
        found.append([("", title, ""), *(line for line in lines if line[1])])
    return found


def _vehicle(lines: list[tuple[str, str, str]]) -> dict[str, Any]:
    return {"title": lines[0][1], "lines": lines[1:]}


def _photos(version: InspectionVersion) -> list[tuple[InspectionPhoto, str]]:
    named = named_in(version)
    arrived = {str(one.uuid): one for one in InspectionPhoto.objects.filter(uuid__in=named)}
    return [(arrived[uuid], caption) for uuid, caption in named.items() if uuid in arrived]


def lines_that_differ(earlier: InspectionVersion | None, version: InspectionVersion) -> list[str]:
    """Return the fields in which a version says something else than the one before it, in words."""
    if earlier is None:
        return []
    names = sorted(name for name, value in version.told.items() if earlier.told.get(name) != value)
    return [name.replace("_", " ").removesuffix(" gbp") for name in names]


def _fed(one: Any) -> dict[str, str]:
    return {
        "version": str(one.version.number),
        "said": one.said,
        "delivery": one.delivery,
        "delivery_address": address_of("delivery", one.delivery) if one.delivery else "",
        "lead_address": address_of("lead", one.lead) if one.lead else "",
    }


def return_items(reference: str, told: Told) -> list[dict[str, str]]:
    """Return what the operation's return would tell of it, item by item: the box, the port, and each vehicle that was found."""
    if not was_opened(told.result):
        return []
    items = [{"reference": reference, "what": "Container searched", "says": f"{told.container_no}, {told.result}"}]
    for number, vehicle in enumerate(told.vehicles, 1):
        if vehicle.standing == "stolen":
            marks = ", ".join(one for one in (vehicle.vrm_shown, *vehicle.vins) if one) or "no mark"
            value = "" if vehicle.value_gbp is None else f", £{vehicle.value_gbp:,.2f}"
            condition = conditions()[vehicle.condition].title if vehicle.condition else "condition not told"
            items.append({"reference": f"{reference}/{number}", "what": "Vehicle found", "says": f"{marks}: {condition}{value}"})
    return items
