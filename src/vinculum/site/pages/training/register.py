"""The register of examiners: people to those who need to know, counts to everybody else; whom to call; where they are lacking."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.training import register as book
from vinculum.desk.programme.training.calling_out import OnCall, nearest
from vinculum.desk.programme.training.courses import months_later
from vinculum.desk.programme.training.figures import SOON_MONTHS
from vinculum.desk.programme.training.kept import CERTIFICATE
from vinculum.desk.programme.training.models import CallOut, Certificate, NeedRule, Officer
from vinculum.desk.programme.training.need import Gap, gaps, set_need
from vinculum.desk.programme.training.seeing import calls_out, certificates_to, officers_to
from vinculum.marks.reference import forces
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.held import rows_if_held
from vinculum.site.pages.training.forms import CallOutForm, NeedForm, OfficerForm, PlaceForm
from vinculum.site.shown_map import MapPoint, show_map
from vinculum.site.steps_on_page import steps_on_page, take_from_form

YEAR = timedelta(days=365)
THEFTS_SQL = (
    'SELECT "force", count(*) AS n FROM evidence.thefts WHERE reported_at >= $since AND reported_at < $until GROUP BY "force"'
)
LATEST_SQL = "SELECT max(reported_at) AS at FROM evidence.thefts"


@guarded(Action.READ_TRAINING)
def examiners(request: DeskRequest) -> HttpResponseBase:
    """Show the register: by name whom the viewer may see, and whose certificates end soon among them."""
    viewer, today = request.viewer, request.viewer.at.date()
    held = book.held_on(today, viewer.at, only=certificates_to(viewer) & Q(course__on_register=True))
    officers = Officer.objects.filter(officers_to(viewer)).select_related("organisation")
    form = OfficerForm() if decide(viewer, Action.KEEP_OFFICERS).allowed else None
    request.told.counted(rows=len(officers))
    told = {"held": held, "due": book.due_by(held, months_later(today, SOON_MONTHS)), "officers": officers, "officer_form": form}
    return render(request, "training/register.html", told)


@guarded(Action.KEEP_OFFICERS, Verb.COLLECTION)
@require_POST
def enter(request: DeskRequest) -> HttpResponseBase:
    """Enter an officer."""
    form = OfficerForm(request.POST)
    if not form.is_valid():
        page = {"heading": "Enter an officer", "button": "Enter the officer", "form": form}
        return render(request, "training/form.html", page, status=422)
    told = form.cleaned_data
    entrant = book.Entrant(told["name"], told["organisation"].pk, told["station"], told["lat"], told["lon"])
    made = book.enter_officer(entrant, request.viewer)
    request.told.about("officer", made.reference)
    messages.success(request, f"The officer is entered as {made.reference}.")
    return HttpResponseRedirect(reverse("officer", args=[made.reference]))


@guarded(Action.READ_TRAINING)
def officer(request: DeskRequest, officer: str) -> HttpResponseBase:
    """Show one officer to themselves, to the lead of their organisation and to who keeps the register."""
    return _officer_page(request, _officer(request.viewer, officer))


@guarded(Action.KEEP_OFFICERS, Verb.ALTERATION, or_else=(Action.WRITE_INTELLIGENCE,))
@require_POST
def call_out(request: DeskRequest, officer: str) -> HttpResponseBase:
    """Tell when an examiner can be called out: their own, or by who keeps the register."""
    found, form = _officer(request.viewer, officer), CallOutForm(request.POST)
    if not form.is_valid():
        return _officer_page(request, found, form)
    told = form.cleaned_data
    availability = book.Availability(
        available=told["available"], within_km=told["within_km"], hours=told["hours"], contact=told["contact"]
    )
    book.set_call_out(found, availability, request.viewer)
    request.told.about("officer", found.reference)
    messages.success(request, "It is entered.")
    return HttpResponseRedirect(reverse("officer", args=[found.reference]))


@guarded(Action.KEEP_OFFICERS, Verb.ALTERATION)
@require_POST
def certificate(request: DeskRequest, certificate: str) -> HttpResponseBase:
    """Suspend, restore or withdraw a certificate."""
    found = Certificate.objects.filter(certificates_to(request.viewer), reference=certificate).select_related("officer").first()
    if found is None:
        raise Http404
    step = take_from_form(CERTIFICATE, found.reference, request)
    messages.success(request, f"You {CERTIFICATE.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("officer", args=[found.officer.reference]))


@guarded(Action.READ_TRAINING)
def map_of_call_out(request: DeskRequest) -> HttpResponseBase:
    """Show from where qualified examiners can be called out, without names, and the nearest to a place."""
    if not calls_out(request.viewer):
        raise Http404
    form = PlaceForm(request.GET if "lat" in request.GET else None)
    on_call = _on_call(request.viewer)
    found = nearest(form.cleaned_data["lat"], form.cleaned_data["lon"], on_call) if form.is_valid() else []
    points = [
        MapPoint(
            one.lat,
            one.lon,
            f"{one.station}, {one.organisation}",
            group="Examiners",
            at=f"{one.hours}, within {one.within_km} km",
        )
        for one in on_call
    ]
    if form.is_valid():
        points.append(MapPoint(form.cleaned_data["lat"], form.cleaned_data["lon"], "The place", group="The place"))
    shown = show_map("call-out-map", "Examiners who can be called out", points, shapes_url=reverse("map-shapes"))
    request.told.counted(rows=len(on_call))
    told = {"map": shown, "form": form, "found": found, "asked": "lat" in request.GET}
    return render(request, "training/call_out.html", told, status=422 if form.is_bound and form.errors else 200)


@guarded(Action.READ_TRAINING, Verb.COMBINATION)
def gap_map(request: DeskRequest) -> HttpResponseBase:
    """Show where examiners are lacking, force by force: need from the thefts of a year, against who is qualified."""
    rules = {
        row.course_id: row for row in NeedRule.objects.filter(at__lte=request.viewer.at).select_related("course").order_by("at")
    }
    told: dict[str, Any] = {"charts": []}
    thefts = _thefts(request)
    for rule in rules.values():
        held = book.held_on(request.viewer.at.date(), request.viewer.at, course=rule.course.reference)
        there = Counter(one.certificate.officer.organisation_id for one in book.qualified(held).values())
        found = gaps({force.code: thefts.get(force.code) for force in forces() if force.lat is not None}, there, rule)
        told["charts"].append({"rule": rule, "gaps": found, "map": _map_of_gaps(rule, found)})
    told["need_form"] = NeedForm() if decide(request.viewer, Action.KEEP_TRAINING).allowed else None
    told["no_thefts"] = not thefts
    return render(request, "training/gaps.html", told)


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def need(request: DeskRequest) -> HttpResponseBase:
    """Enter how many are needed."""
    form = NeedForm(request.POST)
    if not form.is_valid():
        return render(
            request, "training/form.html", {"heading": "How many are needed", "button": "Enter it", "form": form}, status=422
        )
    told = form.cleaned_data
    set_need(told["course"], told["one_for_thefts"], told["least"], told["basis"], request.viewer)
    request.told.about("course", told["course"].reference)
    messages.success(request, "The rule is entered.")
    return HttpResponseRedirect(reverse("training-gaps"))


def _officer_page(request: DeskRequest, found: Officer, form: CallOutForm | None = None) -> HttpResponseBase:
    viewer = request.viewer
    last = found.call_outs.order_by("at", "id").last()
    may_tell = found.person_id == viewer.person or decide(viewer, Action.KEEP_OFFICERS).allowed
    held = book.held_on(viewer.at.date(), viewer.at, only=Q(officer=found))
    request.told.about("officer", found.reference)
    initial = (
        {"available": last.available, "within_km": last.within_km, "hours": last.hours, "contact": last.contact} if last else {}
    )
    told: dict[str, Any] = {
        "officer": found,
        "call_out": last,
        "held": [
            (
                one,
                steps_on_page(
                    CERTIFICATE, one.certificate.reference, request, reverse("certificate-act", args=[one.certificate.reference])
                ),
            )
            for one in held
        ],
        "call_out_form": (form or CallOutForm(initial=initial)) if may_tell else None,
        "form": form,
    }
    return render(request, "training/officer.html", told, status=422 if form else 200)


def _officer(viewer: Viewer, reference: str) -> Officer:
    found = Officer.objects.filter(officers_to(viewer), reference=reference).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def _on_call(viewer: Viewer) -> list[OnCall]:
    """Return the qualified examiners who can be called out, without names; their reference is told to nobody by this page."""
    standing = book.qualified(book.held_on(viewer.at.date(), viewer.at, only=Q(course__on_register=True)))
    newest: dict[int, CallOut] = {}
    for row in (
        CallOut.objects.filter(at__lte=viewer.at, officer__reference__in=standing)
        .select_related("officer__organisation")
        .order_by("at", "id")
    ):
        newest[row.officer_id] = row
    return [
        OnCall(
            row.officer.reference, row.officer.organisation.name, row.officer.station, row.officer.lat, row.officer.lon,
            row.within_km, row.hours, row.contact,
        )
        for row in newest.values()
        if row.available and row.officer.lat is not None and row.officer.lon is not None
    ]  # fmt: skip


def _thefts(request: DeskRequest) -> dict[str, int]:
    """Return the thefts of the last year held, by code of the force, as far as they are open to the viewer."""
    if not settings.WORKSPACE.pictures_folder.is_dir():
        return {}
    try:
        door = seen(request)
    except NoPicture:
        return {}
    latest = next(iter(rows_if_held(door, "evidence.thefts", LATEST_SQL) or []), {"at": None})["at"]
    if latest is None:
        return {}
    bounds = {"since": latest - YEAR, "until": latest + timedelta(days=1)}
    codes = {force.id: force.code for force in forces() if force.code}
    return {
        codes[row["force"]]: row["n"]
        for row in rows_if_held(door, "evidence.thefts", THEFTS_SQL, bounds) or []
        if row["force"] in codes
    }


def _map_of_gaps(rule: NeedRule, found: list[Gap]) -> Any:
    """Return the map of forces whose need is known: those that lack examiners, and those that do not."""
    by_code = {gap.force: gap for gap in found}
    points = [
        MapPoint(force.lat, force.lon, f"{force.name}: {gap.words}", group="More are needed" if gap.missing else "Enough")
        for force in forces()
        if force.lat is not None and force.lon is not None and (gap := by_code.get(str(force.code))) and gap.missing is not None
    ]
    name = f"gap-{rule.course.reference}"
    return show_map(name, f"{rule.course.title}: needed and there", points, shapes_url=reverse("map-shapes"), table=False)
