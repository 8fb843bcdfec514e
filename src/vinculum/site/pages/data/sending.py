"""Handing a delivery over: the file is kept, a job takes it in, and its page tells how far it is."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.work.asking import ask, ask_to_stop
from vinculum.desk.work.models import Job, Kind
from vinculum.desk.work.tasks import take_delivery_in
from vinculum.desk.work.uploads import drop, keep, new_upload
from vinculum.errors import WrongUse
from vinculum.evidence.contract import contracts
from vinculum.evidence.layout import layout_of, layouts
from vinculum.site.bounded_upload import TOO_LARGE
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.shown import whole_deliveries
from vinculum.site.pages.work.told import status_for, tell

SECONDS_BETWEEN_LOOKS = 2


class DeliveryForm(forms.Form):
    """What is handed over, by whom, and how it is laid out. Files are read from the request, not kept in the form."""

    feed = forms.ChoiceField(label="What the records are", error_messages={"required": "Choose what the records are."})
    partner = forms.ChoiceField(label="Whose records they are", error_messages={"required": "Choose whose records they are."})
    layout = forms.ChoiceField(
        label="Layout",
        required=False,
        help_text="If the file has the feed's own columns, leave this as it is.",
    )
    file = forms.FileField(
        label="File",
        max_length=200,
        help_text="CSV, JSON Lines or Parquet, plain or gzip.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "max_length": "The name of the file has more than 200 letters. Rename it.",
        },
    )

    def __init__(self, viewer: Viewer, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        feeds = [(feed, f"{contract.title} ({feed})") for feed, contract in contracts().items()]
        self._choices("feed", [("", "Choose"), *sorted(feeds, key=lambda one: one[1])])
        self._choices("partner", partner_choices(viewer))
        self._choices(
            "layout", [("", "The feed's own columns"), *((name, f"{name}: {one.about}") for name, one in layouts().items())]
        )

    def _choices(self, field: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a layout that does not lead to the feed."""
        told = super().clean() or {}
        if told.get("layout") and told.get("feed"):
            try:
                layout_of(told["layout"]).for_feed(told["feed"])
            except WrongUse as error:
                self.add_error("layout", str(error))
        return told


def partner_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return whose records a viewer may hand over: their own organisation's, or by their role anybody's."""
    known = Organisation.objects.filter(active=True)
    if not decide(viewer, Action.HANDLE_FOR_OTHERS).allowed:
        known = known.filter(pk=viewer.organisation)
    told = sorted(known.values_list("code", "name"), key=lambda one: (one[0] != viewer.organisation, one[1]))
    return [(code, f"{name} ({code})") for code, name in told]


@guarded(Action.SEND_DELIVERIES)
def send_delivery(request: DeskRequest) -> HttpResponse:
    """Ask for a file and what it is."""
    return _show_form(request, DeliveryForm(request.viewer, initial={"partner": request.viewer.organisation}))


@guarded(Action.SEND_DELIVERIES, Verb.COLLECTION)
@require_POST
def send_file(request: DeskRequest) -> HttpResponseBase:
    """Keep the file that was sent, ask for its intake, and lead to the page that tells how far it is."""
    form = DeliveryForm(request.viewer, request.POST, request.FILES)
    if getattr(request, TOO_LARGE, False):
        limit = filesizeformat(settings.UPLOAD_LIMIT)
        form.errors["file"] = form.error_class(
            [f"The file is larger than {limit}. Part it, pack it with gzip, or ask a data officer to take it in on the server."]
        )
    if not form.is_valid():
        return _show_form(request, form, 422)
    told = form.cleaned_data
    job = _keep_and_ask(request, told, [*request.FILES.getlist("beside")])
    request.told.about("job", str(job.pk))
    request.told.counted(file=told["file"].name, bytes=told["file"].size, feed=told["feed"], partner=told["partner"])
    return HttpResponseRedirect(reverse("sent-delivery", args=[job.pk]))


def _keep_and_ask(request: DeskRequest, told: dict[str, Any], beside: list[UploadedFile[Any]]) -> Job:
    """Keep the files and ask for the job; nothing is left of them if either fails."""
    folder = new_upload(settings.WORKSPACE)
    asked = False
    try:
        for side in beside:
            keep(settings.WORKSPACE, folder, side.name or "beside", side.chunks())
        file = keep(settings.WORKSPACE, folder, told["file"].name, told["file"].chunks())
        order = {
            "upload": folder.name,
            "file": file.name,
            "feed": told["feed"],
            "partner": told["partner"],
            "layout": told["layout"] or None,
        }
        title = f"Take in {file.name} as {told['feed']} of {told['partner']}"
        job = ask(take_delivery_in, Kind.INTAKE, title, request.viewer, order, partner=told["partner"], feed=told["feed"])
        asked = True
    finally:
        if not asked:
            drop(folder)
    return job


def _show_form(request: DeskRequest, form: DeliveryForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "limit": filesizeformat(settings.UPLOAD_LIMIT), "contracts": contracts().values()}
    return render(request, "data/send.html", context, status=status)


@guarded(Action.SEND_DELIVERIES)
def sent_delivery(request: DeskRequest, number: int) -> HttpResponse:
    """Tell how far the intake of a file is and what came of it."""
    job = _own_job(request, number)
    name = job.result.get("delivery")
    delivery = name if any(one.name == name for one in whole_deliveries(request)) else None
    context = {"job": tell(job, request.viewer), "delivery": delivery, "result": job.result, "seconds": SECONDS_BETWEEN_LOOKS}
    return render(request, "data/sent.html", context, status=status_for(request, job))


@guarded(Action.SEND_DELIVERIES, Verb.ALTERATION)
@require_POST
def stop_sending(request: DeskRequest, number: int) -> HttpResponseBase:
    """Stop the intake of a file that the viewer's organisation handed over."""
    ask_to_stop(_own_job(request, number), request.viewer.email)
    return HttpResponseRedirect(reverse("sent-delivery", args=[number]))


def _own_job(request: DeskRequest, number: int) -> Job:
    """Return an intake that the viewer's organisation asked for; Http404 for any other."""
    seen = Job.objects.filter(pk=number, kind=Kind.INTAKE, organisation=request.viewer.organisation)
    job = seen.select_related("person", "person__organisation").first()
    if job is None:
        raise Http404
    request.told.about("job", str(number))
    return job
