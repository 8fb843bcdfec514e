"""What moved: a shifted month is told, a like one is not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from vinculum.picture.exports import STEP
from vinculum.picture.exports.drift import likely_counts, stability_index
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]


def trade(*, hurried_in_may: bool) -> list[dict[str, Any]]:
    """Return boxes of February to May; in May they may come to the gate late, and to Congo, as they never did before."""
    chance = np.random.default_rng(5)
    rows = []
    for number in range(1_200):
        sails = datetime(2026, 2, 1) + timedelta(hours=2.4 * number)  # noqa: DTZ001 - the room reads naive times as UTC
        shifted = hurried_in_may and sails.month == 5
        hours = float(chance.uniform(1, 10) if shifted else chance.uniform(14, 96))
        rows.append(
            {
                "consignment_ref": f"C{number:04d}",
                "container_no": f"MSKU{number:07d}",
                "load_port": "GBFXT",
                "destination_country": "CD" if shifted and number % 2 else "DE",
                "commodity_code": "39269097",
                "shipper_name": f"Firm {number % 40}",
                "gross_kg": float(chance.integers(5_000, 9_000)),
                "value_gbp": float(chance.integers(10_000, 40_000)),
                "booked_at": (sails - timedelta(days=9)).isoformat(),
                "gate_in_at": (sails - timedelta(hours=hours)).isoformat(),
                "sails_at": sails.isoformat(),
            }
        )
    return rows


def drift(make_room: MakeRoom, rows: list[dict[str, Any]], **feeds: Any) -> dict[str, dict[str, Any]]:
    """Return what is said of each subject at the end of May."""
    room = make_room("2026-06-01T00:00:00", consignments=rows, **feeds)
    STEP.run(room)
    return {row["subject"]: row for row in room.door.ask_rows("SELECT * FROM picture.export_drift")}


def test_a_shifted_month_leaves_its_band(make_room: MakeRoom) -> None:
    """Hours at the gate and a rule's rate that jumped in the last month are told; what did not move is not."""
    told = drift(make_room, trade(hurried_in_may=True))
    assert {subject for subject, row in told.items() if row["outside"]} == {"L05", "L06", "R04"}
    assert told["R04"]["text"] == (
        "R04 fired on 50 % of the boxes that sailed in May 2026, on 0.056 % before."
        " It has left its band: more than trade as usual."
    )
    assert told["L06"]["text"].startswith("Hours from the gate to sailing: boxes that sailed in May 2026 stand ")
    assert told["L06"]["text"].endswith("It has left its band: weights may no longer fit.")


def test_trade_as_usual_is_in_its_band(make_room: MakeRoom) -> None:
    """The same trade month after month: nothing is outside."""
    told = drift(make_room, trade(hurried_in_may=False))
    assert "L06" in told
    assert not [row["text"] for row in told.values() if row["outside"]]


def test_probabilities_that_do_not_fit_what_chance_found_are_told(make_room: MakeRoom) -> None:
    """Thirty boxes opened at random, all of them positive where a few were expected: outside."""
    rows = trade(hurried_in_may=False)
    opened = [
        {"inspection_ref": f"I{row['consignment_ref']}", "container_no": "?", "consignment_ref": row["consignment_ref"]}
        | {"inspected_at": row["gate_in_at"], "basis": "random", "result": "positive"}
        for row in rows[:1_190:40]
    ]
    row = drift(make_room, rows, inspections=opened)["random"]
    assert (row["boxes"], row["observed"], row["outside"]) == (30, 30.0, True)
    assert row["text"].endswith("The probabilities told do not fit what was found.")


def test_few_boxes_say_nothing(make_room: MakeRoom) -> None:
    """A short record has no months to compare."""
    assert drift(make_room, trade(hurried_in_may=True)[:150]) == {}


def test_the_index_is_nought_for_like_counts_and_symmetric() -> None:
    """By hand: shares a half and a half against three quarters and a quarter."""
    assert stability_index(np.array([10.0, 10.0]), np.array([5.0, 5.0])) == pytest.approx(0.0)
    one, two = np.array([2.0, 2.0]), np.array([3.0, 1.0])
    assert stability_index(one, two) == pytest.approx(0.25 * np.log(1.5) - 0.25 * np.log(0.5))
    assert stability_index(two, one) == pytest.approx(stability_index(one, two))


def test_likely_counts_are_those_of_the_binomial() -> None:
    """Where all probabilities are alike, the band is the binomial's."""
    low, high = likely_counts(np.full(80, 0.1))
    assert (low, high) == (int(binom.ppf(0.025, 80, 0.1)), int(binom.ppf(0.975, 80, 0.1)))
