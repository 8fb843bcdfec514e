"""Grants as SQL: the condition under which a record, or one column of it, is seen.

Conditions are made of names from contracts and of literals from the desk's own tables, quoted here; no text that a visitor typed
comes near them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vinculum.desk.access.policy import Grant
from vinculum.desk.access.vocabulary import Handling
from vinculum.evidence.contract import Contract

NOBODY = "FALSE"


@dataclass(frozen=True, slots=True)
class FeedGrants:
    """What a viewer's grants open of one feed. ``deliveries`` gives the deliveries of each provider."""

    contract: Contract
    grants: tuple[Grant, ...]
    deliveries: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the contract's columns, in its order."""
        return tuple(column.name for column in self.contract.columns)

    def whole(self) -> tuple[Grant, ...]:
        """Return the grants that open every column."""
        return tuple(grant for grant in self.grants if grant.columns >= set(self.columns))

    def whole_deliveries(self) -> tuple[str, ...]:
        """Return the deliveries of which every column of every row is seen, sorted."""
        open_grants = [grant for grant in self.whole() if not grant.narrows_rows and self._all_handling(grant)]
        return tuple(sorted({name for grant in open_grants for name in self.deliveries.get(grant.provider, ())}))

    def sees_all(self) -> bool:
        """Say whether every delivery of the feed is seen whole; a feed without deliveries hides nothing."""
        held = {name for names in self.deliveries.values() for name in names}
        return held <= set(self.whole_deliveries())

    def row_condition(self, grants: Sequence[Grant] | None = None, alias: str = "") -> str:
        """Return the SQL condition that one of the grants (every grant if not told) opens a row of the evidence."""
        told = [self._opens(grant, alias) for grant in (self.grants if grants is None else grants)]
        told = sorted({condition for condition in told if condition != NOBODY})
        return "(" + " OR ".join(told) + ")" if told else NOBODY

    def column_condition(self, column: str) -> str:
        """Return the SQL condition that a column of a row is seen."""
        return self.row_condition([grant for grant in self.grants if column in grant.columns])

    def _opens(self, grant: Grant, alias: str) -> str:
        names = self.deliveries.get(grant.provider, ())
        if not names:
            return NOBODY
        parts = [f"{alias}delivery IN ({literals(names)})"]
        if grant.makes is not None:
            parts.append(f"upper({alias}make) IN ({literals(sorted(grant.makes))})" if grant.makes else NOBODY)
        if grant.force is not None:
            parts.append(f"{alias}force = {literal(grant.force)}")
        if not self._all_handling(grant):
            # An ungraded log is no permitted log.
            parts.append(f"coalesce({alias}handling = {literal(Handling.PERMITTED)}, FALSE)")
        return "(" + " AND ".join(parts) + ")"

    def _all_handling(self, grant: Grant) -> bool:
        return grant.handling is Handling.CONDITIONS or "handling" not in self.columns


def restricted_sql(feed: FeedGrants, source: str) -> str:
    """Return SQL for the feed as the viewer sees it: rows that a grant opens, with the columns that no grant opens as null."""
    rows = feed.row_condition()
    if rows == NOBODY:
        return f"SELECT * FROM {source} WHERE FALSE"
    if feed.sees_all():
        return f"SELECT * FROM {source}"
    shown = [_shown(feed, column, rows) for column in feed.columns]
    return f"SELECT {', '.join(shown)}, delivery, row FROM {source} WHERE {rows}"


def _shown(feed: FeedGrants, column: str, rows: str) -> str:
    name = f'"{column}"'
    condition = feed.column_condition(column)
    # What opens every row that is shown need not be asked again of each.
    return name if condition == rows else f"CASE WHEN {condition} THEN {name} END AS {name}"


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Return texts as a list of SQL literals."""
    return ", ".join(literal(text) for text in texts)
