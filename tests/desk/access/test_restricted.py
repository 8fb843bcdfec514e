"""The restricted picture holds what the grants open and nothing else, whatever is asked of it.

The oracle decides cell by cell in plain Python, from the words of the agreement; it shares nothing with the SQL.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.desk.access.asking import AskedPastThePolicy
from vinculum.desk.access.policy import Grant
from vinculum.desk.access.restricted import restrict
from vinculum.desk.access.seen import SeenDoor
from vinculum.desk.access.tables import Rule, shown_tables
from vinculum.desk.access.vocabulary import Handling
from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contracts
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, view_evidence, view_tables
from vinculum.picture.settings import read_settings
from vinculum.picture.steps import STEPS
from vinculum.search import STANDS_IN, stand_in

# Feeds small enough for an oracle that walks every cell, with each way of telling rows apart: make, force, handling, none.
FEEDS = ("thefts", "logs", "los", "recoveries", "inspections", "examinations")
PROVIDERS = ("NPCC", "OPAL", "PNC", "NAVCIS", "NVCWG", "HMRC")


@pytest.fixture(scope="module")
def whole(partnership: Any) -> Iterator[Door]:
    workspace = Workspace(partnership)
    build = current_build(workspace)
    with Door(Limits(threads=2)) as door:
        view_evidence(door, workspace)
        view_tables(door, build.folder, build.document["tables"])
        stand_in(door, STANDS_IN)
        yield door


def grants(feed: str) -> st.SearchStrategy[Grant]:
    columns = [column.name for column in contracts()[feed].columns]
    return st.builds(
        Grant,
        provider=st.sampled_from(PROVIDERS),
        feed=st.just(feed),
        columns=st.one_of(st.just(frozenset(columns)), st.frozensets(st.sampled_from(columns), min_size=1)),
        handling=st.sampled_from(Handling),
        makes=st.one_of(st.none(), st.frozensets(st.sampled_from(["FORD", "LAND ROVER"]))) if "make" in columns else st.none(),
        force=st.one_of(st.none(), st.sampled_from(["durham", "cleveland"])) if "force" in columns else st.none(),
        basis=st.just("generated"),
    )


def opens(grant: Grant, row: dict[str, Any], provider: str) -> bool:
    """Say in plain words whether a grant opens a row."""
    if grant.provider != provider:
        return False
    if grant.makes is not None and (row["make"] is None or row["make"].upper() not in grant.makes):
        return False
    if grant.force is not None and row["force"] != grant.force:
        return False
    return not ("handling" in row and row["handling"] != "P" and grant.handling is not Handling.CONDITIONS)


def expected_rows(rows: list[dict[str, Any]], held: tuple[Grant, ...], provider: str) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        opening = [grant for grant in held if opens(grant, row, provider)]
        if opening:
            columns = frozenset().union(*(grant.columns for grant in opening)) | {"delivery", "row"}
            found.append({name: cell if name in columns else None for name, cell in row.items()})
    return found


def restricted(whole: Door, partnership: Any, held: tuple[Grant, ...], name: str) -> SeenDoor:
    workspace = Workspace(partnership)
    restrict(whole, name, held, current_build(workspace).as_at, read_settings(workspace.settings_file))
    return SeenDoor.beside(whole, name)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_every_cell_is_decided_as_the_agreements_say(whole: Door, partnership: Any, data: st.DataObject) -> None:
    """For any grants, each feed shows exactly the rows and the cells that some grant opens."""
    held = tuple(data.draw(st.lists(grants(feed), max_size=3)) for feed in FEEDS)
    flat = tuple(grant for some in held for grant in some)
    with restricted(whole, partnership, flat, "generated") as door:
        try:
            for feed, some in zip(FEEDS, held, strict=True):
                order = "ORDER BY delivery, row"
                rows = whole.ask_rows(f"SELECT * FROM memory.evidence.{feed} {order}")
                provider = whole.ask_rows(f"SELECT partner FROM memory.evidence.deliveries WHERE feed = '{feed}'")[0]["partner"]
                assert door.ask_rows(f"SELECT * FROM evidence.{feed} {order}") == expected_rows(rows, tuple(some), provider)
        finally:
            whole.detach("generated")


@settings(max_examples=8, deadline=None)
@given(left_out=st.sets(st.sampled_from(sorted(contracts())), min_size=1, max_size=4))
def test_nothing_of_the_picture_rests_on_a_hidden_record(whole: Door, partnership: Any, left_out: set[str]) -> None:
    """With some feeds hidden, no table of the picture cites a record of theirs, and no lead or claim of theirs is there."""
    providers = {row["feed"]: row["partner"] for row in whole.ask_rows("SELECT feed, partner FROM memory.evidence.deliveries")}
    held = tuple(
        Grant(providers[feed], feed, frozenset(c.name for c in contract.columns), Handling.CONDITIONS, None, None, "all")
        for feed, contract in contracts().items()
        if feed not in left_out
    )
    with restricted(whole, partnership, held, "partly") as door:
        try:
            hidden = {row["delivery"] for row in whole.ask_rows("SELECT delivery, feed FROM memory.evidence.deliveries")
                      if row["feed"] in left_out}  # fmt: skip
            for table in shown_tables():
                for row in door.ask_rows(f"SELECT * FROM picture.{table} USING SAMPLE 400 ROWS"):
                    assert not hidden & set(deliveries_named(row)), (table, row)
        finally:
            whole.detach("partly")


def deliveries_named(value: Any) -> Iterator[str]:
    """Yield every delivery id that a row names, however deep."""
    if isinstance(value, dict):
        for item in value.values():
            yield from deliveries_named(item)
    elif isinstance(value, list):
        for item in value:
            yield from deliveries_named(item)
    elif isinstance(value, str) and any(value.startswith(f"{feed}-") for feed in contracts()):
        yield value


def test_the_ledger_is_worked_out_again_without_what_is_hidden(whole: Door, partnership: Any) -> None:
    """Without the tests, the ledger is what a nation without tests would have: no voice of theirs, no odometer."""
    providers = {row["feed"]: row["partner"] for row in whole.ask_rows("SELECT feed, partner FROM memory.evidence.deliveries")}
    held = tuple(
        Grant(providers[feed], feed, frozenset(c.name for c in contract.columns), Handling.CONDITIONS, None, None, "all")
        for feed, contract in contracts().items()
        if feed != "tests"
    )
    with restricted(whole, partnership, held, "untested") as door:
        voices = door.ask_rows("SELECT DISTINCT unnest(said_by) AS voice FROM picture.intervals ORDER BY 1")
        assert "tests" not in {row["voice"] for row in voices}
        assert door.ask_rows("SELECT count(*) AS n FROM picture.intervals WHERE property = 'odometer'") == [{"n": 0}]
        one = "SELECT count(*) AS n FROM picture.vehicles"
        assert door.ask_rows(one)[0]["n"] >= whole.ask_rows("SELECT count(*) AS n FROM memory.evidence.register")[0]["n"] * 0.9
    whole.detach("untested")


def test_without_grants_every_table_is_empty(whole: Door, partnership: Any) -> None:
    """Deny by default holds for every feed and every table of the picture."""
    with restricted(whole, partnership, (), "nobody") as door:
        counts = {
            name: door.ask_rows(f"SELECT count(*) AS n FROM {name}")[0]["n"]
            for name in [*(f"evidence.{feed}" for feed in contracts()), *(f"picture.{table}" for table in shown_tables())]
        }
    whole.detach("nobody")
    assert set(counts.values()) == {0}, counts


def test_every_table_of_the_picture_has_a_rule() -> None:
    """A step that writes a new table says in the policy how it is shown, or the suite fails."""
    written = {table for step in STEPS for table in step.writes}
    assert written - set(shown_tables()) == set()


def test_tables_that_follow_come_after_those_they_follow() -> None:
    """A table may follow one that is told by its own rule, never another follower."""
    for shown in shown_tables().values():
        if shown.rule is Rule.FOLLOWS:
            assert shown_tables()[shown.follows[1]].rule is Rule.RECORDS


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM memory.picture.leads",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT * FROM '/tmp/any.parquet'",
        "SELECT * FROM policy.whole_rows",
        "SELECT * FROM duckdb_tables()",
        "DROP VIEW picture.claims",
        "ATTACH '/tmp/x.db' AS x",
        "COPY picture.leads TO '/tmp/leads.csv'",
        "SELECT (SELECT max(vrm) FROM memory.evidence.thefts)",
        "WITH a AS (SELECT * FROM memory.evidence.logs) SELECT * FROM a",
    ],
)
def test_questions_past_the_restricted_picture_are_refused(whole: Door, partnership: Any, query: str) -> None:
    """Another catalog, a file, a table function or a change is refused before it runs."""
    with restricted(whole, partnership, (), "refusing") as door:
        with pytest.raises(AskedPastThePolicy):
            door.ask(query)
        with pytest.raises(AskedPastThePolicy):
            door.run(query)
    whole.detach("refusing")
