"""What a visitor asked of the search box: the text, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from vinculum.desk.access.conditions import literal
from vinculum.evidence.contract import contracts
from vinculum.marks.reference import forces
from vinculum.picture.searchable import TextKind
from vinculum.search import STANDS_IN

SEEN_MARKS = STANDS_IN
LONGEST = 200  # characters of a question; longer ones are cut


@dataclass(frozen=True, slots=True)
class Asked:
    """The text typed, one kind, feed and force or all (None, empty), and how many results are wanted at most."""

    text: str
    kind: TextKind | None = None
    feed: str = ""
    force: str = ""
    most: int = 20

    @property
    def narrowed(self) -> bool:
        """Whether anything but the text was chosen."""
        return bool(self.kind or self.feed or self.force)

    @property
    def relation(self) -> str:
        """The relation to look in: what the viewer may see, narrowed to a feed and a force of the closed lists."""
        told = [f"{name} = {literal(value)}" for name, value in (("feed", self.feed), ('"force"', self.force)) if value]
        return f"(SELECT * FROM {SEEN_MARKS} WHERE {' AND '.join(told)})" if told else SEEN_MARKS

    def query(self, **changed: str | int | None) -> str:
        """Return the query string of this question with some of it changed; empty values are left out."""
        told: dict[str, str | int | None] = {"q": self.text, "kind": self.kind, "feed": self.feed, "force": self.force}
        return urlencode({name: value for name, value in (told | changed).items() if value})

    @property
    def plain_query(self) -> str:
        """The query string with the text alone."""
        return self.query(kind=None, feed=None, force=None)

    @property
    def more_query(self) -> str:
        """The query string for more results."""
        return self.query(more=1)


def read_asked(told: Mapping[str, str]) -> Asked:
    """Return the question of an address; a kind, feed or force that there is not is as if it were not given."""
    kind, feed, force = told.get("kind", ""), told.get("feed", ""), told.get("force", "")
    return Asked(
        text=" ".join(told.get("q", "").split())[:LONGEST],
        kind=TextKind(kind) if kind in {known.value for known in TextKind} else None,
        feed=feed if feed in contracts() else "",
        force=force if force in {known.id for known in forces()} else "",
        most=100 if told.get("more") else 20,
    )
