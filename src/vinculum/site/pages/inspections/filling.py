"""The form of an inspection: prefilled from a chosen box, with what is held for a correction, or bare for where no signal is."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.inspection_drafts import draft_key
from vinculum.desk.ports.inspection_fields import Fault
from vinculum.desk.ports.inspection_photos import named_in
from vinculum.desk.ports.inspection_prefill import begin_with
from vinculum.desk.ports.inspection_words import MOST_PHOTOS, MOST_VEHICLES, PHOTO_BYTES
from vinculum.desk.ports.models import Change, InspectionVersion
from vinculum.site.frame_of_page import MARKING
from vinculum.site.front_build import STATIC
from vinculum.site.guard import DeskRequest, PublicRequest, guarded, published
from vinculum.site.pages.inspections.forms import BLANK_NUMBER, InspectionForm, VehicleForm, fields_of
from vinculum.site.pages.inspections.seen import newest_of, own_inspection

WORKER = "inspections-worker.js"
# What a device keeps, so that the form opens where there is no signal.
ASSETS = ("site.css", "site.js", "inspections.js", "mark.svg")


def shown_form(
    fields: Mapping[str, str],
    *,
    faults: Iterable[Fault] = (),
    vehicles: int = 0,
    number: str = "",
    version: InspectionVersion | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """Return what the template of the form shows: its parts, the blocks of vehicles, and what is wrong with each field.

    ``number`` is the UUID that the inspection will have, "" for the form without a signal, whose script makes one.
    """
    told = list(faults)
    form = InspectionForm(fields)
    left = form.tell(fault for fault in told if not fault.field.startswith("vehicle-"))
    blocks = [VehicleForm(fields, prefix=f"vehicle-{each}") for each in range(vehicles)]
    for block in blocks:
        block.tell(fault for fault in told if fault.field.startswith(f"{block.prefix}-"))
    return {
        "form": form,
        "vehicles": blocks,
        "blank": VehicleForm(prefix=f"vehicle-{BLANK_NUMBER}"),
        "left": left,
        "number": number,
        "version": version,
        "held_photos": named_in(version) if version else {},
        "reason": reason,
        "bounds": {"vehicles": MOST_VEHICLES, "photos": MOST_PHOTOS, "bytes": PHOTO_BYTES},
        "has_faults": bool(told),
    }


@guarded(Action.RECORD_INSPECTIONS)
def inspection_form(request: DeskRequest) -> HttpResponse:
    """Show the form of a new inspection; ``box`` or ``consignment`` in the address say what is known of the box."""
    known = begin_with(request.viewer, box=request.GET.get("box", "")[:80], consignment=request.GET.get("consignment", "")[:80])
    if known:
        request.told.about("consignment", known["consignment_ref"])
    known.setdefault("operation", request.GET.get("operation", "")[:40])
    known["opened_at"] = f"{request.viewer.at:%Y-%m-%dT%H:%M}"
    context = shown_form(fields_of(known), vehicles=0, number=str(uuid.uuid4()))
    return render(request, "inspections/form.html", {**context, "person": request.viewer.person})


@guarded(Action.RECORD_INSPECTIONS)
def correct_form(request: DeskRequest, inspection: str) -> HttpResponse:
    """Show the form with what is held, to put it right; what stands stays beside it."""
    found = own_inspection(request, inspection)
    version = newest_of(found)
    if version.change == Change.WITHDRAW:
        raise Http404
    fields = fields_of(version.told)
    context = shown_form(fields, vehicles=len(version.told["vehicles"]), number=str(found.uuid), version=version)
    return render(request, "inspections/form.html", {**context, "person": request.viewer.person})


@guarded(Action.RECORD_INSPECTIONS)
def waiting(request: DeskRequest) -> HttpResponse:
    """Show what waits on this device to be sent; the list itself is on the device, and never here."""
    return render(request, "inspections/waiting.html", {"person": request.viewer.person})


@guarded(Action.RECORD_INSPECTIONS, purpose=False)
def shell(_request: DeskRequest) -> HttpResponse:
    """Return the form that a device keeps for where there is no signal: no person and no record stands in it."""
    return HttpResponse(_shell())


@cache
def _shell() -> str:
    """Return the form without a person, the same for everybody."""
    return render_to_string("inspections/form.html", {**shown_form({}), "frame_marking": MARKING, "offline": True})


@guarded(Action.RECORD_INSPECTIONS, purpose=False)
def hello(request: DeskRequest) -> JsonResponse:
    """Tell a device that is back in reach who is signed in, what for, and what it needs to send what waits on it."""
    viewer = request.viewer
    request.told.counted(drafts="key given")
    told = {
        "person": viewer.person,
        "name": viewer.name,
        "purpose": viewer.purpose.words if viewer.purpose else "",
        "may": viewer.purpose is not None and decide(viewer, Action.RECORD_INSPECTIONS).allowed,
        "token": get_token(request),
        "key": draft_key(viewer).hex(),
    }
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


@published()
def worker(request: PublicRequest) -> HttpResponse:
    """Return the script that keeps the form on a device. Its text changes with the form and its files: devices renew it."""
    request.told.counted(version=_version())
    text = f'const VERSION = "{_version()}";\n' + (STATIC / WORKER).read_text("utf-8")
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _version() -> str:
    whole = hashlib.sha256(_shell().encode())
    for name in (*ASSETS, WORKER):
        whole.update((STATIC / name).read_bytes())
    return whole.hexdigest()[:16]
