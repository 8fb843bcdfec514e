"""What something stands on is found in every table that cites rows, and in those only."""

from collections.abc import Callable
from pathlib import Path

from vinculum.evidence.workspace import Workspace
from vinculum.picture.cited import cited_rows
from vinculum.picture.current import open_picture
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
EVIDENCE = 'STRUCT(delivery VARCHAR, "row" BIGINT)[]'


def test_every_kind_of_citing_is_gathered(make_room: MakeRoom) -> None:
    """Leads and their reasons, hits, inconsistencies, and the tracks of plates that have a clone lead."""
    door = make_room("2026-03-31T00:00:00").door
    assert cited_rows(door) == set()
    door.run(
        f"CREATE TABLE picture.leads AS SELECT 'clone' AS kind, 'A1' AS subject, "
        f"[{{'delivery': 'a', 'row': 1}}]::{EVIDENCE} AS evidence, "
        f"[{{'text': '', 'evidence': [{{'delivery': 'a', 'row': 2}}]}}]::STRUCT(text VARCHAR, evidence {EVIDENCE})[] AS reasons"
    )
    door.run("CREATE TABLE picture.hits AS SELECT 'b' AS delivery, 1 AS row")
    door.run(
        "CREATE TABLE picture.inconsistencies AS "
        "SELECT 'c' AS first_delivery, 1 AS first_row, 'c' AS second_delivery, 2 AS second_row"
    )
    door.run(
        "CREATE TABLE picture.clone_tracks AS SELECT * FROM (VALUES ('A1', 'd', 1), ('B2', 'd', 2)) AS t (plate, delivery, row)"
    )
    assert cited_rows(door) == {("a", 1), ("a", 2), ("b", 1), ("c", 1), ("c", 2), ("d", 1)}


def test_every_cited_row_of_the_sample_is_held(sample_workspace: Path) -> None:
    """Each is a row of a delivery, and every lead's evidence is among them."""
    with open_picture(Workspace(sample_workspace)) as door:
        cited = cited_rows(door)
        leads = door.ask_rows("SELECT evidence FROM picture.leads")
        reads = door.ask_rows("SELECT DISTINCT delivery FROM evidence.reads")
        held = door.ask_rows("SELECT max(row) AS last FROM evidence.reads")[0]["last"]
    assert {(one["delivery"], one["row"]) for lead in leads for one in lead["evidence"]} <= cited
    of_reads = [row for delivery, row in cited if delivery == reads[0]["delivery"]]
    assert 0 < len(of_reads) < held
    assert max(of_reads) <= held
