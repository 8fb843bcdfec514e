"""Why something about an operation is not kept: each is a sentence for the person who tried."""

from vinculum.errors import VinculumError


class NotKept(VinculumError):
    """What was told cannot be kept; the sentence says why and what to do."""


class OutOfOrder(VinculumError):
    """Something earlier would be told after something later: what is known never goes back."""
