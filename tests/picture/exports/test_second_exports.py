"""R02: a chassis number declared in two exports, altered characters included."""

from collections.abc import Callable
from typing import Any

from vinculum.picture.exports import STEP
from vinculum.picture.step import Room
from vinculum.picture.vin_reuse import STEP as VIN_REUSE

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]
ROVER = "SALGS2VF8EA126188"
GOLF = "WVWZZZ1KZAW123456"
FOCUS = "WF05XXGCC5AB12345"


def test_a_chassis_number_in_two_exports(judge_boxes: JudgeBoxes) -> None:
    """R02: exactly or with altered characters; less so between the same parties, where the booking may have been moved."""
    fired = judge_boxes(
        {
            "A1": {"declared_vins": [ROVER], "shipper_name": "Alpha Ltd"},
            "A2": {"declared_vins": [ROVER], "shipper_name": "Beta Ltd", "booked_at": "2026-03-02T00:00:00"},
            "B1": {"declared_vins": [GOLF]},
            "B2": {"declared_vins": ["WVWZZZ1KZAWI2345G"], "shipper_name": "Gamma Ltd"},
            "C1": {"declared_vins": [FOCUS], "shipper_name": "Delta Ltd"},
            "C2": {"declared_vins": [FOCUS], "shipper_name": "Delta Limited"},
            "D1": {"declared_vins": ["UNIQUE00000000000"]},
        }
    )
    assert {ref: row["strength"] for (ref, rule), row in fired.items() if rule == "R02"} == {
        "A1": 1.0, "A2": 1.0, "B1": 0.8, "B2": 0.8, "C1": 0.4, "C2": 0.4,
    }  # fmt: skip
    assert fired["B1", "R02"]["text"] == (
        "The declared chassis number WVWZZZ1KZAW123456 (there written WVWZZZ1KZAWI2345G) is also declared in 1 other export, B2."
    )


def test_a_later_export_is_not_known_to_a_ship_that_sailed(judge_boxes: JudgeBoxes) -> None:
    """R02: the first of two exports sailed before the second was booked, so only the second could be seen."""
    fired = judge_boxes(
        {
            "FIRST": {"declared_vins": [ROVER], "shipper_name": "Alpha Ltd"}
            | {"booked_at": "2026-01-01T00:00:00", "gate_in_at": None, "sails_at": "2026-01-05T00:00:00"},
            "SECOND": {"declared_vins": [ROVER], "shipper_name": "Beta Ltd"},
        }
    )
    assert [ref for ref, rule in fired if rule == "R02"] == ["SECOND"]


def test_the_spellings_of_vin_reuse_are_followed(make_room: Callable[..., Room]) -> None:
    """An altered character that is no look-alike is found where the step before takes both for one number."""
    told = {"load_port": "GBFXT", "destination_country": "DE", "commodity_code": "87032390", "sails_at": "2026-03-12T00:00:00"}
    boxes = [
        told
        | {"consignment_ref": "TRUE", "booked_at": "2026-03-01T00:00:00", "shipper_name": "Alpha Ltd", "declared_vins": [ROVER]},
        told
        | {"consignment_ref": "ALTERED", "booked_at": "2026-03-02T00:00:00", "shipper_name": "Beta Ltd"}
        | {"declared_vins": ["SALGS2VF8EA196188"]},
    ]
    register = [{"vrm": "XY71ABC", "vin": ROVER, "make": "LAND ROVER"}]
    register += [{"vrm": f"AA{n:02d}AAA", "vin": f"WVWZZZ1KZAW1234{n:02d}", "make": "VOLKSWAGEN"} for n in range(40)]
    others = [
        told | {"consignment_ref": f"C{n}", "booked_at": "2026-03-01T00:00:00", "shipper_name": "Gamma Ltd"}
        | {"declared_vins": [f"WVWZZZ1KZAW1234{n:02d}"]}
        for n in range(0, 40, 11)
    ]  # fmt: skip
    room = make_room("2026-03-10T00:00:00", consignments=boxes + others, register=register)
    VIN_REUSE.run(room)
    spelt = room.door.ask_rows("SELECT p_same FROM picture.vin_spellings WHERE shown = 'SALGS2VF8EA196188'")
    STEP.run(room)
    fired = room.door.ask_rows("SELECT * FROM picture.export_reasons WHERE rule = 'R02' ORDER BY consignment_ref")
    assert [(row["consignment_ref"], row["strength"]) for row in fired] == [
        ("ALTERED", round(spelt[0]["p_same"], 6)),
        ("TRUE", round(spelt[0]["p_same"], 6)),
    ]
