"""R14: ties to boxes in which stolen vehicles were found, within two steps, by what was known in time."""

from collections.abc import Callable
from typing import Any

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]

BEFORE = {"booked_at": "2026-01-01T00:00:00", "gate_in_at": "2026-01-03T00:00:00", "sails_at": "2026-01-09T00:00:00"}


def opened(ref: str, consignment: str | None, at: str, result: str = "positive", **told: Any) -> dict[str, Any]:
    """Return an inspection on a lead."""
    row = {"inspection_ref": ref, "container_no": f"BOX {consignment}", "consignment_ref": consignment, "inspected_at": at}
    return row | {"basis": "lead", "result": result} | told


def r14(fired: dict[tuple[str, str], dict[str, Any]]) -> dict[str, float]:
    """Return how strongly R14 fired on each box."""
    return {ref: round(row["strength"], 3) for (ref, rule), row in fired.items() if rule == "R14"}


def test_one_step_and_two(judge_boxes: JudgeBoxes) -> None:
    """The same haulier is one step; the phone of a shipper who used that haulier is two; three steps are none."""
    fired = judge_boxes(
        {
            "FOUND": BEFORE | {"shipper_name": "Bad Ltd", "haulier_vrm": "AB12 CDE"},
            "ONE": {"shipper_name": "One Ltd", "haulier_vrm": "ab12cde", "shipper_phone": "0113 496 0123"},
            "TWO": {"shipper_name": "Two Ltd", "shipper_phone": "+44 113 496 0123", "consignee_name": "Buyer SARL"},
            "THREE": {"shipper_name": "Three Ltd", "consignee_name": "BUYER"},
            "NONE": {"shipper_name": "Quiet Ltd"},
        },
        inspections=[opened("I1", "FOUND", "2026-01-08T00:00:00")],
    )
    # The haulier is shared by two shippers, the phone by two: each tie counts one over the root of two.
    assert r14(fired) == {"ONE": 0.707, "TWO": 0.2}
    assert fired["ONE", "R14"]["text"] == "Stolen vehicles were found in 1 of 1 opened boxes that share the haulier's plate."
    assert fired["ONE", "R14"]["evidence"][1] == {"delivery": "inspections-000000000001", "row": 1}
    assert fired["TWO", "R14"]["text"] == (
        "Two steps from a box with stolen vehicles: the shipper's phone is shared with consignment ONE,"
        " which shares the haulier's plate with that box."
    )


def test_inspections_are_not_peeked_at(judge_boxes: JudgeBoxes) -> None:
    """A find counts from when it was made: not for a box that had sailed, nor for one opened before, nor after the as-at time."""
    party = {"shipper_name": "Bad Ltd"}
    fired = judge_boxes(
        {
            "FOUND": BEFORE | party,
            "SAILED": BEFORE | party | {"sails_at": "2026-01-07T00:00:00"},
            "OPENED": BEFORE | party,
            "LATER": party,
            "OTHER": {"shipper_name": "Other Ltd"},
            "FUTURE": {"shipper_name": "Other Ltd"},
        },
        inspections=[
            opened("I1", "FOUND", "2026-01-08T00:00:00"),
            opened("I2", "OPENED", "2026-01-07T00:00:00", "negative"),
            opened("I3", "FUTURE", "2026-03-10T00:00:01"),
        ],
    )
    # Of the two boxes of this shipper opened by then, one held stolen vehicles.
    assert r14(fired) == {"LATER": 0.5}


def test_a_name_that_everybody_uses_ties_nobody(judge_boxes: JudgeBoxes) -> None:
    """A forwarder of twenty shippers does not make each of them suspect."""
    boxes = {f"C{n:02d}": {"shipper_name": f"Customer {n:02d}", "forwarder_name": "Global Forwarding"} for n in range(20)}
    fired = judge_boxes(
        boxes | {"FOUND": BEFORE | {"shipper_name": "Bad Ltd", "forwarder_name": "GLOBAL FORWARDING LTD"}},
        inspections=[opened("I1", "FOUND", "2026-01-08T00:00:00")],
    )
    assert r14(fired) == {}


def test_an_inspection_without_a_reference_looked_at_all_in_the_box(judge_boxes: JudgeBoxes) -> None:
    """A box opened by number was opened for every consignment then in it, and for none of another voyage."""
    shared = {"container_no": "MSKU 123456-7"}
    fired = judge_boxes(
        {
            "IN1": BEFORE | shared | {"shipper_name": "Alpha Ltd"},
            "IN2": BEFORE | shared | {"shipper_name": "Beta Ltd"},
            "NEXT": shared | {"shipper_name": "Gamma Ltd"},
            "A": {"shipper_name": "Alpha Ltd"},
            "B": {"shipper_name": "Beta Ltd"},
            "C": {"shipper_name": "Gamma Ltd"},
        },
        inspections=[opened("I1", None, "2026-01-08T00:00:00", container_no="MSKU1234567")],
    )
    assert r14(fired) == {"A": 1.0, "B": 1.0}


def test_a_find_follows_the_party_not_the_spelling(judge_boxes: JudgeBoxes) -> None:
    """R14: a box of the same firm spelt anew is one step away; one that was judged before the find still knows nothing of it."""
    firm = {"shipper_phone": "0113 496 0123", "shipper_address": "12 Dock Road, Hull, HU1 1AA"}
    fired = judge_boxes(
        {
            "FOUND": BEFORE | firm | {"shipper_name": "Crooked Cargo Ltd"},
            "SLIP": {"shipper_name": "CROKED CARGO LIMITED", "shipper_address": firm["shipper_address"]},
            "SAILED": BEFORE | firm | {"shipper_name": "Crooked Crgo", "sails_at": "2026-01-07T00:00:00"},
        },
        parties=True,
        inspections=[opened("I1", "FOUND", "2026-01-08T00:00:00")],
    )
    assert r14(fired) == {"SLIP": 1.0}
    assert "1 of 1 opened boxes that share the shipper" in fired["SLIP", "R14"]["text"]
