"""The clone part from records to leads, on a small land whose truth the test knows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any


def leads(room: Any) -> dict[str, Any]:
    return {row["subject"]: row for row in room.door.ask_rows("SELECT * FROM picture.lead_clone")}


def test_a_plate_in_two_places_all_week_is_a_lead(land: Any, run_clones: Callable[..., Any]) -> None:
    """Two vehicles that commute far apart under one plate are two tracks; honest traffic raises nothing."""
    land.honest(80, 5)
    land.commute("AB12CDE", (0, 0), (1, 1), 5)
    land.commute("AB12CDE", (5, 5), (4, 4), 5)
    room = run_clones(land)
    found = leads(room)
    assert list(found) == ["AB12CDE"]
    assert found["AB12CDE"]["probability"] > 0.9
    assert room.door.ask_rows("SELECT n_reads, n_vehicles FROM picture.clones") == [{"n_reads": 60, "n_vehicles": 2}]
    areas = room.door.ask_rows(
        "SELECT track, min(camera_id) AS low, max(camera_id) AS high FROM picture.clone_tracks GROUP BY track ORDER BY track"
    )
    assert areas == [{"track": 0, "low": "C00", "high": "C11"}, {"track": 1, "low": "C44", "high": "C55"}]


def test_one_misread_is_told_as_a_misread(land: Any, run_clones: Callable[..., Any]) -> None:
    """One stray read, where a plate one character away was passing, is a misread and no lead."""
    land.honest(80, 5)
    land.commute("AB12CDE", (0, 0), (1, 1), 5)
    land.commute("AB12CDF", (5, 5), (4, 4), 5)
    misread = next(read for read in land.reads if read["vrm"] == "AB12CDF" and "T0" in read["read_at"])
    misread["vrm"] = "AB12CDE"
    at = datetime.fromisoformat(misread["read_at"])
    land.read("AB12CDE", (0, 0), at + timedelta(minutes=2))
    room = run_clones(land)
    (row,) = room.door.ask_rows("SELECT * FROM picture.clones WHERE plate = 'AB12CDE'")
    assert row["p_misread"] > 0.9
    assert abs(sum(row[f"p_{kind}"] for kind in ("two_vehicles", "misread", "clock", "transfer", "speed")) - 1) < 1e-9
    assert leads(room) == {}


def test_a_wrong_clock_is_measured_and_accuses_nobody(land: Any, run_clones: Callable[..., Any]) -> None:
    """A camera 25 minutes ahead contradicts everyone who passes: its clock is set right, it is listed, and no plate is a lead."""
    land.honest(120, 5)
    for read in land.reads:
        if read["camera_id"] == "C33":
            read["read_at"] = (datetime.fromisoformat(read["read_at"]) + timedelta(minutes=25)).isoformat()
    room = run_clones(land)
    faults = room.door.ask_rows("SELECT camera_id, fault, fast_s FROM picture.camera_faults")
    assert [(row["camera_id"], row["fault"]) for row in faults] == [("C33", "clock")]
    assert abs(faults[0]["fast_s"] - 1500) <= 180
    assert leads(room) == {}
    assert [row["subject"] for row in room.door.ask_rows("SELECT subject FROM picture.lead_camera")] == ["C33"]


def test_a_clock_wrong_for_some_days_is_set_right_for_those(land: Any, run_clones: Callable[..., Any]) -> None:
    """The other days of the camera are left as they are."""
    land.honest(200, 8)
    for read in land.reads:
        if read["camera_id"] == "C33" and read["read_at"] >= "2026-03-05":
            read["read_at"] = (datetime.fromisoformat(read["read_at"]) - timedelta(hours=1)).isoformat()
    room = run_clones(land)
    spells = room.door.ask_rows("SELECT camera_id, fault, start_at, fast_s FROM picture.camera_faults ORDER BY start_at")
    assert {row["camera_id"] for row in spells} == {"C33"}
    assert min(row["start_at"] for row in spells).isoformat() >= "2026-03-04T12"
    assert all(abs(row["fast_s"] + 3600) <= 240 for row in spells if row["fault"] == "clock")
    assert leads(room) == {}


def test_a_camera_in_the_wrong_place_is_left_out(land: Any, run_clones: Callable[..., Any]) -> None:
    """No shift of the clock explains a wrong position; the camera's reads are left out and it is listed."""
    land.honest(120, 5)
    for read in land.reads:
        if read["camera_id"] == "C55":
            read["camera_id"] = "C00"
        elif read["camera_id"] == "C00":
            read["camera_id"] = "C55"
    room = run_clones(land)
    faults = room.door.ask_rows("SELECT DISTINCT camera_id, fault FROM picture.camera_faults ORDER BY camera_id")
    assert faults == [{"camera_id": name, "fault": "unexplained"} for name in ("C00", "C55")]
    assert leads(room) == {}


def test_a_plate_that_moves_once_may_be_a_transfer(land: Any, run_clones: Callable[..., Any]) -> None:
    """One change of vehicle in time, with a document issued that week, is told as a lawful transfer."""
    land.honest(80, 6)
    land.commute("AB12CDE", (0, 0), (1, 1), 3)
    last = max(datetime.fromisoformat(read["read_at"]) for read in land.reads if read["vrm"] == "AB12CDE")
    land.drive("AB12CDE", (5, 5), (4, 4), last + timedelta(minutes=4))
    land.drive("AB12CDE", (4, 4), (5, 5), last + timedelta(hours=20))
    register = [{"vrm": "AB12CDE", "make": "FORD", "v5c_issued_on": "2026-03-04"}]
    room = run_clones(land, register=register)
    (row,) = room.door.ask_rows("SELECT * FROM picture.clones WHERE plate = 'AB12CDE'")
    assert row["n_inconsistencies"] == 1
    assert row["p_transfer"] > row["p_two_vehicles"]


def test_the_register_tells_which_track_is_its_own(land: Any, run_clones: Callable[..., Any]) -> None:
    """Keeper's area, colour and test places point at the registered vehicle; the lead goes where the other sleeps."""
    land.honest(80, 5)
    register = [{"vrm": f"HA{n:02d}XYZ", "make": "FORD", "keeper_area": "CV1"} for n in range(0, 80, 40)] + [
        {"vrm": "AB12CDE", "make": "FORD", "colour": "Blue", "keeper_area": "OX1"}
    ]
    for number in range(4):
        land.commute(f"OX{number:02d}AAA", (5, 5), (4, 5), 5)
        register.append({"vrm": f"OX{number:02d}AAA", "make": "FORD", "keeper_area": "OX1"})
    land.commute("AB12CDE", (0, 0), (1, 1), 5, make="Ford", colour="White")
    land.commute("AB12CDE", (5, 5), (4, 4), 5, make="Ford", colour="Blue")
    thefts = [
        {"crime_ref": f"T{n}", "force": "x", "reported_at": "2026-02-01", "vrm": f"T{n}", "make": "Ford", "value_gbp": value}
        for n, value in enumerate((9_000.0, 12_000.0, 30_000.0))
    ]
    room = run_clones(land, register=register, thefts=thefts)
    (lead,) = room.door.ask_rows("SELECT lat, value_gbp, cold_at, reasons FROM picture.lead_clone")
    assert abs(lead["lat"] - 52.0) < 0.12
    assert lead["value_gbp"] == 12_000.0
    assert lead["cold_at"].isoformat().startswith("2026-03-12")
    assert any("keeper's area OX1" in reason["text"] for reason in lead["reasons"])
    assert all(reason["evidence"] for reason in lead["reasons"])


def test_the_order_of_delivery_changes_nothing(land: Any, run_clones: Callable[..., Any]) -> None:
    """The same reads handed over in another order give the same clones, tracks and inconsistencies."""
    land.honest(40, 4)
    land.commute("AB12CDE", (0, 0), (1, 1), 4)
    land.commute("AB12CDE", (5, 5), (4, 4), 4)
    for number, read in enumerate(land.reads, start=1):
        read["row"] = number
    first = run_clones(land)
    land.choose.shuffle(land.reads)
    second = run_clones(land)
    for table in ("clones", "clone_tracks", "inconsistencies", "lead_clone", "travel_times", "camera_faults", "speed_rule"):
        assert first.file(table).read_bytes() == second.file(table).read_bytes()


def test_the_plain_speed_rule_is_measured_beside(land: Any, run_clones: Callable[..., Any]) -> None:
    """Plates with consecutive reads faster than 110 km/h in a straight line are listed with their top speed."""
    land.drive("AB12CDE", (0, 0), (5, 5), datetime.fromisoformat("2026-03-01T08:00:00+00:00"))
    land.read("XY99ZZZ", (0, 0), datetime.fromisoformat("2026-03-01T08:00:00+00:00"))
    land.read("XY99ZZZ", (5, 0), datetime.fromisoformat("2026-03-01T08:20:00+00:00"))
    room = run_clones(land)
    (row,) = room.door.ask_rows("SELECT plate, round(max_kmh) AS kmh, pairs FROM picture.speed_rule")
    assert row == {"plate": "XY99ZZZ", "kmh": 180.0, "pairs": 1}


def test_no_reads_give_empty_tables(make_room: Callable[..., Any]) -> None:
    """The part runs before the first delivery of reads."""
    from vinculum.picture import clones, reads  # noqa: PLC0415 - compiled when first needed

    room = make_room("2026-03-02T00:00:00")
    reads.STEP.run(room)
    clones.STEP.run(room)
    assert set(room.rows) == {*reads.STEP.writes, *clones.STEP.writes}
    assert sum(room.rows.values()) == 0
