"""Why something of training is not done: each is a sentence for the person who tried, and nothing of theirs is kept."""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.errors import VinculumError


class AlreadyThere(VinculumError):
    """The reference is taken."""


class NotReady(VinculumError):
    """Something that must come first is missing."""


class OutOfOrder(VinculumError):
    """It was to be known before something that was known earlier."""


class WrongEntry(VinculumError):
    """Fields are missing or wrong. ``faults`` says what of which, by its name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("Correct this and try again. " + " ".join(self.faults.values()))
