"""Taking in old logs from a CSV file, and what became of its rows."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.importing import OPTIONAL, REQUIRED, BadFile, import_logs
from vinculum.desk.intelligence.old_grades import schemes
from vinculum.desk.intelligence.rows.imports import Import
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.seeing import visible_to
from vinculum.desk.intelligence.writing import desks_for
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.places import places


class ImportForm(forms.Form):
    """A file of old logs, how it is graded, and who reviews what it holds."""

    file = forms.FileField(label="CSV file (UTF-8)")
    scheme = forms.ChoiceField(choices=list(schemes().items()), label="How it is graded")
    desk = forms.ChoiceField(label="Which desk reviews it")

    def __init__(self, viewer: Viewer, *told: object) -> None:
        super().__init__(*told)  # type: ignore[arg-type]  # the posted form and its files
        desk = self.fields["desk"]
        if isinstance(desk, forms.ChoiceField):
            desk.choices = list(desks_for(viewer).items())


@guarded(Action.WRITE_INTELLIGENCE, Verb.COLLECTION)
def take_in(request: DeskRequest) -> HttpResponseBase:
    """Show the form and the files of before, and take a file in."""
    posted = request.method == "POST"
    form = ImportForm(request.viewer, request.POST, request.FILES) if posted else ImportForm(request.viewer)
    if posted and form.is_valid():
        told = form.cleaned_data
        try:
            batch = import_logs(request.viewer, told["file"].name, told["file"].read(), scheme=told["scheme"], desk=told["desk"])
        except BadFile as error:
            form.add_error("file", str(error))
        else:
            request.told.about("sha256", batch.sha256)
            request.told.counted(rows=batch.rows, taken=batch.taken)
            return HttpResponseRedirect(reverse("intelligence_imported", args=[batch.pk]))
    page = {
        "form": form,
        "required": REQUIRED,
        "optional": OPTIONAL,
        "batches": Import.objects.filter(organisation=request.viewer.organisation),
        "within": places(request.viewer, "intelligence_import"),
    }
    return render(request, "intelligence/import.html", page, status=422 if form.errors else 200)


@guarded(Action.WRITE_INTELLIGENCE)
def show(request: DeskRequest, batch: int) -> HttpResponseBase:
    """Show what became of a file of the viewer's organisation: what was taken in, and each row set aside with its faults.

    Rows set aside were never reviewed: only whoever sent the file sees them.
    """
    found = Import.objects.filter(organisation=request.viewer.organisation, pk=batch).select_related("person").first()
    if found is None:
        raise Http404
    own = found.person_id == request.viewer.person
    rows = list(found.set_aside.all()) if own else []
    request.told.about("sha256", found.sha256)
    request.told.counted(set_aside=len(rows))
    reports = Report.objects.filter(visible_to(request.viewer), organisation=found.organisation_id, made_at=found.at)
    told = {"batch": found, "rows": rows, "own": own, "reports": reports, "aside": found.rows - found.taken}
    return render(request, "intelligence/imported.html", told)
