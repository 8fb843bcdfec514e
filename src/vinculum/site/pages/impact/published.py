"""Published series: handed over with their source, kept, and shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.impact.series import SeriesRefused
from vinculum.desk.programme.impact.writing import StudyRefused, Words, keep_series
from vinculum.site.bounded_upload import TOO_LARGE
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.impact.counting import find_series
from vinculum.site.pages.impact.forms import SeriesForm


@guarded(Action.STUDY_IMPACT)
def new_published(request: DeskRequest) -> HttpResponse:
    """Ask for a table of counts and where it was published."""
    return render(request, "impact/series_form.html", {"form": SeriesForm()})


@guarded(Action.STUDY_IMPACT, Verb.COLLECTION)
@require_POST
def keep_published(request: DeskRequest) -> HttpResponseBase:
    """Keep a table of counts; what cannot be read is told by line and column, and nothing is kept."""
    form = SeriesForm(request.POST, request.FILES)
    if getattr(request, TOO_LARGE, False):
        form.errors["file"] = form.error_class(["The file is larger than can be handed over."])
    if not form.is_valid():
        return render(request, "impact/series_form.html", {"form": form}, status=422)
    told = form.cleaned_data
    only = {told["only_column"]: told["only_value"]} if told["only_column"] else None
    words = Words(told["title"], told["what"], told["definition"], told["source"])
    try:
        kept = keep_series(request.viewer, words, told["as_at"], told["text"], area_column=told["area_column"], only=only)
    except SeriesRefused as error:
        form.add_error("file", ValidationError(str(error)))
    except StudyRefused as error:
        form.add_error(None, ValidationError(str(error)))
    else:
        request.told.about("series", str(kept.uid))
        request.told.counted(file=told["file"].name, areas=len(kept.areas), months=len(kept.months))
        messages.success(request, f"{kept.title} is kept: {len(kept.areas)} areas, {len(kept.months)} months.")
        return HttpResponseRedirect(reverse("impact_series", args=[kept.uid]))
    return render(request, "impact/series_form.html", {"form": form}, status=422)


@guarded(Action.READ_IMPACT)
def published(request: DeskRequest, impact_series: UUID) -> HttpResponse:
    """Show a series with every count."""
    found = find_series(request.viewer, impact_series)
    request.told.about("series", str(found.uid))
    panel = found.panel()
    rows = [
        (area, [int(count) for count in counts], int(counts.sum()))
        for area, counts in zip(panel.areas, panel.counts, strict=True)
    ]
    request.told.counted(areas=len(rows), months=len(panel.months))
    told = {
        "series": found,
        "months": panel.months,
        "rows": rows,
        "may_study": decide(request.viewer, Action.STUDY_IMPACT).allowed,
    }
    return render(request, "impact/series.html", told)
