"""Why something about members is not done: each is a sentence for the person who tried, and nothing of theirs is kept."""

from vinculum.errors import VinculumError


class NotThatDay(VinculumError):
    """The day that was told cannot be right."""


class MemberAlready(VinculumError):
    """The organisation is on the list already."""


class NotTheirs(VinculumError):
    """Somebody tried to change what only the member itself or those who keep members may change."""


class ListRefused(VinculumError):
    """A list of members has faults; nothing of it was taken. ``faults`` are sentences, each naming its cell."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"The list was not taken: {len(faults)} faults. {' '.join(faults[:5])}")
