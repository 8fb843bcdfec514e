"""Why something about the strategy is not done: each is a sentence for the person who tried, and nothing of theirs is kept."""

from __future__ import annotations

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.errors import VinculumError


class NotAsItWas(VinculumError):
    """Something known later stands already: known time never goes backwards within a thing."""


class Settled(VinculumError):
    """A version that was put to the steering group no longer changes."""


class NotSaid(VinculumError):
    """What is needed was not said, or refers to nothing that the person may see."""


def must(viewer: Viewer, action: Action) -> None:
    """Raise NotPermitted with the policy's reason unless the viewer may do something."""
    decision = decide(viewer, action)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
