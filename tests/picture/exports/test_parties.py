"""Rules on who sends: first-time and dormant shippers, homes and yards, shared phones, goods out of character."""

from collections.abc import Callable
from typing import Any

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]


def strengths(fired: dict[tuple[str, str], dict[str, Any]], rule: str) -> dict[str, float]:
    """Return how strongly a rule fired on each box."""
    return {ref: round(row["strength"], 3) for (ref, fired_rule), row in fired.items() if fired_rule == rule}


def sent(day: str, shipper: str, **told: Any) -> dict[str, Any]:
    """Return a consignment booked on a day and sailing a week on."""
    year, month, date = (int(part) for part in day.split("-"))
    sails = f"{year}-{month:02d}-{date + 7:02d}T00:00:00"
    return {"booked_at": f"{day}T00:00:00", "gate_in_at": None, "sails_at": sails, "shipper_name": shipper} | told


def test_first_time_and_dormant_shippers(judge_boxes: JudgeBoxes) -> None:
    """R05: new against the span that the records cover, and silent while they cover too little to tell."""
    fired = judge_boxes(
        {
            "START": sent("2025-01-01", "Old Trading Ltd"),
            "EARLY": sent("2025-01-10", "Second Co"),
            "HALF": sent("2025-02-15", "Third Co"),
            "NEW": sent("2026-03-01", "Fourth Co"),
            "AGAIN": sent("2026-03-01", "OLD TRADING LIMITED"),
            "USUAL": sent("2026-03-02", "Old Trading"),
        }
    )
    assert strengths(fired, "R05") == {"HALF": 0.5, "NEW": 1.0, "AGAIN": 0.6}
    assert fired["NEW", "R05"]["text"] == "Fourth Co has sent nothing before in the 424 days that the records cover."
    assert fired["AGAIN", "R05"]["text"] == "OLD TRADING LIMITED sends again after 424 days without a consignment."


def test_homes_and_yards(judge_boxes: JudgeBoxes) -> None:
    """R06: by a partner's list of places, else by the words of the address."""
    fired = judge_boxes(
        {
            "FLAT": {"shipper_address": "Flat 3, 12 High Street, Leeds LS1 4AB"},
            "YARD": {"shipper_address": "The Old Yard, Tilbury RM18 7AA"},
            "LISTED": {"shipper_address": "Plot 9, Mill Lane, Hull"},
            "SHED": {"shipper_address": "Unit 4, Dock Estate, Hull HU1 1AA"},
            "FLATLEY": {"shipper_address": "12 Flatley Road, Halyard House, Hull"},
        },
        places=[
            {"place_ref": "P1", "kind": "yard", "name": "Mill Lane Breakers", "address": "PLOT 9 MILL LANE HULL"},
            {"place_ref": "P2", "kind": "unit", "address": "Unit 4 Dock Estate Hull HU1 1AA"},
        ],
    )
    assert strengths(fired, "R06") == {"FLAT": 0.6, "YARD": 0.8, "LISTED": 1.0}
    assert fired["LISTED", "R06"]["text"] == "The shipper's address is known as a yard (Mill Lane Breakers)."
    assert fired["LISTED", "R06"]["evidence"][1] == {"delivery": "places-000000000001", "row": 1}


def test_a_phone_shared_by_few_ties_and_by_many_does_not(judge_boxes: JudgeBoxes) -> None:
    """R12: two shippers of one phone are tied however it is written; a switchboard of twenty ties nobody."""
    many = {f"M{n:02d}": {"shipper_name": f"Customer {n:02d} Ltd", "shipper_phone": "020 7946 0999"} for n in range(20)}
    fired = judge_boxes(
        many
        | {
            "ONE": {"shipper_name": "One Ltd", "shipper_phone": "+44 113 496 0123"},
            "TWO": {"shipper_name": "Two Ltd", "shipper_phone": "0113 496 0123"},
            "TWO AGAIN": {"shipper_name": "TWO LIMITED", "shipper_phone": "(0113) 4960123"},
            "ALONE": {"shipper_name": "Alone Ltd", "shipper_phone": "0113 496 0124"},
            "ORDER": {"consignee_name": "To Order of the bank"},
        }
    )
    assert strengths(fired, "R12") == {"ONE": 1.0, "TWO": 1.0, "TWO AGAIN": 1.0, "ORDER": 0.4}
    assert fired["ONE", "R12"]["text"] == "The shipper's phone ending 0123 is also given by Two Ltd."


def test_goods_out_of_character(judge_boxes: JudgeBoxes) -> None:
    """R17: after five consignments of one chapter another one is unlike the shipper; after two it is not."""
    steady = {f"S{n}": sent(f"2026-01-{n + 1:02d}", "Steady Ltd") for n in range(5)}
    young = {f"Y{n}": sent(f"2026-01-{n + 1:02d}", "Young Ltd") for n in range(2)}
    fired = judge_boxes(
        steady
        | young
        | {
            "CAR": sent("2026-03-01", "Steady Ltd", commodity_code="87032390"),
            "SAME": sent("2026-03-02", "Steady Ltd", commodity_code="39123100"),
            "YOUNG CAR": sent("2026-03-01", "Young Ltd", commodity_code="87032390"),
        }
    )
    assert strengths(fired, "R17") == {"CAR": 1.0}
    assert fired["CAR", "R17"]["text"] == "Steady Ltd sent 5 consignments before, none of chapter 87."


def test_a_party_spelt_anew_is_no_first_time_shipper(judge_boxes: JudgeBoxes) -> None:
    """R05, R12, R17: history, phones and usual goods are the party's, however a clerk spells it; a stranger is still new."""
    firm = {"shipper_phone": "0113 496 0123", "shipper_address": "12 Dock Road, Hull, HU1 1AA"}
    usual = {f"S{n}": sent(f"2025-06-{n + 1:02d}", "Steady Exports Ltd", **firm) for n in range(5)}
    fired = judge_boxes(
        usual
        | {
            "SLIP": sent("2026-03-01", "STEDY EXPORTS LIMITED", **firm),
            "CAR": sent("2026-03-02", "Steady Exprts", **firm, commodity_code="87032390"),
            "NEW": sent("2026-03-01", "Fourth Co"),
        },
        parties=True,
    )
    assert strengths(fired, "R05") == {"NEW": 1.0}
    assert strengths(fired, "R12") == {}
    assert strengths(fired, "R17") == {"CAR": 1.0}
    assert fired["CAR", "R17"]["text"] == "Steady Exprts sent 6 consignments before, none of chapter 87."


def test_a_resolved_party_that_slept_is_dormant(judge_boxes: JudgeBoxes) -> None:
    """R05: a firm that sends again after more than a year is dormant under its second spelling too."""
    firm = {"shipper_eori": "GB123456789000"}
    fired = judge_boxes(
        {"OLD": sent("2025-01-01", "Old Trading Ltd", **firm), "AGAIN": sent("2026-03-01", "Old Tradng", **firm)}, parties=True
    )
    assert strengths(fired, "R05") == {"AGAIN": 0.6}
