"""Why something about a short list is not kept: each is a sentence for the person who tried."""

from vinculum.errors import VinculumError


class NotDrawn(VinculumError):
    """A short list cannot be drawn up as asked; the sentence says why and what to do."""


class NotOwned(VinculumError):
    """Somebody acts on a box that another has, or hands it to somebody who cannot have it."""
