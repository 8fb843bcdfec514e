"""What can be looked for: every searchable column once, with the record that says it and what a hit opens."""

from typing import Any

import pytest

from vinculum.evidence.contract import contracts
from vinculum.picture.claims import gather_claims
from vinculum.picture.search_marks import write_search_marks
from vinculum.picture.search_texts import search_text, words
from vinculum.picture.searchable import TextKind, searchable_feeds
from vinculum.picture.vehicles import keep_ledger

VIN = "WVWZZZ1KZAW000001"
CAR: dict[str, Any] = {"vrm": "AB12 CDE", "vin": VIN, "make": "Ford", "first_registered": "2012-05-01"}
THEFT: dict[str, Any] = {
    "crime_ref": "10/1/26", "force": "durham", "reported_at": "2026-01-02", "vrm": "AB12CDE", "make": "FORD",
}  # fmt: skip
EXAM: dict[str, Any] = {"exam_ref": "E1", "examined_at": "2026-01-03", "force": "kent", "context": "YARD"}


def written(make_room: Any, **feeds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of ``search_marks`` over these feeds."""
    room = make_room("2026-04-01", **feeds)
    gather_claims(room)
    keep_ledger(room)
    write_search_marks(room)
    return list(room.door.ask_rows("SELECT * FROM picture.search_marks"))


def of(rows: list[dict[str, Any]], *columns: str, **wanted: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_every_column_named_is_in_its_contract() -> None:
    """The data file speaks of feeds and columns that exist, and every feed with a mark in it can be searched."""
    for feed in searchable_feeds():
        names = {column.name for column in contracts()[feed.feed].columns}
        assert {column.column for column in feed.columns} - names == set()
    marked = {
        (feed, column.name)
        for feed, contract in contracts().items()
        for column in contract.columns
        if column.mark in ("vrm", "vin", "container", "vessel", "phone", "company", "eori", "mrn")
    }
    assert marked - {(feed.feed, column.column) for feed in searchable_feeds() for column in feed.columns} == set()


def test_a_row_stands_for_one_column_of_one_delivery(make_room: Any) -> None:
    """A plate that register and theft report state is found twice, each with who may be told."""
    rows = written(make_room, register=[CAR], thefts=[THEFT])
    (vehicle,) = {subject for (subject,) in of(rows, "subject", text="AB12CDE")}
    assert of(rows, "shown", "subject_kind", "feed", "column_name", "row", "n", "make", "force", text="AB12CDE") == [
        ("AB12 CDE", "vehicle", "register", "vrm", 1, 1, "FORD", None),
        ("AB12CDE", "vehicle", "thefts", "vrm", 1, 1, "FORD", "durham"),
    ]
    assert of(rows, "subject", "feed", text=VIN) == [(vehicle, "register")]
    assert of(rows, "text", "subject_kind", "subject", kind="crime") == [("10126", "crime", "10/1/26")]


def test_reads_are_counted_a_delivery(make_room: Any) -> None:
    """A plate read all day is one row a delivery with its first row; what the camera thought of the make grants nothing."""
    reads = [{"camera_id": "C", "read_at": f"2026-03-01T0{hour}:00:00", "vrm": "ab12cde", "make": "BMW"} for hour in range(3)]
    reads.append({"camera_id": "C", "read_at": "2026-03-02T00:00:00", "vrm": "AB12CDE", "delivery": "reads-2"})
    rows = written(make_room, register=[CAR], reads=reads)
    assert of(rows, "delivery", "row", "n", "make", feed="reads") == [("reads-000000000001", 1, 3, None), ("reads-2", 4, 1, None)]


def test_a_plate_that_nothing_is_known_of_leads_to_itself(make_room: Any) -> None:
    """No vehicle is invented for a plate that only a camera has seen."""
    rows = written(make_room, reads=[{"camera_id": "C", "read_at": "2026-03-01", "vrm": "ZZ99 ZZZ"}])
    assert of(rows, "kind", "text", "subject_kind", "subject") == [("vrm", "ZZ99ZZZ", "mark", "ZZ99ZZZ")]


def test_a_row_leads_to_the_vehicle_of_its_vin(make_room: Any) -> None:
    """A plate on a record with another car's VIN leads to that car, as in the ledger."""
    other = CAR | {"vrm": "XY34ZZZ", "vin": "SALGA2EF0CA000002"}
    shown = {"recovery_ref": "R1", "force": "kent", "found_at": "2026-01-09", "vrm_shown": "AB12CDE", "vin_seen": other["vin"]}
    rows = written(make_room, register=[CAR, other], recoveries=[shown])
    (own,) = of(rows, "subject", feed="register", text="XY34ZZZ")
    assert of(rows, "subject", feed="recoveries", column_name="vrm_shown") == [own]


def test_an_engine_number_leads_to_the_vehicle_of_its_examination(make_room: Any) -> None:
    """The floor's VIN names the car; the engine and the defaced plate of the same examination lead to it."""
    marks = [
        ("floor", "vin", VIN),
        ("engine", "serial", "N47?20A1234"),
        ("dash", "vin", "WVW??????AW00000?"),
        ("dash", "vin", "?" * 17),
    ]
    exams = [EXAM | {"component": part, "mark_kind": kind, "mark_seen": seen} for part, kind, seen in marks]
    rows = written(make_room, register=[CAR], examinations=exams)
    (vehicle,) = {subject for (subject,) in of(rows, "subject", text=VIN)}
    assert of(rows, "kind", "text", "subject", feed="examinations", column_name="mark_seen") == [
        ("engine", "N47?20A1234", vehicle),
        ("vin", "WVW??????AW00000?", vehicle),
        ("vin", VIN, vehicle),
    ]
    assert of(rows, "subject_kind", "n", feed="examinations", column_name="exam_ref") == [("examination", 4)]


def test_marks_within_running_text_are_found(make_room: Any) -> None:
    """A log is found by its words and by the marks in it; the plate leads to the car, the phone to the log; handling is kept."""
    log = {
        "log_ref": "IR-1", "force": "kent", "submitted_at": "2026-02-01", "source": "2", "assessment": "A", "handling": "C",
        "conditions": "A1", "text": "Trev moved AB12 CDE, ring 07700 900123.", "subjects": ["P1"],
    }  # fmt: skip
    rows = written(make_room, register=[CAR], logs=[log])
    told = of(rows, "kind", "text", "subject_kind", "force", "handling", feed="logs")
    assert told == [
        ("phone", "+447700900123", "log", "kent", "C"),
        ("reference", "IR1", "log", "kent", "C"),
        ("reference", "P1", "log", "kent", "C"),
        ("text", "TREV MOVED AB12 CDE RING 07700 900123", "log", "kent", "C"),
        ("vrm", "AB12CDE", "vehicle", "kent", "C"),
    ]


def test_a_part_sold_by_its_number_is_found(make_room: Any) -> None:
    """Sellers write "no" before a serial."""
    listing = {
        "listing_ref": "L",
        "posted_at": "2026-02-01",
        "seller_ref": "S",
        "title": "Airbag",
        "text": "airbag, no CJD184900",
    }
    rows = written(make_room, listings=[listing | {"listing_ref": "L2", "text": "no timewasters"}, listing])
    assert of(rows, "text", "subject", kind="serial") == [("CJD184900", "L")]


def test_declared_vins_and_the_haulier_lead_to_whoever_bears_them(make_room: Any) -> None:
    """A VIN leads to the vehicle, a name to the consignment; a value told twice in one row is one row."""
    box = {
        "consignment_ref": "K1", "load_port": "GBTEE", "destination_country": "GE", "commodity_code": "8703",
        "sails_at": "2026-03-09", "declared_vins": [VIN, VIN], "haulier_vrm": "AB12CDE",
        "shipper_name": "O'Brien & Sons (UK) Ltd.", "imo": "IMO 9083380",
    }  # fmt: skip
    rows = written(make_room, register=[CAR], consignments=[box, box | {"consignment_ref": "K2", "haulier_vrm": None}])
    assert of(rows, "text", "subject_kind", "n", feed="consignments", kind="vin") == [(VIN, "vehicle", 2)]
    assert of(rows, "text", "subject", kind="name") == [("OBRIEN SONS UK LTD", "K1"), ("OBRIEN SONS UK LTD", "K2")]
    assert of(rows, "text", "subject_kind", "n", feed="consignments", kind="vrm") == [("AB12CDE", "vehicle", 1)]


def test_no_evidence_gives_no_rows(make_room: Any) -> None:
    """Every feed may be empty."""
    assert written(make_room) == []


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        (TextKind.VRM, "ab12-cde", "AB12CDE"),
        (TextKind.VIN, "??", ""),
        (TextKind.VIN, "WVW??????????????", "WVW??????????????"),
        (TextKind.PHONE, "07700 900123", "+447700900123"),
        (TextKind.PHONE, "n/a", ""),
        (TextKind.NAME, "Smith-Jones,  Zoë", "SMITH JONES ZOE"),
        (TextKind.PLACE, "Stockton-on-Tees TS18 1AA", "STOCKTON ON TEES TS18 1AA"),
    ],
)
def test_the_form_looked_for(kind: TextKind, raw: str, text: str) -> None:
    """Spelling, case and punctuation do not hide anything; what has nothing legible is not looked for."""
    assert text == search_text(kind, raw)


def test_words_fold_once() -> None:
    """Words of words are the same words."""
    assert words(words("Unit 4, 38 Manor Rd. (rear)")) == words("Unit 4, 38 Manor Rd. (rear)") == "UNIT 4 38 MANOR RD REAR"
