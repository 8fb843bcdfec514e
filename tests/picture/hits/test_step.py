"""A stolen vehicle's mark seen anywhere: what is a hit, what is not, and how sure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vinculum.picture import claims, hits, reads
from vinculum.picture.hits.leads import log_odds, truly_seen
from vinculum.picture.step import Room

AS_AT = "2026-03-31T00:00:00"
TAKEN = datetime(2026, 3, 10, 2, tzinfo=UTC)
VIN = "SALGA2VF7FA123456"
PLATE = "LF72VVR"
# Enough honest traffic for a plate to be one among many.
HONEST = [f"{a}{b}{age}{c}XP" for a in "ABDG" for b in "EFHK" for age in ("12", "65") for c in "JKLM"]


def theft(**columns: Any) -> dict[str, Any]:
    taken = {"reported_at": TAKEN + timedelta(hours=6), "stolen_from": TAKEN, "stolen_to": TAKEN + timedelta(hours=5)}
    return {"crime_ref": "C1", "force": "01", "vrm": PLATE, "make": "LAND ROVER", "colour": "GREY"} | taken | columns


def read(vrm: str, after: timedelta, camera: str = "K1", **columns: Any) -> dict[str, Any]:
    return {"camera_id": camera, "vrm": vrm, "read_at": TAKEN + after} | columns


def sighted(make_room: Any, seen: list[dict[str, Any]], **feeds: list[dict[str, Any]]) -> Room:
    """Run the step over a month of honest traffic with the reads given."""
    traffic = [read(vrm, timedelta(hours=7 + 24 * day + place / 50)) for place, vrm in enumerate(HONEST) for day in (-5, 0, 5)]
    register = [{"vrm": vrm, "make": "FORD", "colour": "RED"} for vrm in HONEST]
    register += [{"vrm": PLATE, "vin": VIN, "make": "LAND ROVER", "colour": "GREY"}]
    given = {"thefts": [theft()], "register": register} | feeds
    cameras = [{"camera_id": name, "lat": 52.0, "lon": 0.1} for name in ("K1", "K2")]
    room: Room = make_room(AS_AT, cameras=cameras, reads=[*traffic, *seen], **given)
    for step in (reads.STEP, claims.STEP, hits.STEP):
        step.run(room)
    return room


def told(room: Room) -> list[tuple[str, bool, float]]:
    rows = room.door.ask_rows("SELECT vrm_read, exact, probability FROM picture.hits ORDER BY seen_at, vrm_read")
    return [(row["vrm_read"], row["exact"], row["probability"]) for row in rows]


def test_the_plate_itself_after_the_theft_is_a_hit_and_before_it_is_not(make_room: Any) -> None:
    """The owner's own journeys are no sightings."""
    [(mark, exact, probability)] = told(
        sighted(make_room, [read(PLATE, -timedelta(hours=3)), read("lf72 vvr", timedelta(hours=3))])
    )
    assert (mark, exact) == ("lf72 vvr", True)
    assert probability > 0.99


def test_a_misread_near_correct_reads_is_a_hit(make_room: Any) -> None:
    """LE72VVR belongs to nobody, F is read as E, and the plate itself passed minutes before."""
    seen = [read(PLATE, timedelta(hours=3)), read("LE72VVR", timedelta(hours=3, minutes=4), make="LAND ROVER")]
    marks = told(sighted(make_room, seen))
    assert [(mark, exact) for mark, exact, _ in marks] == [(PLATE, True), ("LE72VVR", False)]
    assert marks[1][2] > 0.95


def test_a_misread_with_an_illegible_character_is_a_hit(make_room: Any) -> None:
    """``?`` is one character that may be anything."""
    marks = told(sighted(make_room, [read(PLATE, timedelta(hours=3)), read("L?72VVR", timedelta(hours=4))]))
    assert [(mark, exact) for mark, exact, _ in marks] == [(PLATE, True), ("L?72VVR", False)]


def test_an_honest_neighbour_that_drives_daily_is_no_hit(make_room: Any) -> None:
    """One letter apart, on the register, seen each day before the theft: a hundred such reads are still it."""
    neighbour = [read("LE72VVR", timedelta(days=day, hours=1)) for day in range(-8, 8)]
    register = [{"vrm": "LE72VVR", "make": "FORD", "colour": "RED"}, {"vrm": PLATE, "vin": VIN, "make": "LAND ROVER"}]
    assert told(sighted(make_room, neighbour, register=register)) == []


def test_nothing_is_a_hit_once_the_vehicle_was_found(make_room: Any) -> None:
    """The owner drives it again; the find itself is told."""
    found = {"recovery_ref": "R1", "crime_ref": "C1", "force": "01", "vrm_shown": PLATE, "found_at": TAKEN + timedelta(days=1)}
    room = sighted(make_room, [read(PLATE, timedelta(days=2)), read(PLATE, timedelta(hours=9))], recoveries=[found])
    rows = room.door.ask_rows("SELECT feed, seen_at FROM picture.hits ORDER BY seen_at")
    assert [(row["feed"], row["seen_at"]) for row in rows] == [
        ("reads", TAKEN + timedelta(hours=9)),
        ("recoveries", TAKEN + timedelta(days=1)),
    ]


def test_a_mistyped_report_is_looked_for_under_the_plate_of_its_vin(make_room: Any) -> None:
    """The reported plate's own honest vehicle is left in peace."""
    typed = "LF72VRV"
    register = [{"vrm": PLATE, "vin": VIN, "make": "LAND ROVER"}, {"vrm": typed, "vin": "WF0AXXGCDA5B98765", "make": "FORD"}]
    honest = [read(typed, timedelta(days=day, hours=1)) for day in range(-8, 8)]
    room = sighted(
        make_room, [*honest, read(PLATE, timedelta(hours=3))], register=register, thefts=[theft(vrm=typed, vin=VIN)]
    )  # fmt: skip
    likely = room.door.ask_rows("SELECT stolen_vrm, vrm_read FROM picture.hits WHERE probability > 0.5")
    assert likely == [{"stolen_vrm": PLATE, "vrm_read": PLATE}]


def test_two_reports_of_one_theft_give_one_hit(make_room: Any) -> None:
    """Two forces may each take a report; the vehicle is seen once."""
    again = theft(crime_ref="C2", force="42", stolen_from=TAKEN + timedelta(minutes=5))
    room = sighted(make_room, [read(PLATE, timedelta(hours=3))], thefts=[theft(), again])
    assert [mark for mark, _, _ in told(room)] == [PLATE]


LATER = TAKEN + timedelta(days=3)
HALF_A_VIN = f"{VIN[:6]}?{VIN[7:]}"
EXAMINED = {"exam_ref": "E1", "component": "floor", "mark_kind": "vin", "mark_seen": HALF_A_VIN}
BOX = {"consignment_ref": "B1", "load_port": "GBFXT", "destination_country": "AE", "commodity_code": "8703", "sails_at": LATER}
ADVERT = {"listing_ref": "A1", "seller_ref": "S1", "title": "Range Rover", "text": f"reg LF72 VVR, VIN {VIN}"}


@pytest.mark.parametrize(
    ("feed", "row", "mark"),
    [
        ("tests", {"vrm": PLATE, "tested_at": LATER}, PLATE),
        ("examinations", EXAMINED | {"examined_at": LATER}, HALF_A_VIN),
        ("listings", ADVERT | {"posted_at": LATER}, VIN),
        ("consignments", BOX | {"declared_vins": [VIN], "booked_at": LATER}, VIN),
        ("telematics", {"vin": VIN, "at": LATER, "lat": 51.5, "lon": 0.1, "event": "ping"}, VIN),
    ],
)  # fmt: skip
def test_a_mark_seen_in_any_other_record_is_a_hit(make_room: Any, feed: str, row: dict[str, Any], mark: str) -> None:
    """Tested, examined with a character illegible, advertised, declared for export, tracked."""
    room = sighted(make_room, [], thefts=[theft(vin=VIN)], **{feed: [row]})
    rows = room.door.ask_rows("SELECT feed, vrm_read, read_at, seen_at FROM picture.hits ORDER BY vrm_read")
    assert {"feed": feed, "vrm_read": mark, "read_at": None, "seen_at": LATER} in rows


def test_a_lead_tells_the_last_place_and_goes_cold_a_day_later(make_room: Any) -> None:
    """A vehicle can leave the country within 24 hours of being seen."""
    room = sighted(make_room, [read(PLATE, timedelta(hours=3)), read(PLATE, timedelta(hours=5), camera="K2")])
    [lead] = room.door.ask_rows("SELECT * FROM picture.lead_hit")
    assert (lead["subject"], lead["cold_at"], lead["lat"]) == (PLATE, TAKEN + timedelta(hours=29), 52.0)
    assert "camera K2" in lead["summary"]
    assert len(lead["evidence"]) == 3


def test_sightings_that_share_a_cause_count_half(make_room: Any) -> None:
    """Three coin tosses about one report are not three coin tosses."""
    assert truly_seen([0.5]) == 0.5
    assert truly_seen([0.5, 0.5]) == pytest.approx(0.625)
    assert truly_seen([1.0, 1.0]) < 1.0
    assert log_odds(0.5) == 0.0
    assert told(sighted(make_room, [])) == []


def test_no_records_give_empty_tables(make_room: Any) -> None:
    """Every feed may be empty."""
    room = make_room(AS_AT)
    for step in (reads.STEP, claims.STEP, hits.STEP):
        step.run(room)
    assert (room.rows["hits"], room.rows["lead_hit"]) == (0, 0)
