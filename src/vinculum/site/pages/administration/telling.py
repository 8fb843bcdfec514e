"""Telling the audit, and the person, what a change of the access rules changed."""

from __future__ import annotations

from vinculum.desk.access.changes import Change
from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest


def tell_change(request: DeskRequest, change: Change) -> None:
    """Write what was changed, how it was before and how it is, into the audit record of this request."""
    request.told.about(*change.about)
    request.told.detail.update({"before": change.before, "after": change.after})


def may_change(request: DeskRequest) -> bool:
    """Say whether the pages offer changes to this viewer; the views that make them ask again."""
    return decide(request.viewer, Action.CHANGE_ACCESS).allowed
