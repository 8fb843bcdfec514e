"""The guard in front of every page: who asks, may they, what for; then the view, with a door that shows only what they may see.

A page without a guard does not exist: a test walks the URL map and fails on one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import Decision, decide
from vinculum.desk.access.seen import SeenDoor, open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.errors import VinculumError
from vinculum.site.trail import Told

Asked = ParamSpec("Asked")
PURPOSE_KEY, WHY_KEY = "purpose", "why"


class DeskRequest(HttpRequest):
    """A request that has passed the guard, with its viewer and what it tells the audit. ``seen(request)`` opens its door."""

    viewer: Viewer
    told: Told
    door: SeenDoor | None


class PublicRequest(HttpRequest):
    """A request from outside: it tells the audit what was asked for, and knows nobody."""

    told: Told


View = Callable[Concatenate[DeskRequest, Asked], HttpResponseBase]
Page = Callable[Concatenate[HttpRequest, Asked], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Guarded:
    """How a page is guarded: the action it needs, the kind of processing it is, and whether a purpose must be given first.

    ``action`` is None for the few pages that belong to everybody who is signed in, such as the question for the purpose.
    ``public`` is true for the pages that are open to everybody, signed in or not: they show what was published and nothing else.
    ``or_else`` are actions that open the page as well: that of a workflow's acts, where each act asks for its own once more.
    """

    action: Action | None
    verb: Verb
    purpose: bool
    or_else: tuple[Action, ...] = ()
    public: bool = False


def published(
    verb: Verb = Verb.CONSULTATION,
) -> Callable[[Callable[Concatenate[PublicRequest, Asked], HttpResponseBase]], Page[Asked]]:
    """Mark a page as open to everybody. Its view gets no viewer and no door: it can ask only for what was published."""
    rule = Guarded(None, verb, purpose=False, public=True)

    def guard(view: Callable[Concatenate[PublicRequest, Asked], HttpResponseBase]) -> Page[Asked]:
        def behind(request: HttpRequest, /, *words: Asked.args, **named: Asked.kwargs) -> HttpResponseBase:
            outside = cast("PublicRequest", request)
            outside.told.verb, outside.told.action = rule.verb, "public"
            return view(outside, *words, **named)

        update_wrapper(behind, view)
        vars(behind)["guard"] = rule
        return behind

    return guard


def guarded(
    action: Action | None, verb: Verb = Verb.CONSULTATION, *, purpose: bool = True, or_else: tuple[Action, ...] = ()
) -> Callable[[View[Asked]], Page[Asked]]:
    """Guard a page: its viewer must be signed in with a second factor, may do ``action``, and has said what for.

    ``purpose`` is False only for pages that show no evidence. The view may raise VinculumError: it becomes a page with the
    sentence, and status 400.
    """
    rule = Guarded(action, verb, purpose, or_else)

    def guard(view: View[Asked]) -> Page[Asked]:
        def behind(request: HttpRequest, /, *words: Asked.args, **named: Asked.kwargs) -> HttpResponseBase:
            desk = cast("DeskRequest", request)
            desk.told.verb, desk.told.action = rule.verb, rule.action or view.__name__
            stopped = _stop(desk, rule)
            if stopped is not None:
                return stopped
            return _answer(desk, lambda: view(desk, *words, **named))

        update_wrapper(behind, view)
        vars(behind)["guard"] = rule  # read by the test that walks the URL map
        return behind

    return guard


def _stop(request: DeskRequest, rule: Guarded) -> HttpResponseBase | None:
    """Return the answer for somebody who may not pass, or None."""
    if not request.user.is_authenticated:
        request.told.outcome, request.told.reason = Outcome.DENIED, "Nobody is signed in."
        return redirect_to_login(request.get_full_path())
    person = request.user
    if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(person):
        request.told.outcome, request.told.reason = Outcome.DENIED, "No second factor is set up."
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
    viewer = viewer_in_session(request)
    request.viewer = request.told.viewer = viewer
    decision = _decide(viewer, rule)
    request.told.reason = decision.reason
    if not decision.allowed:
        request.told.outcome = Outcome.DENIED
        return refuse(request, decision.reason)
    if rule.purpose and viewer.purpose is None:
        request.told.outcome, request.told.reason = Outcome.DENIED, "No purpose was given yet."
        return HttpResponseRedirect(f"{reverse('purpose')}?{urlencode({'next': request.get_full_path()})}")
    return None


def _decide(viewer: Viewer, rule: Guarded) -> Decision:
    """Return the decision of the first action that opens the page; of the page's own where none does."""
    if rule.action is None:
        return Decision(True, "It is open to everybody who is signed in.")
    decisions = [decide(viewer, action) for action in (rule.action, *rule.or_else)]
    return next((one for one in decisions if one.allowed), decisions[0])


def _answer(request: DeskRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return view()
    except VinculumError as error:
        request.told.outcome, request.told.reason = Outcome.REFUSED, str(error)
        return render(request, "refused.html", {"sentence": str(error)}, status=400)
    finally:
        close_door(request)


def viewer_in_session(request: HttpRequest) -> Viewer:
    """Return the signed-in person as the policy sees them, for the purpose they gave in this session (if it is still theirs)."""
    person = cast("Person", request.user)
    told = request.session.get(PURPOSE_KEY)
    viewer = viewer_of(person, timezone.now())
    if told not in viewer.purposes:
        return viewer
    return replace(viewer, purpose=Purpose(told), why=str(request.session.get(WHY_KEY, "")))


def may_pass(request: DeskRequest) -> Viewer | None:
    """Return who comes by their session, second factor and all, as the policy sees them; None for anybody else."""
    if not request.user.is_authenticated:
        request.told.outcome, request.told.reason = Outcome.DENIED, "Nobody is signed in."
        return None
    if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(request.user):
        request.told.outcome, request.told.reason = Outcome.DENIED, "No second factor is set up."
        return None
    viewer = request.viewer = request.told.viewer = viewer_in_session(request)
    return viewer


def seen(request: DeskRequest) -> SeenDoor:
    """Return the current picture as the viewer may see it, opened once a request and closed by the guard."""
    door: SeenDoor | None = getattr(request, "door", None)
    if door is None:
        door = request.door = open_seen(settings.WORKSPACE, request.viewer)
    return door


def close_door(request: HttpRequest) -> None:
    """Give back the door of a request, if one was opened."""
    door: SeenDoor | None = getattr(request, "door", None)
    if door is not None:
        door.close()


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Return the page that says why something is not allowed."""
    return render(request, "denied.html", {"reason": reason}, status=403)


def guard_of(view: Any) -> Guarded | None:
    """Return how a view is guarded, or None."""
    rule: Guarded | None = getattr(view, "guard", None)
    return rule
