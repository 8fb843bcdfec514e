"""Manifests that were handed over: screened now, in the background; their boxes ranked with reasons and put on a short list."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.ports.drawing import add_box
from vinculum.desk.ports.listed import lists_of
from vinculum.desk.ports.manifest_tasks import screen_delivery
from vinculum.desk.ports.manifests import Screening, boxes_screened, manifests, read_screening
from vinculum.desk.ports.models import ShortList
from vinculum.desk.ports.refusals import NotDrawn
from vinculum.desk.ports.seeing import visible_to
from vinculum.desk.work.asking import ask
from vinculum.desk.work.models import Job, Kind, State
from vinculum.picture.current import current_build
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.ports.reading import REASONS_SHOWN, board_clock
from vinculum.site.pages.ports.told import clock_tag, country_words, port_words, state_tag
from vinculum.site.pages.work.told import status_for, tell

SECONDS_BETWEEN_LOOKS = 2
BOXES_A_PAGE = 50
JOBS_SHOWN = 10


class AddForm(forms.Form):
    """A box of a manifest, the short list that it goes on, and why."""

    consignment = forms.CharField(max_length=200)
    short_list = forms.CharField(max_length=40)
    why = forms.CharField(max_length=300)


@guarded(Action.WORK_PORTS)
def listing(request: DeskRequest) -> HttpResponse:
    """List the manifests that the viewer may see whole, and what their unit screened this week."""
    rows = manifests(seen(request))
    jobs = Job.objects.filter(kind=Kind.SCREEN, organisation=request.viewer.organisation).select_related("person")
    request.told.counted(manifests=len(rows))
    context = {"rows": rows, "jobs": [tell(job, request.viewer) for job in jobs[:JOBS_SHOWN]]}
    return render(request, "ports/manifests.html", context)


@guarded(Action.WORK_PORTS, Verb.COMBINATION)
@require_POST
def start(request: DeskRequest) -> HttpResponseBase:
    """Ask the worker to screen a manifest."""
    delivery = request.POST.get("delivery", "")
    if delivery not in {row["delivery"] for row in manifests(seen(request))}:
        raise Http404
    request.told.about("delivery", delivery)
    job = ask(screen_delivery, Kind.SCREEN, f"Screen the manifest {delivery}", request.viewer, {"delivery": delivery})
    return HttpResponseRedirect(reverse("ports_manifest", args=[job.pk]))


@guarded(Action.WORK_PORTS)
def manifest(request: DeskRequest, manifest: int) -> HttpResponse:
    """Show how far a screening is, and the boxes that it ranked."""
    return show_manifest(request, _own_job(request, manifest))


@guarded(Action.WORK_PORTS, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest, manifest: int) -> HttpResponseBase:
    """Put a box of a screened manifest on a short list."""
    job = _own_job(request, manifest)
    form = AddForm(request.POST)
    if not form.is_valid():
        raise NotDrawn("Choose a short list and say why this box goes on it. Nothing was changed.")
    said, screening = form.cleaned_data, _screening(job)
    boxes = {box.consignment_ref: box for box in boxes_screened(seen(request), screening)} if screening else {}
    short_list = ShortList.objects.filter(visible_to(request.viewer), reference=said["short_list"]).first()
    if said["consignment"] not in boxes or short_list is None:
        raise Http404
    clock = board_clock(request.viewer, current_build(settings.WORKSPACE))
    kept = add_box(short_list, boxes[said["consignment"]], clock, said["why"], request.viewer, manifest=job.pk)
    request.told.about("box", kept.reference)
    request.told.about("consignment_ref", kept.consignment_ref)
    messages.success(request, f"The box is on {short_list.reference} as {kept.reference}.")
    return HttpResponseRedirect(reverse("ports_manifest", args=[job.pk]))


def show_manifest(request: DeskRequest, job: Job) -> HttpResponse:
    """Return the page of a screening."""
    door, screening = seen(request), _screening(job)
    clock = board_clock(request.viewer, current_build(settings.WORKSPACE))
    boxes = boxes_screened(door, screening) if screening else []
    page = asked_page(request, boxes, BOXES_A_PAGE)
    listings = lists_of(request.viewer, [box.consignment_ref for box in page])
    lists = ShortList.objects.filter(
        visible_to(request.viewer), day=clock.at.date(), organisation=request.viewer.organisation
    ).order_by("port", "number")
    request.told.counted(boxes=len(page), of=len(boxes))
    context = {
        "job": tell(job, request.viewer),
        "seconds": SECONDS_BETWEEN_LOOKS,
        "screening": screening,
        "page": page,
        "what": "boxes",
        "query": rest_of_address(request),
        "rows": [
            {
                "box": box,
                "clock": clock_tag(box.sails_at, clock),
                "port": port_words(box.port),
                "country": country_words(box.country),
                "reasons": (screening.told[box.consignment_ref]["reasons"] if screening else [])[:REASONS_SHOWN],
                "listing": (held := listings.get(box.consignment_ref)),
                "state": state_tag(held.standing.state) if held else None,
                "lists": [one for one in lists if one.port == box.port] if box.sails_at > clock.at and held is None else [],
            }
            for box in page
        ],
    }
    return render(request, "ports/manifest.html", context, status=status_for(request, job))


def _screening(job: Job) -> Screening | None:
    return read_screening(settings.WORKSPACE, job.pk) if job.state == State.DONE else None


def _own_job(request: DeskRequest, number: int) -> Job:
    """Return a screening that the viewer's organisation asked for; Http404 for any other."""
    jobs = Job.objects.filter(pk=number, kind=Kind.SCREEN, organisation=request.viewer.organisation)
    job = jobs.select_related("person", "person__organisation").first()
    if job is None:
        raise Http404
    request.told.about("job", str(number))
    request.told.about("delivery", str(job.order["delivery"]))
    return job
