"""Why something is not kept: each is a sentence for the person who tried, and nothing of theirs is kept."""

from vinculum.errors import VinculumError


class NotKept(VinculumError):
    """What was told cannot be: a sum of nothing, a day to come, a case that is closed, a letter that lacks what it says."""


class NotErased(VinculumError):
    """People of a case that must stay, or a decision that the rules of review do not allow."""
