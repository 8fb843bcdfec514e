"""Rules on papers that change: amended after the gate (R13), seals that differ (R16)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from vinculum.picture.exports import STEP
from vinculum.picture.step import Room

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]
MakeRoom = Callable[..., Room]
Box = dict[str, Any]

BOOKED: Box = {
    "consignment_ref": "C1",
    "container_no": "MSKU0000001",
    "load_port": "GBFXT",
    "discharge_port": "DEHAM",
    "destination_country": "DE",
    "commodity_code": "39269097",
    "shipper_name": "Quiet Fittings Ltd",
    "consignee_name": "Nord Handel GmbH",
    "notify_name": "Nord Handel GmbH",
    "booked_at": "2026-03-01T00:00:00",
    "gate_in_at": "2026-03-06T00:00:00",
    "sails_at": "2026-03-12T00:00:00",
    "seal_no": "ML123456",
}
AMENDED = {"amended_at": "2026-03-08T00:00:00"}


def fired(make_room: MakeRoom, *versions: Box, as_at: str = "2026-03-10T00:00:00", **feeds: Any) -> dict[str, Any]:
    """Return what R13 and R16 say of box C1 of which these versions were handed over."""
    room = make_room(as_at, consignments=list(versions), **feeds)
    STEP.run(room)
    rows = room.door.ask_rows("SELECT * FROM picture.export_reasons WHERE consignment_ref = 'C1' AND rule IN ('R13', 'R16')")
    return {row["rule"]: row for row in rows}


def test_what_is_changed_after_the_gate_is_an_amendment(make_room: MakeRoom) -> None:
    """R13 names the field, both values and the day, and rests on the later row."""
    told = fired(make_room, BOOKED, BOOKED | AMENDED | {"consignee_name": "TO ORDER", "discharge_port": "AEJEA"})
    assert told["R13"]["text"] == (
        "After the box passed the gate on 6 March 2026 the consignee was changed from Nord Handel GmbH to TO ORDER"
        " (8 March 2026)."
    )
    assert told["R13"]["strength"] == 1.0
    assert told["R13"]["evidence"] == [{"delivery": "consignments-000000000001", "row": 2}]


def test_slips_gaps_and_changes_before_the_gate_are_none(make_room: MakeRoom) -> None:
    """A legal form or a letter put right, a gap filled in, a weight, and whatever was changed before the gate say nothing."""
    assert fired(make_room, BOOKED, BOOKED | AMENDED | {"consignee_name": "NORD HANDELS", "gross_kg": 900.0}) == {}
    assert fired(make_room, BOOKED | {"notify_name": None}, BOOKED | AMENDED | {"notify_name": "Agent SA"}) == {}
    early = {"amended_at": "2026-03-04T00:00:00", "consignee_name": "Dar Trading"}
    assert fired(make_room, BOOKED, BOOKED | early) == {}


def test_what_was_amended_later_was_not_known(make_room: MakeRoom) -> None:
    """A version made after the as-at time, or after the box was opened, is neither an amendment nor what is declared."""
    versions = (BOOKED, BOOKED | AMENDED | {"consignee_name": "Dar Trading"})
    assert fired(make_room, *versions, as_at="2026-03-07T00:00:00") == {}
    found: Box = {"inspection_ref": "I1", "container_no": "MSKU0000001", "inspected_at": "2026-03-07T12:00:00"}
    for ref in ("C1", None):
        opened = [found | {"consignment_ref": ref, "basis": "lead", "result": "negative"}]
        room = make_room("2026-03-10T00:00:00", consignments=list(versions), inspections=opened)
        STEP.run(room)
        assert not room.door.ask_rows("SELECT 1 AS one FROM picture.export_reasons WHERE rule = 'R13'")
        assert room.door.ask_rows("SELECT consignee, known_at FROM picture.export_declared") == [
            {"consignee": "NORDHANDEL", "known_at": datetime(2026, 3, 1, tzinfo=UTC)}
        ]
        assert room.door.ask_rows("SELECT opened_at FROM picture.export_risk")[0]["opened_at"] is not None


def test_the_amended_version_stands(make_room: MakeRoom) -> None:
    """What a box declares is what it declared last, and it was known as it stands from then."""
    room = make_room("2026-03-10T00:00:00", consignments=[BOOKED | AMENDED | {"consignee_name": "Dar Trading"}, BOOKED])
    STEP.run(room)
    assert room.door.ask_rows("SELECT consignee, known_at FROM picture.export_declared") == [
        {"consignee": "DARTRADING", "known_at": datetime(2026, 3, 8, tzinfo=UTC)}
    ]


def test_a_version_without_a_time_was_known_when_it_was_received(make_room: MakeRoom) -> None:
    """Handed over again in a later delivery: the time of its receipt is the only one there is, and it counts for less."""
    room = make_room(
        "2026-03-10T00:00:00",
        consignments=[BOOKED | {"delivery": "one"}, BOOKED | {"delivery": "two", "shipper_name": "Other Firm Ltd"}],
    )
    for delivery, day in (("one", 2), ("two", 9)):
        room.door.run(
            "UPDATE evidence.deliveries SET received_at = $at WHERE delivery = $delivery",
            {"at": datetime(2026, 3, day, tzinfo=UTC), "delivery": delivery},
        )
    STEP.run(room)
    told = room.door.ask_rows("SELECT text, strength FROM picture.export_reasons WHERE rule = 'R13'")
    assert told == [
        {
            "text": "After the box passed the gate on 6 March 2026 the shipper was changed from Quiet Fittings Ltd to"
            " Other Firm Ltd, as handed over again on 9 March 2026.",
            "strength": 0.6,
        }
    ]


def test_the_seal_at_the_gate(make_room: MakeRoom) -> None:
    """R16: another seal than the one declared; one character apart may be a slip; the same, however written, is the same."""
    assert fired(make_room, BOOKED | {"seal_at_gate": "ML 123456"}) == {}
    assert fired(make_room, BOOKED | {"seal_at_gate": "ML123458"})["R16"]["strength"] == 0.1
    told = fired(make_room, BOOKED | {"seal_at_gate": "XX777001"})["R16"]
    assert (told["strength"], told["text"]) == (1.0, "At the gate the box wore the seal XX777001; the papers give ML123456.")
    not_there_yet = {"seal_at_gate": "XX777001", "gate_in_at": "2026-03-11T00:00:00"}
    assert fired(make_room, BOOKED | not_there_yet) == {}


def test_a_seal_changed_found_otherwise_or_declared_twice(make_room: MakeRoom) -> None:
    """R16 also fires on a seal amended after the gate, one found earlier on the same container, and one number on two boxes."""
    told = fired(make_room, BOOKED, BOOKED | AMENDED | {"seal_no": "XX777001"})["R16"]
    assert (
        told["text"]
        == "After the box passed the gate the seal on its papers was changed from ML123456 to XX777001 (8 March 2026)."
    )
    other = BOOKED | {"consignment_ref": "C2", "container_no": "MSKU0000002"}
    assert "also declared on the container of consignment C2" in fired(make_room, BOOKED, other)["R16"]["text"]
    assert fired(make_room, BOOKED, other | {"booked_at": "2026-01-01T00:00:00", "sails_at": "2026-02-01T00:00:00"}) == {}
    assert fired(make_room, BOOKED, BOOKED | {"consignment_ref": "C2"}) == {}
    beside = BOOKED | {"consignment_ref": "C2", "seal_no": "XX777001"}
    look: Box = {"inspection_ref": "I1", "container_no": "MSKU0000001", "consignment_ref": "C2", "basis": "lead"}
    look |= {"inspected_at": "2026-03-07T00:00:00", "result": "negative", "seal_found": "XX777001"}
    told = fired(make_room, BOOKED, beside, inspections=[look])["R16"]
    assert told["text"] == "On 7 March 2026 the box was found with the seal XX777001; the papers give ML123456."
