"""The step ``enablers``: counts, careful words and ties."""

from collections.abc import Callable
from typing import Any

from vinculum.picture.enablers import STEP
from vinculum.picture.exports import STEP as EXPORTS
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"
PLAIN = {
    "load_port": "GBFXT",
    "destination_country": "GH",
    "commodity_code": "94042100",
    "booked_at": "2026-01-01T00:00:00",
    "gate_in_at": "2026-01-05T00:00:00",
    "sails_at": "2026-01-12T00:00:00",
}


def run(make_room: MakeRoom, boxes: dict[str, dict[str, Any]], opened: dict[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Return the enablers by id's kind and name; ``opened`` tells basis and result by consignment."""
    told = [PLAIN | {"consignment_ref": ref, "container_no": f"BOX {ref}"} | more for ref, more in boxes.items()]
    inspections: list[dict[str, Any]] = [
        {"inspection_ref": f"I{ref}", "container_no": f"BOX {ref}", "consignment_ref": ref, "inspected_at": "2026-01-08T00:00:00"}
        | {"basis": basis, "result": result}
        for ref, (basis, result) in opened.items()
    ]
    room = make_room(AS_AT, consignments=told, inspections=inspections)
    for step in (PARTIES, EXPORTS, STEP):
        step.run(room)
    return {f"{row['kind']} {row['name']}": row for row in room.door.ask_rows("SELECT * FROM picture.enablers")}


def test_counts_and_careful_words(make_room: MakeRoom) -> None:
    """Spellings count together, random openings apart; few boxes say nothing, many say so beside the base rate."""
    crooked = {"shipper_name": "Crooked Cargo Ltd", "haulier_vrm": "AB12 CDE", "shipper_address": "The Yard, Hull, HU1 1AA"}
    boxes: dict[str, dict[str, Any]] = {f"C{n}": crooked for n in range(8)}
    boxes["C8"] = crooked | {"shipper_name": "CROOKED CARGO LIMITED"}
    boxes |= {f"H{n}": {"shipper_name": "Honest Exports Ltd", "forwarder_name": "Quay Freight Ltd"} for n in range(30)}
    boxes |= {"U": {"shipper_name": "Untouched Ltd"}, "F": {"shipper_name": "Few Ltd"}}
    opened = {f"C{n}": ("lead", "positive") for n in range(8)} | {"F": ("lead", "positive")}
    opened |= {f"H{n}": ("random" if n < 5 else "lead", "negative") for n in range(25)}
    found = run(make_room, boxes, opened)
    shipper = found["shipper Crooked Cargo Ltd"]
    assert {name: shipper[name] for name in ("consignments", "opened", "positive", "opened_random", "positive_random")} == {
        "consignments": 9,
        "opened": 8,
        "positive": 8,
        "opened_random": 0,
        "positive_random": 0,
    }
    assert shipper["text"].startswith(
        "Named as shipper on 9 consignments. Opened 8, positive 8: more often than opened boxes in gen"
    )
    assert shipper["text"].endswith("Boxes opened on suspicion say little of the rest.")
    assert shipper["share_low"] < shipper["share"] < shipper["share_high"]
    honest = found["forwarder Quay Freight Ltd"]
    assert (honest["opened"], honest["opened_random"]) == (25, 5)
    assert "Opened 25 (5 at random), positive 0: less often than opened boxes in general" in honest["text"]
    assert "Opened 1, positive 1: too few to say." in found["shipper Few Ltd"]["text"]
    assert found["shipper Untouched Ltd"]["text"].endswith("None was opened: nothing can be said.")
    assert found["haulier AB12CDE"]["opened"] == 8
    assert found["haulier AB12CDE"]["party_id"] is None
    assert found["loading_address THE YARD HULL HU1 1AA"]["consignments"] == 9
    # Finds are cited first.
    assert shipper["evidence"][0]["delivery"] == "inspections-000000000001"


def test_what_is_expected_is_in_boxes_that_nobody_opened(make_room: MakeRoom) -> None:
    """The expected value is that of the consignments not opened, added up."""
    boxes = {ref: {"shipper_name": "Some Ltd"} for ref in ("A", "B", "C")}
    found = run(make_room, boxes, {"C": ("lead", "negative")})
    rows = found["shipper Some Ltd"]
    assert rows["expected_gbp"] > 0
    assert rows["opened"] == 1


def test_ties_are_shared_by_few(make_room: MakeRoom) -> None:
    """A phone of two shippers ties them, with the boxes of the other that carry it; a forwarder of twenty ties nobody."""
    boxes: dict[str, dict[str, Any]] = {
        f"C{n}": {"shipper_name": f"{letter * 5} Goods Ltd", "forwarder_name": "Big Freight Ltd"}
        for n, letter in enumerate("ABCDEFGHIJKLMNOPQRST")
    }
    boxes["C0"] |= {"shipper_phone": "0113 496 0123"}
    boxes["C1"] |= {"shipper_phone": "+44 113 496 0123"}
    boxes["AGAIN"] = boxes["C1"]
    found = run(make_room, boxes, {})
    ties = found["shipper AAAAA Goods Ltd"]["ties"]
    other = found["shipper BBBBB Goods Ltd"]
    assert ties == [
        {"kind": "phone", "mark": "1134960123", "other": "BBBBB Goods Ltd", "other_id": other["enabler_id"], "boxes": 2},
    ]
    assert found["shipper CCCCC Goods Ltd"]["ties"] == []


def test_nothing_declared_is_no_fault(make_room: MakeRoom) -> None:
    """Without consignments the table is there and empty."""
    room = make_room(AS_AT)
    for step in (PARTIES, EXPORTS, STEP):
        step.run(room)
    assert room.rows["enablers"] == 0
