"""How a program gets in: a token that somebody made, with scopes, a purpose and an end; then the same policy as any page."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from vinculum.desk.access.policy import decide
from vinculum.desk.access.tokens import viewer_of_token
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.site.guard import DeskRequest, Guarded, close_door

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Token(HttpBearer):
    """A token in the header ``Authorization: Bearer ...``."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """Return whose token it is as the policy sees them; None for one that is unknown, revoked or past its end."""
        desk = cast("DeskRequest", request)
        viewer = viewer_of_token(token, timezone.now())
        if viewer is None:
            desk.told.action, desk.told.outcome = "token.use", Outcome.DENIED
            desk.told.reason = "The token is unknown, revoked or past its end."
            return None
        desk.viewer = desk.told.viewer = viewer
        return viewer


def opened(
    action: Action, verb: Verb = Verb.CONSULTATION
) -> Callable[[Callable[Concatenate[DeskRequest, Asked], Answer]], Callable[Concatenate[DeskRequest, Asked], Answer]]:
    """Guard an operation: its token must be for ``action``, and so must a role of its owner. 403 with the reason otherwise."""
    rule = Guarded(action, verb, purpose=True)

    def guard(operation: Callable[Concatenate[DeskRequest, Asked], Answer]) -> Callable[Concatenate[DeskRequest, Asked], Answer]:
        def behind(request: DeskRequest, /, *words: Asked.args, **named: Asked.kwargs) -> Answer:
            request.told.verb, request.told.action = rule.verb, action
            decision = decide(request.viewer, action)
            request.told.reason = decision.reason
            if not decision.allowed:
                request.told.outcome = Outcome.DENIED
                raise HttpError(403, decision.reason)
            try:
                return operation(request, *words, **named)
            finally:
                close_door(request)

        update_wrapper(behind, operation)
        vars(behind)["guard"] = rule
        return behind

    return guard
