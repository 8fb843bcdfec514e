"""Rules on the declared vehicle: on a stolen list, impossible, at odds with the register."""

from collections.abc import Callable
from typing import Any

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]
ROVER = "SALGS2VF8EA126188"
GOLF = "WVWZZZ1KZAW123456"
FOCUS = "WF05XXGCC5AB12345"


def theft(**told: Any) -> dict[str, Any]:
    """Return a theft report of a Range Rover on 1 March."""
    row = {"crime_ref": "42/1", "force": "essex", "reported_at": "2026-03-01T10:00:00", "vrm": "XY71 ABC", "vin": ROVER}
    return row | {"make": "LAND ROVER", "model": "RANGE ROVER"} | told


def test_a_declared_vehicle_on_a_stolen_list(judge_boxes: JudgeBoxes) -> None:
    """R01: by chassis number however written, by its plate on the register, by a plate in the description, or the haulier's."""
    fired = judge_boxes(
        {
            "VIN": {"declared_vins": ["sal-gs2vf8 ea126188"]},
            "LOOKALIKE": {"declared_vins": ["SALGS2VFBEA126188"]},
            "PLATE": {"declared_vins": [GOLF]},
            "WORDS": {"goods_description": "Used car LB07SEO, runs"},
            "HAULIER": {"haulier_vrm": "AB12 CDE"},
            "CLEAN": {"declared_vins": [FOCUS], "goods_description": "Used car AA19 AAA"},
        },
        thefts=[theft()],
        los=[{"los_ref": "L1", "force": "kent", "vrm": "GO05LFF", "created_at": "2026-02-01T00:00:00"}],
        losses=[
            {"claim_ref": "K1", "insurer": "ACME", "vrm": "LB07SEO", "loss_type": "theft", "loss_on": "2026-02-01"},
            {"claim_ref": "K2", "insurer": "ACME", "vrm": "AA19AAA", "loss_type": "damage", "loss_on": "2026-02-01"},
            {"claim_ref": "K3", "insurer": "ACME", "vrm": "AB12CDE", "loss_type": "theft", "loss_on": "2026-02-01"},
        ],
        register=[{"vrm": "GO05 LFF", "vin": GOLF, "make": "VOLKSWAGEN"}],
    )
    assert {ref: row["strength"] for (ref, rule), row in fired.items() if rule == "R01"} == {
        "VIN": 1.0,
        "LOOKALIKE": 0.6,
        "PLATE": 1.0,
        "WORDS": 1.0,
        "HAULIER": 0.4,
    }
    told = fired["VIN", "R01"]
    assert told["text"] == (
        "The declared chassis number SALGS2VF8EA126188 is on a stolen list: crime 42/1 (essex), known since 1 March 2026."
    )
    assert told["evidence"] == [
        {"delivery": "consignments-000000000001", "row": 1},
        {"delivery": "thefts-000000000001", "row": 1},
    ]
    assert fired["PLATE", "R01"]["text"].startswith("The plate that the register gives the declared chassis number GO05LFF")


def test_only_what_was_known_and_still_stood(judge_boxes: JudgeBoxes) -> None:
    """R01 does not peek: reported after sailing, found before booking or a marker in error do not count; a shell found does."""
    fired = judge_boxes(
        {
            "AFTER": {"declared_vins": [ROVER], "sails_at": "2026-03-01T09:00:00", "booked_at": "2026-02-20T00:00:00"},
            "FOUND": {"declared_vins": [GOLF]},
            "ERROR": {"goods_description": "Used car LB07SEO"},
            "SHELL": {"declared_vins": [FOCUS]},
        },
        thefts=[
            theft(),
            theft(crime_ref="42/2", vin=GOLF, vrm="AA19AAA", reported_at="2026-01-01T00:00:00"),
            theft(crime_ref="42/3", vin=FOCUS, vrm="AA19AAB", reported_at="2026-01-01T00:00:00"),
        ],
        recoveries=[
            {"recovery_ref": "R1", "crime_ref": "42/2", "force": "kent", "found_at": "2026-02-01T00:00:00"},
            {"recovery_ref": "R2", "crime_ref": "42/3", "force": "kent", "found_at": "2026-02-01T00:00:00"}
            | {"condition": "STRIPPED_SHELL"},
        ],
        los=[
            {"los_ref": "L1", "force": "kent", "vrm": "LB07SEO", "created_at": "2026-01-01T00:00:00"}
            | {"removed_at": "2026-01-02T00:00:00", "removal": "error"}
        ],
    )
    assert [ref for ref, rule in fired if rule == "R01"] == ["SHELL"]


def test_chassis_numbers_that_cannot_be(judge_boxes: JudgeBoxes) -> None:
    """R03: a letter that no VIN holds, another length, or a maker other than the goods are said to be."""
    fired = judge_boxes(
        {
            "LETTER": {"declared_vins": ["SALGS37FOFA239330"]},
            "SHORT": {"declared_vins": ["SALGS37F"]},
            "MAKER": {"declared_vins": [ROVER], "goods_description": "Toyota Tundra pick-up"},
            "RIGHT": {"declared_vins": [GOLF], "goods_description": "VOLKSWAGEN Golf"},
            "SILENT": {"declared_vins": [FOCUS], "goods_description": "One used car"},
        }
    )
    assert {ref: row["strength"] for (ref, rule), row in fired.items() if rule == "R03"} == {
        "LETTER": 1.0, "SHORT": 0.6, "MAKER": 1.0,
    }  # fmt: skip
    assert fired["MAKER", "R03"]["text"] == (
        "The chassis number SALGS2VF8EA126188 belongs to LAND ROVER; the goods are described as TOYOTA."
    )


def test_the_register_against_the_export(judge_boxes: JudgeBoxes) -> None:
    """R19: scrapped, already exported, a fresh registration document, not marked; unknown only where the register knows most."""
    vins = {state: f"SALGS2VF8EA00000{number}" for number, state in enumerate(("SCRAP", "GONE", "FRESH", "UNMARKED", "FINE"))}
    register = [
        {"vrm": "A1", "vin": vins["SCRAP"], "make": "X", "status": "scrapped", "status_on": "2025-01-01"},
        {"vrm": "A2", "vin": vins["GONE"], "make": "X", "status": "exported", "status_on": "2025-01-01"},
        {"vrm": "A3", "vin": vins["FRESH"], "make": "X", "status": "licensed", "v5c_issued_on": "2026-02-20"},
        {"vrm": "A4", "vin": vins["UNMARKED"], "make": "X", "status": "licensed", "marked_for_export": False},
        {
            "vrm": "A5",
            "vin": vins["FINE"],
            "make": "X",
            "status": "exported",
            "status_on": "2026-02-28",
            "marked_for_export": True,
        },
    ]
    boxes = {state: {"declared_vins": [vin]} for state, vin in vins.items()}
    fired = judge_boxes(boxes | {"UNKNOWN": {"declared_vins": [GOLF]}}, register=register)
    assert {ref: row["strength"] for (ref, rule), row in fired.items() if rule == "R19"} == {
        "SCRAP": 1.0, "GONE": 0.9, "FRESH": 0.5, "UNMARKED": 0.25, "UNKNOWN": 0.7,
    }  # fmt: skip
    assert fired["SCRAP", "R19"]["evidence"][1] == {"delivery": "register-000000000001", "row": 1}
    sample = judge_boxes(boxes | {"UNKNOWN": {"declared_vins": [GOLF]}}, register=register[:2])
    assert [ref for ref, rule in sample if rule == "R19"] == ["GONE", "SCRAP"]
