"""Why something of funding is not done: each is a sentence for the person who tried, and nothing of theirs is kept."""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.errors import VinculumError


class OutOfOrder(VinculumError):
    """It was to be known before something that was known earlier."""


class AlreadyThere(VinculumError):
    """The reference is taken."""


class Frozen(VinculumError):
    """Terms that somebody has answered stay as they are."""


class TooLate(VinculumError):
    """The deadline is over, or has not begun."""


class NotEligible(VinculumError):
    """The rules of the call leave this organisation out."""


class Barred(VinculumError):
    """Somebody with an interest takes no part."""


class NotReady(VinculumError):
    """Something that must come first is missing."""


class WrongAnswers(VinculumError):
    """Answers of a form are missing or wrong. ``faults`` says what of which field, by its code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("Correct this and try again. " + " ".join(self.faults.values()))
