"""Rules on time and place: late bookings, hauliers near known sites, thefts of a model near the loading address."""

from collections.abc import Callable
from typing import Any

JudgeBoxes = Callable[..., dict[tuple[str, str], dict[str, Any]]]


def strengths(fired: dict[tuple[str, str], dict[str, Any]], rule: str) -> dict[str, float]:
    """Return how strongly a rule fired on each box."""
    return {ref: round(row["strength"], 3) for (ref, fired_rule), row in fired.items() if fired_rule == rule}


def test_late_and_rushed(judge_boxes: JudgeBoxes) -> None:
    """R07: within a day of sailing, within two, or at the gate half a day after booking; a gate-in to come says nothing."""
    fired = judge_boxes(
        {
            "DAY": {"booked_at": "2026-03-11T06:00:00", "gate_in_at": None},
            "TWO DAYS": {"booked_at": "2026-03-10T06:00:00", "gate_in_at": None},
            "RUSHED": {"booked_at": "2026-03-05T00:00:00", "gate_in_at": "2026-03-05T09:00:00"},
            "TO COME": {
                "booked_at": "2026-03-11T20:00:00",
                "gate_in_at": "2026-03-12T00:00:00",
                "sails_at": "2026-03-20T00:00:00",
            },
            "NO BOOKING": {"booked_at": None},
        },
        as_at="2026-03-11T23:00:00",
    )
    assert strengths(fired, "R07") == {"DAY": 1.0, "TWO DAYS": 0.6, "RUSHED": 0.6}
    assert fired["DAY", "R07"]["text"] == "Booked 18 hours before sailing."


def test_a_haulier_near_a_known_site(judge_boxes: JudgeBoxes) -> None:
    """R15: within 2 km of a chop shop already found, in the week before the gate, and not on a road that all hauliers use."""
    at_site = [("AB12CDE", "2026-03-05T10:00:00"), ("CD34EFG", "2026-02-20T10:00:00"), ("EF56GHJ", "2026-03-06T10:00:00")]
    reads = [{"camera_id": "SITE", "vrm": vrm, "read_at": at} for vrm, at in at_site[:1]]
    reads += [{"camera_id": "SITE", "vrm": vrm, "read_at": at} for vrm, at in at_site[1:2]]
    reads += [{"camera_id": "FAR", "vrm": "EF56GHJ", "read_at": "2026-03-05T10:00:00"}]
    plates = ("AB12 CDE", "CD34 EFG", "EF56 GHJ", "GH78 JKL")
    reads += [{"camera_id": "MOTORWAY", "vrm": vrm.replace(" ", ""), "read_at": "2026-03-05T12:00:00"} for vrm in plates]
    fired = judge_boxes(
        {vrm[:4]: {"haulier_vrm": vrm} for vrm in plates},
        reads=reads,
        cameras=[
            {"camera_id": "SITE", "lat": 51.500, "lon": 0.400},
            {"camera_id": "MOTORWAY", "lat": 51.501, "lon": 0.401},
            {"camera_id": "FAR", "lat": 51.600, "lon": 0.400},
        ],
        recoveries=[
            {"recovery_ref": "R1", "force": "essex", "found_at": "2026-03-01T00:00:00", "lat": 51.505, "lon": 0.405}
            | {"context": "CHOP_SHOP"},
            {"recovery_ref": "R2", "force": "essex", "found_at": "2026-03-01T00:00:00", "lat": 51.600, "lon": 0.400}
            | {"context": "STREET"},
        ],
    )
    assert strengths(fired, "R15") == {"AB12": 0.6}
    assert fired["AB12", "R15"]["text"] == (
        "The haulier's plate AB12CDE was read once within 2 km of a place where stolen vehicles were found (chop shop),"
        " last on 5 March 2026."
    )


def test_thefts_of_a_model_near_the_loading_address(judge_boxes: JudgeBoxes) -> None:
    """R18: three of one model in a week where one a month is usual; a busy town is no cluster, nor are thefts elsewhere."""

    def thefts(model: str, lat: float, days: list[str]) -> list[dict[str, Any]]:
        return [
            {"crime_ref": f"{model}{lat}{day}", "force": "essex", "reported_at": f"{day}T12:00:00", "vrm": f"{model[:3]}{n}"}
            | {"lat": lat, "lon": 0.4, "make": "Toyota", "model": model}
            for n, day in enumerate(days)
        ]

    last_week = ["2026-03-01", "2026-03-03", "2026-03-05"]
    usual = [f"2026-{month:02d}-{day:02d}" for month, day in ((1, 10), (1, 17), (1, 24), (1, 31), (2, 7), (2, 14), (2, 21))]
    places = [
        {"place_ref": f"P{n}", "kind": "unit", "address": f"Unit {n} Dock Estate Hull", "lat": lat, "lon": 0.4}
        for n, lat in enumerate((51.0, 53.0))
    ]
    fired = judge_boxes(
        {
            "NEAR": {"shipper_address": "Unit 0, Dock Estate, Hull"},
            "USUAL": {"shipper_address": "Unit 1, Dock Estate, Hull"},
            "NOWHERE": {"shipper_address": "Unit 9, Dock Estate, Hull"},
        },
        places=places,
        thefts=[
            *thefts("RAV4", 51.05, last_week),
            *thefts("HILUX", 51.30, last_week),
            *thefts("YARIS", 51.05, last_week[:2]),
            *thefts("RAV4", 53.05, [*last_week, *usual, *usual]),
        ],
    )
    assert strengths(fired, "R18") == {"NEAR": 1.0}
    assert fired["NEAR", "R18"]["text"] == (
        "3 TOYOTA RAV4 were stolen within 15 km of the loading address in the seven days before; usual is 0.0 a week."
        " From the last of them to the gate were 12 hours."
    )
    assert len(fired["NEAR", "R18"]["evidence"]) == 4
