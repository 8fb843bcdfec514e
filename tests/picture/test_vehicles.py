"""The identity ledger: which marks are one vehicle, what is said of it, and what contradicts."""

from typing import Any

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture import claims, reads
from vinculum.picture.step import Room
from vinculum.picture.vehicles import STEP, describe_vehicle
from vinculum.picture.vehicles.describe import NoSuchMark
from vinculum.picture.vehicles.identities import group_spellings

AS_AT = "2026-03-31T12:00:00"
VIN, OTHER = "SALGA2VF7FA123456", "WF0AXXGCDA5B98765"


def ledger(make_room: Any, **feeds: list[dict[str, Any]]) -> Room:
    room: Room = make_room(AS_AT, **feeds)
    claims.STEP.run(room)
    STEP.run(room)
    return room


def registered(vrm: str, vin: str | None, **columns: Any) -> dict[str, Any]:
    return {"vrm": vrm, "vin": vin, "make": "FORD", "first_registered": "2015-03-01", "v5c_issued_on": "2015-03-01"} | columns


def mot(vrm: str, day: str, **columns: Any) -> dict[str, Any]:
    return {"vrm": vrm, "tested_at": f"{day}T10:00:00", "make": "FORD", "result": "PASSED"} | columns


def vehicles_of(room: Room, mark: str) -> list[str]:
    rows = room.door.ask_rows("SELECT DISTINCT vehicle FROM picture.vehicle_marks WHERE mark = $mark ORDER BY 1", {"mark": mark})
    return [row["vehicle"] for row in rows]


def conflicts(room: Room) -> list[tuple[Any, ...]]:
    rows = room.door.ask_rows("SELECT conflict, one, other FROM picture.conflicts ORDER BY ALL")
    return [(row["conflict"], row["one"], row["other"]) for row in rows]


def test_plate_and_vin_of_one_record_are_one_vehicle(make_room: Any) -> None:
    """Its id follows from its VIN alone, so it does not change when more is said of it."""
    one = ledger(make_room, register=[registered("AB12CDE", VIN)])
    more = ledger(make_room, register=[registered("AB12CDE", VIN)], tests=[mot("AB12 CDE", "2025-03-01", vin=VIN)])
    assert vehicles_of(one, "AB12CDE") == vehicles_of(one, VIN) == vehicles_of(more, VIN)


def test_a_plate_without_vin_is_a_vehicle_of_its_own(make_room: Any) -> None:
    """Two plates without VINs are two vehicles."""
    room = ledger(make_room, register=[registered("AB12CDE", None), registered("XY12ZZZ", None)])
    assert room.rows["vehicles"] == 2


def test_a_plate_lawfully_moved_stays_on_two_vehicles_without_contradiction(make_room: Any) -> None:
    """The old car bore it before the last V5C was issued, the new one after."""
    room = ledger(
        make_room,
        register=[registered("AB12CDE", OTHER, v5c_issued_on="2022-01-01")],
        tests=[mot("AB12CDE", "2019-03-01", vin=VIN), mot("AB12CDE", "2023-03-01", vin=OTHER)],
    )
    assert len(vehicles_of(room, "AB12CDE")) == 2
    assert conflicts(room) == []


def test_two_vins_under_one_plate_at_one_time_contradict(make_room: Any) -> None:
    """Neither is dropped."""
    room = ledger(make_room, register=[registered("AB12CDE", OTHER)], tests=[mot("AB12CDE", "2023-03-01", vin=VIN)])
    assert [kind for kind, _, _ in conflicts(room)] == ["two_vins"]


def test_a_misspelt_vin_is_the_same_vehicle_and_is_told(make_room: Any) -> None:
    """One altered character, and only one of the two is registered."""
    room = ledger(make_room, register=[registered("AB12CDE", VIN)], tests=[mot("AB12CDE", "2023-03-01", vin=VIN[:-1] + "B")])
    assert vehicles_of(room, VIN) == vehicles_of(room, VIN[:-1] + "B")
    assert conflicts(room) == [("vin_spelling", VIN, VIN[:-1] + "B")]


def test_a_word_in_place_of_a_vin_ties_nobody(make_room: Any) -> None:
    """Without the guard every plate marked UNKNOWN1 would be one giant vehicle."""
    plates = [f"AB{number:02d}CDE" for number in range(10, 40)]
    room = ledger(make_room, register=[registered(plate, "UNKNOWN1") for plate in plates])
    assert room.rows["vehicles"] == 30
    assert conflicts(room) == [("shared_vin", "30", None)]


def test_tangled_vins_fall_apart_and_are_reported(make_room: Any) -> None:
    """Twelve near-equal VINs under one plate are twelve vehicles, not one."""
    tests = [mot("AB12CDE", f"20{year}-03-01", vin=f"{VIN[:-2]}{year}") for year in range(10, 22)]
    room = ledger(make_room, tests=tests)
    assert room.rows["vehicles"] == 12
    assert ("tangled_vins", "12", None) in conflicts(room)


def test_a_copy_of_a_copy_is_one_source(make_room: Any) -> None:
    """The force's report and its marker count once; the insurer counts beside them."""
    room = ledger(
        make_room,
        thefts=[{"crime_ref": "C1", "force": "01", "vrm": "AB12CDE", "vin": VIN, "reported_at": "2026-03-01T08:00:00"}],
        los=[{"los_ref": "L1", "force": "01", "vrm": "AB12CDE", "vin": VIN, "created_at": "2026-03-01T09:00:00"}],
        losses=[{"claim_ref": "K1", "insurer": "I", "vrm": "AB12CDE", "vin": VIN, "loss_type": "theft", "loss_on": "2026-03-01"}],
    )
    [row] = room.door.ask_rows("SELECT sources, claims, said_by FROM picture.intervals WHERE property = 'plate_issued'")
    assert row == {"sources": 2, "claims": 3, "said_by": ["force 01", "insurer I"]}


@pytest.mark.parametrize(("before", "after", "expected"), [(50_000, 40_000, 1), (50_000, 49_950, 0), (50_000, 60_000, 0)])
def test_an_odometer_that_goes_back_contradicts(make_room: Any, before: int, after: int, expected: int) -> None:
    """Beyond a tester's slip of the pen."""
    room = ledger(
        make_room,
        tests=[mot("AB12CDE", "2024-03-01", odometer=before), mot("AB12CDE", "2025-03-01", odometer=after)],
    )
    assert [kind for kind, _, _ in conflicts(room)] == ["odometer_back"] * expected


def test_scrapped_and_tested_since_contradicts(make_room: Any) -> None:
    """So does salvage that may not return; salvage that may return does not."""
    room = ledger(
        make_room,
        register=[registered("AB12CDE", VIN, status="scrapped", status_on="2025-01-01"), registered("XY12ZZZ", OTHER)],
        losses=[
            {"claim_ref": "K1", "insurer": "I", "vrm": "XY12ZZZ", "loss_type": "damage", "category": "N", "loss_on": "2025-01-01"}
        ],
        tests=[mot("AB12CDE", "2025-06-01"), mot("XY12ZZZ", "2025-06-01")],
    )
    assert conflicts(room) == [("off_road_seen", "scrapped", "tested")]


def test_values_that_alternate_are_intervals_side_by_side(make_room: Any) -> None:
    """Red, blue, red again is three intervals; the register's word stays open."""
    room = ledger(
        make_room,
        register=[registered("AB12CDE", VIN, colour="RED")],
        tests=[mot("AB12CDE", f"20{year}-03-01", colour=colour) for year, colour in ((18, "BLUE"), (20, "BLUE"), (22, "RED"))],
    )
    told = room.door.ask_rows(
        "SELECT value, year(from_at) AS start, year(until_at) AS stop FROM picture.intervals "
        "WHERE property = 'colour' ORDER BY from_at"
    )
    assert [(row["value"], row["start"], row["stop"]) for row in told] == [
        ("RED", 2015, None),
        ("BLUE", 2018, 2020),
        ("RED", 2022, 2022),
    ]
    assert [kind for kind, _, _ in conflicts(room)] == ["colour"]


def test_the_document_of_a_vehicle_tells_claims_sightings_and_contradictions(make_room: Any) -> None:
    """Reads are told as one sighting a day; a read that came twice counts once."""
    room = ledger(
        make_room,
        register=[registered("AB12CDE", VIN)],
        tests=[mot("AB12CDE", "2023-03-01", vin=VIN, colour="RED")],
        cameras=[{"camera_id": "C1", "lat": 52.0, "lon": -1.0}],
        reads=[
            {"camera_id": "C1", "vrm": "AB12CDE", "read_at": f"2026-03-{at}:00"}
            for at in ("01T10:00", "01T11:00", "02T10:00", "02T10:00")
        ],
    )
    reads.STEP.run(room)
    told = describe_vehicle(room.door, "ab12 cde")
    assert sorted(told) == ["claims", "contradictions", "intervals", "leads", "marks", "tracks"]
    borne = [claim["value"] for claim in told["claims"] if claim["property"] == "plate borne"]
    assert borne == ["2 reads by 1 camera", "1 read by 1 camera"]
    assert describe_vehicle(room.door, VIN)["claims"] == [claim for claim in told["claims"] if claim["property"] != "plate borne"]


def test_a_vehicle_is_asked_for_by_its_id_as_well(make_room: Any) -> None:
    """For what leads to a vehicle without a plate or VIN, such as an engine number; the same records, but no plate's reads."""
    room = ledger(make_room, register=[registered("AB12CDE", VIN)])
    (vehicle,) = vehicles_of(room, VIN)
    assert describe_vehicle(room.door, vehicle) == describe_vehicle(room.door, VIN)


def test_claims_are_in_order_of_mark(make_room: Any) -> None:
    """So that one mark's claims are read from few pages; within a mark they keep the order in which they were said."""
    room = ledger(
        make_room,
        register=[registered("XY12ZZZ", OTHER), registered("AB12CDE", VIN)],
        tests=[mot("AB12CDE", "2023-03-01", vin=VIN), mot("XY12ZZZ", "2023-03-01", vin=OTHER)],
    )
    told = [row["mark"] for row in room.door.ask_rows("SELECT mark FROM picture.claims")]
    feeds = [row["feed"] for row in room.door.ask_rows("SELECT feed FROM picture.claims WHERE mark = 'AB12CDE'")]
    assert told == sorted(told)
    assert feeds == sorted(feeds, key=["register", "tests"].index)


def test_a_mark_that_nothing_speaks_of_is_refused(make_room: Any) -> None:
    """With advice, not with an empty page."""
    with pytest.raises(NoSuchMark, match="vinculum check"):
        describe_vehicle(ledger(make_room).door, "AB12CDE")


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=25))
def test_spellings_are_the_connected_components_of_their_pairs(drawn: list[tuple[int, int]]) -> None:
    """Against networkx; the anchor is the registered spelling, and a group beyond the limit falls apart."""
    names = [f"VIN{number:02d}" for number in range(20)]
    pairs = [(names[min(pair)], names[max(pair)]) for pair in drawn if pair[0] != pair[1]]
    vins = pa.table({"vin": names, "registered": [int(number == 7) for number in range(20)], "voices": [1] * 20})
    ties = pa.table({"one": [one for one, _ in pairs], "other": [other for _, other in pairs]},
                    schema=pa.schema([("one", pa.string()), ("other", pa.string())]))  # fmt: skip
    graph = nx.Graph(pairs)
    graph.add_nodes_from(names)
    expected = {}
    for group in nx.connected_components(graph):
        for name in group:
            expected[name] = name if len(group) > 5 else "VIN07" if "VIN07" in group else min(group)
    spelt = group_spellings(vins, ties, most_spellings=5)
    assert dict(zip(spelt.vins.to_pylist(), spelt.anchor.to_pylist(), strict=True)) == expected


def test_tracks_and_leads_of_later_parts_are_told_when_they_are_there(make_room: Any) -> None:
    """By the plate of a track and the subject of a lead."""
    room = ledger(make_room, register=[registered("AB12CDE", VIN)])
    room.write(
        "clone_tracks", "SELECT 'AB12CDE' AS plate, 0 AS track, 0 AS position, TIMESTAMPTZ '2026-03-01 10:00:00+00' AS read_at"
    )
    room.write("leads", f"SELECT id, subject FROM (VALUES ('l1', '{VIN}'), ('l2', 'XY12ZZZ')) AS t (id, subject) ORDER BY id")
    told = describe_vehicle(room.door, "AB12CDE")
    assert told["tracks"] == [{"plate": "AB12CDE", "track": 0, "position": 0, "read_at": "2026-03-01T10:00:00Z"}]
    assert told["leads"] == [{"id": "l1", "subject": VIN}]
