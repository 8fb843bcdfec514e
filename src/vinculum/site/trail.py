"""Every answer is recorded before it leaves: the middleware that writes the audit chain.

A view tells what it did through ``request.told``; a view that tells nothing is recorded all the same, by its route. If the record
cannot be written, the answer is not given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Outcome, Verb

# U+0000, and halves of characters that stand alone.
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
REFUSED_FROM = 400
FAILED_FROM = 500
FORBIDDEN = 403


@dataclass(slots=True)
class Told:
    """What a view has told of itself so far; the trail writes it down when the answer is ready."""

    verb: Verb = Verb.CONSULTATION
    action: str = "account"
    viewer: Viewer | None = None
    person: str = ""
    organisation: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    subjects: list[tuple[str, str]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

    def about(self, kind: str, subject: str) -> None:
        """Name a mark or reference that the answer is about."""
        if (kind, subject) not in self.subjects:
            self.subjects.append((kind, subject))

    def counted(self, **counts: float | str | None) -> None:
        """Note how much was shown, or what left the system."""
        self.detail.update(counts)


class AuditTrail:
    """Writes one audit record for every request that reaches a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request and record it; an error of the house is recorded too, and raised on."""
        told = Told(person=_signed_in(request), organisation=_organisation(request))
        request.told = told  # type: ignore[attr-defined]  # guard.DeskRequest declares it for the views
        response = _refuse_unwritable(request) or self.get_response(request)
        self._record(request, told, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Note that a view failed; Django turns the error into an answer afterwards."""
        told: Told = request.told  # type: ignore[attr-defined]  # set above
        if isinstance(error, Http404):
            told.outcome, told.reason = Outcome.REFUSED, "There is no such page for them."
        elif isinstance(error, ReauthenticationRequired):
            told.outcome, told.reason = Outcome.DENIED, "They are asked first to prove again who they are."
        else:
            told.outcome, told.reason = Outcome.FAILED, type(error).__name__
        return None

    def _record(self, request: HttpRequest, told: Told, response: HttpResponseBase) -> None:
        viewer = told.viewer
        match = request.resolver_match
        append(
            Entry(
                # Who signs out is known before, who signs in after.
                person=viewer.email if viewer else told.person or _signed_in(request),
                organisation=viewer.organisation if viewer else told.organisation,
                verb=told.verb,
                action=told.action,
                route=f"{request.method} {match.view_name or match.route if match else UNWRITABLE.sub('?', request.path)}",
                outcome=told.outcome or _outcome(response.status_code),
                purpose=(viewer.purpose or "") if viewer else "",
                why=viewer.why if viewer else "",
                reason=told.reason,
                subjects=tuple(told.subjects),
                detail={**told.detail, "status": response.status_code},
            ),
            timezone.now(),
            settings.WORKSPACE.home,
        )


def _refuse_unwritable(request: HttpRequest) -> HttpResponse | None:
    """Refuse an address with a character that no store can keep and no record can name; None for any other."""
    texts = [request.path, *(text for name, values in request.GET.lists() for text in (name, *values))]
    if not any(UNWRITABLE.search(text) for text in texts):
        return None
    sentence = "The address holds a character that is no text, such as U+0000. Take it out and ask again."
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=400)
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")


def _signed_in(request: HttpRequest) -> str:
    return request.user.email if request.user.is_authenticated else ""


def _organisation(request: HttpRequest) -> str:
    return request.user.organisation_id if request.user.is_authenticated else ""


def _outcome(status: int) -> Outcome:
    if status >= FAILED_FROM:
        return Outcome.FAILED
    if status == FORBIDDEN:
        return Outcome.DENIED
    return Outcome.REFUSED if status >= REFUSED_FROM else Outcome.DONE
