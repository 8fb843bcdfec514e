"""The page of background work, and that of one job."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.work.asking import standing_of
from vinculum.desk.work.models import STANDING, Job, Kind
from vinculum.desk.work.visible import visible_to
from vinculum.site.asked_page import asked_page
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.work.told import status_for, tell

JOBS_A_PAGE = 30
SECONDS_BETWEEN_LOOKS = 5


@guarded(Action.READ_WORK)
def work(request: DeskRequest) -> HttpResponse:
    """List the jobs that the viewer may see, those that wait or run first."""
    seen = Job.objects.filter(visible_to(request.viewer)).select_related("person", "person__organisation")
    standing = [tell(job, request.viewer) for job in seen.filter(state__in=STANDING).order_by("asked_at", "pk")]
    page = asked_page(request, seen.exclude(state__in=STANDING), JOBS_A_PAGE)
    request.told.counted(jobs=len(standing) + len(page))
    return render(
        request,
        "work/jobs.html",
        {
            "standing": standing,
            "ended": [tell(job, request.viewer) for job in page],
            "page": page,
            "may_start": decide(request.viewer, Action.START_WORK).allowed,
            "may_stop": decide(request.viewer, Action.CANCEL_WORK).allowed,
            "building": standing_of(Kind.BUILD) is not None,
            "seconds": SECONDS_BETWEEN_LOOKS,
        },
    )


@guarded(Action.READ_WORK)
def job(request: DeskRequest, number: int) -> HttpResponse:
    """Show one job."""
    found = seen_job(request, number)
    request.told.about("job", str(number))
    may_stop = decide(request.viewer, Action.CANCEL_WORK).allowed
    context = {"job": tell(found, request.viewer), "may_stop": may_stop, "seconds": SECONDS_BETWEEN_LOOKS}
    return render(request, "work/job.html", context, status=status_for(request, found))


def seen_job(request: DeskRequest, number: int) -> Job:
    """Return a job that the viewer may see; Http404 for any other, whether or not it is there."""
    found = Job.objects.filter(visible_to(request.viewer), pk=number).select_related("person", "person__organisation").first()
    if found is None:
        raise Http404
    return found
