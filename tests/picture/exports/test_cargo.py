"""Rules on the goods: destination, weights, cover loads, parts, values, machinery."""

from collections.abc import Callable
from typing import Any

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]


def strengths(fired: dict[tuple[str, str], dict[str, Any]], rule: str) -> dict[str, float]:
    """Return how strongly a rule fired on each box."""
    return {ref: row["strength"] for (ref, fired_rule), row in fired.items() if fired_rule == rule}


def test_nothing_fires_on_a_plain_box(judge_boxes: JudgeBoxes) -> None:
    """Fittings to Germany, booked in time by an address that is a warehouse, weighed as declared: nothing to say."""
    fired = judge_boxes({"PLAIN": {"gross_kg": 9_000.0, "vgm_kg": 12_700.0, "shipper_address": "12 Dock Road, Hull HU1 1AA"}})
    assert fired == {}


def test_destinations_cover_loads_and_parts(judge_boxes: JudgeBoxes) -> None:
    """R04, R09, R10 and R20 by destination, heading and words; a word inside another word is not that word."""
    fired = judge_boxes(
        {
            "CONGO": {"destination_country": "cd"},
            "BEDS": {"commodity_code": "9404 21 00"},
            "HOME": {"goods_description": "Used household goods & personal-effects"},
            "CUTS": {"commodity_code": "87082990", "goods_description": "Toyota half-cuts x 3"},
            "TRACTOR": {"commodity_code": "84295210", "goods_description": "Used excavator 2019"},
            "MARKED": {"commodity_code": "84295210", "goods_description": "Excavator serial JCB04CX1234567"},
            "WHOLESALE": {"goods_description": "Householder insurance leaflets"},
        }
    )
    assert strengths(fired, "R04") == {"CONGO": 1.0}
    assert strengths(fired, "R09") == {"BEDS": 1.0, "HOME": 0.9}
    assert strengths(fired, "R10") == {"CUTS": 1.0}
    assert strengths(fired, "R20") == {"TRACTOR": 1.0}
    assert fired["CONGO", "R04"]["text"] == (
        "The goods are bound for DR Congo, where stolen vehicles are sold"
        " (Thatcham and NaVCIS, vehicles intercepted 2021-24: 38.5 %)."
    )


def test_weights_that_do_not_add_up(judge_boxes: JudgeBoxes) -> None:
    """R08: three cars weigh seven tonnes; what no empty box and no declared goods explain may be cars."""
    car = {"commodity_code": "87032390", "declared_vins": ["SALGS2VF8EA126188", "WVWZZZ1KZAW123456"]}
    fired = judge_boxes(
        {
            "CARS": {"gross_kg": 4_000.0, "vgm_kg": 15_800.0},
            "LITTLE": {"gross_kg": 4_000.0, "vgm_kg": 9_500.0},
            "EMPTY BOX": {"gross_kg": 4_000.0, "vgm_kg": 8_800.0},
            "LIGHT": {"gross_kg": 20_000.0, "vgm_kg": 9_000.0},
            "MATTRESSES": {"gross_kg": 9_000.0, "commodity_code": "94042100"},
            "TWO CARS": car | {"gross_kg": 3_600.0},
            "FIVE CARS": car | {"gross_kg": 9_500.0},
            "UNKNOWN": {"gross_kg": None, "vgm_kg": 15_000.0},
        }
    )
    assert strengths(fired, "R08") == {"CARS": 1.0, "LITTLE": 0.5, "LIGHT": 0.5, "MATTRESSES": 0.9, "FIVE CARS": 0.6}
    assert fired["CARS", "R08"]["text"] == (
        "The box weighs 7000 kg more than the goods declared and the heaviest empty box:"
        " room for a hidden car or more (one weighs 1200 to 2600 kg)."
    )


def test_values_against_those_of_others(judge_boxes: JudgeBoxes) -> None:
    """R10 and R11 compare with what others declare for the same heading, and keep silent where too few do."""
    peers = {f"CAR{n:02d}": {"commodity_code": "87032390", "value_gbp": 8_000.0 + n} for n in range(40)}
    parts = {
        f"PART{n:02d}": {"commodity_code": "87089900", "value_gbp": 5_000.0 + 10 * n, "gross_kg": 1_000.0} for n in range(40)
    }
    few = {f"FEW{n:02d}": {"commodity_code": "84099100", "value_gbp": 5_000.0 + 10 * n, "gross_kg": 1_000.0} for n in range(20)}
    odd = {
        "CHEAP": {"commodity_code": "87032390", "value_gbp": 1_500.0},
        "GIVEN": {"commodity_code": "87032390", "value_gbp": 500.0},
        "SCRAP PRICE": {"commodity_code": "87089900", "value_gbp": 300.0, "gross_kg": 1_000.0},
        "FEW PEERS": {"commodity_code": "84099100", "value_gbp": 300.0, "gross_kg": 1_000.0},
    }
    fired = judge_boxes(peers | parts | few | odd)
    assert strengths(fired, "R11") == {"CHEAP": 0.6, "GIVEN": 1.0}
    assert strengths(fired, "R10") == {"SCRAP PRICE": 0.7}
    assert fired["CHEAP", "R11"]["text"] == "Each vehicle is declared at GBP 1500; the middle of this heading is 8019."
