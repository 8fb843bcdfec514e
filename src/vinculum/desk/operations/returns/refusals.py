"""What is refused with returns, each in a sentence for the person who tried; nothing of theirs is kept."""

from vinculum.errors import VinculumError


class NotOfThisReturn(VinculumError):
    """A line does not fit the return: a reference of another kind, days outside the operation, a force that takes no part."""


class NothingSaid(VinculumError):
    """A return without items that does not say nil, or one with items that does."""


class TooLate(VinculumError):
    """A fact would be known at a moment as at which figures are frozen already."""


class NoSuchMerge(VinculumError):
    """A merge that does not stand, or items that are one already."""


class NotYet(VinculumError):
    """Figures as at a moment that is still to come, or of which nothing is known."""
