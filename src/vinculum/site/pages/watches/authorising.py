"""Authorising watches of colleagues: somebody else than the owner says yes or no, and is named in every record of a run."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.alerts.keeping import WatchRefused, authorise, turn_down
from vinculum.desk.alerts.models import Watch, to_authorise
from vinculum.desk.audit.models import Verb
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.AUTHORISE_WATCHES, purpose=True)
def waiting(request: DeskRequest) -> HttpResponseBase:
    """List the watches that wait for the viewer, and those that they authorised and that still run."""
    now = request.viewer.at
    waits = Watch.objects.filter(to_authorise(request.viewer, now)).select_related("owner")
    given = Watch.objects.filter(
        organisation_id=request.viewer.organisation,
        authoriser_id=request.viewer.person,
        ended_at__isnull=True,
        expires_at__gt=now,
    ).select_related("owner")
    request.told.counted(rows=len(waits))
    return render(request, "watches/authorise.html", {"waiting": waits, "given": given})


@guarded(Action.AUTHORISE_WATCHES, Verb.ALTERATION, purpose=True)
@require_POST
def allow(request: DeskRequest, uid: UUID) -> HttpResponseBase:
    """Authorise a watch."""
    found = authorise(request.viewer, uid)
    _tell(request, found)
    messages.success(request, f"{found.title} is authorised. It runs with the next build.")
    return HttpResponseRedirect(reverse("watches_to_authorise"))


@guarded(Action.AUTHORISE_WATCHES, Verb.ALTERATION, purpose=True)
@require_POST
def refuse(request: DeskRequest, uid: UUID) -> HttpResponseBase:
    """Turn a watch down, with a reason."""
    why = request.POST.get("why", "").strip()
    if not why:
        raise WatchRefused("Say why you do not authorise it; its owner reads it.")
    found = turn_down(request.viewer, uid, why)
    _tell(request, found)
    messages.success(request, f"{found.title} is turned down.")
    return HttpResponseRedirect(reverse("watches_to_authorise"))


def _tell(request: DeskRequest, watch: Watch) -> None:
    request.told.about("watch", str(watch.uid))
    request.told.about("person", watch.owner.email)
    if watch.asks.get("text"):
        request.told.about("searched", watch.asks["text"])
