"""Why something about meetings is not done: each is a sentence for the person who tried, and nothing of theirs is kept."""

from vinculum.errors import VinculumError


class NotTold(VinculumError):
    """Somebody was to be told what they may not hear, or what the teller may not tell."""


class NotWritten(VinculumError):
    """What is needed was not said, or cannot be right."""
