"""Sending an inspection without a script: a plain form with its photos, and taking one back."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.ports.inspection_fields import Fault, NotRight
from vinculum.desk.ports.inspection_photos import keep_photo, named_in
from vinculum.desk.ports.inspection_pictures import NotAPhoto
from vinculum.desk.ports.inspection_reading import read_fields
from vinculum.desk.ports.inspection_recording import Sent, record, withdraw
from vinculum.desk.ports.inspection_words import MOST_VEHICLES, PHOTO_BYTES
from vinculum.desk.ports.models import InspectionVersion
from vinculum.desk.workflows.refusals import NoReason
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.inspections.filling import shown_form
from vinculum.site.pages.inspections.forms import InspectionForm, VehicleForm
from vinculum.site.pages.inspections.seen import newest_of, own_inspection

UNFIT = 422
VEHICLE = re.compile(r"vehicle-(\d{1,2})-(\w+)")


@guarded(Action.RECORD_INSPECTIONS, Verb.COLLECTION)
@require_POST
def record_inspection(request: DeskRequest) -> HttpResponseBase:
    """Keep what a plain form tells, its photos with it; or show it again with what is wrong, or with one vehicle more."""
    fields = _fields(request)
    vehicles = 1 + max((int(found[1]) for name in fields if (found := VEHICLE.fullmatch(name))), default=-1)
    number, after = _number(request.POST.get("uuid", "")), _count(request.POST.get("after", ""))
    version = InspectionVersion.objects.filter(
        inspection__uuid=number, inspection__organisation=request.viewer.organisation, number=after
    ).first()
    reason = request.POST.get("reason", "")

    def again(faults: list[Fault], blocks: int = vehicles) -> HttpResponseBase:
        request.told.outcome = Outcome.REFUSED
        context = shown_form(fields, faults=faults, vehicles=blocks, number=str(number), version=version, reason=reason)
        return render(request, "inspections/form.html", {**context, "person": request.viewer.person}, status=UNFIT)

    if "another" in request.POST:
        return again([], min(vehicles + 1, MOST_VEHICLES))
    photos = {uuid5(number, hashlib.sha256(data).hexdigest()): data for data in _photos(request)}
    document = {**read_fields(fields), "photos": _named(request, version, list(photos))}
    try:
        kept = record(Sent(number, document, after, reason), request.viewer)
        for photo, data in photos.items():
            keep_photo(settings.WORKSPACE, number, photo, data, request.viewer)
    except NotRight as error:
        return again(error.faults)
    except (NoReason, NotAPhoto) as error:
        return again([Fault("reason" if isinstance(error, NoReason) else "photos", str(error))])
    reference = kept.version.inspection.reference
    request.told.about("inspection", reference)
    messages.success(request, f"Inspection {reference} is kept.")
    return HttpResponseRedirect(reverse("inspection", args=[reference]))


@guarded(Action.RECORD_INSPECTIONS, Verb.ALTERATION)
@require_POST
def withdraw_inspection(request: DeskRequest, inspection: str) -> HttpResponseBase:
    """Take an inspection of one's own organisation back, with the reason."""
    found = own_inspection(request, inspection)
    told = Sent(found.uuid, newest_of(found).told, _count(request.POST.get("after", "")), request.POST.get("reason", ""))
    withdraw(told, request.viewer)
    messages.success(request, f"Inspection {found.reference} is withdrawn. It counts for nothing any more.")
    return HttpResponseRedirect(reverse("inspection", args=[found.reference]))


def _fields(request: DeskRequest) -> dict[str, str]:
    """Return the fields of the form that an inspection has; those of the page itself are left out."""
    known = {
        *InspectionForm.base_fields,
        *(f"vehicle-{n}-{name}" for n in range(MOST_VEHICLES) for name in VehicleForm.base_fields),
    }
    return {name: str(value) for name, value in request.POST.items() if name in known}


def _photos(request: DeskRequest) -> list[bytes]:
    return [file.read(PHOTO_BYTES + 1) for file in request.FILES.getlist("photos")]


def _named(request: DeskRequest, version: InspectionVersion | None, fresh: list[UUID]) -> list[dict[str, str]]:
    """Return the photos that the version is to name: those held before that stay, then the new ones."""
    stays = set(request.POST.getlist("held"))
    held = named_in(version) if version else {}
    kept = [{"uuid": uuid, "caption": caption} for uuid, caption in held.items() if uuid in stays]
    return kept + [{"uuid": str(uuid), "caption": ""} for uuid in fresh]


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise WrongUse("The form lacks its number. Load the page again and fill it in once more.") from error


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < len("10000") else 0
