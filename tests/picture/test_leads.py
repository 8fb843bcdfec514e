"""The table of leads: one row an id, ordered by pounds at stake per day left, nothing dropped."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vinculum.errors import WrongUse
from vinculum.picture.lead_rows import LEAD_SCHEMA, lead_id
from vinculum.picture.leads import LEADS_SCHEMA, STEP, LeadFault, NoSuchLead, read_lead, read_leads
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"


def lead(kind: str, subject: str, **given: Any) -> dict[str, Any]:
    """Return a lead row with one reason, certain to be a lead of ``kind``."""
    row = {"delivery": "reads-000000000001", "row": 1}
    told: dict[str, Any] = {
        "id": lead_id(kind, subject),
        "kind": kind,
        "subject": subject,
        "subject_kind": "vrm",
        "summary": f"Look at {subject}.",
        "probability": 0.5,
        "value_gbp": 1_000.0,
        "stage": "S6",
        "action": "Pursue: look.",
        "reasons": [{"text": "Seen twice.", "weight": 2.0, "evidence": [row]}],
        "evidence": [row],
    }
    told |= given
    if isinstance(told.get("cold_at"), str):
        told["cold_at"] = datetime.fromisoformat(told["cold_at"]).replace(tzinfo=UTC)
    return told


def write_leads(room: Room, kind: str, rows: list[dict[str, Any]]) -> None:
    """Write the lead table of one kind as a step would."""
    room.write(f"lead_{kind}", pa.Table.from_pylist(rows, schema=LEAD_SCHEMA))


def test_a_lead_sooner_cold_comes_first(make_room: MakeRoom) -> None:
    """Priority is probability x value / days left: half of 1,000 over two days is 250 pounds a day."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE", cold_at="2026-03-20T00:00:00")])
    write_leads(room, "hit", [lead("hit", "CD34EFG", cold_at="2026-03-12T00:00:00")])
    STEP.run(room)
    told = read_leads(room.door)
    assert [(row["subject"], row["priority"]) for row in told] == [("CD34EFG", 250.0), ("AB12CDE", 50.0)]


def test_time_left_is_held_between_its_bounds(make_room: MakeRoom) -> None:
    """A lead that never goes cold has 28 days left; one that goes cold in a minute has a quarter of a day."""
    room = make_room(AS_AT)
    write_leads(
        room,
        "clone",
        [
            lead("clone", "NEVER", value_gbp=2_800.0),
            lead("clone", "NEXT YEAR", value_gbp=2_800.0, cold_at="2027-03-10T00:00:00"),
            lead("clone", "NOW", value_gbp=2_800.0, cold_at="2026-03-10T00:01:00"),
        ],
    )
    STEP.run(room)
    priority = {row["subject"]: row["priority"] for row in read_leads(room.door)}
    assert priority == {"NEVER": 50.0, "NEXT YEAR": 50.0, "NOW": 5_600.0}


def test_an_unknown_value_stays_unknown(make_room: MakeRoom) -> None:
    """The kind's typical value orders the lead; the lead itself never shows it."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE", value_gbp=None), lead("clone", "CD34EFG", value_gbp=24_999.0)])
    write_leads(room, "novel", [lead("novel", "X", value_gbp=None)])
    STEP.run(room)
    told = read_leads(room.door)
    assert [(row["subject"], row["value_gbp"]) for row in told] == [("AB12CDE", None), ("CD34EFG", 24_999.0), ("X", None)]


def test_cold_leads_are_kept_behind_the_live(make_room: MakeRoom) -> None:
    """A ship that sails at the as-at moment has gone: the lead is kept, marked cold, with no priority left."""
    room = make_room(AS_AT)
    write_leads(
        room,
        "export",
        [
            lead("export", "SAILED", value_gbp=1e6, cold_at="2026-03-10T00:00:00"),
            lead("export", "SAILS", value_gbp=1.0, probability=0.01, cold_at="2026-03-10T00:00:01"),
        ],
    )
    STEP.run(room)
    assert [(row["subject"], row["cold"]) for row in read_leads(room.door)] == [("SAILS", False), ("SAILED", True)]
    assert read_leads(room.door)[1]["priority"] == 0.0


def test_a_lead_of_the_wrong_shape_is_refused(make_room: MakeRoom) -> None:
    """A lead table has the schema of a lead, all of it and nothing else."""
    room = make_room(AS_AT)
    room.write("lead_clone", pa.table({"id": ["clone-1"], "kind": ["clone"], "probability": ["high"], "score": [1.0]}))
    with pytest.raises(LeadFault, match=r"subject is missing.*probability is string, not double.*score is not a column"):
        STEP.run(room)


def test_reasons_of_the_wrong_shape_are_refused(make_room: MakeRoom) -> None:
    """A list of other things than reasons does not pass for reasons."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE")])
    room.write("lead_clone", "SELECT * REPLACE (['because'] AS reasons) FROM picture.lead_clone ORDER BY id")
    with pytest.raises(LeadFault, match="reasons is list"):
        STEP.run(room)


def test_one_id_names_one_lead(make_room: MakeRoom) -> None:
    """Two leads of one id are a fault of the part that wrote them, told with the id."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE"), lead("clone", "AB12CDE", probability=0.4)])
    with pytest.raises(LeadFault, match=r"clone-[0-9a-f]{12} \(2 times\)"):
        STEP.run(room)


def test_no_kinds_give_an_empty_table(make_room: MakeRoom) -> None:
    """A picture without lead tables has a table of leads, empty, with its schema."""
    room = make_room(AS_AT)
    STEP.run(room)
    assert pq.read_schema(room.file("leads")).equals(LEADS_SCHEMA)
    assert read_leads(room.door) == []


def test_the_document_of_a_lead(make_room: MakeRoom) -> None:
    """The document has the keys that DESIGN 9 promises, first and in order; times are ISO 8601 in UTC."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE", cold_at="2026-03-20T06:30:00")])
    STEP.run(room)
    told = read_lead(room.door, lead_id("clone", "AB12CDE"))
    assert list(told)[:10] == [
        "id", "kind", "subject", "probability", "value_gbp", "cold_at", "stage", "action", "reasons", "evidence",
    ]  # fmt: skip
    assert told["cold_at"] == "2026-03-20T06:30:00Z"
    evidence = [{"delivery": "reads-000000000001", "row": 1}]
    assert (told["reasons"], told["evidence"]) == ([{"text": "Seen twice.", "weight": 2.0, "evidence": evidence}], evidence)


def test_asking_for_some(make_room: MakeRoom) -> None:
    """One kind, or the first few; a kind or an id that the picture lacks is told with what it has."""
    room = make_room(AS_AT)
    write_leads(room, "clone", [lead("clone", "AB12CDE"), lead("clone", "CD34EFG", probability=0.9)])
    write_leads(room, "hit", [lead("hit", "EF56GHI", probability=0.7)])
    STEP.run(room)
    assert [row["subject"] for row in read_leads(room.door, kind="clone", top=1)] == ["CD34EFG"]
    assert [row["subject"] for row in read_leads(room.door, top=2)] == ["CD34EFG", "EF56GHI"]
    assert read_leads(room.door, top=0) == []
    with pytest.raises(WrongUse, match="Its kinds: clone, hit"):
        read_leads(room.door, kind="ringer")
    with pytest.raises(WrongUse, match="cannot be -1"):
        read_leads(room.door, top=-1)
    with pytest.raises(NoSuchLead, match="clone-0"):
        read_lead(room.door, "clone-0")


chances = st.floats(0.0, 1.0)
values = st.none() | st.floats(0.0, 1e6)
hours = st.none() | st.integers(-500, 2_000)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(chances, values, hours), max_size=12), shuffled=st.randoms(use_true_random=False))
def test_every_lead_once_whatever_the_order_written(make_room: MakeRoom, rows: list[tuple[Any, ...]], shuffled: Any) -> None:
    """The table holds every lead exactly once, and does not depend on the order in which leads were written."""
    start = datetime.fromisoformat(AS_AT).replace(tzinfo=UTC)
    leads = [
        lead("clone", str(place), probability=chance, value_gbp=value,
             cold_at=None if left is None else datetime.fromtimestamp(start.timestamp() + 3_600 * left, UTC))
        for place, (chance, value, left) in enumerate(rows)
    ]  # fmt: skip
    tables = []
    for _ in range(2):
        room = make_room(AS_AT)
        write_leads(room, "clone", leads)
        STEP.run(room)
        tables.append(room.file("leads").read_bytes())
        assert sorted(row["id"] for row in read_leads(room.door)) == sorted(row["id"] for row in leads)
        room.door.close()
        shuffled.shuffle(leads)
    assert tables[0] == tables[1]
