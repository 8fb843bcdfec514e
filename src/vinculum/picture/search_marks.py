"""Everything that can be looked for, with who says it: ``picture.search_marks``, which the search box reads and nothing else.

Invariant: a row stands for what one column of one feed says in one delivery, so that whoever may not see that column of that
delivery can be kept from the row, and from every count over it. ``make``, ``force`` and ``handling`` are those of the record, for
agreements that go by them; null where its feed has none.

Columns: kind (``TextKind``), text (the form it is looked for in), shown (as handed over, the first of the rows), subject_kind and
subject (what a hit opens: vehicle, crime, consignment, examination, listing, party, place, log, camera, or mark when nothing
but the mark itself is known), feed, column_name, delivery, row (the first that says it), n (rows of the delivery that say it),
make, force, handling. In order of kind and text.
"""

from __future__ import annotations

from collections.abc import Iterator

from vinculum.engine.door import LOOKUP_GROUP
from vinculum.picture.search_texts import marks_within, search_texts
from vinculum.picture.searchable import LeadsTo, SearchableColumn, SearchableFeed, TextKind, searchable_feeds
from vinculum.picture.step import Room, Step

# One vehicle for a mark that stands alone: the one it is issued to, then the one most voices tell of, then the latest.
VEHICLES_SQL = """
CREATE OR REPLACE TEMP TABLE _search_vehicles AS
SELECT mark_kind, mark, arg_min(vehicle, (role <> 'issued', -sources, -coalesce(epoch_us(last_at), 0), vehicle)) AS vehicle
FROM picture.vehicle_marks GROUP BY mark_kind, mark
"""

SAID_SQL = """
CREATE OR REPLACE TEMP TABLE _search_said (
    kind VARCHAR, text VARCHAR, shown VARCHAR, subject_kind VARCHAR, subject VARCHAR, feed VARCHAR, column_name VARCHAR,
    delivery VARCHAR, row BIGINT, n BIGINT, make VARCHAR, force VARCHAR, handling VARCHAR)
"""

WRITTEN_SQL = """
SELECT kind, text, arg_min(shown, (row, shown)) AS shown, subject_kind, subject, feed, column_name, delivery,
    min(row) AS row, CAST(sum(n) AS BIGINT) AS n, make, force, handling
FROM _search_said
GROUP BY kind, text, subject_kind, subject, feed, column_name, delivery, make, force, handling
ORDER BY kind, text, feed, column_name, delivery, row, subject_kind, subject, make NULLS FIRST, force NULLS FIRST,
    handling NULLS FIRST
"""


def rows_sql(feed: SearchableFeed) -> str:
    """Return SQL for a feed's rows with ``_n``, the vehicle and the subject they are about, and who may be told (alias ``f``)."""
    names = [column.column for column in feed.columns]
    if feed.repeats:
        said = ", ".join(f"f.{name}" for name in dict.fromkeys(names))
        source = f"(SELECT {said}, f.delivery, min(f.row) AS row, count(*) AS _n FROM evidence.{feed.feed} AS f GROUP BY ALL)"
    else:
        source = f"(SELECT *, 1 AS _n FROM evidence.{feed.feed})"
    about = {name: f"f.{name}" if feed.says(name) and not feed.repeats else "NULL" for name in ("make", "force", "handling")}
    vehicle = "coalesce(of_vin.vehicle, of_vrm.vehicle)"
    if feed.shared_by is not None:
        shared = f"OVER (PARTITION BY f.delivery, f.{feed.shared_by})"
        vehicle = (
            f"coalesce({vehicle}, CASE WHEN min({vehicle}) {shared} = max({vehicle}) {shared} THEN min({vehicle}) {shared} END)"
        )
    return f"""
        SELECT f.*, {vehicle} AS _vehicle, {f"f.{feed.subject[1]}" if feed.subject else "CAST(NULL AS VARCHAR)"} AS _subject,
            upper(trim({about["make"]})) AS _make, {about["force"]} AS _force, {about["handling"]} AS _handling
        FROM {source} AS f
        LEFT JOIN _search_vin AS vin ON vin.raw = {feed.vin}
        LEFT JOIN _search_vehicles AS of_vin ON of_vin.mark_kind = 'vin' AND of_vin.mark = vin.text
        LEFT JOIN _search_vrm AS vrm ON vrm.raw = {feed.vrm}
        LEFT JOIN _search_vehicles AS of_vrm ON of_vrm.mark_kind = 'vrm' AND of_vrm.mark = vrm.text"""


def _raw_sql(column: SearchableColumn) -> str:
    return f"unnest(list_distinct(f.{column.column}))" if column.is_list else f"f.{column.column}"


def said_sql(feed: SearchableFeed, column: SearchableColumn, texts: str, leads_to: LeadsTo) -> str:
    """Return SQL that adds what a column says to ``_search_said``; ``texts`` is a relation (raw, kind, text, shown)."""
    # What a plate or VIN leads to is a vehicle, or the mark itself: never the paper that names it.
    own = "CASE WHEN t.kind NOT IN ('vin', 'vrm') THEN said._subject END", f"'{feed.subject[0] if feed.subject else None}'"
    choices = {
        LeadsTo.VEHICLE: (("said._vehicle", "'vehicle'"), own),
        LeadsTo.SUBJECT: (own,),
        LeadsTo.MARK: (("bearer.vehicle", "'vehicle'"), own),
    }[leads_to]
    kinds = " ".join(f"WHEN {reference} IS NOT NULL THEN {kind}" for reference, kind in choices)
    return f"""
        INSERT INTO _search_said
        SELECT t.kind, t.text, t.shown, CASE {kinds} ELSE 'mark' END,
            coalesce({", ".join(reference for reference, _ in choices)}, t.text),
            '{feed.feed}', '{column.column}', said.delivery, said.row, said._n, said._make, said._force, said._handling
        FROM (SELECT {_raw_sql(column)} AS _raw, f.* FROM _search_rows AS f WHERE {column.when}) AS said
        JOIN {texts} AS t ON t.raw = said._raw
        LEFT JOIN _search_vehicles AS bearer ON bearer.mark_kind = t.kind AND bearer.mark = t.text"""


def _sources(kind: TextKind) -> Iterator[str]:
    for feed in searchable_feeds():
        for column in feed.columns:
            if column.kind is kind:
                yield f"SELECT {_raw_sql(column)} AS raw FROM evidence.{feed.feed} AS f WHERE {column.when}"


def offer_search_texts(room: Room) -> None:
    """Make ``_search_<kind>`` a table (raw, kind, text, shown) of every distinct text looked for as that kind."""
    for kind in TextKind:
        told = " UNION ALL ".join(_sources(kind))
        raw = room.door.ask(f"SELECT DISTINCT raw FROM ({told}) WHERE raw IS NOT NULL").column("raw").combine_chunks()
        room.door.offer("_texts", search_texts(kind, raw))
        room.door.run(
            f"CREATE OR REPLACE TEMP TABLE _search_{kind} AS SELECT raw, '{kind}' AS kind, text, raw AS shown FROM _texts"
        )
        room.door.withdraw("_texts")


def offer_marks_within(room: Room) -> None:
    """Make ``_search_within`` a table (raw, kind, text, shown) of every mark in the running texts."""
    told = " UNION ALL ".join(
        f"SELECT f.{column.column} AS raw FROM evidence.{feed.feed} AS f"
        for feed in searchable_feeds()
        for column in feed.columns
        if column.within
    )
    raw = room.door.ask(f"SELECT DISTINCT raw FROM ({told}) WHERE raw IS NOT NULL ORDER BY raw").column("raw").combine_chunks()
    room.door.offer("_texts", marks_within(raw))
    room.door.run("CREATE OR REPLACE TEMP TABLE _search_within AS SELECT * FROM _texts")
    room.door.withdraw("_texts")


def write_search_marks(room: Room) -> None:
    """Write ``picture.search_marks`` from every feed; a feed may be empty."""
    room.door.run(VEHICLES_SQL)
    room.door.run(SAID_SQL)
    offer_search_texts(room)
    offer_marks_within(room)
    for feed in searchable_feeds():
        room.door.run(f"CREATE OR REPLACE TEMP TABLE _search_rows AS {rows_sql(feed)}")
        for column in feed.columns:
            if column.kind is not None:
                room.door.run(said_sql(feed, column, f"_search_{column.kind}", column.leads_to))
            if column.within:
                room.door.run(said_sql(feed, column, "_search_within", LeadsTo.MARK))
        room.door.run("DROP TABLE _search_rows")
    room.write("search_marks", WRITTEN_SQL, rows_a_group=LOOKUP_GROUP)
    room.door.run("DROP TABLE _search_said")


STEP = Step("search_marks", ("search_marks",), write_search_marks)
