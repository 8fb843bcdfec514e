"""Why a delivery as a whole is refused."""

from __future__ import annotations

from vinculum.errors import VinculumError


class RefusedDelivery(VinculumError):
    """A file that cannot be taken in as it is: nothing of it is kept, and the message says what to do.

    ``path`` is the file as the partner called it; ``columns`` are the columns at fault, where there are some.
    """

    def __init__(self, path: str, what: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(f"{path}: {what} Nothing was taken in.")
        self.path = path
        self.what = what
        self.columns = columns
