"""One study: what was written down, and what a run of it found, with its charts, checks and basis."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.impact.finding import Kind
from vinculum.desk.programme.impact.models import Run, Study
from vinculum.desk.programme.impact.panel import CannotCompare
from vinculum.desk.programme.impact.running import repeats, run_study
from vinculum.desk.programme.impact.seeing import runs_visible_to, visible_to
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.impact.counting import PICTURE, area_name, names_of, open_source
from vinculum.site.pages.impact.drawn import draw

TAGS = {
    Kind.FEWER: "govuk-tag--green",
    Kind.MORE: "govuk-tag--red",
    Kind.NO_DIFFERENCE: "govuk-tag--grey",
    Kind.NOTHING: "govuk-tag--yellow",
}


@guarded(Action.READ_IMPACT)
def study(request: DeskRequest, impact_study: UUID) -> HttpResponse:
    """Show a study with the run asked for, the latest unless one is; ``again`` works it through anew from what it kept."""
    found = _find(request.viewer, impact_study)
    request.told.about("study", str(found.uid))
    runs = list(Run.objects.filter(runs_visible_to(request.viewer), study=found).select_related("by", "study"))
    asked = request.GET.get("run", "")
    run = next((one for one in runs if str(one.number) == asked), None) if asked else next(iter(runs), None)
    if asked and run is None:
        raise Http404
    told: dict[str, Any] = {
        "study": found,
        "runs": runs,
        "run": run,
        "acted_on": [(area_name(area), start) for area, start in found.design().acted_on.items()],
        "compared": names_of(found.compared),
        "next_to": names_of(found.beside) if found.beside else "",
        "readers": [one.organisation for one in found.readers.select_related("organisation")],
        "ahead": found.written_at.date() < min(found.design().acted_on.values()),
        "siblings": Study.objects.filter(visible_to(request.viewer), what=found.what).count(),
        "may_study": decide(request.viewer, Action.STUDY_IMPACT).allowed,
        "hidden": found.runs.exists() and not runs and found.organisation_id == request.viewer.organisation,
    }
    if run is not None:
        told |= _found(run)
        told["repeats"] = repeats(run) if "again" in request.GET else None
        request.told.counted(run=run.number, verdict=run.finding["verdict"]["kind"])
    return render(request, "impact/study.html", told)


@guarded(Action.STUDY_IMPACT, Verb.COMBINATION)
@require_POST
def run(request: DeskRequest, impact_study: UUID) -> HttpResponseBase:
    """Fetch the counts as they are now, work the study through, keep the run."""
    found = _find(request.viewer, impact_study)
    request.told.about("study", str(found.uid))
    source = open_source(request, str(found.series.uid) if found.series else PICTURE)
    if source is None:
        raise CannotCompare("No theft report is open to you, so there is nothing to count.")
    source.check(found)
    kept = run_study(request.viewer, found, source.panel, source.basis)
    request.told.counted(run=kept.number, verdict=kept.finding["verdict"]["kind"])
    messages.success(request, f"Run {kept.number} is kept.")
    return HttpResponseRedirect(f"{reverse('impact_study', args=[found.uid])}?run={kept.number}")


def _find(viewer: Viewer, uid: UUID) -> Study:
    """Return a study that the viewer may see; Http404 for any other."""
    known = Study.objects.filter(visible_to(viewer)).select_related("organisation", "written_by", "series")
    found = known.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _found(run: Run) -> dict[str, Any]:
    finding = run.found()
    return {
        "finding": finding,
        "tag": TAGS[finding.verdict.kind],
        "charts": draw(run, finding),
        "weights": [(area_name(area), weight) for area, weight in finding.blend_weights[:10]],
    }
