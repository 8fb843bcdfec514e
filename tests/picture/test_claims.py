"""Every record becomes dated claims, with its voice, its original value and the row it stands in."""

from typing import Any

from vinculum.evidence.contract import contracts
from vinculum.picture.claims import STEP
from vinculum.picture.claims.rows import CLAIMS
from vinculum.picture.claims.sayings import witnesses

AS_AT = "2026-03-31T12:00:00"
VIN = "SALGA2VF7FA123456"


def claims(room: Any, what: str) -> list[dict[str, Any]]:
    STEP.run(room)
    found: list[dict[str, Any]] = room.door.ask_rows(f"SELECT {what} FROM picture.claims ORDER BY ALL")
    return found


def test_every_witness_is_a_feed_with_the_columns_it_names() -> None:
    """The data file speaks of feeds that exist."""
    assert {witness.feed for witness in witnesses()} <= set(contracts())


def test_a_value_is_told_in_capitals_and_kept_as_handed_over(make_room: Any) -> None:
    """The original is kept where it differs from the value, and is null where it does not."""
    room = make_room(AS_AT, register=[{"vrm": "ab12 cde", "make": "Ford ", "colour": "RED", "first_registered": "2012-04-01"}])
    assert claims(room, "property, mark, mark_original, value, original") == [
        {"property": "colour", "mark": "AB12CDE", "mark_original": "ab12 cde", "value": "RED", "original": None},
        {"property": "make", "mark": "AB12CDE", "mark_original": "ab12 cde", "value": "FORD", "original": "Ford "},
    ]


def test_a_marker_speaks_with_the_voice_of_the_force_that_took_the_report(make_room: Any) -> None:
    """The marker is a copy of the report: two records, one voice."""
    room = make_room(
        AS_AT,
        thefts=[{"crime_ref": "C1", "force": "01", "vrm": "AB12CDE", "reported_at": "2026-03-01T08:00:00"}],
        los=[{"los_ref": "L1", "force": "01", "vrm": "AB12CDE", "created_at": "2026-03-01T09:00:00"}],
    )
    assert claims(room, "feed, property, said_by") == [
        {"feed": "los", "property": "marker", "said_by": "force 01"},
        {"feed": "thefts", "property": "stolen", "said_by": "force 01"},
    ]


def test_kilometres_are_told_in_miles(make_room: Any) -> None:
    """The unit is part of the original."""
    test = {"vrm": "AB12CDE", "tested_at": "2026-03-01T08:00:00", "odometer": 160934, "odometer_unit": "km"}
    told = claims(make_room(AS_AT, tests=[test]), "property, value, original")
    assert {"property": "odometer", "value": "100000", "original": "160934 km"} in told


def test_what_has_not_happened_yet_is_not_claimed(make_room: Any) -> None:
    """A picture as at a day knows nothing of the next."""
    rows = [{"vrm": "AB12CDE", "tested_at": f"2026-0{month}-01T08:00:00", "odometer": 9} for month in (3, 4)]
    told = claims(make_room(AS_AT, tests=rows), "row")
    assert {row["row"] for row in told} == {1}


def test_pings_of_a_day_are_one_claim(make_room: Any) -> None:
    """A tracker repeats itself: the claim holds the first and last time and the first row."""
    rows = [
        {"vrm": "AB12CDE", "at": f"2026-03-01T{hour:02d}:00:00", "lat": 52.0, "lon": 0.0, "event": "ping"} for hour in (10, 8, 9)
    ]
    [told] = claims(make_room(AS_AT, telematics=rows), "property, value, hour(from_at) AS first, hour(until_at) AS last, row")
    assert told == {"property": "tracked", "value": "ping", "first": 8, "last": 10, "row": 2}


def test_each_declared_vin_claims_its_export(make_room: Any) -> None:
    """A list of VINs is a claim about each of them."""
    box = {"consignment_ref": "B1", "load_port": "GBFXT", "destination_country": "AE", "commodity_code": "8703",
           "declared_vins": [VIN, "WF0-AXX"], "sails_at": "2026-04-09T08:00:00", "booked_at": "2026-03-02T08:00:00"}  # fmt: skip
    told = claims(make_room(AS_AT, consignments=[box]), "mark_kind, mark, mark_original, value")
    assert told == [
        {"mark_kind": "vin", "mark": VIN, "mark_original": None, "value": "B1"},
        {"mark_kind": "vin", "mark": "WF0AXX", "mark_original": "WF0-AXX", "value": "B1"},
    ]


def test_no_records_give_an_empty_table_of_the_right_shape(make_room: Any) -> None:
    """Every feed may be empty."""
    room = make_room(AS_AT)
    STEP.run(room)
    assert room.rows["claims"] == 0
    assert room.door.ask("SELECT * FROM picture.claims").schema.names == CLAIMS.names


def test_a_mark_named_in_a_log_is_a_graded_claim(make_room: Any) -> None:
    """The grade travels with what was said."""
    text = f"A grey Range Rover AB12 CDE, VIN {VIN}, stood in the yard."
    grade = {"source": "2", "assessment": "C", "handling": "P"}
    log = {"log_ref": "I1", "force": "42", "submitted_at": "2026-03-02T08:00:00", "text": text} | grade
    told = claims(make_room(AS_AT, logs=[log]), "mark_kind, mark, mark_original, value, grade, role")
    same = {"value": "I1", "grade": "2/C/P", "role": "named"}
    assert told == [
        {"mark_kind": "vin", "mark": VIN, "mark_original": None} | same,
        {"mark_kind": "vrm", "mark": "AB12CDE", "mark_original": "AB12 CDE"} | same,
    ]
