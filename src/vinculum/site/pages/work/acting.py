"""Starting a build, and stopping a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.work.asking import ask, ask_to_stop, standing_of
from vinculum.desk.work.models import Kind
from vinculum.desk.work.tasks import build_picture
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.work.listing import seen_job


@guarded(Action.START_WORK, Verb.COMBINATION)
@require_POST
def start_build(request: DeskRequest) -> HttpResponseRedirect:
    """Ask for a build, unless one waits or runs already."""
    standing = standing_of(Kind.BUILD)
    asked = standing or ask(build_picture, Kind.BUILD, Kind.BUILD.words, request.viewer)
    request.told.about("job", str(asked.pk))
    words = "A build waits or runs already." if standing else "The build was asked for. A worker begins it when it is free."
    messages.info(request, words)
    return HttpResponseRedirect(reverse("job", args=[asked.pk]))


@guarded(Action.CANCEL_WORK, Verb.ALTERATION)
@require_POST
def stop_job(request: DeskRequest, number: int) -> HttpResponseRedirect:
    """Ask that a job stop: at once if it waits, at its next step if it runs."""
    found = seen_job(request, number)
    request.told.about("job", str(number))
    ask_to_stop(found, request.viewer.email)
    messages.info(request, f"Job {number} stops at its next step." if found.stands else f"Job {number} was stopped.")
    return HttpResponseRedirect(reverse("job", args=[number]))
