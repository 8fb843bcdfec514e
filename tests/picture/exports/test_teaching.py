"""Learning inside the step: from inspections to trees, reasons that add up, and the same answer when a manifest is screened."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit

from vinculum.evidence.contract import contract_of
from vinculum.picture.exports import STEP
from vinculum.picture.exports.model_table import read_model
from vinculum.picture.exports.weigh import LEARNED
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.screen import screen
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"
SINCE = datetime(2025, 9, 1, tzinfo=UTC)
BOXES = 600


def consignments() -> list[dict[str, Any]]:
    """Return boxes of which those that come to the gate in the last hours before the ship mostly hold stolen vehicles."""
    chance = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for number in range(BOXES):
        booked = SINCE + timedelta(hours=6 * number)
        sails = booked + timedelta(days=float(chance.uniform(5, 12)))
        hurried = bool(chance.random() < 0.3)
        rows.append(
            {
                "consignment_ref": f"C{number:04d}",
                "container_no": f"MSKU{number:07d}",
                "load_port": "GBFXT",
                "destination_country": "AE" if chance.random() < 0.3 else "DE",
                "commodity_code": "39269097",
                "shipper_name": f"Firm {number % 40}",
                "gross_kg": float(chance.integers(5_000, 9_000)),
                "value_gbp": float(chance.integers(10_000, 40_000)),
                "booked_at": booked.replace(tzinfo=None).isoformat(),
                "gate_in_at": (sails - timedelta(hours=14 if hurried else 60)).replace(tzinfo=None).isoformat(),
                "sails_at": sails.replace(tzinfo=None).isoformat(),
            }
        )
    return rows


def inspections(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the boxes opened among these, four of five, by chance."""
    chance = np.random.default_rng(6)
    told = []
    for row in rows:
        hours = (datetime.fromisoformat(row["sails_at"]) - datetime.fromisoformat(row["gate_in_at"])).total_seconds() / 3600
        stolen, opened = chance.random() < (0.6 if hours < 24 else 0.02), chance.random() < 0.8
        at = datetime.fromisoformat(row["sails_at"]) - timedelta(hours=4)
        if opened and at < datetime.fromisoformat(AS_AT):
            told.append(
                {
                    "inspection_ref": f"I{row['consignment_ref']}",
                    "container_no": row["container_no"],
                    "consignment_ref": row["consignment_ref"],
                    "inspected_at": at.isoformat(),
                    "basis": "random",
                    "result": "positive" if stolen else "negative",
                }
            )
    return told


@pytest.fixture
def taught(make_room: MakeRoom) -> Room:
    """Return a room in which the step has learned from several hundred outcomes."""
    rows = consignments()
    room = make_room(AS_AT, consignments=rows, inspections=inspections(rows))
    PARTIES.run(room)
    STEP.run(room)
    return room


def test_what_no_rule_weighs_is_learned_and_told(taught: Room) -> None:
    """Hours from gate to ship, which no rule weighs: hurried boxes that nobody opened stand above the others, and why is told.

    The starting point and the reasons of a box are its log-odds.
    """
    model = read_model(taught.door)
    assert model.lesson.state == LEARNED
    told = taught.door.ask_rows(
        "SELECT date_diff('hour', shown.gate_in_at, shown.sails_at) < 24 AS hurried, avg(risk.log_odds) AS mean"
        " FROM picture.export_risk AS risk JOIN picture.export_declared AS shown USING (consignment_ref)"
        " WHERE risk.opened_at IS NULL AND shown.sails_at <= TIMESTAMPTZ '2026-03-10' GROUP BY 1 ORDER BY 1"
    )
    assert told[1]["mean"] > told[0]["mean"] + 2.0
    texts = taught.door.ask_rows("SELECT DISTINCT text FROM picture.export_reasons WHERE rule = 'L06' AND weight > 1")
    assert (
        "At the gate 14 hours before sailing. Of boxes opened like this more held stolen vehicles than the rules alone expect."
        in {row["text"] for row in texts}
    )
    start = model.intercept
    rows = taught.door.ask_rows(
        "SELECT risk.log_odds, risk.probability, coalesce(sum(told.weight), 0) AS said,"
        " count(*) FILTER (told.rule = 'L00') AS rest"
        " FROM picture.export_risk AS risk LEFT JOIN picture.export_reasons AS told USING (consignment_ref)"
        " GROUP BY risk.consignment_ref, risk.log_odds, risk.probability"
    )
    assert len(rows) == BOXES
    for row in rows:
        assert row["log_odds"] == pytest.approx(start + row["said"], abs=1e-4)
        assert row["probability"] == pytest.approx(float(expit(row["log_odds"])), abs=2e-6)
        assert row["rest"] <= 1


def test_a_manifest_is_screened_by_the_same_trees(taught: Room) -> None:
    """The trees stand in the picture as text: a box that is screened gets the probability that the build gave it."""
    schema = contract_of("consignments").schema
    rows = [
        {"delivery": "manifest", "row": place}
        | row
        | {name: datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in ("booked_at", "gate_in_at", "sails_at")}
        for place, row in enumerate(consignments()[-30:], start=1)
    ]
    built = {row["consignment_ref"]: row["probability"] for row in taught.door.ask_rows("SELECT * FROM picture.export_risk")}
    told = screen(taught.door, pa.Table.from_pylist(rows, schema=schema), as_at=taught.as_at, settings=taught.settings)
    known = [row for row in told if row["consignment_ref"] in built]
    assert len(known) >= 20
    assert {row["consignment_ref"]: row["probability"] for row in known} == {
        row["consignment_ref"]: built[row["consignment_ref"]] for row in known
    }


def test_the_same_evidence_gives_the_same_trees(taught: Room, make_room: MakeRoom) -> None:
    """Byte for byte, with rows in another order."""
    rows = consignments()
    told = inspections(rows)
    places = [row | {"row": place} for place, row in enumerate(told, start=1)]
    room = make_room(AS_AT, consignments=rows, inspections=places[::-1])
    PARTIES.run(room)
    STEP.run(room)
    for table in STEP.writes:
        assert room.file(table).read_bytes() == taught.file(table).read_bytes(), table


def test_nothing_opened_equals_the_rules(make_room: MakeRoom) -> None:
    """Without outcomes a box is what the rules say, to the last digit, and the model says that it is."""
    rows = consignments()
    room = make_room(AS_AT, consignments=rows)
    STEP.run(room)
    model = read_model(room.door)
    assert (
        model.lesson.why
        == "Rules alone: 0 opened boxes held stolen vehicles and 0 did not; trees are learned from 30 of each on."
    )
    told = room.door.ask_rows(
        "SELECT risk.log_odds, coalesce(sum(said.strength * rules.weight), 0) AS said FROM picture.export_risk AS risk"
        " LEFT JOIN picture.export_reasons AS said USING (consignment_ref) LEFT JOIN picture.export_rules AS rules USING (rule)"
        " GROUP BY risk.consignment_ref, risk.log_odds"
    )
    assert {row["rule"][0] for row in room.door.ask_rows("SELECT DISTINCT rule FROM picture.export_reasons")} == {"R"}
    for row in told:
        assert row["log_odds"] == pytest.approx(model.intercept + row["said"], abs=1e-5)


def test_no_point_rests_on_what_came_later(make_room: MakeRoom) -> None:
    """Boxes booked and opened after a box sailed change neither its points nor what is told of it."""
    rows, later = consignments()[:80], consignments()[200:]
    told = []
    for given in (rows, rows + later):
        # An early as-at for the rules' model would differ; the points are asked for instead, as laid out for the same boxes.
        room = make_room(AS_AT, consignments=given, inspections=inspections(given))
        room.settings["exports"] |= {"least_of_each_result": 10**6, "least_to_learn": 10**6}
        STEP.run(room)
        told.append(
            room.door.ask_rows(
                "SELECT consignment_ref, rule, strength, text FROM picture.export_reasons"
                " WHERE consignment_ref < 'C0080' ORDER BY ALL"
            )
        )
    assert told[0] == told[1]
