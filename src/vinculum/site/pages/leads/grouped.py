"""The records of a lead by feed, each feed with the columns that any of them fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vinculum.evidence.contract import contracts
from vinculum.site.records import Record
from vinculum.site.wording import title_of

# A table of more columns than this does not fit a page; each record is then shown as a list.
NARROW = 8


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one feed; ``columns`` are those that any of them fills, in the order of the contract."""

    feed: str
    title: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def narrow(self) -> bool:
        """Whether the columns fit a table."""
        return len(self.columns) <= NARROW


def group_records(records: Sequence[Record]) -> list[Group]:
    """Return records by feed in alphabetical order of title, rows in the order of delivery and number."""
    by_feed: dict[str, list[Record]] = {}
    for record in records:
        by_feed.setdefault(record.feed, []).append(record)
    groups = []
    for feed, held in by_feed.items():
        declared = [column.name for column in contracts()[feed].columns] if feed in contracts() else []
        filled = {name for record in held for name in record.columns or ()}
        columns = tuple(name for name in declared if name in filled)
        groups.append(Group(feed, title_of(feed), columns, tuple(sorted(held, key=lambda one: (one.delivery, one.row)))))
    return sorted(groups, key=lambda group: group.title)
