"""The picture as one viewer may see it: a catalog whose ``evidence`` and ``picture`` hold what the grants open and nothing else.

Every page asks such a catalog, by the same names as the whole picture has. So a count, a facet, a suggestion or an export cannot
show what the policy denies: it is not there to be counted.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from vinculum.desk.access.conditions import NOBODY, FeedGrants, literals, restricted_sql
from vinculum.desk.access.policy import Grant
from vinculum.desk.access.tables import Rule, Shown, shown_tables
from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.picture.settings import Settings
from vinculum.picture.step import Room
from vinculum.picture.vehicles import keep_ledger
from vinculum.search.index import PROPOSED, STANDS_IN

WHOLE = "memory"
# Too large to be copied into memory for each kind of viewer: they stay views.
LEFT_AS_VIEWS = {
    "claims",
    "plate_reads",
    "reads_by_plate",
    "clone_tracks",
    "search_marks",
    "search_proposed",
    "intervals",
    "vehicles",
    "vehicle_marks",
}


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a viewer's grants open, feed by feed; ``some_rows`` if rows are seen whole of deliveries that are not."""

    feeds: dict[str, FeedGrants]
    some_rows: bool = True

    @property
    def whole_deliveries(self) -> tuple[str, ...]:
        """Every delivery that is seen whole."""
        return tuple(sorted(name for feed in self.feeds.values() for name in feed.whole_deliveries()))

    def sees_all(self, feeds: tuple[str, ...]) -> bool:
        """Say whether every delivery of each of these feeds is seen whole."""
        return all(self.feeds[feed].sees_all() for feed in feeds)


def restriction_of(door: Door, grants: tuple[Grant, ...]) -> Restriction:
    """Return what ``grants`` open of the deliveries that the door's whole evidence holds."""
    held: dict[str, dict[str, list[str]]] = {}
    for row in door.ask_rows("SELECT DISTINCT feed, partner, delivery FROM memory.evidence.deliveries ORDER BY delivery"):
        held.setdefault(row["feed"], {}).setdefault(row["partner"], []).append(row["delivery"])
    return Restriction(
        {
            feed: FeedGrants(
                contract,
                tuple(grant for grant in grants if grant.feed == feed),
                {partner: tuple(names) for partner, names in held.get(feed, {}).items()},
            )
            for feed, contract in contracts().items()
        }
    )


def restrict(
    door: Door, catalog: str, grants: tuple[Grant, ...], as_at: datetime, settings: Settings, *, copies: bool = True
) -> None:
    """Attach ``catalog`` to the door and fill it with the evidence and the picture as ``grants`` open them.

    The door's own catalog must hold the whole evidence and picture. ``as_at`` and ``settings`` are those of the build: the ledger
    is worked out again with them where it has to be. Without ``copies`` every table that can be is a view: for who asks few
    questions of very many rows.
    """
    opened = restriction_of(door, grants)
    door.attach(catalog)
    door.run(f"CREATE SCHEMA {catalog}.evidence")
    door.run(f"CREATE SCHEMA {catalog}.picture")
    door.run(f"CREATE SCHEMA {catalog}.policy")
    for feed, granted in opened.feeds.items():
        door.run(f"CREATE VIEW {catalog}.evidence.{feed} AS {restricted_sql(granted, f'{WHOLE}.evidence.{feed}')}")
    opened = replace(opened, some_rows=_list_whole_rows(door, catalog, opened))
    door.run(f"CREATE TABLE {catalog}.evidence.deliveries AS {_deliveries_sql(opened)}")
    held = {
        row["table_name"]
        for row in door.ask_rows(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = $whole AND table_schema = 'picture'",
            {"whole": WHOLE},
        )
    }
    if STANDS_IN.rpartition(".")[2] in held:
        # What nobody has searched yet is empty, by the same name as what a search offers to its own door.
        door.run(f"CREATE TABLE {catalog}.main.{PROPOSED} AS SELECT * FROM {WHOLE}.main.{PROPOSED}")
    order = [shown for shown in shown_tables().values() if shown.table in held]
    for shown in sorted(order, key=lambda shown: shown.rule in {Rule.KINDS, Rule.FOLLOWS}):
        if shown.rule is Rule.LEDGER:
            continue
        if shown.table in LEFT_AS_VIEWS:
            sql = _view_sql(door, shown, catalog, opened, held)
            door.run(f"CREATE VIEW {catalog}.picture.{shown.table} AS {sql}")
        else:
            made = "TABLE" if copies else "VIEW"
            door.run(f"CREATE {made} {catalog}.picture.{shown.table} AS {_table_sql(shown, catalog, opened, held)}")
    _ledger(door, catalog, opened, held, as_at, settings)


def _list_whole_rows(door: Door, catalog: str, opened: Restriction) -> bool:
    """List the records that are seen whole in deliveries that are not, and say whether there are any."""
    door.run(f'CREATE TABLE {catalog}.policy.whole_rows (delivery VARCHAR, "row" BIGINT)')
    for feed, granted in opened.feeds.items():
        if granted.sees_all() or (condition := granted.row_condition(granted.whole())) == NOBODY:
            continue
        already = granted.whole_deliveries()
        beyond = f" AND delivery NOT IN ({literals(already)})" if already else ""
        door.run(
            f"INSERT INTO {catalog}.policy.whole_rows SELECT delivery, row FROM {WHOLE}.evidence.{feed} WHERE {condition}{beyond}"
        )
    return bool(door.ask_rows(f"SELECT count(*) AS n FROM {catalog}.policy.whole_rows")[0]["n"])


def seen_whole(catalog: str, opened: Restriction, delivery: str, row: str) -> str:
    """Return the SQL condition that the record (delivery, row) is seen whole."""
    if opened.sees_all(tuple(opened.feeds)):
        return "TRUE"
    named = literals(opened.whole_deliveries)
    whole = f"{delivery} IN ({named})" if named else NOBODY
    if not opened.some_rows:
        return whole
    return f"({whole} OR ({delivery}, {row}) IN (SELECT (delivery, row) FROM {catalog}.policy.whole_rows))"


def _deliveries_sql(opened: Restriction) -> str:
    """Return SQL for the deliveries of which anything is seen; totals only of those that are seen whole."""
    seen = sorted(
        {
            name
            for granted in opened.feeds.values()
            for grant in granted.grants
            for name in granted.deliveries.get(grant.provider, ())
        }
    )
    whole = literals(opened.whole_deliveries)
    total = f"delivery IN ({whole})" if whole else "FALSE"
    return (
        "SELECT delivery, feed, partner, layout, received_at, "
        + ", ".join(f"CASE WHEN {total} THEN {name} END AS {name}" for name in ("sha256", "rows", "accepted", "quarantined"))
        + f" FROM {WHOLE}.evidence.deliveries WHERE "
        + (f"delivery IN ({literals(seen)})" if seen else "FALSE")
    )


def _table_sql(shown: Shown, catalog: str, opened: Restriction, held: set[str]) -> str:
    source = f"{WHOLE}.picture.{shown.table}"
    if not opened.sees_all(shown.also):
        return f"SELECT * FROM {source} WHERE FALSE"
    if shown.rule is Rule.COLUMNS:
        return _texts_sql(source, catalog, opened)
    return f"SELECT * FROM {source} WHERE {_rows_condition(shown, catalog, opened, held)}"


def _view_sql(door: Door, shown: Shown, catalog: str, opened: Restriction, held: set[str]) -> str:
    """Return SQL for a large table whose rows each rest on one record; it is asked for one subject at a time, very often.

    So the condition names only deliveries that the table rests on, and the rows that are seen of other deliveries are set out
    once, in the order of the table: then it is a plain look-up.
    """
    if shown.rule is Rule.COLUMNS or not opened.sees_all(shown.also):
        return _table_sql(shown, catalog, opened, held)
    source = f"{WHOLE}.picture.{shown.table}"
    named = {row["delivery"] for row in door.ask_rows(f"SELECT DISTINCT delivery FROM {source}")}
    whole = named & set(opened.whole_deliveries)
    if named == whole:
        return f"SELECT * FROM {source}"
    told = f"SELECT * FROM {source} WHERE " + (f"delivery IN ({literals(sorted(whole))})" if whole else NOBODY)
    if not opened.some_rows:
        return told
    door.run(
        f"CREATE TABLE {catalog}.policy.{shown.table} AS SELECT * FROM {source} WHERE delivery IN "
        f"({literals(sorted(named - whole))}) AND (delivery, row) IN (SELECT (delivery, row) FROM {catalog}.policy.whole_rows)"
    )
    return f"{told} UNION ALL SELECT * FROM {catalog}.policy.{shown.table}"


def _rows_condition(shown: Shown, catalog: str, opened: Restriction, held: set[str]) -> str:
    """Return the SQL condition under which a row of a table is seen."""
    match shown.rule:
        case Rule.FEEDS:
            return "TRUE"
        case Rule.CLAIMS:
            return seen_whole(catalog, opened, "delivery", "row")
        case Rule.RECORDS:
            return " AND ".join(_records_condition(columns, catalog, opened) for columns in shown.records)
        case Rule.FOLLOWS:
            own, table, theirs = shown.follows
            return f"{own} IN (SELECT {theirs} FROM {catalog}.picture.{table})"
        case Rule.KINDS:
            kinds = sorted(table for table in held if table.startswith("lead_") and table in shown_tables())
            seen = " UNION ALL ".join(f"SELECT id FROM {catalog}.picture.{table}" for table in kinds)
            return f"id IN ({seen})" if seen else NOBODY
        case Rule.COLUMNS | Rule.LEDGER:
            raise ValueError(f"{shown.table} is not told row by row.")


def _records_condition(columns: tuple[str, ...], catalog: str, opened: Restriction) -> str:
    """Return the SQL condition that the records which columns name (see ``picture_tables.toml``) are all seen whole."""
    match columns:
        case (listed, "evidence"):
            inner = _records_condition(("one.evidence",), catalog, opened)
            return f"NOT EXISTS (SELECT 1 FROM (SELECT unnest({listed}) AS one) WHERE NOT ({inner}))"
        case (delivery, row):
            return seen_whole(catalog, opened, delivery, row)
        case (listed,):
            seen = seen_whole(catalog, opened, "cited.delivery", "cited.row")
            return f"NOT EXISTS (SELECT 1 FROM (SELECT unnest({listed}) AS cited) WHERE NOT {seen})"
        case _:
            raise ValueError(f"picture_tables.toml names records by {columns}; it must be one or two columns.")


def _texts_sql(source: str, catalog: str, opened: Restriction) -> str:
    """Return SQL for the searchable texts whose column a grant opens.

    What a text leads to, and the make, force and handling beside it, are of the whole record, so they are told only where that
    is seen.
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    whole_feeds = [feed for feed, granted in opened.feeds.items() if granted.deliveries and granted.sees_all()]
    for feed, granted in opened.feeds.items():
        if feed in whole_feeds:
            continue
        for column in granted.columns:
            condition = granted.column_condition(column)
            if condition != NOBODY:
                grouped.setdefault((feed, condition), []).append(column)
    conditions = [
        f"(feed = '{feed}' AND column_name IN ({literals(columns)}) AND {condition})"
        for (feed, condition), columns in grouped.items()
    ]
    if whole_feeds:
        conditions.append(f"feed IN ({literals(whole_feeds)})")
    if not conditions:
        return f"SELECT * FROM {source} WHERE FALSE"
    told = ["CASE WHEN subject_kind = 'mark' OR is_whole THEN subject END AS subject"]
    told += [f"CASE WHEN is_whole THEN {name} END AS {name}" for name in ("make", "force", "handling")]
    whole = seen_whole(catalog, opened, "delivery", "row")
    rows = f"SELECT *, {whole} AS is_whole FROM {source} WHERE {' OR '.join(conditions)}"
    return f"SELECT * EXCLUDE (is_whole) REPLACE ({', '.join(told)}) FROM ({rows})"


LEDGER = ("intervals", "vehicles", "vehicle_marks", "conflicts")


def _ledger(door: Door, catalog: str, opened: Restriction, held: set[str], as_at: datetime, settings: Settings) -> None:
    """Show the ledger of vehicles all of whose claims are seen, and work it out again for the others from the claims that are."""
    if not {"claims", *LEDGER} <= held:
        return
    witnesses = {row["feed"] for row in door.ask_rows(f"SELECT DISTINCT feed FROM {WHOLE}.picture.claims")}
    if opened.sees_all(tuple(sorted(witnesses))):
        for table in LEDGER:
            door.run(f"CREATE VIEW {catalog}.picture.{table} AS SELECT * FROM {WHOLE}.picture.{table}")
        return
    hidden = f"NOT {seen_whole(catalog, opened, 'c.delivery', 'c.row')}"
    door.run(
        f"CREATE TABLE {catalog}.policy.touched AS SELECT DISTINCT m.vehicle FROM {WHOLE}.picture.vehicle_marks AS m "
        f"JOIN {WHOLE}.picture.claims AS c ON c.mark = m.mark AND c.mark_kind = m.mark_kind WHERE {hidden}"
    )
    with tempfile.TemporaryDirectory(prefix="vinculum-ledger-") as folder, Door.beside(door) as other:
        scratch = f"{catalog}_ledger"
        other.attach(scratch)
        other.run(f"CREATE SCHEMA {scratch}.picture")
        other.run(f"CREATE SCHEMA {scratch}.evidence")
        other.run(
            f"CREATE TABLE {scratch}.picture.claims AS SELECT c.* FROM {catalog}.picture.claims AS c "
            f"WHERE (c.mark_kind, c.mark) IN (SELECT (m.mark_kind, m.mark) FROM {WHOLE}.picture.vehicle_marks AS m "
            f"SEMI JOIN {catalog}.policy.touched AS t USING (vehicle))"
        )
        for feed in opened.feeds:
            other.run(f"CREATE VIEW {scratch}.evidence.{feed} AS SELECT * FROM {catalog}.evidence.{feed}")
        for table in sorted(held & set(shown_tables()) - {"claims", *LEDGER}):
            other.run(f"CREATE VIEW {scratch}.picture.{table} AS SELECT * FROM {catalog}.picture.{table}")
        other.run(f"USE {scratch}")
        keep_ledger(Room(other, as_at, settings, Path(folder)))
        for table in LEDGER:
            other.run(f"CREATE TABLE {catalog}.policy.{table} AS SELECT * FROM {scratch}.picture.{table}")
        other.run(f"USE {WHOLE}")
        other.detach(scratch)
    for table in LEDGER:
        # A contradiction may rest on the records of two vehicles, so each of its records is asked after; there are few.
        rests = f" WHERE {_records_condition(('w.evidence',), catalog, opened)}" if table == "conflicts" else ""
        door.run(
            f"CREATE {'TABLE' if table == 'conflicts' else 'VIEW'} {catalog}.picture.{table} AS "
            f"SELECT w.* FROM {WHOLE}.picture.{table} AS w ANTI JOIN {catalog}.policy.touched AS t ON t.vehicle = w.vehicle"
            f"{rests} UNION ALL SELECT * FROM {catalog}.policy.{table}"
        )
