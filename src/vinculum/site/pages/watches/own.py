"""A person's own watches: kept, looked at, ended."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.alerts.keeping import LONGEST, end_own, owner_now
from vinculum.desk.alerts.looking import MOST, Sight, look
from vinculum.desk.alerts.models import Channel, Watch, own
from vinculum.desk.alerts.webhook import secret_of
from vinculum.desk.audit.models import Verb
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.vehicle.links import vehicle_href
from vinculum.site.pages.watches.forms import WatchForm


@guarded(Action.SAVE_SEARCHES, purpose=True)
def watches(request: DeskRequest) -> HttpResponseBase:
    """List the viewer's watches with what is new in each, and offer to keep another."""
    return _page(request, WatchForm(initial={"text": request.GET.get("q", ""), "kind": request.GET.get("kind", "")}))


@guarded(Action.SAVE_SEARCHES, Verb.ALTERATION, purpose=True)
@require_POST
def keep(request: DeskRequest) -> HttpResponseBase:
    """Keep a watch; it waits for an authoriser."""
    form = WatchForm(request.POST)
    made = form.keep(request.viewer) if form.is_valid() else None
    if made is None:
        return _page(request, form, status=422)
    request.told.about("watch", str(made.uid))
    if made.asks.get("text"):
        request.told.about("searched", made.asks["text"])
    request.told.counted(expires=made.expires_at.isoformat(), channels=", ".join(made.channels))
    messages.success(request, f"{made.title} is kept. It runs once somebody of {request.viewer.organisation} has authorised it.")
    return HttpResponseRedirect(reverse("watch", args=[made.uid]))


@guarded(Action.SAVE_SEARCHES, purpose=True)
def watch(request: DeskRequest, uid: UUID) -> HttpResponseBase:
    """Show a watch and, for the purpose it was kept for, what it finds now; what is new is said so."""
    found = _find(request, uid)
    request.told.about("watch", str(found.uid))
    told: dict[str, object] = {
        "watch": found,
        "state": found.state(request.viewer.at),
        "same_purpose": found.purpose == request.viewer.purpose,
        "failed": found.notices.filter(sent_at__isnull=True, tries__gt=0),
        "secret": secret_of(found.uid) if Channel.WEBHOOK in found.channels else "",
        "most": MOST,
    }
    if told["state"] == "running" and told["same_purpose"]:
        viewer, refused = owner_now(found, request.viewer.at)
        sights = [] if refused else look(settings.WORKSPACE, viewer, found.looks, found.asks)
        fresh = set(found.alerts.filter(seen_at__isnull=True).values_list("digest", flat=True))
        request.told.counted(rows=len(sights))
        for sight in sights:
            request.told.about(*(sight.opens or ("mark", sight.mark)))
        shown = [{"sight": sight, "href": _href(sight), "fresh": sight.digest in fresh} for sight in sights]
        told |= {"sights": sorted(shown, key=lambda one: not one["fresh"]), "fresh": any(one["fresh"] for one in shown)}
    return render(request, "watches/watch.html", told)


@guarded(Action.SAVE_SEARCHES, Verb.ALTERATION, purpose=True)
@require_POST
def mark_seen(request: DeskRequest, uid: UUID) -> HttpResponseBase:
    """Note that the owner has seen what a watch found."""
    found = _find(request, uid)
    request.told.about("watch", str(found.uid))
    request.told.counted(seen=found.alerts.filter(seen_at__isnull=True).update(seen_at=request.viewer.at))
    return HttpResponseRedirect(reverse("watches"))


@guarded(Action.SAVE_SEARCHES, Verb.ALTERATION, purpose=True)
@require_POST
def finish(request: DeskRequest, uid: UUID) -> HttpResponseBase:
    """End a watch."""
    ended = end_own(request.viewer, uid)
    request.told.about("watch", str(ended.uid))
    messages.success(request, f"{ended.title} is ended.")
    return HttpResponseRedirect(reverse("watches"))


def _page(request: DeskRequest, form: WatchForm, status: int = 200) -> HttpResponseBase:
    held = Watch.objects.filter(own(request.viewer)).annotate(fresh=Count("alerts", Q(alerts__seen_at__isnull=True)))
    told = [{"watch": one, "state": one.state(request.viewer.at)} for one in held]
    page = {
        "watches": told,
        "fresh": sum(one.fresh for one in held if one.state(request.viewer.at) == "running"),
        "form": form,
        "longest": LONGEST.days,
    }
    return render(request, "watches/list.html", page, status=status)


def _find(request: DeskRequest, uid: UUID) -> Watch:
    found = Watch.objects.filter(own(request.viewer), uid=uid).first()
    if found is None:
        raise Http404
    return found


def _href(sight: Sight) -> str:
    kind, reference = sight.opens or ("", "")
    if kind == "lead":
        return reverse("lead", args=[reference])
    return vehicle_href(sight.mark) if kind == "vehicle" else ""
