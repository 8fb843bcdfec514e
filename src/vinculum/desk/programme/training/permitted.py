"""Asking the policy before a row is appended that no workflow guards."""

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.workflows.refusals import NotPermitted


def must_keep(viewer: Viewer, action: Action = Action.KEEP_TRAINING) -> None:
    """Refuse with NotPermitted whoever may not do ``action``."""
    decision = decide(viewer, action)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
