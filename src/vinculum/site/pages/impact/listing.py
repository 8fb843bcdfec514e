"""The studies that a viewer may see, with what their latest run says."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.impact.finding import Kind
from vinculum.desk.programme.impact.models import Run, Study
from vinculum.desk.programme.impact.seeing import runs_visible_to, visible_to
from vinculum.site.asked_page import asked_page
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.impact.counting import sources_of

STUDIES_A_PAGE = 30


@guarded(Action.READ_IMPACT)
def studies(request: DeskRequest) -> HttpResponse:
    """List studies, the latest first, whatever they found."""
    every = Study.objects.filter(visible_to(request.viewer)).select_related("organisation", "written_by")
    page = asked_page(request, every, STUDIES_A_PAGE)
    seen_runs = Run.objects.filter(runs_visible_to(request.viewer), study__in=[one.pk for one in page])
    latest: dict[int, Run] = {}
    for run in seen_runs.order_by("number"):
        latest[run.study_id] = run
    told = [{"study": one, "run": latest.get(one.pk)} for one in page]
    request.told.counted(studies=len(told))
    return render(
        request,
        "impact/list.html",
        {
            "page": page,
            "studies": told,
            "series": sources_of(request.viewer),
            "nothing": Kind.NOTHING.value,
            "may_study": decide(request.viewer, Action.STUDY_IMPACT).allowed,
        },
    )
