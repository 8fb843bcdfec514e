"""Why a step is not taken: each is a sentence for the person who tried, and nothing of theirs is kept."""

from vinculum.errors import VinculumError


class Overtaken(VinculumError):
    """Somebody acted after the page was shown."""


class NotNow(VinculumError):
    """The state does not allow the act."""


class NotPermitted(VinculumError):
    """The policy does not let this person do it."""


class NoReason(VinculumError):
    """The act needs a reason and none was given."""
