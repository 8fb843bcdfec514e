"""Rows that a person may see, gathered by the text that they say: where it leads, who says it, how many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

MOST_SUBJECTS = 20  # named of one text
COLUMNS = ("place", "shown", "subject_kind", "subject", "feed", "column_name", "delivery", "row", "n")


@dataclass(slots=True)
class Hit:
    """One text by its place among those put: as handed over first, rows by subject (kind, reference), who says it, all rows.

    A row whose subject a person may not be told counts, and leads nowhere.
    """

    place: int
    first: tuple[tuple[str, str, str], int, str]
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    said: set[tuple[str, str, str]] = field(default_factory=set)
    n: int = 0

    @property
    def shown(self) -> str:
        """The text as handed over, in the first feed, column, delivery and row that say it."""
        return self.first[2]

    @property
    def sources(self) -> tuple[tuple[str, str, str], ...]:
        """The (feed, column, delivery) that say it."""
        return tuple(sorted(self.said))

    @property
    def subjects(self) -> list[tuple[str, str, int]]:
        """Where it leads with how many rows say so, most first, a bare mark last; at most ``MOST_SUBJECTS``."""
        ordered = sorted(self.opened.items(), key=lambda told: (told[0][0] == "mark", -told[1], told[0]))
        return [(*subject, n) for subject, n in ordered[:MOST_SUBJECTS]]


def group_hits(rows: Iterable[Mapping[str, Any]], limit: int) -> list[Hit]:
    """Return the texts of ``rows`` (columns ``COLUMNS``), first places first, at most ``limit``."""
    hits: dict[int, Hit] = {}
    for place, shown, subject_kind, subject, feed, column, delivery, row, n in map(itemgetter(*COLUMNS), rows):
        source = (feed, column, delivery)
        hit = hits.setdefault(place, Hit(place, (source, row, shown)))
        hit.first = min(hit.first, (source, row, shown))
        hit.n += n
        if subject is not None:
            hit.opened[subject_kind, subject] += n
        hit.said.add(source)
    return [hits[place] for place in sorted(hits)[:limit]]
