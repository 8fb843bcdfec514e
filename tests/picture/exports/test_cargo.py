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
        "Weighed: 15,800 kg. Less 4,000 kg of goods declared and 4,800 kg for the heaviest empty box, 7,000 kg are left over:"
        " the weight of 3 to 5 cars (1,200 to 2,600 kg each)."
    )
    assert fired["FIVE CARS", "R08"]["text"] == (
        "2 vehicles are declared and 9,500 kg: 4,750 kg each. A car weighs 1,200 to 2,600 kg,"
        " so 2 would weigh 2,400 kg to 5,200 kg."
    )
    assert fired["MATTRESSES", "R08"]["text"] == (
        "A full box of mattresses and bedding weighs about 6,000 kg; 9,000 kg are declared: 3,000 kg more,"
        " the weight of 2 cars (1,200 to 2,600 kg each)."
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
    assert fired["CHEAP", "R11"]["text"] == "Each vehicle is declared at GBP 1500; the middle of this heading is 8020."


def test_words_that_hide_or_give_away(judge_boxes: JudgeBoxes) -> None:
    """R09: a whole description that says nothing. R10: words and chassis numbers of vehicles under another heading."""
    fired = judge_boxes(
        {
            "VAGUE": {"goods_description": "Said to contain"},
            "PRECISE": {"goods_description": "General cargo handling belts"},
            "TABLES": {"commodity_code": "94036090", "goods_description": "Tables, 1 used car"},
            "CARS": {"commodity_code": "87032390", "goods_description": "1 used car"},
            "PARTS": {"commodity_code": "87089997", "goods_description": "Parts for", "declared_vins": ["SALGS2VF8EA126188"]},
        }
    )
    assert {ref for ref, rule in fired if rule == "R09"} == {"VAGUE", "TABLES"}
    assert strengths(fired, "R10") == {"TABLES": 0.8, "PARTS": 0.8}


def test_only_what_was_declared_before_is_a_yardstick(judge_boxes: JudgeBoxes) -> None:
    """Prices declared after a box was known are not held against it."""
    cars = {f"CAR{n:02d}": {"commodity_code": "87032390", "value_gbp": 8_000.0} for n in range(40)}
    later = {"booked_at": "2026-03-05T00:00:00"}
    cheap = {"CHEAP": {"commodity_code": "87032390", "value_gbp": 500.0}}
    assert ("CHEAP", "R11") in judge_boxes(cars | cheap)
    assert ("CHEAP", "R11") not in judge_boxes({ref: box | later for ref, box in cars.items()} | cheap)
